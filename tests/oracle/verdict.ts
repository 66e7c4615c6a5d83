import type { Avoidance, Intent, NetworkState, Packet, Survival, Topology } from '@paranet/network'
import type { EntryPlace, Outage, Place, Surroundings } from './places.js'
import { allUp, isBehind, isEnd, isSendingPlace, nameOf, ownersOf, surroundingsOf } from './places.js'
import type { Side } from './promise.js'
import { allSides, constraintsOf, isPromise, oraclePromise, spokenOf } from './promise.js'
import { treatmentBreaches } from './treatment.js'
import { isTooNarrow } from './spread.js'
import type { Branch } from './walk-packet.js'
import { oraclePacket } from './walk-packet.js'

/** A network as it runs, and what was asked of it. */
export interface Judged {
  readonly topology: Topology
  readonly intents: readonly Intent[]
  readonly states: NetworkState
}

/** A packet and where it enters. */
export interface Entering {
  readonly at: EntryPlace
  readonly packet: Packet
}

export type OracleProperty =
  | 'delivered'
  | 'replies'
  | 'waypoints'
  | 'avoids'
  | 'latency'
  | 'hops'
  | 'loss'
  | 'paths'
  | 'isolated'
  | 'marked'
  | 'limited'
  | 'queued'
  | 'installed'
  | 'survives'
  | 'only-what-is-asked'
  | 'no-loop'

/** A promise that one packet sees broken. Promises of the whole network belong to `system`. */
export interface Breach {
  readonly intent: string
  readonly property: OracleProperty
  readonly why: string
}

/** Every promise that this packet breaks while this is down. `failed`: nodes whose failure is only considered, so that promises to or from
 *  them, and through them without another, are left out. */
export function breachesOf(
  judged: Judged,
  entering: Entering,
  outage: Outage = allUp,
  failed: ReadonlySet<string> = new Set(),
): Breach[] {
  const { topology, intents, states } = judged
  const its = surroundingsOf(topology)
  const place = its.placeAt.get(nameOf(entering.at))
  if (!place) throw new Error(`no packet enters at ${nameOf(entering.at)}`)
  const { packet } = entering
  const { branches } = oraclePacket(topology, states, outage, place, packet)
  const speaking = allSides(topology, intents).filter((side) => side.covers(place, packet))
  const rivals = speaking.filter((side) => !side.isAsserted)
  const breaches: Breach[] = []
  for (const side of speaking) {
    const against = side.isAsserted ? [] : rivals
    if (side.says === 'must-not') breaches.push(...deliveredAgainst(side, against, branches))
    const isOwed =
      isPromise(side, against, packet) && !isBehind(its, place, packet.dst) && isSendingPlace(its, place, outage)
    if (isOwed && !isExempt(its, side, place, packet, outage, failed)) {
      breaches.push(...brokenBy(its, side, branches))
      breaches.push(...narrowBy(its, side, branches, outage))
    }
  }
  const treated = treatmentBreaches(judged, its, place, packet, branches)
  return [...breaches, ...brokenForAll(judged, entering, branches), ...treated]
}

function deliveredAgainst(side: Side, rivals: readonly Side[], branches: readonly Branch[]): Breach[] {
  const isLost = rivals.some((other) => other.says !== 'must-not' && other.spoken.priority > side.spoken.priority)
  const delivered = branches.find(({ end }) => end === 'delivered')
  if (isLost || !delivered) return []
  return [{ intent: side.intent.id, property: 'isolated', why: `${delivered.at} gets it` }]
}

function isExempt(
  its: Surroundings,
  { spoken }: Side,
  place: Place,
  packet: Packet,
  outage: Outage,
  failed: ReadonlySet<string>,
): boolean {
  const nodeAt = (at: Place) => at.end ?? at.node
  const vias = spoken.kind === 'route' ? spoken.via : []
  return (
    outage.nodes.has(nodeAt(place)) ||
    ownersOf(its, packet.dst).some((owner) => failed.has(nodeAt(owner))) ||
    vias.some(({ oneOf }) => oneOf.length === 1 && failed.has(oneOf[0] ?? ''))
  )
}

