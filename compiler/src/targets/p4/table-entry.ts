/** What a table entry asks of one field: a value; one with a mask (ternary) or a length (lpm); a range. Hexadecimal; ports of ranges decimal. */
export type FieldMatch = string

/** A table entry as P4Runtime has it, with names for ids. `metadata`: the first 64 bits of the entry's id in ParaNet, kept by the switch. */
export interface TableEntry {
  readonly table: string
  readonly match: Readonly<Record<string, FieldMatch>>
  /** Absent where all keys are exact or lpm. Higher wins. */
  readonly priority?: number
  readonly action?: string
  readonly params?: Readonly<Record<string, string>>
  /** Of a table with a selector, instead of an action. */
  readonly group?: number
  readonly metadata?: string
  /** Who needs it; for people. */
  readonly owners?: readonly string[]
}

/** A member of an action selector. */
export interface Member {
  readonly id: number
  readonly action: string
  readonly params: Readonly<Record<string, string>>
}

/** A group of an action selector: among the members whose port is up, by a hash of the packet. */
export interface Group {
  readonly id: number
  readonly members: readonly { readonly member: number; readonly weight: number; readonly watchPort: number }[]
}

/** A session of copies, as P4Runtime has it. */
export interface CloneSession {
  readonly session: number
  readonly replicas: readonly { readonly egressPort: number; readonly instance: number }[]
}

/** What an entry is, whosesoever it is. */
export const tableEntryIdentity = ({ table, match, priority, action, params, group }: TableEntry): string =>
  JSON.stringify([table, inOrder(match), priority ?? null, action ?? null, inOrder(params ?? {}), group ?? null])

const inOrder = (fields: Readonly<Record<string, string>>): [string, string][] =>
  Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : 1))

/** `0x1f`. */
export const hex = (value: number | bigint): string => `0x${value.toString(16)}`

/** A value and the bits of it that count: `0x1f&&&0xff`. */
export const masked = (value: number | bigint, mask: number | bigint): string => `${hex(value)}&&&${hex(mask)}`
