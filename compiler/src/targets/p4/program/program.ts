/** What a P4 program of ours is made of: as much of v1model as it needs, from which the source, the P4Info and the pipeline of BMv2 are written. */

/** `hdr.ipv4.ttl`, `meta.dst`, `sm.ingress_port`: a field by its header (or `meta`, `sm`) and name. */
export type FieldName = readonly [owner: string, field: string]

export type Expression =
  | { readonly kind: 'field'; readonly field: FieldName }
  | { readonly kind: 'value'; readonly value: number; readonly width: number }
  | { readonly kind: 'valid'; readonly header: string }
  | {
      readonly kind: 'op'
      readonly op: '==' | '!=' | '<=' | '-' | '|' | 'and' | 'or'
      readonly left: Expression
      readonly right: Expression
    }

/** One step of an action. `value`: a parameter of the action by its name, or an expression. */
export type Step =
  | { readonly kind: 'set'; readonly field: FieldName; readonly value: string | Expression }
  | { readonly kind: 'drop' }
  | { readonly kind: 'meter'; readonly meter: string; readonly index: string; readonly result: FieldName }
  /** Asks for copies of the frame as it came in, by the session of this number; they go through the egress with what `preserved` says. */
  | { readonly kind: 'clone'; readonly session: Expression }
  | { readonly kind: 'read'; readonly register: string; readonly result: FieldName }

export interface Action {
  readonly name: string
  readonly says: string
  readonly parameters: readonly { readonly name: string; readonly width: number }[]
  readonly steps: readonly Step[]
  readonly control?: Scope['control']
}

/** Of which control something is; absent: of the ingress. */
export interface Scope {
  readonly control?: 'egress' | undefined
}

/** The whole name of an action, a table or a meter. */
export const scopedName = ({ name, control }: Scope & { readonly name: string }): string =>
  `${control ?? 'ingress'}.${name}`

export type MatchKind = 'exact' | 'lpm' | 'ternary' | 'range'

export interface Key {
  readonly name: string
  readonly field: FieldName
  readonly kind: MatchKind
}

export interface Table extends Scope {
  readonly name: string
  readonly says: string
  readonly keys: readonly Key[]
  readonly actions: readonly string[]
  /** Absent where entries name groups: nothing is done then. */
  readonly defaultAction?: string
  readonly size: number
  /** Its entries name groups of this selector. */
  readonly selector?: string
}

/** What the control does, in order. */
export type Control =
  | { readonly kind: 'apply'; readonly table: string }
  | { readonly kind: 'run'; readonly action: string }
  | {
      readonly kind: 'if'
      readonly condition: Expression
      readonly inside: readonly Control[]
      readonly otherwise?: readonly Control[]
    }

export interface Header {
  readonly name: string
  readonly fields: readonly (readonly [name: string, width: number])[]
}

/** A state of the parser: takes a header, then goes on by fields of it. A step without values is taken where no other fits. */
export interface ParserState {
  readonly name: string
  readonly header: string
  readonly select: readonly string[]
  readonly next: readonly { readonly values: readonly number[]; readonly state: string }[]
}

export interface Program {
  readonly name: string
  readonly headers: readonly Header[]
  readonly metadata: Header
  readonly parser: readonly ParserState[]
  readonly actions: readonly Action[]
  readonly tables: readonly Table[]
  readonly control: readonly Control[]
  /** Of actions and tables of the egress only. */
  readonly egress: readonly Control[]
  /** Fields of the metadata that copies keep. */
  readonly preserved: readonly string[]
  readonly meters: readonly (Scope & { readonly name: string; readonly size: number })[]
  readonly registers: readonly { readonly name: string; readonly width: number; readonly size: number }[]
  readonly selectors: readonly { readonly name: string; readonly size: number; readonly fields: readonly FieldName[] }[]
  /** Headers whose first field of this name is the checksum over all others (RFC 1071). */
  readonly checksums: readonly { readonly header: string; readonly field: string }[]
}

/** Fields of v1model's standard metadata, in its order. */
export const standardMetadata: Header = {
  name: 'standard_metadata',
  fields: [
    ['ingress_port', 9],
    ['egress_spec', 9],
    ['egress_port', 9],
    ['instance_type', 32],
    ['packet_length', 32],
    ['enq_timestamp', 32],
    ['enq_qdepth', 19],
    ['deq_timedelta', 32],
    ['deq_qdepth', 19],
    ['ingress_global_timestamp', 48],
    ['egress_global_timestamp', 48],
    ['mcast_grp', 16],
    ['egress_rid', 16],
    ['checksum_error', 1],
    ['parser_error', 32],
    ['priority', 3],
    ['_padding', 3],
  ],
}

/** The width of a field of a program. Throws TypeError where there is none. */
export function widthOf({ headers, metadata }: Program, [owner, name]: FieldName): number {
  const header =
    owner === 'meta' ? metadata : owner === 'sm' ? standardMetadata : headers.find((one) => one.name === owner)
  const width = header?.fields.find(([field]) => field === name)?.[1]
  if (width === undefined) throw new TypeError(`no field ${owner}.${name}`)
  return width
}

/** The meter of a name, with its control. Throws TypeError where there is none. */
export function meterOf({ meters }: Program, name: string): Program['meters'][number] {
  const meter = meters.find((one) => one.name === name)
  if (!meter) throw new TypeError(`no meter ${name}`)
  return meter
}

/** The action of a name. Throws TypeError where there is none. */
export function actionOf({ actions }: Program, name: string): Action {
  const action = actions.find((one) => one.name === name)
  if (!action) throw new TypeError(`no action ${name}`)
  return action
}
