import type {
  AssertIntent,
  BaselineIntent,
  DrainIntent,
  Ends,
  EndTerm,
  Intent,
  Prefix,
  ProtectIntent,
  Segment,
  TopologyIndex,
} from '@paranet/network'
import { homeSegment, linkSegments, mainSegment, ownedIndexOf, segmentOfIntent, segmentViews } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Span } from '../diagnostics/span.js'
import type { IntentStatement } from '../parse/ast.js'
import { findEntry, statementsOf } from '../parse/ast.js'
import { kindName, nameOf } from './read-value.js'
import type { FileReporter } from './report.js'

/** Something that an intent speaks of, and the segments that it lies in: those where it may, and those where it is meant if nothing else is said. */
interface Mention {
  readonly text: string
  readonly possible: ReadonlySet<string>
  readonly usual: ReadonlySet<string>
}

/** Finds out which segment intents speak of. */
export class SegmentFinder {
  readonly views: readonly Segment[]
  readonly #index: TopologyIndex
  readonly #names: readonly string[]
  readonly #interfaces: ReadonlyMap<string, string>

  private constructor(index: TopologyIndex, views: readonly Segment[]) {
    this.#index = index
    this.views = views
    this.#names = views.map(({ name }) => name)
    this.#interfaces = interfaceSegments(index)
  }

  /** Undefined where the network has one segment. */
  static of(index: TopologyIndex): SegmentFinder | undefined {
    const views = segmentViews(index)
    return views && new SegmentFinder(index, views)
  }

  /** The segment of an intent that was read without regard to segments: the one that it says, or the one where all that it speaks of lies. Undefined where that
   *  was reported; `whole` for what speaks of devices as wholes. */
  find(intent: Intent, statement: IntentStatement, reporter: FileReporter): string | undefined {
    const entry = findEntry(statement.body, 'segment')
    if (segmentOfIntent(intent) === undefined) {
      if (entry) refuse(statement, entry.key.span, reporter)
      return entry ? undefined : wholeDevices
    }
    const mentions = this.#mentions(intent)
    if (entry) {
      const said = nameOf(entry.value)
      if (entry.value.kind === 'invalid') return undefined
      if (said === undefined)
        return reporter.report('wrong-kind', entry.value.span, `"segment" wants a name, not ${kindName(entry.value)}`)
      return this.#isIn(said, mentions, entry.value.span, reporter)
    }
    return this.#infer(mentions, intent, (statement.name ?? statement.keyword).span, reporter)
  }

  /** The intent as one of this segment, which is not `main`: of waypoints and devices that it names, those are left that are in it. Undefined where none is, which
   *  is reported. */
  placed(intent: Intent, segment: string, span: Span, reporter: FileReporter): Intent | undefined {
    if (intent.kind !== 'assert') return isWhole(intent) ? intent : this.#partIn(intent, segment, span, reporter)
    const { asserts } = intent
    const part = isWhole(asserts) ? asserts : this.#partIn(asserts, segment, span, reporter)
    return part && { ...intent, asserts: part }
  }

