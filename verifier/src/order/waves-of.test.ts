import { seededRandom } from '@paranet/network'
import { describe, expect, test } from 'vitest'
import type { Rule } from './rule-solver.js'
import { wavesOf } from './waves-of.js'

const never = (old: number[], fresh: number[]): Rule => ({ old, fresh })

/** Sentence → devices, rules, waves or the rules that leave none. */
const cases: Record<string, [count: number, rules: Rule[], expected: number[][] | { none: number[] }]> = {
  'without rules all go at once': [3, [], [[0, 1, 2]]],
  'one before another': [2, [never([1], [0])], [[1], [0]]],
  'a chain backwards': [4, [never([1], [0]), never([2], [1]), never([3], [2])], [[3], [2], [1], [0]]],
  'devices that no rule joins share waves': [
    4,
    [never([1], [0]), never([3], [2])],
    [
      [1, 3],
      [0, 2],
    ],
  ],
  'each before the other: none': [3, [never([1], [0]), never([0], [1])], { none: [0, 1] }],
  'a ring of rules: none, and what does not belong to it is left out': [
    4,
    [never([1], [0]), never([3], [0]), never([2], [1]), never([0], [2])],
    { none: [0, 2, 3] },
  ],
  'either of two is enough before a third': [3, [never([0, 1], [2])], [[0, 1], [2]]],
  'two never both while a third is old': [3, [never([2], [0, 1])], [[1, 2], [0]]],
  'what is bad in the beginning cannot be helped': [1, [never([0], [])], { none: [0] }],
  'what is bad in the end cannot be helped': [1, [never([], [0])], { none: [0] }],
}

describe('waves that keep rules', () => {
  test.each(Object.entries(cases))('%s', (_, [count, rules, expected]) => {
    const found = wavesOf(count, rules)
    if (Array.isArray(expected)) expect(found).toEqual({ kind: 'found', waves: expected })
    else expect(found).toEqual({ kind: 'none', core: expected.none })
  })

  test('of thousands of random rules: every state is clean, or no order is, by exhaustive search', () => {
    const random = seededRandom(1)
    const kinds = new Map<string, number>()
    for (let round = 0; round < 2000; round++) {
      const count = 2 + random.below(5)
      const side = () => [...new Set([random.below(count), random.below(count)])]
      const rules = Array.from({ length: random.below(3 * count) }, () => never(side(), side())).filter(
        ({ old, fresh }) => old.every((one) => !fresh.includes(one)),
      )
      const found = wavesOf(count, rules)
      kinds.set(found.kind, (kinds.get(found.kind) ?? 0) + 1)
      if (found.kind === 'found') expect(isClean(count, rules, found.waves), JSON.stringify(rules)).toBe(true)
      else expect(hasOrder(count, rules), JSON.stringify(rules)).toBe(false)
      if (found.kind !== 'none') continue
      expect(
        hasOrder(
          count,
          found.core.map((i) => rules[i] as Rule),
        ),
      ).toBe(false)
      for (const i of found.core)
        expect(
          hasOrder(
            count,
            found.core.filter((one) => one !== i).map((one) => rules[one] as Rule),
          ),
        ).toBe(true)
    }
    expect([...kinds.keys()].sort()).toEqual(['found', 'none'])
  })

  test('a hundred devices in a ring of either-or rules are laid out at once', () => {
    const rules = Array.from({ length: 100 }, (_, i) => never([(i + 1) % 100, (i + 7) % 100], [i, (i + 3) % 100]))
    expect(wavesOf(100, rules).kind).toBe('found')
  })
})

const breaks = (state: number, { old, fresh }: Rule): boolean =>
  old.every((one) => !(state & (1 << one))) && fresh.every((one) => state & (1 << one))

function isClean(count: number, rules: readonly Rule[], waves: readonly (readonly number[])[]): boolean {
  let from = 0
  for (const wave of waves) {
    const bits = wave.reduce((sum, one) => sum | (1 << one), 0)
    for (let part = bits; ; part = (part - 1) & bits) {
      if (rules.some((rule) => breaks(from | part, rule))) return false
      if (part === 0) break
    }
    from |= bits
  }
  return from === 2 ** count - 1
}

function hasOrder(count: number, rules: readonly Rule[]): boolean {
  const seen = new Set<number>()
  const reach = (state: number): boolean => {
    if (seen.has(state) || rules.some((rule) => breaks(state, rule))) return false
    seen.add(state)
    if (state === 2 ** count - 1) return true
    return Array.from({ length: count }, (_, i) => 1 << i).some((bit) => !(state & bit) && reach(state | bit))
  }
  return reach(0)
}
