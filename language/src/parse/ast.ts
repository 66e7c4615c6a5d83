import type { Span } from '../diagnostics/span.js'
import type { Comment } from '../lex/token.js'

/** A word that names something: a node, a key, a type. Quotes are gone; `parse` and `format` put them back where needed. */
export interface Name {
  readonly text: string
  readonly span: Span
}

interface ValueBase {
  readonly span: Span
}

/** A literal; `raw` is how it was written, so that `1500Mbps` is not turned into `1.5Gbps`. */
interface LiteralBase extends ValueBase {
  readonly raw: string
}

export interface NumberValue extends LiteralBase {
  readonly kind: 'number'
  readonly value: number
}

export interface BandwidthValue extends LiteralBase {
  readonly kind: 'bandwidth'
  /** Whole bits per second. */
  readonly bitsPerSecond: number
}

export interface DurationValue extends LiteralBase {
  readonly kind: 'duration'
  /** Whole µs. */
  readonly microseconds: number
}

export interface SizeValue extends LiteralBase {
  readonly kind: 'size'
  /** Whole bytes; `kB` is 1000. */
  readonly bytes: number
}

export interface PercentValue extends LiteralBase {
  readonly kind: 'percent'
  /** `99.9%` is 99.9. */
  readonly percent: number
}

export interface DistanceValue extends LiteralBase {
  readonly kind: 'distance'
  /** Metres; may have decimals. */
  readonly metres: number
}

export interface AddressValue extends LiteralBase {
  readonly kind: 'address'
  readonly family: 4 | 6
  /** Without zone; v6 in lower case, otherwise as written. */
  readonly address: string
}

export interface PrefixValue extends LiteralBase {
  readonly kind: 'prefix'
  readonly family: 4 | 6
  /** As written: it may have host bits, as the address of an interface does. */
  readonly address: string
  readonly length: number
}

export interface AsnValue extends LiteralBase {
  readonly kind: 'asn'
  readonly asn: number
}

export interface PortRangeValue extends LiteralBase {
  readonly kind: 'port-range'
  readonly first: number
  readonly last: number
}

export interface BooleanValue extends LiteralBase {
  readonly kind: 'boolean'
  readonly value: boolean
}

/** A day or an instant: `2026-12-01`, `2026-12-01T08:00`. */
export interface DateValue extends LiteralBase {
  readonly kind: 'date'
}

/** An NDN name: `/ndn/video`; `/` alone is the root. Without a slash at its end. */
export interface PathValue extends ValueBase {
  readonly kind: 'name-path'
  readonly path: string
}

/** `(59.91, 10.75)`: degrees. The numbers keep their written form. */
export interface PlaceValue extends ValueBase {
  readonly kind: 'place'
  readonly latitude: NumberValue
  readonly longitude: NumberValue
}

/** Quoted. Where a key wants another form, `readQuoted` reads the content. */
export interface TextValue extends ValueBase {
  readonly kind: 'text'
  readonly text: string
}

/** A bare name: a node, a group, a definition, a word such as `ef`; resolved by what exists. */
export interface ReferenceValue extends ValueBase {
  readonly kind: 'reference'
  readonly name: string
}

/** Monday is first. */
export type Weekday = 'Mon' | 'Tue' | 'Wed' | 'Thu' | 'Fri' | 'Sat' | 'Sun'

/** `Mon-Fri 08:00-18:00 Europe/Oslo`, `from 2026-12-01 until 2027-01-01`, or both. Minutes are counted from midnight in
 *  `zone`; without hours the whole day; an end not after the start is on the next day. */
export interface ScheduleValue extends ValueBase {
  readonly kind: 'schedule'
  /** First and last day, as written; absent: every day. */
  readonly days?: { readonly first: Weekday; readonly last: Weekday }
  readonly hours?: { readonly startMinute: number; readonly endMinute: number }
  readonly zone?: string
  readonly from?: DateValue
  readonly until?: DateValue
}

