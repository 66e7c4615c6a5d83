import type { Intent, PacketSet, Port, Prefix, Translation, TranslatingIntent } from '@paranet/network'
import { foreignSources, hostPrefix, prefixContains, prefixesOverlap, translationsOf } from '@paranet/network'
import type { Exploration, Leaf } from '../engine/explore.js'
import { explore } from '../engine/explore.js'
import type { Finding, Outcome } from '../engine/finding.js'
import { headersOf } from '../engine/promises.js'
import type { Proof } from '../engine/proof.js'
import { endInWords } from '../engine/words.js'
import { makeVerdict } from '../make-verdict.js'
import type { Verdict } from '../verdict.js'
import { judgedAt } from './only-what-is-asked.js'

/** What was found of all translations together, by intent. */
export interface Translated {
  readonly findings: ReadonlyMap<string, Finding>
  readonly unclear?: string
}

/** The verdict of one `nat` or `balance`. */
export function translationVerdict(proof: Proof, intent: TranslatingIntent, translated: Translated): Verdict {
  const finding = translated.findings.get(intent.id)
  const { unclear } = translated
  const outcome: Outcome = { ...(finding ? { finding } : {}), ...(unclear === undefined ? {} : { unclear }) }
  return makeVerdict(proof, intent.id, intent.kind === 'nat' ? 'translated' : 'balanced', outcome)
}

/** Looks at every way of every packet. Of `nat`: the class and no other leaves the network with a source of the pool, and the answers that anything lets
 *  back are delivered. Of `balance`: the class and no other goes to the members, to each of them, by weight. `explorations`: one per port, of all packets. */
export function checkTranslations(
  proof: Proof,
  intents: readonly Intent[],
  explorations: readonly Exploration[],
  { isAsserted = false }: { readonly isAsserted?: boolean } = {},
): Translated {
  const check = new TranslationCheck(proof, intents, isAsserted)
  for (const exploration of explorations) check.look(exploration)
  return check.result()
}

class TranslationCheck {
  readonly #proof: Proof
  /** Others ask for what is done: only what is missing is looked for. */
  readonly #isAsserted: boolean
  readonly #translations: readonly Translation[]
  readonly #classes = new Map<Translation, ReadonlyMap<number, PacketSet>>()
  readonly #findings = new Map<string, Finding>()
  #unclear: string | undefined

  constructor(proof: Proof, intents: readonly Intent[], isAsserted: boolean) {
    this.#proof = proof
    this.#isAsserted = isAsserted
    this.#translations = translationsOf(proof.model.index, intents)
    for (const translation of this.#translations) this.#classes.set(translation, this.#classOf(translation))
  }

  result(): Translated {
    return { findings: this.#findings, ...(this.#unclear === undefined ? {} : { unclear: this.#unclear }) }
  }

  look(exploration: Exploration): void {
    const { space } = this.#proof.model
    this.#unclear ??= exploration.unclear
    const judged = judgedAt(this.#proof, exploration.port.id)
    const delivered = exploration.leaves
      .filter(({ end }) => end === 'delivered')
      .map((leaf) => ({ leaf, set: space.intersect(leaf.set, judged) }))
    for (const translation of this.#translations) {
      const own = this.#effective(translation, exploration.port.id)
      if (translation.action.kind === 'nat') this.#lookAtSources(exploration, translation, delivered, own)
      else this.#lookAtMembers(exploration, translation, delivered, own)
    }
    this.#lookAtAnswers(exploration.port)
  }

  #lookAtSources(exploration: Exploration, translation: Translation, delivered: readonly Part[], own: PacketSet): void {
    const { space, index } = this.#proof.model
    const { action } = translation
    if (action.kind !== 'nat') return
    for (const { leaf, set } of delivered) {
      if (leaf.step?.out?.port?.kind !== 'external') continue
      const name = index.nodes[leaf.step.place.node]?.name ?? ''
      const src = leaf.rewriting?.src
      if (src === undefined || !prefixContains(action.pool, src))
        this.#blame(
          translation,
          exploration,
          leaf,
          space.intersect(set, own),
          `it leaves ${name} with ${src === undefined ? 'its own source' : `a source of ${src}`}`,
        )
      if (this.#isAsserted || src === undefined || !prefixesOverlap(action.pool, src)) continue
      const strangers = space.subtract(set, this.#withPool(action.pool, exploration.port.id))
      this.#blame(
        translation,
        exploration,
        leaf,
        strangers,
        `it leaves ${name} with a source of ${src}, and no intent asks for that`,
      )
    }
  }

  /** All classes that share addresses of a pool. */
  #withPool(pool: Prefix, port: number): PacketSet {
    const sharing = this.#translations.filter(
      ({ action }) => action.kind === 'nat' && prefixesOverlap(action.pool, pool),
    )
    return this.#proof.model.space.unionAll(sharing.map((one) => this.#effective(one, port)))
  }

