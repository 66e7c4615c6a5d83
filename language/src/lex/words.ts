/** A name without quotes: letters, digits and `_`, single `.` or `-` inside. */
const namePattern = /^[\p{L}\p{N}_](?:[\p{L}\p{M}\p{N}_]|[.-](?=[\p{L}\p{N}_]))*$/u

/** Whether `text` needs no quotes where a name is expected. */
export const isBareName = (text: string): boolean => namePattern.test(text)

/** A name as it is written: with quotes if it needs them. */
export const quoteName = (text: string): string => (isBareName(text) ? text : JSON.stringify(text))