export type ComparisonOperator = '<=' | '>=' | '<' | '>' | '='

export interface ComparisonValue extends ValueBase {
  readonly kind: 'comparison'
  readonly operator: ComparisonOperator
  readonly value: Value
}

/** One selector of a traffic term with its values: `dst-port 443, 9100`; a protocol or a given name has none. */
export interface TrafficPart {
  readonly word: Name
  readonly values: readonly Value[]
}

/** `tcp dst-port 443`: every part must match. */
export interface TrafficTermSyntax {
  readonly parts: readonly TrafficPart[]
  readonly span: Span
}

/** Terms joined by `or`. */
export interface TrafficValue extends ValueBase {
  readonly kind: 'traffic'
  readonly terms: readonly TrafficTermSyntax[]
}

/** `2 disjoint links`, `1 core link`, `3 equal`, `1 link restored within 5s`. */
export interface CountValue extends ValueBase {
  readonly kind: 'count'
  readonly count: NumberValue
  /** All words but `within`, in order. */
  readonly words: readonly Name[]
  readonly within?: DurationValue
}

/** Words in a row that the key gives a meaning: `output eth2`, `region south`, `risk conduit-7`, `mirror ids`. */
export interface WordsValue extends ValueBase {
  readonly kind: 'words'
  readonly items: readonly Value[]
}

/** `region(north)`, `circle(59.91, 10.75, 5km)`. */
export interface CallValue extends ValueBase {
  readonly kind: 'call'
  readonly name: Name
  readonly args: readonly Value[]
}

/** `r1--r2` or `link r1--r2`; the ends may name ports. */
export interface LinkRefValue extends ValueBase {
  readonly kind: 'link-ref'
  readonly ends: readonly [Name, Name]
  /** Written with the word `link` before it. */
  readonly isWorded: boolean
}

/** `/^ams-/`, in `members` only; `source` is without the slashes and compiles with the flag `u`. */
export interface RegexValue extends ValueBase {
  readonly kind: 'regex'
  readonly source: string
}

/** `a, b`, or `[a, b]`, which means the same. */
export interface ListValue extends ValueBase {
  readonly kind: 'list'
  readonly items: readonly Value[]
  readonly isBracketed: boolean
}

/** `a, b except c, d`: what the whole list before it holds, without what the whole list after it holds. */
export interface ExceptValue extends ValueBase {
  readonly kind: 'except'
  readonly of: Value
  readonly except: Value
}

/** `one of a, b`. */
export interface OneOfValue extends ValueBase {
  readonly kind: 'one-of'
  readonly options: readonly Value[]
}

/** `a then b then c`; a step may be a list or `one of`. */
export interface ThenValue extends ValueBase {
  readonly kind: 'then'
  readonly steps: readonly Value[]
}

/** Something that could not be read and was reported; it keeps the key from looking absent. */
export interface InvalidValue extends LiteralBase {
  readonly kind: 'invalid'
}

/** `{ a: 1, b: 2 }`. */
export interface Block extends ValueBase {
  readonly kind: 'block'
  readonly items: readonly Item[]
  /** Written on one line; layout, no meaning. */
  readonly isOneLine: boolean
  /** Comments on the line of "{". */
  readonly opening: readonly Comment[]
  /** Comments before "}" that belong to no item. */
  readonly closing: readonly Comment[]
}

export type Literal =
  | NumberValue
  | BandwidthValue
  | DurationValue
  | SizeValue
  | PercentValue
  | DistanceValue
  | AddressValue
  | PrefixValue
  | AsnValue
  | PortRangeValue
  | BooleanValue
  | DateValue

/** A value, typed by its form alone; what the key makes of it is the resolver's business. */
export type Value =
  | Literal
  | PathValue
  | PlaceValue
  | TextValue
  | ReferenceValue
  | ScheduleValue
  | ComparisonValue
  | TrafficValue
  | CountValue
  | WordsValue
  | CallValue
  | LinkRefValue
  | RegexValue
  | ListValue
  | ExceptValue
  | OneOfValue
  | ThenValue
  | Block
  | InvalidValue

