/** Whether a text is YAML with the two keys that every topology file of containerlab has, at the beginning of a line. */
export const isContainerlab = (text: string): boolean =>
  /^topology:[ \t]*(?:#.*)?\r?$/m.test(text) && /^[ \t]+(?:nodes|links|kinds|defaults|groups):/m.test(text)