const lossOf = ({ topology }: Surroundings, id: string): number =>
  topology.links.find((link) => link.id === id)?.loss ?? 0

function brokenBy(its: Surroundings, side: Side, branches: readonly Branch[]): Breach[] {
  const { avoid = [], latency, maxHops, loss, protocol } = constraintsOf(side)
  const bound = side.direction === 'forward' ? (latency ?? Infinity) : Infinity
  const found: Omit<Breach, 'intent'>[] = []
  for (const branch of branches) {
    if (branch.end !== 'delivered') {
      found.push({ property: 'delivered', why: `${branch.end} at ${branch.at}: ${branch.why ?? ''}` })
      continue
    }
    const passed = avoid.find((one) => isPassed(its, one, branch))
    if (passed) found.push({ property: 'avoids', why: `passes ${JSON.stringify(passed)}` })
    const tableless = protocol && branch.devices.find((name) => !hasTables(its, name))
    if (tableless !== undefined) found.push({ property: 'avoids', why: `${tableless} has no match-action tables` })
    if (!passesInOrder(side.via, branch.devices))
      found.push({ property: 'waypoints', why: `by ${branch.devices.join()}` })
    if (side.direction === 'forward' && branch.links.length > (maxHops ?? Infinity))
      found.push({ property: 'hops', why: `passes ${branch.links.join()}` })
    const kept = branch.links.reduce((share, id) => share * (1 - lossOf(its, id)), 1)
    if (side.direction === 'forward' && 1 - kept > (loss ?? 1) + 1e-12)
      found.push({ property: 'loss', why: `loses ${1 - kept}` })
    if (branch.latency > bound) found.push({ property: 'latency', why: `takes ${branch.latency} µs` })
  }
  const name = side.intent.id
  return found.map(({ property, why }) => ({
    intent: name,
    property: side.direction === 'reply' ? 'replies' : property,
    why,
  }))
}

/** `paths` speaks of the healthy network, and of the way there. */
function narrowBy(its: Surroundings, side: Side, branches: readonly Branch[], outage: Outage): Breach[] {
  const { paths } = constraintsOf(side)
  const isHealthy = outage.links.size + outage.nodes.size === 0
  if (!paths || !isHealthy || side.direction === 'reply' || !isTooNarrow(its, side, paths, branches)) return []
  return [
    { intent: side.intent.id, property: 'paths', why: `by ${branches.map(({ links }) => links.join()).join(' and ')}` },
  ]
}

function isPassed(its: Surroundings, avoid: Avoidance, { devices, links }: Branch): boolean {
  if (avoid.kind === 'node') return devices.includes(avoid.node)
  if (avoid.kind === 'link') return links.includes(avoid.link)
  if (avoid.kind === 'region') return devices.some((name) => its.nodes.get(name)?.region === avoid.region)
  return its.topology.links.some(({ id, risks }) => links.includes(id) && risks.includes(avoid.risk))
}

function hasTables(its: Surroundings, name: string): boolean {
  const node = its.nodes.get(name)
  const isHost = (node?.type === 'host' || node?.type === 'server') && node.function === undefined
  return isHost || node?.target === 'p4' || (node?.type === 'p4' && node.target === 'emulated')
}

/** Whether some devices on the way, in its order, are one of each waypoint; one device may be several in a row. */
function passesInOrder(via: readonly (readonly string[])[], devices: readonly string[]): boolean {
  const [first, ...rest] = via
  if (!first) return true
  const at = devices.findIndex((name) => first.includes(name))
  return at >= 0 && passesInOrder(rest, devices.slice(at))
}

