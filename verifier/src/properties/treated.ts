import type { FlowIntent, Intent, PacketSet, Port, TreatingIntent, Treatment } from '@paranet/network'
import {
  foreignSources,
  headroomText,
  isFlow,
  localInterface,
  stubInterface,
  treatmentsOf,
  treatsAt,
  usableBandwidth,
} from '@paranet/network'
import type { DeviceModel } from '../engine/device-model.js'
import type { Exploration, Leaf, Step } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'
import type { Proof } from '../engine/proof.js'
import { asSent } from '../engine/rewriting.js'
import { headersOf } from '../engine/promises.js'
import { treatmentProperty } from '../intent-verdicts.js'
import { makeVerdict } from '../make-verdict.js'
import type { Verdict } from '../verdict.js'
import { judgedAt } from './only-what-is-asked.js'

/** What was found of all treatments together. */
export interface Treated {
  /** By intent: packets of the class that are not treated so, or others that are. */
  readonly findings: ReadonlyMap<string, Finding>
  /** By intent: what a higher priority took of the class. */
  readonly losses: ReadonlyMap<string, NonNullable<Verdict['lost']>>
  /** Packets that are treated as nobody asks. */
  readonly stray?: Finding
  readonly unclear?: string
}

/** The verdict of one mark, limit or qos. */
export function treatmentVerdict(proof: Proof, intent: TreatingIntent, treated: Treated): Verdict {
  const finding = treated.findings.get(intent.id)
  const { unclear } = treated
  const outcome = { ...(finding ? { finding } : {}), ...(unclear === undefined ? {} : { unclear }) }
  const lost = treated.losses.get(intent.id)
  const verdict = makeVerdict(proof, intent.id, treatmentProperty(intent), outcome)
  return lost ? { ...verdict, coverage: 'partial', lost } : verdict
}

/** Looks at every device on every way of every packet: at the devices that a treatment speaks of, its class and no other is treated so.
 *  `explorations`: one per port, of all packets. What a device drops is not treated by it. `isAsserted`: others ask for what is done; only packets of the
 *  classes that are not treated so are found. */
export function checkTreatments(
  proof: Proof,
  intents: readonly Intent[],
  explorations: readonly Exploration[],
  { isAsserted = false }: { readonly isAsserted?: boolean } = {},
): Treated {
  const check = new TreatmentCheck(proof, intents, isAsserted)
  for (const exploration of explorations) check.look(exploration)
  return check.result()
}

type Kind = Treatment['action']['kind']

/** What one device should do to the packets that enter at one port. */
interface Asked {
  readonly treatment: Treatment
  /** The class less what higher priorities take. */
  readonly effective: PacketSet
}

/** Where packets are looked at. */
interface Spot {
  readonly exploration: Exploration
  readonly leaf: Leaf
  readonly step: Step
  readonly model: DeviceModel
  /** Packets of the leaf that intents speak of at all. */
  readonly set: PacketSet
}

class TreatmentCheck {
  readonly #proof: Proof
  /** Others ask for what is done: only what is missing is looked for. */
  readonly #isAsserted: boolean
  readonly #treatments: readonly Treatment[]
  readonly #flows: readonly FlowIntent[]
  readonly #classes = new Map<Treatment, ReadonlyMap<number, PacketSet>>()
  readonly #asked = new Map<string, readonly Asked[]>()
  readonly #buckets = new Map<string, string>()
  readonly #findings = new Map<string, Finding>()
  #stray: Finding | undefined
  #unclear: string | undefined

