import type { Multicast, PacketSet } from '@paranet/network'
import { sendingPorts } from '@paranet/network'
import type { Exploration, Leaf } from '../engine/explore.js'
import { directedLinksOf, explore, pathOf } from '../engine/explore.js'
import type { Finding, Outcome } from '../engine/finding.js'
import type { LoadBook, ReservingClaim } from '../engine/loads.js'
import type { Proof } from '../engine/proof.js'
import { endInWords } from '../engine/words.js'
import { makeVerdict } from '../make-verdict.js'
import type { Property, Verdict } from '../verdict.js'
import { checkBandwidth } from './bandwidth.js'

/** The verdicts of a multicast: every packet of its class reaches each receiver once, within what is asked of the branches. That nobody else gets it is
 *  judged with all copies, and of one that is only asserted here. */
export function multicastVerdicts(
  proof: Proof,
  book: LoadBook,
  multicast: Multicast,
  { isAsserted = false } = {},
): Verdict[] {
  const { intent, claim } = multicast
  const runs = runsOf(proof, multicast)
  const unclear = runs.find((run) => run.unclear !== undefined)?.unclear
  const say = (property: Property, find: (run: Exploration) => Finding | undefined): Verdict => {
    const finding = firstOf(runs, find)
    const outcome: Outcome = { ...(finding ? { finding } : {}), ...(unclear === undefined ? {} : { unclear }) }
    return makeVerdict(proof, intent.id, property, outcome, property === 'delivered' ? claim : undefined)
  }
  const { latency, maxHops, bandwidth } = intent
  const findWrong = (run: Exploration) =>
    findMissed(proof, multicast, run) ?? (isAsserted ? findStranger(proof, multicast, run) : undefined)
  const verdicts = [say('delivered', findWrong)]
  if (intent.avoid.length > 0) verdicts.push(say('avoids', (run) => findAvoided(proof, multicast, run)))
  if (latency !== undefined)
    verdicts.push(
      say('latency', (run) =>
        findLeaf(
          run,
          (leaf) => leaf.latency > latency,
          (leaf) => `it takes ${leaf.latency} µs of at most ${latency} µs`,
        ),
      ),
    )
  if (maxHops !== undefined) {
    const hops = (run: Exploration, leaf: Leaf) => directedLinksOf(proof.model, run.port, leaf).length
    verdicts.push(
      say('hops', (run) =>
        findLeaf(
          run,
          (leaf) => hops(run, leaf) > maxHops,
          (leaf) => `it passes ${hops(run, leaf)} links of at most ${maxHops}`,
        ),
      ),
    )
  }
  if (bandwidth !== undefined)
    verdicts.push(makeVerdict(proof, intent.id, 'bandwidth', checkBandwidth(proof, book, claim as ReservingClaim)))
  return verdicts
}

/** What is sent, by the ports that the sender sends by. */
export function runsOf(proof: Proof, multicast: Multicast): Exploration[] {
  const { model, promises, base } = proof
  const ports = new Set(sendingPorts(model.index, multicast).map(({ id }) => id))
  return (promises.ofClaim.get(multicast.claim) ?? [])
    .filter(({ port, effective }) => ports.has(port.id) && !model.space.isEmpty(effective))
    .map(({ port, effective }) => explore(model, port, effective, base))
}

function firstOf(runs: readonly Exploration[], find: (run: Exploration) => Finding | undefined): Finding | undefined {
  for (const run of runs) {
    const finding = find(run)
    if (finding) return finding
  }
  return undefined
}

/** A packet that a receiver does not get, or gets more than once. */
function findMissed({ model }: Proof, { receivers }: Multicast, run: Exploration): Finding | undefined {
  const { space, index } = model
  const found = (leaf: Leaf, set: PacketSet, reason: string): Finding => {
    const { port, outage } = run
    return { port, outage, leaf, set, reason }
  }
  const [alone] = run.leaves
  if (alone) return found(alone, alone.set, endInWords(model, alone))
  for (const receiver of receivers) {
    const name = index.nodes[receiver]?.name
    let got = space.empty
    for (const leaf of run.copies) {
      if (leaf.end !== 'received' || leaf.node !== receiver || leaf.copied?.by !== 'group') continue
      const twice = space.intersect(got, leaf.set)
      if (!space.isEmpty(twice) && !model.isMixed) return found(leaf, twice, `${name} gets it twice`)
      got = space.union(got, leaf.set)
    }
    const missed = space.subtract(run.set, got)
    if (space.isEmpty(missed)) continue
    const meets = (leaf: Leaf) => space.overlaps(leaf.set, missed)
    const leaf = run.copies.find((one) => one.end === 'dropped' && meets(one)) ?? run.copies.find(meets)
    if (leaf) return found(leaf, space.intersect(leaf.set, missed), `${name} does not get it`)
  }
  return undefined
}

/** A copy that comes to somebody who is no receiver. */
function findStranger({ model }: Proof, { receivers }: Multicast, run: Exploration): Finding | undefined {
  const { port, outage, copies } = run
  const isStray = ({ end, node, copied }: Leaf) =>
    end === 'received' && copied?.by === 'group' && !receivers.includes(node)
  const leaf = copies.find(isStray)
  return leaf && { port, outage, leaf, set: leaf.set, reason: `${model.index.nodes[leaf.node]?.name} gets it too` }
}

function findLeaf(
  run: Exploration,
  isWrong: (leaf: Leaf) => boolean,
  reason: (leaf: Leaf) => string,
): Finding | undefined {
  const { port, outage, copies } = run
  const leaf = copies.find((one) => one.end === 'received' && one.copied?.by === 'group' && isWrong(one))
  return leaf && { port, outage, leaf, set: leaf.set, reason: reason(leaf) }
}

function findAvoided({ model }: Proof, { claim: { avoid } }: Multicast, run: Exploration): Finding | undefined {
  const passed = (leaf: Leaf): string | undefined => {
    const steps = pathOf(leaf)
    const node = [...steps.map(({ place }) => place.node), leaf.node].find((one) => avoid.nodes.has(one))
    const links = [run.port.link, ...steps.map(({ out }) => out?.adjacency?.link)]
    const link = links.find((id) => id !== undefined && avoid.links.has(id))
    return node === undefined ? model.index.links[link ?? -1]?.id : model.index.nodes[node]?.name
  }
  return findLeaf(
    run,
    (leaf) => passed(leaf) !== undefined,
    (leaf) => `it passes ${passed(leaf)}, which it must avoid`,
  )
}
