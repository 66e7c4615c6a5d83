/** A place in a source text. UTF-16 offsets and lengths; lines and columns from 1. */
export interface Span {
  readonly offset: number
  readonly line: number
  readonly column: number
  readonly length: number
}

/** From the start of `first` to the end of `last`. */
export const spanThrough = (first: Span, last: Span): Span => ({
  offset: first.offset,
  line: first.line,
  column: first.column,
  length: Math.max(0, last.offset + last.length - first.offset),
})

/** The place itself, without what else the object carries. */
export const spanOf = ({ offset, line, column, length }: Span): Span => ({ offset, line, column, length })