  constructor(proof: Proof, intents: readonly Intent[], isAsserted: boolean) {
    this.#proof = proof
    this.#isAsserted = isAsserted
    this.#treatments = treatmentsOf(proof.model.index, intents)
    this.#flows = intents.filter(isFlow)
    for (const treatment of this.#treatments) this.#classes.set(treatment, this.#classOf(treatment))
  }

  look(exploration: Exploration): void {
    const { model } = this.#proof
    this.#unclear ??= exploration.unclear
    const judged = judgedAt(this.#proof, exploration.port.id)
    for (const leaf of [...exploration.leaves, ...exploration.copies.filter(isOriginal)]) {
      const set = model.space.intersect(leaf.set, judged)
      if (model.space.isEmpty(set)) continue
      for (const step of pathOf(leaf)) {
        if (leaf.end === 'dropped' && step === leaf.step) continue
        for (const device of model.modelsOf(step.place.node, step.variants))
          this.#lookAt({ exploration, leaf, step, model: device, set })
      }
    }
  }

  result(): Treated {
    return {
      findings: this.#findings,
      losses: this.#losses(),
      ...(this.#stray ? { stray: this.#stray } : {}),
      ...(this.#unclear === undefined ? {} : { unclear: this.#unclear }),
    }
  }

  #lookAt(spot: Spot): void {
    this.#lookAtMark(spot)
    this.#lookAtPolicers(spot)
    const { out } = spot.step
    if (out && out.interface !== stubInterface && out.interface !== localInterface)
      this.#lookAtQueue(spot, out.interface)
  }

  #lookAtMark(spot: Spot): void {
    const { space } = this.#proof.model
    const { place, rewriting } = spot.step
    const dscp = rewriting?.dscp
    const before = place.rewriting?.dscp
    const asked = this.#askedAt('mark', spot)
    for (const { treatment, effective } of asked) {
      if (treatment.action.kind !== 'mark' || treatment.action.dscp === dscp) continue
      const wanted = treatment.action.dscp
      const wrong = dscp === undefined ? space.subtract(effective, space.fromMatch({ dscp: wanted })) : effective
      const goes = dscp === undefined ? 'lets it go on with the DSCP that it came with' : `marks it with DSCP ${dscp}`
      this.#blame([treatment], spot, wrong, `${this.#nameAt(spot)} ${goes}, not ${wanted}`)
    }
    if (this.#isAsserted || dscp === undefined || dscp === before) return
    const others = space.subtract(spot.set, this.#unionOf(asked))
    const changed = before === undefined ? space.subtract(others, space.fromMatch({ dscp })) : others
    const blamed = this.#speakingAt('mark', spot).filter(({ action }) => action.kind === 'mark' && action.dscp === dscp)
    this.#blame(blamed, spot, changed, `${this.#nameAt(spot)} marks it with DSCP ${dscp}, and no intent asks for that`)
  }

  #lookAtPolicers(spot: Spot): void {
    const { space } = this.#proof.model
    const { place, out, rewriting } = spot.step
    const hits = [
      ...spot.model
        .policersAt('in', place.inInterface)
        .map((hit) => ({ ...hit, set: asSent(space, hit.set, place.rewriting) })),
      ...(out ? spot.model.policersAt('out', out.interface) : []).map((hit) => ({
        ...hit,
        set: asSent(space, hit.set, rewriting),
      })),
    ]
    const asked = this.#askedAt('limit', spot)
    for (const { treatment, effective } of asked) {
      const { action } = treatment
      if (action.kind !== 'limit') continue
      const held = hits.filter(({ entry }) => entry.rate <= action.rate)
      const free = held.reduce((left, { set }) => space.subtract(left, set), effective)
      this.#blame([treatment], spot, free, `${this.#nameAt(spot)} does not hold it to ${action.rate} bit/s`)
      for (const { entry, set } of held) this.#oneBucket(treatment, entry.bucket, spot, space.intersect(effective, set))
    }
    if (this.#isAsserted) return
    for (const { entry, set } of hits) {
      const owners = this.#speakingAt('limit', spot).filter(
        ({ action }) => action.kind === 'limit' && action.bucket === entry.bucket,
      )
      const own = this.#unionOf(asked.filter(({ treatment }) => owners.includes(treatment)))
      const strangers = space.subtract(space.intersect(spot.set, set), own)
      const limits = `${this.#nameAt(spot)} limits it by ${entry.bucket}, and no intent asks for that`
      this.#blame(owners, spot, strangers, limits)
    }
  }

  /** All packets of a class share one bucket of a device. */
  #oneBucket(treatment: Treatment, bucket: string, spot: Spot, set: PacketSet): void {
    if (this.#proof.model.space.isEmpty(set)) return
    const key = `${treatment.intent}\u0000${spot.step.place.node}`
    const known = this.#buckets.get(key)
    if (known === undefined) this.#buckets.set(key, bucket)
    else if (known !== bucket)
      this.#blame(
        [treatment],
        spot,
        set,
        `${this.#nameAt(spot)} counts a part of the class in ${known} and a part in ${bucket}`,
      )
  }

  #lookAtQueue(spot: Spot, out: string): void {
    const { space } = this.#proof.model
    const { place, rewriting } = spot.step
    const hits = spot.model
      .queuesAt(out, place.inInterface)
      .map((hit) => ({ ...hit, set: asSent(space, hit.set, rewriting) }))
    const asked = this.#askedAt('qos', spot)
    for (const { treatment, effective } of asked) {
      const { action } = treatment
      if (action.kind !== 'qos') continue
      const { class: name, min = 0, max = Number.POSITIVE_INFINITY } = action
      const isRight = (entry: { class: string; min?: number; max?: number }) =>
        entry.class === name && (entry.min ?? 0) >= min && (entry.max ?? Number.POSITIVE_INFINITY) <= max
      const left = hits.reduce(
        (rest, { entry, set }) => (isRight(entry) ? space.subtract(rest, set) : rest),
        space.subtract(effective, this.#queuedByFlows(spot, treatment.priority)),
      )
      const why = `${this.#nameAt(spot)} does not send it to ${out} from a queue ${name} with these rates`
      this.#blame([treatment], spot, left, why)
      this.#guarantees(treatment, spot, space.intersect(spot.set, effective))
    }
    if (this.#isAsserted) return
    for (const { entry, set } of hits) {
      const owners = this.#speakingAt('qos', spot).filter(
        ({ action }) => action.kind === 'qos' && action.class === entry.class,
      )
      const own = this.#unionOf(asked.filter(({ treatment }) => owners.includes(treatment)))
      const flows = this.#queuedByFlows(spot, 0, entry.class)
      const strangers = space.subtract(space.subtract(space.intersect(spot.set, set), own), flows)
      const why = `${this.#nameAt(spot)} sends it to ${out} from the queue ${entry.class}, and no intent asks for that`
      this.#blame(owners, spot, strangers, why)
    }
  }

  /** What the queues of a link are guaranteed fits it. */
  #guarantees(treatment: Treatment, spot: Spot, set: PacketSet): void {
    const { out } = spot.step
    const { index } = this.#proof.model
    const link = index.links[out?.adjacency?.link ?? -1]
    if (!link || !out) return
    const mins = new Map<string, number>()
    for (const entry of spot.model.state.queues ?? [])
      if (entry.interface === out.interface) mins.set(entry.class, Math.max(mins.get(entry.class) ?? 0, entry.min ?? 0))
    const total = [...mins.values()].reduce((sum, min) => sum + min, 0)
    if (total <= usableBandwidth(index, link)) return
    const why = `queues are guaranteed ${total} bit/s of ${link.id}, which carries ${link.bandwidth} bit/s${headroomText(index, link)}`
    this.#blame([treatment], spot, set, why)
  }

  /** Packets that flows of at least this priority put into a queue here (of this class). */
  #queuedByFlows({ step }: Spot, priority: number, name?: string): PacketSet {
    const { space, index } = this.#proof.model
    const device = index.nodes[step.place.node]?.name ?? ''
    const sets = this.#flows.flatMap(({ at, match: { inInterface, ...match }, action, priority: its }) => {
      const queue = action.kind === 'drop' ? undefined : action.queue
      const isHere = at.includes(device) && (inInterface === undefined || inInterface === step.place.inInterface)
      if (!isHere || queue === undefined || its < priority || (name !== undefined && queue !== name)) return []
      return [asSent(space, space.fromMatch(match), step.rewriting)]
    })
    return space.unionAll(sets)
  }

  #speakingAt(kind: Kind, { exploration, step }: Pick<Spot, 'exploration' | 'step'>): Treatment[] {
    return this.#treatments.filter(
      (one) => one.action.kind === kind && treatsAt(one, step.place.node, exploration.port.device),
    )
  }

  #askedAt(kind: Kind, spot: Spot): readonly Asked[] {
    const { port } = spot.exploration
    const key = `${kind} ${port.id} ${spot.step.place.node}`
    let known = this.#asked.get(key)
    if (!known) this.#asked.set(key, (known = this.#settle(this.#speakingAt(kind, spot), port)))
    return known
  }

  /** Precedence among treatments of one kind at one device. */
  #settle(speaking: readonly Treatment[], port: Port): Asked[] {
    const { space } = this.#proof.model
    return speaking.flatMap((treatment) => {
      const own = this.#classes.get(treatment)?.get(port.id)
      if (own === undefined) return []
      const above = speaking.filter(({ priority }) => priority > treatment.priority)
      const taken = space.unionAll(above.map((other) => this.#classes.get(other)?.get(port.id) ?? space.empty))
      return [{ treatment, effective: space.subtract(own, taken) }]
    })
  }

  #classOf(treatment: Treatment): ReadonlyMap<number, PacketSet> {
    const { space } = this.#proof.model
    const headers = headersOf(this.#proof.model, treatment.class)
    return new Map(
      treatment.class.sources.map(({ port, prefixes }) => {
        const own = space.intersect(headers, space.fromPrefixes('src', prefixes))
        return [port, space.subtract(own, this.#foreignAt(port))]
      }),
    )
  }

  #foreignAt(port: number): PacketSet {
    const { index, space } = this.#proof.model
    const its = index.ports[port]
    return its ? space.fromPrefixes('src', foreignSources(index, its)) : space.empty
  }

  #losses(): Map<string, NonNullable<Verdict['lost']>> {
    const { space } = this.#proof.model
    const losses = new Map<string, NonNullable<Verdict['lost']>>()
    for (const treatment of this.#treatments)
      for (const other of this.#treatments) {
        if (other.priority <= treatment.priority || !areDifferent(treatment, other)) continue
        for (const [port, own] of this.#classes.get(treatment) ?? []) {
          const shared = space.intersect(own, this.#classes.get(other)?.get(port) ?? space.empty)
          if (space.isEmpty(shared) || losses.has(treatment.intent) || !this.#meet(treatment, other, port)) continue
          losses.set(treatment.intent, { to: other.intent, packet: space.sample(shared) })
        }
      }
    return losses
  }

  /** Whether both speak of some device. */
  #meet(a: Treatment, b: Treatment, port: number): boolean {
    const { index } = this.#proof.model
    const entry = index.ports[port]?.device ?? -1
    return [...index.nodes.keys()].some((node) => treatsAt(a, node, entry) && treatsAt(b, node, entry))
  }

  #unionOf(asked: readonly Asked[]): PacketSet {
    return this.#proof.model.space.unionAll(asked.map(({ effective }) => effective))
  }

  #nameAt({ step }: Spot): string {
    return this.#proof.model.index.nodes[step.place.node]?.name ?? ''
  }

  /** The packets of the spot that lie in the set are wrong: the first found is kept. */
  #blame(treatments: readonly Treatment[], spot: Spot, set: PacketSet, reason: string): void {
    const { space } = this.#proof.model
    const wrong = space.intersect(spot.set, set)
    if (space.isEmpty(wrong)) return
    const { exploration, leaf } = spot
    const finding = { port: exploration.port, outage: exploration.outage, leaf, set: wrong, reason }
    if (treatments.length === 0) this.#stray ??= finding
    for (const { intent } of treatments) if (!this.#findings.has(intent)) this.#findings.set(intent, finding)
  }
}

/** Packets to a group are treated on their way as any; what a mirror sends is not. */
const isOriginal = ({ copied }: Leaf): boolean => copied?.by === 'group'

/** Whether keeping one breaks the other. */
function areDifferent({ action: a }: Treatment, { action: b }: Treatment): boolean {
  if (a.kind === 'mark' && b.kind === 'mark') return a.dscp !== b.dscp
  if (a.kind === 'qos' && b.kind === 'qos') return a.class !== b.class
  return a.kind === 'limit' && b.kind === 'limit'
}
