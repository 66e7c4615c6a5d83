import type { Diagnostic, Witness } from '@paranet/language'
import type { Claim, Intent, PacketSet, Port } from '@paranet/network'
import { compareClaims, reportAt } from '../passes/report.js'
import { viaText } from '../plan/demand.js'
import type { Placed } from './claim-index.js'
import type { ConflictContext } from './conflicts.js'
import { setContains, trafficContains } from './packet-class.js'

/** How a claim stands beside others. */
export interface Standing {
  /** Holds all its packets and says the same. */
  readonly same?: Claim
  /** Those of higher priority that take all its packets together. */
  readonly takers?: readonly Claim[]
  /** One of the packets. */
  readonly witness: () => Witness
}

export interface StandingContext extends ConflictContext {
  /** The claim of the answers of an intent. */
  readonly replyOf: (intent: string) => Claim | undefined
}

/** Whether a claim changes nothing: wholly inside one that says the same, or wholly taken by others of higher priority. `others`: all claims that may
 *  share a packet with it. Exact; undefined where it changes something. */
export function standingOf(context: StandingContext, one: Placed, others: readonly Placed[]): Standing | undefined {
  const { claim } = one
  if (claim.side !== 'forward') return undefined
  const same = sameAs(context, one, others)
  const takers = claim.yields ? [] : takersOf(context, claim, others)
  if (!same && takers.length === 0) return undefined
  const witness = witnessOf(context, claim)
  return witness && { ...(same ? { same } : {}), ...(takers.length > 0 ? { takers } : {}), witness }
}

/** Whether the standing of a claim may come to depend on another that may share a packet with it. */
export const bearsOn = (other: Placed, { claim, sort }: Placed): boolean =>
  claim.side === 'forward' &&
  ((isOpposed(other.claim, claim) && other.claim.priority > claim.priority) ||
    (other.sort === sort && saysSame(other.claim, claim)))

const isOpposed = (a: Claim, b: Claim): boolean => (a.kind === 'must-not') !== (b.kind === 'must-not')

/** The first, in the order in which claims are placed, that repeats it. */
function sameAs(context: StandingContext, { claim, sort }: Placed, others: readonly Placed[]): Claim | undefined {
  let same: Claim | undefined
  for (const other of others)
    if (
      other.sort === sort &&
      (!same || compareClaims(other.claim, same) < 0) &&
      isRepeated(context, claim, other.claim)
    )
      same = other.claim
  return same
}

function isRepeated(context: StandingContext, claim: Claim, other: Claim): boolean {
  if (other.side !== 'forward' || other.intent === claim.intent || !saysSame(other, claim)) return false
  const { quick, times, replyOf } = context
  if (quick.surelyOutside(claim, [other])) return false
  const isActive = (a: Claim, b: Claim) => !times || times.of(a.intent).every((span) => times.holds(b.intent, span))
  const holds = (outer: Claim, inner: Claim) => isActive(inner, outer) && holdsAll(context, outer, inner)
  if (!holds(other, claim)) return false
  const [its, ours] = [replyOf(other.intent), replyOf(claim.intent)]
  if (ours && !(its && holdsAll(context, its, ours))) return false
  // Of two that say the very same the later one is told.
  const isMutual = saysSame(claim, other) && holds(claim, other) && (!its || (ours && holdsAll(context, ours, its)))
  return !isMutual || compareClaims(other, claim) < 0
}

/** Whether every packet of `inner` is one of `outer`. */
function holdsAll({ index, exact }: ConflictContext, outer: Claim, inner: Claim): boolean {
  if (outer.established !== undefined && outer.established !== inner.established) return false
  const ports = new Map(outer.sources.map(({ port, prefixes }) => [port, prefixes]))
  if (!inner.sources.every(({ port }) => ports.has(port))) return false
  const isPlain =
    trafficContains(outer.traffic, inner.traffic) &&
    setContains(outer.destinations.prefixes, inner.destinations.prefixes) &&
    (outer.kind === 'must-not' || outer.destinations.toInternet || !inner.destinations.toInternet)
  if (isPlain && inner.sources.every(({ port, prefixes }) => setContains(ports.get(port) ?? [], prefixes))) return true
  const { space } = exact
  // What is forbidden is forbidden with every source; nothing else has sources that belong elsewhere.
  const packetsAt = (claim: Claim, port: Port) =>
    inner.kind === 'must-not' ? exact.writtenAt(claim, port) : exact.packetsAt(claim, port)
  return inner.sources.every(({ port: id }) => {
    const port = index.ports[id]
    return port && space.isEmpty(space.subtract(packetsAt(inner, port), packetsAt(outer, port)))
  })
}

