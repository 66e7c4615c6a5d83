import type { Intent, Mirror, Multicast, PacketSet } from '@paranet/network'
import { mirrorsAt, multicastsOf } from '@paranet/network'
import type { Exploration, Leaf, Step } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'
import { LoadBook } from '../engine/loads.js'
import { mirrorClassAt, mirrorsAskingFor } from '../engine/mirror-classes.js'
import type { Proof } from '../engine/proof.js'
import { makeVerdict } from '../make-verdict.js'
import type { Verdict } from '../verdict.js'
import { multicastVerdicts } from './multicast.js'
import { judgedAt } from './only-what-is-asked.js'

/** What was found of all mirrors and multicasts together. */
export interface CopiesFound {
  /** By intent id. */
  readonly verdicts: ReadonlyMap<string, readonly Verdict[]>
  /** Copies that nobody asks for. */
  readonly stray?: Finding
}

/** Looks at every copy of every packet: each is one that a mirror or a multicast asks for, and none that they ask for is missing. `explorations`: one
 *  per port, of all packets. */
export function checkCopies(
  proof: Proof,
  intents: readonly Intent[],
  explorations: readonly Exploration[],
): CopiesFound {
  const multicasts = multicastsOf(proof.model.index, intents)
  const check = new CopyCheck(proof, multicasts)
  for (const exploration of explorations) check.look(exploration)
  const book = new LoadBook(proof)
  const verdicts = new Map<string, readonly Verdict[]>([
    ...check.mirrored(),
    ...multicasts.map((one) => [one.intent.id, multicastVerdicts(proof, book, one)] as const),
  ])
  return { verdicts, ...(check.stray ? { stray: check.stray } : {}) }
}

/** The verdict of the one mirror of the proof, which only asserts that packets of its class are copied; other copies are no matter of it. */
export function checkMirror(proof: Proof, explorations: readonly Exploration[]): Verdict | undefined {
  const check = new CopyCheck(proof, [])
  for (const exploration of explorations) check.look(exploration, { isAsserted: true })
  return check.mirrored()[0]?.[1][0]
}

class CopyCheck {
  stray: Finding | undefined
  readonly #proof: Proof
  readonly #multicasts: readonly Multicast[]
  readonly #findings = new Map<string, Finding>()
  readonly #classes = new Map<Mirror, Map<number, PacketSet>>()
  #unclear: string | undefined

  constructor(proof: Proof, multicasts: readonly Multicast[]) {
    this.#proof = proof
    this.#multicasts = multicasts
  }

  look(exploration: Exploration, { isAsserted = false } = {}): void {
    const { space } = this.#proof.model
    this.#unclear ??= exploration.unclear
    const judged = judgedAt(this.#proof, exploration.port.id)
    for (const leaf of isAsserted ? [] : exploration.copies) {
      const set = space.intersect(leaf.set, judged)
      if (leaf.end === 'received' && !space.isEmpty(set)) this.#lookAtCopy(exploration, leaf, set)
    }
    for (const leaf of [...exploration.leaves, ...exploration.copies]) {
      const set = space.intersect(leaf.set, judged)
      if (space.isEmpty(set)) continue
      for (const step of pathOf(leaf)) this.#lookAtStep(exploration, leaf, step, judged)
    }
  }

  /** The verdict of every mirror. */
  mirrored(): (readonly [string, readonly Verdict[]])[] {
    return this.#proof.mirrors.map(({ intent }) => {
      const finding = this.#findings.get(intent)
      const outcome = {
        ...(finding ? { finding } : {}),
        ...(this.#unclear === undefined ? {} : { unclear: this.#unclear }),
      }
      return [intent, [makeVerdict(this.#proof, intent, 'mirrored', outcome)]] as const
    })
  }

  /** A copy that somebody has is one that is asked for. */
  #lookAtCopy(exploration: Exploration, leaf: Leaf, set: PacketSet): void {
    const { space, index } = this.#proof.model
    const name = index.nodes[leaf.node]?.name
    if (leaf.copied?.by === 'group') {
      const asked = this.#multicasts.filter(({ receivers }) => receivers.includes(leaf.node))
      const classes = asked.flatMap(({ claim }) => this.#proof.promises.ofClaim.get(claim) ?? [])
      const own = space.unionAll(
        classes.filter(({ port }) => port.id === exploration.port.id).map(({ effective }) => effective),
      )
      const reason = `${name} gets it as one of a group, and no intent asks for that`
      return this.#blame([], exploration, leaf, space.subtract(set, own), reason)
    }
    const isDirect = leaf.step?.place.node === leaf.copied?.node && index.isEnd[leaf.node]
    const asking = isDirect ? mirrorsAskingFor(this.#proof.mirrors, exploration, leaf) : []
    const own = space.unionAll(asking.map((mirror) => this.#classAt(mirror, exploration)))
    const reason = `${name} gets a copy of it, and no intent asks for that`
    this.#blame(asking, exploration, leaf, space.subtract(set, own), reason)
  }

  /** What passes the filters of a device and belongs to a mirror there is copied to its collector, once. */
  #lookAtStep(exploration: Exploration, leaf: Leaf, step: Step, judged: PacketSet): void {
    const { model, mirrors } = this.#proof
    const { space, index } = model
    const { node } = step.place
    const speaking = mirrors.filter((mirror) => mirrorsAt(mirror, node, exploration.port.device))
    if (speaking.length === 0) return
    for (const device of model.modelsOf(node, step.variants)) {
      const split = device.split(step.place.inInterface, leaf.set, step.place.rewriting)
      const filtered = split.drops.filter(({ reason }) => reason === 'in-filter' || reason === 'forward-filter')
      const passing = filtered.reduce((left, { set }) => space.subtract(left, set), space.intersect(leaf.set, judged))
      for (const mirror of speaking) {
        const live = split.copies.filter(({ out: { adjacency } }) => {
          return adjacency?.neighbour === mirror.collector && !exploration.outage.linkDown[adjacency.link]
        })
        const own = space.intersect(passing, this.#classAt(mirror, exploration))
        const missed = live.reduce((left, { set }) => space.subtract(left, set), own)
        const [name, collector] = [node, mirror.collector].map((one) => index.nodes[one]?.name)
        this.#blame([mirror], exploration, leaf, missed, `${name} sends no copy of it to ${collector}`)
        for (const [i, one] of live.entries())
          for (const other of live.slice(i + 1)) {
            if (one.out.interface === other.out.interface) continue
            const twice = space.intersect(own, space.intersect(one.set, other.set))
            this.#blame([mirror], exploration, leaf, twice, `${name} sends two copies of it to ${collector}`)
          }
      }
    }
  }

  #classAt(mirror: Mirror, { port }: Exploration): PacketSet {
    let known = this.#classes.get(mirror)
    if (!known) this.#classes.set(mirror, (known = new Map()))
    let set = known.get(port.id)
    if (set === undefined) known.set(port.id, (set = mirrorClassAt(this.#proof.model, mirror, port)))
    return set
  }

  /** The first finding of each is kept. */
  #blame(
    mirrors: readonly Mirror[],
    { port, outage }: Exploration,
    leaf: Leaf,
    wrong: PacketSet,
    reason: string,
  ): void {
    if (this.#proof.model.space.isEmpty(wrong)) return
    const finding = { port, outage, leaf, set: wrong, reason }
    if (mirrors.length === 0) this.stray ??= finding
    for (const { intent } of mirrors) if (!this.#findings.has(intent)) this.#findings.set(intent, finding)
  }
}
