import type { PacketSet, Port } from '@paranet/network'
import { foreignSources, ownSources } from '@paranet/network'
import { describePackets } from '../describe-packets.js'
import type { Exploration, Leaf } from '../engine/explore.js'
import type { Outcome } from '../engine/finding.js'
import type { Proof } from '../engine/proof.js'
import { whoLiesIn } from '../engine/rewriting.js'
import { endInWords } from '../engine/words.js'
import type { Verdict } from '../verdict.js'

/** Whatever is delivered, from any port, some intent lets through (or the network's default does), and it gets to the right owner. */
export function checkOnlyAsked(proof: Proof, explorations: readonly Exploration[]): Outcome {
  for (const { exploration, leaf, set } of orphansOf(proof, explorations)) {
    const why = leaf.end === 'delivered' ? ', and no intent asks for it' : ''
    const { port, outage } = exploration
    return { finding: { port, outage, leaf, set, reason: `${endInWords(proof.model, leaf)}${why}` } }
  }
  const unclear = explorations.find((one) => one.unclear !== undefined)?.unclear
  return unclear === undefined ? {} : { unclear }
}

/** Packets that go one way and are delivered, and nobody asks for it. */
interface Orphan {
  readonly exploration: Exploration
  readonly leaf: Leaf
  readonly set: PacketSet
}

function* orphansOf(proof: Proof, explorations: readonly Exploration[]): Generator<Orphan> {
  const { space } = proof.model
  for (const exploration of explorations) {
    const { port, leaves } = exploration
    const allowed = proof.promises.allowedAt[port.id] ?? space.empty
    const judged = judgedAt(proof, port.id)
    for (const leaf of leaves) {
      if (leaf.end !== 'delivered' && leaf.end !== 'misdelivered') continue
      const asked = leaf.end === 'delivered' ? whoLiesIn(space, allowed, leaf.rewriting) : space.empty
      const set = space.intersect(space.subtract(leaf.set, asked), judged)
      if (!space.isEmpty(set)) yield { exploration, leaf, set }
    }
  }
}

const [mostClasses, mostBoxes] = [50, 8]

/** All of it as classes: the same packets for the same receiver are one, wherever they enter. */
export function orphanClasses(
  proof: Proof,
  explorations: readonly Exploration[],
): Pick<Verdict, 'orphans' | 'moreOrphans'> {
  const { space, index } = proof.model
  const atPorts = new Map<string, { readonly port: Port; readonly node: number; readonly sets: PacketSet[] }>()
  for (const { exploration, leaf, set } of orphansOf(proof, explorations)) {
    const key = `${exploration.port.id} ${leaf.node}`
    const known = atPorts.get(key)
    if (known) known.sets.push(set)
    else atPorts.set(key, { port: exploration.port, node: leaf.node, sets: [set] })
  }
  const classes = new Map<string, { readonly set: PacketSet; readonly node: number; readonly ports: Port[] }>()
  for (const { port, node, sets } of atPorts.values()) {
    const set = space.unionAll(sets)
    const key = `${set} ${node}`
    const known = classes.get(key)
    if (known) known.ports.push(port)
    else classes.set(key, { set, node, ports: [port] })
  }
  const nameOf = (node: number) => index.nodes[node]?.name ?? ''
  const orphans = [...classes.values()].slice(0, mostClasses).map(({ set, node, ports }) => ({
    ...describePackets(space, set, mostBoxes),
    ingress: ports.map((port) => ({ node: nameOf(port.device), interface: port.interface })),
    to: nameOf(node),
  }))
  const more = classes.size - orphans.length
  return { orphans, ...(more > 0 ? { moreOrphans: more } : {}) }
}

/** Without anti-spoofing, intents say nothing of sources that do not belong to the port. */
export function judgedAt({ model }: Proof, port: number): PacketSet {
  const { index, space } = model
  const its = index.ports[port]
  if (index.topology.antiSpoofing || !its) return space.all
  const foreign = space.fromPrefixes('src', foreignSources(index, its))
  return space.subtract(space.fromPrefixes('src', ownSources(its)), foreign)
}