/** What stands around an item: comments and empty lines. */
export interface Surroundings {
  /** Comments before the item, and those inside it that have no place of their own. */
  readonly leading: readonly Comment[]
  /** Comments after it on its last line. */
  readonly trailing: readonly Comment[]
  /** An empty line stands before it (after its leading comments). */
  readonly blankBefore: boolean
}

/** `key: value`. */
export interface Entry extends Surroundings {
  readonly kind: 'entry'
  readonly key: Name
  readonly value: Value
  readonly span: Span
}

interface StatementBase extends Surroundings {
  /** The word it begins with. */
  readonly keyword: Name
  readonly span: Span
}

export interface IncludeStatement extends StatementBase {
  readonly kind: 'include'
  readonly path: Name
}

export interface LetStatement extends StatementBase {
  readonly kind: 'let'
  readonly name: Name
  readonly value: Value
}

export interface GroupStatement extends StatementBase {
  readonly kind: 'group'
  readonly name: Name
  readonly body: Block
}

export interface TemplateStatement extends StatementBase {
  readonly kind: 'template'
  readonly name: Name
  readonly parameters: readonly Name[]
  readonly body: Block
}

export interface UseStatement extends StatementBase {
  readonly kind: 'use'
  readonly template: Name
  readonly args: readonly Value[]
}

export interface ForStatement extends StatementBase {
  readonly kind: 'for'
  readonly variable: Name
  readonly range: Value
  readonly body: Block
}

export interface NetworkStatement extends StatementBase {
  readonly kind: 'network'
  readonly name: Name
  readonly body: Block
}

export interface NodeStatement extends StatementBase {
  readonly kind: 'node'
  readonly name: Name
  readonly type: Name
  readonly body?: Block
}

export interface InterfaceStatement extends StatementBase {
  readonly kind: 'interface'
  readonly name: Name
  readonly body?: Block
}

/** `link r1 -- r2 { … }`, or the older `link { endpoints: [r1, r2] }`, which has no `ends` and may have a name. */
export interface LinkStatement extends StatementBase {
  readonly kind: 'link'
  readonly name?: Name
  readonly ends?: readonly [Name, Name]
  readonly body?: Block
}

/** The kinds of intents, in the order of the manual. */
export const intentKinds = [
  'route',
  'isolate',
  'allow',
  'qos',
  'limit',
  'mirror',
  'mark',
  'balance',
  'protect',
  'multicast',
  'cache',
  'geocast',
  'flow',
  'policy',
  'nat',
  'peer',
  'drain',
  'baseline',
  'assert',
] as const

export type IntentKeyword = (typeof intentKinds)[number]

/** Any intent. `assert` holds the asserted intents as items of its body. */
export interface IntentStatement extends StatementBase {
  readonly kind: 'intent'
  readonly intent: IntentKeyword
  readonly name?: Name
  readonly body: Block
}

export type Statement =
  | IncludeStatement
  | LetStatement
  | GroupStatement
  | TemplateStatement
  | UseStatement
  | ForStatement
  | NetworkStatement
  | NodeStatement
  | InterfaceStatement
  | LinkStatement
  | IntentStatement

export type Item = Entry | Statement

/** A whole file. */
export interface Document {
  readonly kind: 'document'
  readonly file: string
  /** Statements; an entry here was reported as misplaced. */
  readonly items: readonly Item[]
  /** Comments at the end of the file. */
  readonly closing: readonly Comment[]
}

/** The entries of a block, in order. */
export const entriesOf = (block: Block): Entry[] => block.items.filter((item) => item.kind === 'entry')

/** The statements of a block or document, in order. */
export const statementsOf = ({ items }: Block | Document): Statement[] => items.filter((item) => item.kind !== 'entry')

/** The entry of a key, if the block has it. */
export const findEntry = (block: Block, key: string): Entry | undefined =>
  entriesOf(block).find((entry) => entry.key.text === key)