/** The claims of higher priority that take packets of it, where nothing is left that it opens. */
function takersOf({ index, exact, quick, times }: ConflictContext, claim: Claim, others: readonly Placed[]): Claim[] {
  const above = others
    .filter((other) => other.claim.priority > claim.priority && isOpposed(other.claim, claim))
    .map((other) => other.claim)
  if (above.length === 0 || (!times && quick.surelyOutside(claim, above))) return []
  above.sort(compareClaims)
  const spans = times?.cut(
    claim.intent,
    above.map(({ intent }) => intent),
  ) ?? [undefined]
  const { space } = exact
  const opening = claim.established === undefined && claim.kind !== 'must-not' ? exact.openings : space.all
  const used = new Set<Claim>()
  let isSeen = false
  for (const span of spans) {
    const active = span && times ? above.filter(({ intent }) => times.holds(intent, span)) : above
    for (const { port: id } of claim.sources) {
      const port = index.ports[id]
      if (!port) return []
      let left: PacketSet = space.intersect(exact.ownAt(claim, port), opening)
      for (const other of active) {
        if (space.isEmpty(left)) break
        isSeen = true
        const rest = space.subtract(left, exact.packetsAt(other, port))
        if (rest !== left) used.add(other)
        left = rest
      }
      if (!space.isEmpty(left)) return []
    }
  }
  return isSeen ? [...used] : []
}

function witnessOf({ index, exact, quick, times }: ConflictContext, claim: Claim): (() => Witness) | undefined {
  for (const source of claim.sources) {
    const port = index.ports[source.port]
    if (!port) continue
    if (!quick.surelyOwn(claim, source, port) && exact.space.isEmpty(exact.ownAt(claim, port))) continue
    const place = { node: index.nodes[port.device]?.name ?? '', interface: port.interface }
    const [first] = times?.of(claim.intent) ?? []
    const text = (instant: number) => new Date(instant).toISOString()
    const time = first ? { time: { from: text(first.from), until: text(first.until) } } : {}
    let shown: Witness | undefined
    return () => (shown ??= { packet: exact.space.sample(exact.ownAt(claim, port)), place, ...time })
  }
  return undefined
}

/** Says that an intent changes nothing. */
export function standingTexts(
  claim: Claim,
  { same, takers, witness: show }: Standing,
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const intent = intents.get(claim.intent)
  const nameOf = (id: string) => `"${intents.get(id)?.name ?? id}"`
  const related = (others: readonly Claim[]) =>
    [...new Set(others.map((other) => other.intent))].flatMap((id) => {
      const its = intents.get(id)
      return its ? [{ intent: its, message: `"${its.name}" is here` }] : []
    })
  const found: Diagnostic[] = []
  const witness = show()
  if (same)
    found.push(
      reportAt(intent, 'redundant', 'warning', {
        message: `${nameOf(claim.intent)} lies wholly inside ${nameOf(same.intent)}, which says the same`,
        hint: 'remove it',
        related: related([same]),
        witness,
      }),
    )
  if (takers) {
    const names = [...new Set(takers.map(({ intent: id }) => nameOf(id)))]
    const [has, take] = names.length === 1 ? ['has', 'takes'] : ['have', 'take together']
    found.push(
      reportAt(intent, 'shadowed', 'warning', {
        message: `${nameOf(claim.intent)} never applies: ${names.join(', ')} ${has} a higher priority and ${take} all its packets`,
        hint: 'raise its `priority`, or remove it',
        related: related(takers),
        witness,
      }),
    )
  }
  return found
}

function saysSame(a: Claim, b: Claim): boolean {
  if (a.kind !== b.kind || a.group !== b.group || a.priority < b.priority || a.bandwidth || b.bandwidth) return false
  return a.kind === 'must-not' || constraintsOf(a) === constraintsOf(b)
}

const constraints = new WeakMap<Claim, string>()

function constraintsOf(claim: Claim): string {
  let text = constraints.get(claim)
  if (text === undefined) constraints.set(claim, (text = constraintText(claim)))
  return text
}

function constraintText({ via, avoid, prefer = [], ...claim }: Claim): string {
  const { latency, queueing, maxHops, loss, availability, symmetric, protocol, paths, survive } = claim
  const bounds = [latency, queueing, maxHops, loss, availability, symmetric, protocol, paths, survive]
  return JSON.stringify([viaText(via), idsText(avoid), prefer.map(idsText), bounds])
}

const idsText = ({ nodes, links }: Claim['avoid']): string =>
  `${[...nodes].sort(byNumber).join()}/${[...links].sort(byNumber).join()}`

const byNumber = (a: number, b: number): number => a - b
