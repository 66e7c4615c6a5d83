/** A line of a file with its number, from 1, without the blanks around it. */
export interface NumberedLine {
  readonly at: number
  readonly line: string
}
