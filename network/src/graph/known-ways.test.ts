import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Way } from './known-ways.js'
import { KnownWays } from './known-ways.js'

const sets = fc.uniqueArray(fc.nat(12), { minLength: 1, maxLength: 6 })
const ways = fc.array(fc.record({ cost: fc.nat(20), risks: sets }), { maxLength: 90 })

test('risks that all ways below a cost meet, and the cheapest way apart from some, are what looking at each shows', () => {
  const known = new KnownWays()
  fc.assert(
    fc.property(ways, sets, sets, fc.nat(20), (some, risks, taken, below) => {
      known.clear()
      const all = some.map((one): Way => ({ ...one, arcs: [] }))
      for (const way of all) known.add(way)
      const meets = ({ risks: its }: Way, others: readonly number[]) => its.some((risk) => others.includes(risk))
      const apart = all.filter((way) => way.cost < below && !meets(way, risks))
      expect(known.apartFrom(risks, below)?.cost).toBe(
        apart.length > 0 ? Math.min(...apart.map(({ cost }) => cost)) : undefined,
      )
      const left = all.filter((way) => way.cost < below && !meets(way, taken))
      if (!left.every((way) => meets(way, risks))) return
      const chosen = known.meetingAll(risks, taken, below)
      expect(left.every((way) => meets(way, chosen))).toBe(true)
      expect(chosen.every((risk) => risks.includes(risk))).toBe(true)
      expect(new Set(chosen).size).toBe(chosen.length)
    }),
    { numRuns: 500, seed: 5 },
  )
})
