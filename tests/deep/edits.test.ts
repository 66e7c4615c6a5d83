import { compile, PlanMemo } from '@paranet/compiler'
import type { Intent, Random, Topology, TopologyIndex } from '@paranet/network'
import { canonicalJson, indexTopology, linksDownIndex, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { randomIntents, randomTopology } from '../compiler/random-networks.js'
import { randomTreatments } from '../support/random-treatments.js'

const first = Number(process.env['SEED'] ?? 40_000)
const [networks, sequencesEach, mostEdits] = [500, 20, 3]
/** Small, so that there is time for many. */
const [mostNodes, mostIntents] = [6, 4]

const plain = ({ state, ledger, plans, diagnostics }: ReturnType<typeof compile>): string =>
  canonicalJson([[...state.values()], [...ledger].map(([device, owners]) => [device, [...owners]]), plans, diagnostics])

/** A network whose intents and links come and go. */
class Edited {
  readonly #random: Random
  readonly #whole: Topology
  #names = 0
  #index: TopologyIndex
  readonly #intents = new Map<string, Intent>()

  constructor(random: Random) {
    this.#random = random
    let whole = randomTopology(random)
    while (whole.nodes.length > mostNodes) whole = randomTopology(random)
    this.#whole = whole
    this.#index = indexTopology(this.#whole)
  }

  get now() {
    return { index: this.#index, intents: [...this.#intents.values()] }
  }

  edit(): void {
    const kind = this.#random.below(12)
    const known = [...this.#intents.keys()]
    if (kind === 0) this.#changeLinks()
    else if (kind <= 4 && known.length > 0) this.#intents.delete(this.#random.pick(known))
    else if (kind <= 6 && known.length > 0) this.#put(this.#random.pick(known))
    else if (known.length < mostIntents) this.#put(`i${this.#names++}`)
  }

  /** A new intent of the name, or another one in the place of that which has it; admitted last, or before others. */
  #put(name: string): void {
    const { topology } = this.#index
    const drawn = [
      ...randomIntents(this.#random, topology),
      ...(this.#random.below(4) === 0
        ? randomTreatments(this.#random, this.#index, { count: 1, distinct: false, firstLine: 0 })
        : []),
    ].at(-1) as Intent
    const its = { id: `n/f/${name}`, name, rank: this.#random.below(40) }
    this.#intents.set(name, { ...drawn, ...its } as Intent)
  }

  /** One link is down, or none is. Intents that speak of it stand for what they can. */
  #changeLinks(): void {
    const { links } = this.#whole
    const down = this.#random.below(2) === 0 ? this.#random.pick(links) : undefined
    const whole = indexTopology(this.#whole)
    const isClosed = this.#random.below(3) > 0
    if (!down) this.#index = this.#index.up ?? whole
    else if (isClosed) this.#index = linksDownIndex(this.#index.up ?? whole, [links.indexOf(down)])
    else this.#index = indexTopology({ ...this.#whole, links: links.filter((link) => link !== down) })
  }
}

test('whatever was edited in a session, it gives what compiling from nothing gives', () => {
  for (let seed = first; seed < first + networks; seed++) {
    const network = new Edited(seededRandom(seed))
    const memo = new PlanMemo()
    for (let sequence = 0; sequence < sequencesEach; sequence++) {
      const edits = 1 + (sequence % mostEdits)
      for (let i = 0; i < edits; i++) {
        network.edit()
        if (i === 1) compile(network.now, { memo })
      }
      const { index, intents } = network.now
      const session = plain(compile({ index, intents }, { memo }))
      const fresh = plain(
        compile({
          index: linksDownIndex(indexTopology(index.topology), index.down ?? []),
          intents: intents.map((intent) => ({ ...intent })),
        }),
      )
      expect(session === fresh, `seed ${seed}, sequence ${sequence}`).toBe(true)
    }
  }
})
