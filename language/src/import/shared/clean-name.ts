/** A name that fits on a line: control characters and runs of white space become one space; `--` would read as a link. */
export const cleanName = (text: string): string =>
  text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/-{2,}/g, '-')
    .replaceAll('"', "'")
    .trim()
    .slice(0, 128)