function brokenForAll(judged: Judged, { at, packet }: Entering, branches: readonly Branch[]): Breach[] {
  const breaches: Breach[] = []
  const add = (property: OracleProperty, why: string) => breaches.push({ intent: 'system', property, why })
  const wrong = branches.find(({ end }) => end === 'misdelivered')
  if (wrong) add('only-what-is-asked', `${wrong.at} gets what is not its own`)
  const delivered = branches.find(({ end }) => end === 'delivered')
  const { says } = oraclePromise(judged.topology, judged.intents, at, packet)
  if (delivered && says === 'must-not') add('only-what-is-asked', `${delivered.at} gets what nobody asked for`)
  const looped = branches.find(({ end }) => end === 'looped')
  if (looped) add('no-loop', `comes back to ${looped.at}`)
  return breaches
}

/** What fails together, by name. */
export interface Failing {
  readonly links: readonly string[]
  readonly nodes: readonly string[]
}

/** Everything of one kind that can fail alone. */
export function failuresOf(topology: Topology, element: Survival['element']): Failing[] {
  const its = surroundingsOf(topology)
  const isAccess = (names: readonly { readonly node: string }[]) =>
    names.some(({ node }) => isEnd(its.nodes.get(node) as never))
  if (element === 'node') return topology.nodes.map(({ name }) => ({ links: [], nodes: [name] }))
  if (element === 'risk') {
    const risks = [...new Set(topology.links.flatMap((link) => link.risks))]
    const linksOf = (risk: string) => topology.links.filter((link) => link.risks.includes(risk)).map(({ id }) => id)
    return risks.map((risk) => ({ links: linksOf(risk), nodes: [] }))
  }
  const links = element === 'link' ? topology.links : topology.links.filter(({ ends }) => !isAccess(ends))
  return links.map(({ id }) => ({ links: [id], nodes: [] }))
}

/** All scenarios of up to `count` failures, none first. */
export function scenariosOf(failures: readonly Failing[], count: number): Failing[] {
  if (count === 0) return [{ links: [], nodes: [] }]
  const smaller = scenariosOf(failures, count - 1)
  const grown = smaller.flatMap((scenario) =>
    failures.map((failure) => ({
      links: [...new Set([...scenario.links, ...failure.links])].sort(),
      nodes: [...new Set([...scenario.nodes, ...failure.nodes])].sort(),
    })),
  )
  const byName = new Map([...smaller, ...grown].map((scenario) => [JSON.stringify(scenario), scenario]))
  return [...byName.values()]
}

/** The scenarios in which a property of an intent has to hold. */
export function scenariosFor(topology: Topology, intent: Intent | undefined, property: OracleProperty): Failing[] {
  const spoken = intent && spokenOf(intent)
  if (property === 'isolated') return scenariosOf(failuresOf(topology, 'link'), 1)
  if (property !== 'survives' || spoken?.kind !== 'route' || !spoken.survive) return scenariosOf([], 0)
  return spoken.survive.flatMap(({ element, count }) => scenariosOf(failuresOf(topology, element), count))
}

/** The first packet of the sample that breaks a property of an intent (of the whole network: without an intent), in the first scenario. */
export function oracleVerdict(
  judged: Judged,
  intent: Intent | undefined,
  property: OracleProperty,
  sample: readonly Entering[],
): (Breach & Entering & { readonly down: Failing }) | undefined {
  for (const down of scenariosFor(judged.topology, intent, property))
    for (const entering of sample) {
      const breach = breachIn(judged, entering, down, intent, property)
      if (breach) return { ...breach, ...entering, down }
    }
  return undefined
}

/** Whether the packet breaks the property of the intent while this is down: what a counterexample says. */
export function breachIn(
  judged: Judged,
  entering: Entering,
  down: Failing,
  intent: Intent | undefined,
  property: OracleProperty,
): Breach | undefined {
  const outage = { links: new Set(down.links), nodes: new Set(down.nodes) }
  const id = intent?.id ?? 'system'
  return breachesOf(judged, entering, outage, outage.nodes).find(
    (breach) =>
      breach.intent === id &&
      (breach.property === property ||
        (property === 'survives' && breach.property !== 'isolated' && breach.property !== 'paths')),
  )
}