  /** Answers that come in at a port to a pool get back to whom they are meant for, as far as a promise of answers says. */
  #lookAtAnswers(port: Port): void {
    if (port.kind !== 'external') return
    const { model, promises, base } = this.#proof
    const { space } = model
    const replies = [...promises.ofClaim].filter(
      ([{ side, kind, asserted }]) => side === 'reply' && kind === 'must' && !asserted,
    )
    for (const translation of this.#translations) {
      const { action, class: its } = translation
      if (action.kind !== 'nat' || this.#findings.has(translation.intent)) continue
      const sources = its.sources.flatMap(({ prefixes }) => prefixes)
      const answering = space.intersect(
        space.fromMatch({ established: true }),
        space.unionAll(its.traffic.map((box) => space.fromMatch(turned(box)))),
      )
      for (const pool of this.#poolsAt(port, action.pool))
        for (const { port: at, effective } of replies.flatMap(([, classes]) => classes)) {
          if (at !== port) continue
          const meant = space.unionAll(sources.map((prefix) => space.withAddress(effective, 'dst', prefix)))
          const set = space.intersect(space.intersect(answering, meant), space.fromPrefixes('dst', [pool]))
          const exploration = explore(model, port, set, base)
          this.#unclear ??= exploration.unclear
          const lost = exploration.leaves.find(({ end }) => end !== 'delivered')
          if (lost)
            this.#blame(
              translation,
              exploration,
              lost,
              lost.set,
              `its answers do not come back: ${endInWords(model, lost)}`,
            )
        }
    }
  }

