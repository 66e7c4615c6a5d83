/** The JSON of a BMv2 pipeline, as far as the interpreter reads it. */
export interface PipelineJson {
  readonly header_types: readonly {
    readonly name: string
    readonly fields: readonly (readonly [name: string, width: number, signed: boolean])[]
  }[]
  readonly headers: readonly { readonly name: string; readonly header_type: string; readonly metadata: boolean }[]
  readonly parsers: readonly { readonly init_state: string; readonly parse_states: readonly ParseState[] }[]
  readonly deparsers: readonly { readonly order: readonly string[] }[]
  readonly actions: readonly ActionJson[]
  readonly pipelines: readonly {
    readonly name: string
    readonly init_table: string | null
    readonly tables: readonly TableJson[]
    readonly conditionals: readonly ConditionalJson[]
  }[]
  readonly field_lists: readonly { readonly id: number; readonly elements: readonly Operand[] }[]
  readonly calculations: readonly { readonly name: string; readonly algo: string; readonly input: readonly Operand[] }[]
  readonly checksums: readonly {
    readonly target: readonly [string, string]
    readonly calculation: string
    readonly update: boolean
    readonly if_cond: Operand | null
  }[]
}

export interface ParseState {
  readonly name: string
  readonly parser_ops: readonly {
    readonly op: string
    readonly parameters: readonly { readonly type: string; readonly value: string }[]
  }[]
  readonly transitions: readonly {
    readonly type: string
    readonly value: string | null
    readonly next_state: string | null
  }[]
  readonly transition_key: readonly { readonly type: string; readonly value: readonly [string, string] }[]
}

export interface ActionJson {
  readonly name: string
  readonly runtime_data: readonly { readonly name: string; readonly bitwidth: number }[]
  readonly primitives: readonly { readonly op: string; readonly parameters: readonly Operand[] }[]
}

export interface TableJson {
  readonly name: string
  readonly type: string
  readonly key: readonly {
    readonly match_type: string
    readonly name: string
    readonly target: readonly [string, string]
  }[]
  readonly actions: readonly string[]
  readonly base_default_next: string | null
  readonly next_tables: Readonly<Record<string, string | null>>
  readonly default_entry?: { readonly action_id: number; readonly action_data: readonly string[] }
}

export interface ConditionalJson {
  readonly name: string
  readonly expression: Operand
  readonly true_next: string | null
  readonly false_next: string | null
}

/** A value of an expression or a primitive. */
export type Operand =
  | { readonly type: 'field'; readonly value: readonly [string, string] }
  | { readonly type: 'hexstr'; readonly value: string }
  | { readonly type: 'runtime_data'; readonly value: number }
  | { readonly type: 'header' | 'meter_array' | 'register_array'; readonly value: string }
  | { readonly type: 'expression'; readonly value: Operand | Operation }

export interface Operation {
  readonly op: string
  readonly left: Operand | null
  readonly right: Operand
}
