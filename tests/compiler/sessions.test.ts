import { compile, PlanMemo } from '@paranet/compiler'
import type { Intent, NetworkState, Random, TopologyIndex } from '@paranet/network'
import { canonicalJson, indexTopology, seededRandom } from '@paranet/network'
import { TransitionProof, VerifierSession, verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { compileHolding } from '../support/compile-holding.js'
import { mutateState } from '../support/mutate-state.js'
import { randomIntents, randomTopology } from './random-networks.js'

const firstSeed = 1
const networks = 16
const stepsEach = 6

interface Step {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly before: NetworkState
  readonly state: NetworkState
}

/** Written on a line of its own, so that what is said of it can be told apart. */
function withLine(intent: Intent, line: number): Intent {
  const source = { file: 'random.pn', offset: 0, line, column: 1, length: 0 }
  return intent.kind === 'assert'
    ? { ...intent, source, asserts: { ...intent.asserts, source } }
    : { ...intent, source }
}

/** States that follow each other: each time some of the intents, and what they compile to, or now and then something close to it. */
function* stepsOf(random: Random): Generator<Step> {
  const topology = randomTopology(random)
  const all = randomIntents(random, topology).map((intent, i) => withLine(intent, i + 1))
  const index = indexTopology(topology)
  let before: NetworkState = new Map()
  for (let step = 0; step < stepsEach; step++) {
    const { intents, states } = compileHolding(
      index,
      all.filter(() => random.below(5) > 0),
    )
    const state = random.below(4) > 0 ? states : (mutateState(random, index, states)?.states ?? states)
    yield { index, intents, before, state }
    before = state
  }
}

const verdictsOf = ({ index, intents, state }: Step, session?: VerifierSession) =>
  verify({ index, intents, state, ...(session ? { session } : {}) }).verdicts

const lossesOf = ({ index, intents, before, state }: Step, session?: VerifierSession) =>
  new TransitionProof({ index, intents, before, after: state, ...(session ? { session } : {}) }).losses(before, state)

test('a session says what a fresh proof says, whatever it has proved before', () => {
  let builtOn = 0
  for (let seed = firstSeed; seed < firstSeed + networks; seed++) {
    const session = new VerifierSession()
    for (const step of stepsOf(seededRandom(seed))) {
      const hadProved = session.proved !== undefined
      const fresh = verdictsOf(step)
      expect(canonicalJson(verdictsOf(step, session)), `seed ${seed}`).toBe(canonicalJson(fresh))
      expect(lossesOf(step, session), `seed ${seed}`).toEqual(lossesOf(step))
      if (hadProved && fresh.every(({ verdict }) => verdict === 'holds')) builtOn++
    }
  }
  expect(builtOn).toBeGreaterThan(networks)
})

test('a compilation that remembers others gives what a fresh one gives', () => {
  for (let seed = firstSeed; seed < firstSeed + 2 * networks; seed++) {
    const random = seededRandom(seed)
    const topology = randomTopology(random)
    const all = randomIntents(random, topology)
    const index = indexTopology(topology)
    const memo = new PlanMemo()
    for (let step = 0; step < stepsEach; step++) {
      const intents = all.filter(() => random.below(4) > 0)
      expect(plain(compile({ index, intents }, { memo })), `seed ${seed}`).toBe(plain(compile({ index, intents })))
    }
  }
})

const plain = ({ state, ledger, plans, diagnostics }: ReturnType<typeof compile>): string =>
  canonicalJson([[...state.values()], [...ledger].map(([device, owners]) => [device, [...owners]]), plans, diagnostics])
