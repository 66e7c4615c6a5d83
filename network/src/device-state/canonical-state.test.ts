import { expect, test } from 'vitest'
import { seededRandom } from '../port/random.js'
import { canonicalState, entriesOf, stateOf, stateOfKeyed } from './canonical-state.js'
import type { Entry } from './device-state.js'
import { entryKey } from './entry-key.js'

/** Entries of all kinds, in no order. */
function entriesFrom(seed: number): Entry[] {
  const random = seededRandom(seed)
  const match = () => ({ protocol: 6, dstPort: [1, 1 + random.below(60_000)] as const })
  return Array.from({ length: 40 }, (): Entry => {
    const priority = random.below(5)
    return random.pick<() => Entry>([
      () => ({ kind: 'route', prefix: `10.${random.below(9)}.0.0/16` as never, action: { kind: 'drop' } }),
      () => ({ kind: 'policy-route', priority, match: match(), action: { kind: 'drop' } }),
      () => ({ kind: 'filter', direction: 'in', interface: 'lan', priority, match: match(), action: 'deny' }),
      () => ({ kind: 'mark', priority, match: match(), dscp: random.below(64) }),
      () => ({ kind: 'policer', direction: 'in', priority, match: match(), bucket: 'b', rate: 1, burst: 1 }),
      () => ({ kind: 'queue', interface: 'lan', priority, match: match(), class: 'ef' }),
    ])()
  })
}

test('entries whose keys are known make the same state, byte for byte', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const entries = entriesFrom(seed)
    const keyed = new Map(entries.map((entry) => [entryKey(entry), entry]))
    const made = stateOf('r1', entries)
    expect(JSON.stringify(stateOfKeyed('r1', keyed)), `seed ${seed}`).toBe(JSON.stringify(made))
    expect(JSON.stringify(stateOfKeyed('r1', entriesOf(made)))).toBe(JSON.stringify(made))
  }
  expect(JSON.stringify(stateOfKeyed('r1', []))).toBe(JSON.stringify(stateOf('r1', [])))
})

test('a canonical state stays the same object; one in another order becomes equal to it', () => {
  const made = stateOf('r1', entriesFrom(1))
  const turned = { ...made, filters: made.filters.toReversed(), policyRoutes: made.policyRoutes.toReversed() }
  expect(canonicalState(made)).toBe(made)
  expect(canonicalState(turned)).toEqual(made)
})