  #partIn<Spoken extends Exclude<Intent, WholeIntent>>(
    intent: Spoken,
    segment: string,
    span: Span,
    reporter: FileReporter,
  ): Spoken | undefined {
    const isThere = (name: string) => this.#device(name).possible.has(segment)
    const lists = [
      ...('via' in intent ? intent.via.map(({ oneOf }) => oneOf) : []),
      ...('at' in intent && isList(intent.at) ? [intent.at] : []),
    ]
    const missing = lists.find((names) => !names.some(isThere))
    if (missing)
      return reporter.report(
        'segments-apart',
        span,
        `${quotedList(missing)} ${missing.length === 1 ? 'has' : 'have'} no interface in the segment "${segment}"`,
        { hint: 'a device is in the segments of its interfaces' },
      )
    return {
      ...intent,
      ...('via' in intent ? { via: intent.via.map(({ oneOf }) => ({ oneOf: oneOf.filter(isThere) })) } : {}),
      ...('at' in intent && isList(intent.at) ? { at: intent.at.filter(isThere) } : {}),
      segment,
    }
  }

  /** A segment that is said: something of what is spoken of lies in it. */
  #isIn(said: string, mentions: readonly Mention[], span: Span, reporter: FileReporter): string | undefined {
    if (!this.#names.includes(said)) {
      return reporter.report('unknown-segment', span, `nothing lies in a segment "${said}"`, {
        hint: didYouMean(said, this.#names) ?? `segments are: ${this.#names.join(', ')}`,
      })
    }
    const outside = mentions.filter(({ possible }) => !possible.has(said))
    const [first] = outside
    if (!first) return said
    const others = outside.length > 1 ? ` (and ${outside.length - 1} more)` : ''
    return reporter.report(
      'segments-apart',
      span,
      `${first.text}${others} lies in ${quotedList([...first.possible])}, and not in "${said}"`,
      { hint: 'an intent speaks of one segment: say another, or name what lies in this one' },
    )
  }

  #infer(mentions: readonly Mention[], intent: Intent, span: Span, reporter: FileReporter): string | undefined {
    let left = this.#names
    for (const [i, mention] of mentions.entries()) {
      const next = left.filter((name) => mention.possible.has(name))
      if (next.length === 0) return reportApart(mentions.slice(0, i + 1), span, reporter)
      left = next
    }
    for (const { usual } of [...mentions, ...this.#passed(intent)]) {
      const next = left.length > 1 ? left.filter((name) => usual.has(name)) : left
      if (next.length > 0) left = next
    }
    const [only, other] = left
    if (only !== undefined && other === undefined) return only
    return reporter.report(
      'ambiguous-segment',
      span,
      `what this ${intent.kind} speaks of lies in the segments ${quotedList(left)}, and it does not say which it means`,
      { hint: `say it: \`segment: ${left.find((name) => name !== mainSegment) ?? mainSegment}\`` },
    )
  }

  /** What has to lie in the segment. */
  #mentions(intent: Intent): Mention[] {
    const spoken = intent.kind === 'assert' ? intent.asserts : intent
    const nodes = (names: readonly string[]) => names.map((name) => this.#node(name))
    switch (spoken.kind) {
      case 'mirror':
        return [...this.#ends(spoken.from), ...this.#ends(spoken.to), this.#node(spoken.copyTo)]
      case 'balance':
        return [...this.#ends(spoken.from), ...nodes(spoken.members.map(({ node }) => node))]
      case 'route':
      case 'isolate':
      case 'allow':
      case 'mark':
      case 'limit':
      case 'qos':
      case 'nat':
        return [...this.#ends(spoken.from), ...this.#ends(spoken.to)]
      case 'multicast':
        return nodes([spoken.sender, ...spoken.receivers])
      case 'name-route':
      case 'name-isolate':
        return nodes(spoken.consumers)
      case 'cache':
        return spoken.at.map((name) => this.#device(name))
      case 'geo-route':
      case 'geo-isolate':
        return nodes([...spoken.sources, ...spoken.destinations])
      case 'geocast':
        return nodes(spoken.sources)
      case 'flow': {
        const { inInterface } = spoken.match
        const out = spoken.action.kind === 'output' ? spoken.action.interface : undefined
        const named = [inInterface, out].filter((name) => name !== undefined)
        const ports = spoken.at.flatMap((device) => named.flatMap((name) => this.#interface(device, name) ?? []))
        return [...ports, ...spoken.at.map((name) => this.#device(name))]
      }
      case 'peer':
        return [this.#interface(spoken.at.node, spoken.at.interface) ?? this.#device(spoken.at.node)]
      default:
        return []
    }
  }

  /** What it passes, or where it is done: that decides where ends do not. */
  #passed(intent: Intent): Mention[] {
    const spoken = intent.kind === 'assert' ? intent.asserts : intent
    const via = 'via' in spoken ? spoken.via.flatMap(({ oneOf }) => oneOf) : []
    const at = 'at' in spoken && isList(spoken.at) ? spoken.at : []
    return [...via, ...at].map((name) => this.#device(name))
  }

  #ends({ terms }: Ends): Mention[] {
    return terms.flatMap((term) => this.#term(term) ?? [])
  }

  #term(term: EndTerm): Mention | undefined {
    if (term.kind === 'node') return this.#node(term.node)
    return term.kind === 'prefix' ? this.#prefix(term.prefix) : undefined
  }

  /** An end: where the node has addresses or ports; at home where it has some there. */
  #node(name: string): Mention {
    const id = this.#index.nodeId.get(name) ?? -1
    const node = this.#index.nodes[id]
    const home = node ? homeSegment(node) : mainSegment
    const withPorts = this.views.flatMap((one) => ((one.index.portsOfNode[id]?.length ?? 0) > 0 ? [one.name] : []))
    if (withPorts.length === 0) return { ...this.#device(name), text: `"${name}"` }
    const isAtHome = withPorts.includes(home)
    return { text: `"${name}"`, possible: new Set(withPorts), usual: new Set(isAtHome ? [home] : withPorts) }
  }

  /** A device: where it has interfaces. */
  #device(name: string): Mention {
    const there = this.views.flatMap((one) => (isPresent(one.index, name) ? [one.name] : []))
    const possible = new Set(there.length > 0 ? there : this.#names)
    return { text: `"${name}"`, possible, usual: possible }
  }

  #prefix(prefix: Prefix): Mention | undefined {
    const found = this.views.flatMap((one) => (ownedIndexOf(one.index).meets(prefix) ? [one.name] : []))
    if (found.length === 0) return undefined
    return { text: prefix, possible: new Set(found), usual: new Set(found) }
  }

  #interface(device: string, name: string): Mention | undefined {
    const segment = this.#interfaces.get(`${device}.${name}`)
    if (segment === undefined) return undefined
    return { text: `the interface "${device}.${name}"`, possible: new Set([segment]), usual: new Set([segment]) }
  }
}

/** What speaks of devices as wholes, of other intents, or asserts one. */
type WholeIntent = DrainIntent | ProtectIntent | BaselineIntent | AssertIntent

const isWhole = (intent: Intent): intent is WholeIntent =>
  intent.kind === 'drain' || intent.kind === 'protect' || intent.kind === 'baseline' || intent.kind === 'assert'

const isList = (value: unknown): value is readonly string[] => Array.isArray(value)

/** What `find` gives for intents that speak of devices as wholes, and of no segment. */
export const wholeDevices = ''

/** Says that a network of one segment has no other. */
export function checkOnlySegment(statement: IntentStatement, reporter: FileReporter): boolean {
  const entry = findEntry(statement.body, 'segment')
  const said = entry && nameOf(entry.value)
  if (!entry || said === mainSegment) return true
  reporter.report('unknown-segment', entry.value.span, `nothing lies in a segment "${said ?? '…'}"`, {
    hint: 'interfaces, links and nodes say theirs: `link r1 -- r2 { segment: red }`',
  })
  return false
}

/** Where the key stands that says the segment: an assertion's is inside it. */
export const spokenStatement = (statement: IntentStatement): IntentStatement =>
  statement.intent === 'assert'
    ? (statementsOf(statement.body).find((one) => one.kind === 'intent') ?? statement)
    : statement

/** Whether a node has interfaces or addresses of the segment that the view is of. */
function isPresent(view: TopologyIndex, name: string): boolean {
  let names = present.get(view)
  if (!names) {
    const { nodes, adjacency, portsOfNode, topology } = view
    const hasSome = (lists: readonly (readonly unknown[])[], id: number) => (lists[id]?.length ?? 0) > 0
    const own = nodes.filter((_, id) => hasSome(adjacency, id) || hasSome(portsOfNode, id))
    names = new Set([...own.map((node) => node.name), ...topology.interfaces.map(({ node }) => node)])
    present.set(view, names)
  }
  return names.has(name)
}

const present = new WeakMap<TopologyIndex, ReadonlySet<string>>()

function interfaceSegments({ topology }: TopologyIndex): ReadonlyMap<string, string> {
  const segmentOf = linkSegments(topology)
  return new Map([
    ...topology.links.flatMap((link) =>
      link.ends.map((end) => [`${end.node}.${end.interface}`, segmentOf(link)] as const),
    ),
    ...topology.interfaces.map((one) => [`${one.node}.${one.name}`, one.segment] as const),
  ])
}

function refuse({ intent }: IntentStatement, span: Span, reporter: FileReporter): void {
  reporter.report('misplaced', span, `"segment" belongs to intents that speak of packets, and not to ${intent}`, {
    hint: `what ${intent} says holds in all segments of the devices`,
  })
}

function reportApart(mentions: readonly Mention[], span: Span, reporter: FileReporter): undefined {
  const last = mentions.at(-1)
  const other = mentions.find(({ possible }) => ![...possible].some((name) => last?.possible.has(name)))
  const [first, text] = [other ?? mentions[0], last?.text ?? '']
  return reporter.report(
    'segments-apart',
    span,
    `${first?.text ?? ''} lies in ${quotedList([...(first?.possible ?? [])])} and ${text} in ${quotedList([...(last?.possible ?? [])])}`,
    { hint: 'nothing passes from one segment to another, whatever is asked: an intent speaks of one' },
  )
}

const quotedList = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ')
