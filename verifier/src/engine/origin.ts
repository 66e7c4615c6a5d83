import type { Claim, PacketSet, Port } from '@paranet/network'
import type { Exploration } from './explore.js'
import { explore } from './explore.js'
import type { Failure } from './failures.js'
import type { Outage } from './outage.js'
import { nodeAtPort } from './ownership.js'
import type { ClassAtPort } from './promises.js'
import type { Proof } from './proof.js'

/** Where promised packets of one claim start: a host, which sends by its active port, or a port of a device. */
export interface Origin {
  readonly node: number
  /** Of a host: one class per port that it may use. */
  readonly classes: readonly ClassAtPort[]
}

/** The promised packets of an origin under an outage. */
export interface OriginRun {
  /** Absent where nothing is promised: the origin itself is down, or every destination. */
  readonly exploration?: Exploration
  /** Links whose state the run relied on. */
  readonly consulted: ReadonlySet<number>
}

/** The origins of a claim, by first port. */
export function originsOf(proof: Proof, claim: Claim): Origin[] {
  const { space } = proof.model
  const byKey = new Map<string, { node: number; classes: ClassAtPort[] }>()
  for (const one of proof.promises.ofClaim.get(claim) ?? []) {
    if (space.isEmpty(one.promised)) continue
    const key = one.port.end === undefined ? `port ${one.port.id}` : `end ${one.port.end}`
    const origin = byKey.get(key) ?? { node: nodeAtPort(one.port), classes: [] }
    origin.classes.push(one)
    byKey.set(key, origin)
  }
  return [...byKey.values()]
}

/** Follows what the origin is promised. The failure of an end itself is outside every promise: packets from or to a node in `failed`
 *  are left out. A host none of whose links is up still has its promise, and breaks it. */
export function runOrigin(proof: Proof, origin: Origin, outage: Outage, failed: readonly Failure[]): OriginRun {
  const consulted = new Set<number>()
  const port = activePort(proof, origin, outage, consulted)
  if (outage.scenario.downNodes.has(origin.node)) return { consulted }
  const own = origin.classes.find((one) => one.port.id === port?.id)
  const set = own ? withoutFailedEnds(proof, own.promised, failed) : proof.model.space.empty
  if (!own || proof.model.space.isEmpty(set)) return { consulted }
  const exploration = exploreOnce(proof, own.port, set, outage)
  for (const link of exploration.consulted) consulted.add(link)
  return { exploration, consulted }
}

function activePort(proof: Proof, origin: Origin, outage: Outage, consulted: Set<number>): Port | undefined {
  const first = origin.classes[0]?.port
  if (first?.end === undefined) return first
  const ports = proof.model.index.portsOfNode[first.end] ?? []
  for (const port of ports) {
    if (port.link === undefined) continue
    consulted.add(port.link)
    if (!outage.linkDown[port.link]) return port
  }
  return origin.classes.some((one) => one.port === ports[0]) ? ports[0] : first
}

function withoutFailedEnds(proof: Proof, set: PacketSet, failed: readonly Failure[]): PacketSet {
  const nodes = failed.flatMap((failure) => failure.nodes)
  if (nodes.length === 0) return set
  const { space, ownership } = proof.model
  return ownership.destinations
    .filter(({ owners }) => owners.some((owner) => nodes.includes(owner)))
    .reduce((left, destination) => space.subtract(left, destination.set), set)
}

function exploreOnce(proof: Proof, port: Port, set: PacketSet, outage: Outage): Exploration {
  if (outage !== proof.base) return explore(proof.model, port, set, outage)
  const key = `${port.id} ${set}`
  let known = proof.explored.get(key)
  if (known) proof.model.note(known.visited)
  else proof.explored.set(key, (known = explore(proof.model, port, set, outage)))
  return known
}
