import { compile } from '@paranet/compiler'
import type { AssertedIntent, Intent, NetworkState, TopologyIndex } from '@paranet/network'
import {
  checkTopology,
  entryCount,
  indexTopology,
  ledgerInSegment,
  mergeStates,
  networkInSegment,
  seededRandom,
  segmentsOf,
  stateInSegment,
} from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { compileHolding } from '../support/compile-holding.js'
import { twoSegments } from '../support/two-segments.js'

const inRed = (intent: Intent): Intent => {
  if (intent.kind === 'assert') return { ...intent, asserts: { ...intent.asserts, segment: 'red' } as AssertedIntent }
  return { ...intent, segment: 'red' } as Intent
}

const filled = (state: NetworkState) =>
  Object.fromEntries([...state].filter(([, own]) => entryCount(own) > 0).map(([name, own]) => [name, { ...own }]))

/** Without what depends on ids, and with what is counted left out: a device that is in `main` by name alone can fail too. */
const plain = (verdicts: readonly Verdict[]) =>
  verdicts
    .filter(({ intent }) => intent !== 'system')
    .map(({ intent, property, verdict, coverage }) => `${intent} ${property} ${verdict} ${coverage}`)
    .sort()

test.each(Array.from({ length: 6 }, (_, seed) => seed))(
  'seed %i: two networks in one are compiled and proved as they are apart',
  (seed) => {
    const { main, red, joined } = twoSegments(seededRandom(seed), 6)
    expect(checkTopology(joined)).toEqual([])
    const [ofMain, ofRed] = [compiledAlone(main), compiledAlone(red)]
    const index = indexTopology(joined)
    const intents = [...ofMain.intents, ...ofRed.intents.map(inRed)]
    const { state, ledger, diagnostics } = compile({ index, intents })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const [inMain, redPart] = segmentsOf(index) ?? []
    if (!inMain || !redPart) throw new Error('there are two segments')
    const [mainState, redState] = [networkInSegment(state, inMain), networkInSegment(state, redPart)]
    expect(filled(mainState)).toEqual(filled(ofMain.states))
    expect(filled(redState)).toEqual(filled(ofRed.states))
    expect(ownersOf(ledgerInSegment(ledger, 'red'))).toEqual(ownersOf(ofRed.ledger))
    const merged = mergeStates([
      { segment: 'main', value: mainState },
      { segment: 'red', value: redState },
    ])
    expect(filled(merged)).toEqual(filled(state))
    const proved = verify({ index, intents, state, ledger })
    const apart = [proofOf(ofMain), proofOf(ofRed)]
    expect(plain(proved.verdicts)).toEqual(plain(apart.flatMap(({ verdicts }) => verdicts)))
    expect(proved.ok).toBe(apart.every(({ ok }) => ok))
  },
)

const ownersOf = (ledger: ReadonlyMap<string, ReadonlyMap<string, readonly string[]>>) =>
  Object.fromEntries(
    [...ledger].flatMap(([device, owners]) => (owners.size > 0 ? [[device, Object.fromEntries(owners)]] : [])),
  )

interface Alone {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly states: NetworkState
  readonly ledger: ReturnType<typeof compile>['ledger']
}

function compiledAlone({ topology, intents }: ReturnType<typeof twoSegments>['main']): Alone {
  const index = indexTopology(topology)
  return { index, ...compileHolding(index, intents) }
}

const proofOf = ({ index, intents, states, ledger }: Alone) => verify({ index, intents, state: states, ledger })

test('a network of one segment is split into nothing, and its states are the same objects', () => {
  const { main } = twoSegments(seededRandom(1), 6)
  const { states } = compiledAlone(main)
  expect(segmentsOf(indexTopology(main.topology))).toBeUndefined()
  for (const own of states.values()) expect(stateInSegment(own, 'main')).toBe(own)
})
