import { textOf } from '../shared/draft.js'

/** A value as a label: maps and lists as JSON. */
export const labelText = (value: unknown): string => {
  if (typeof value === 'boolean') return String(value)
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : textOf(value)
}