  /** The parts of a pool that the device at a port gives packets which leave there. */
  #poolsAt(port: Port, pool: Prefix): Prefix[] {
    const states = this.#proof.model.modelsOf(port.device, 3).map(({ state }) => state)
    const targets = states.flatMap(({ translations = [] }) =>
      translations
        .filter((entry) => entry.direction === 'source' && entry.interface === port.interface)
        .flatMap(({ to }) => to),
    )
    return [...new Set(targets.map(({ prefix }) => prefix))].filter((prefix) => prefixContains(pool, prefix))
  }

  #lookAtMembers(exploration: Exploration, translation: Translation, delivered: readonly Part[], own: PacketSet): void {
    const { space } = this.#proof.model
    const { action } = translation
    if (action.kind !== 'balance') return
    const members = action.members.map(({ address, weight, node }) => ({ prefix: hostPrefix(address), weight, node }))
    const cells: Cell[] = []
    for (const { leaf, set } of delivered) {
      const { dst, isAnswer } = leaf.rewriting ?? {}
      const member = members.findIndex(({ prefix }) => prefix === dst)
      const mine = space.intersect(set, own)
      if (member >= 0 && !isAnswer) {
        const strangers = this.#isAsserted ? space.empty : space.subtract(set, this.#balanced(exploration.port.id))
        this.#blame(translation, exploration, leaf, strangers, 'it is spread over members, and no intent asks for that')
      } else
        this.#blame(
          translation,
          exploration,
          leaf,
          mine,
          `${endInWords(this.#proof.model, leaf)}, and no balancer chose that`,
        )
      if (member >= 0) this.#count(cells, leaf, mine, member, members.length)
    }
    const total = members.reduce((sum, { weight }) => sum + weight, 0)
    for (const { set, parts, leaf } of cells) {
      const sum = parts.reduce((all, part) => all + part, 0)
      const wrong = members.findIndex(({ weight }, i) => Math.abs((parts[i] ?? 0) / sum - weight / total) > 1e-6)
      const { node = '', weight = 0 } = members[wrong] ?? {}
      if (wrong >= 0)
        this.#blame(
          translation,
          exploration,
          leaf,
          set,
          `${percent((parts[wrong] ?? 0) / sum)} of its flows go to ${node}, not ${percent(weight / total)}`,
        )
    }
  }

  /** Adds what goes to a member, cell by cell of packets that are treated alike. */
  #count(cells: Cell[], leaf: Leaf, set: PacketSet, member: number, count: number): void {
    const { space } = this.#proof.model
    let rest = set
    for (const cell of cells) {
      const shared = space.intersect(cell.set, rest)
      if (space.isEmpty(shared)) continue
      const apart = space.subtract(cell.set, shared)
      if (!space.isEmpty(apart)) cells.push({ ...cell, set: apart, parts: [...cell.parts] })
      cell.set = shared
      cell.parts[member] = (cell.parts[member] ?? 0) + leaf.fraction
      rest = space.subtract(rest, shared)
    }
    if (space.isEmpty(rest)) return
    const parts = Array.from({ length: count }, (_, i) => (i === member ? leaf.fraction : 0))
    cells.push({ set: rest, parts, leaf })
  }

  #balanced(port: number): PacketSet {
    const all = this.#translations.filter(({ action }) => action.kind === 'balance')
    return this.#proof.model.space.unionAll(all.map((one) => this.#effective(one, port)))
  }

  /** The class at a port less what higher priorities of its kind take. */
  #effective(translation: Translation, port: number): PacketSet {
    const { space } = this.#proof.model
    const above = this.#translations.filter(
      ({ action, priority }) => action.kind === translation.action.kind && priority > translation.priority,
    )
    const own = this.#classes.get(translation)?.get(port) ?? space.empty
    return above.reduce((left, one) => space.subtract(left, this.#classes.get(one)?.get(port) ?? space.empty), own)
  }

  #classOf({ class: its }: Translation): ReadonlyMap<number, PacketSet> {
    const { space, index } = this.#proof.model
    const headers = headersOf(this.#proof.model, its)
    return new Map(
      its.sources.map(({ port, prefixes }) => {
        const at = index.ports[port]
        const foreign = at ? space.fromPrefixes('src', foreignSources(index, at)) : space.empty
        return [port, space.subtract(space.intersect(headers, space.fromPrefixes('src', prefixes)), foreign)]
      }),
    )
  }

  #blame({ intent }: Translation, { port, outage }: Exploration, leaf: Leaf, set: PacketSet, reason: string): void {
    if (this.#findings.has(intent) || this.#proof.model.space.isEmpty(set)) return
    this.#findings.set(intent, { port, outage, leaf, set, reason })
  }
}

/** Delivered packets of one way. */
interface Part {
  readonly leaf: Leaf
  readonly set: PacketSet
}

/** Packets that are treated alike, and how much of them goes to each member. */
interface Cell {
  set: PacketSet
  readonly parts: number[]
  readonly leaf: Leaf
}

const percent = (share: number): string => `${Math.round(share * 1000) / 10} %`

const turned = ({ srcPort, dstPort, ...rest }: Translation['class']['traffic'][number]) => ({
  ...rest,
  ...(dstPort ? { srcPort: dstPort } : {}),
  ...(srcPort ? { dstPort: srcPort } : {}),
})
