import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { FilterRule } from './filter-list.js'
import { filterList } from './filter-list.js'
import { judgeFilters } from './judge-filters.js'
import { readClassbench } from './read-classbench.js'

/** Addresses 0–7, ports 0–2, and three bits beside: small enough to go through all packets. */
const prefix = fc
  .record({ at: fc.nat(7), size: fc.constantFrom(1, 2, 4, 8) })
  .map(({ at, size }): readonly [number, number] => [at - (at % size), at - (at % size) + size - 1])
const ports = fc.tuple(fc.nat(2), fc.nat(2)).map(([a, b]): readonly [number, number] => (a < b ? [a, b] : [b, a]))
const rules = (action: fc.Arbitrary<string | undefined>): fc.Arbitrary<FilterRule[]> =>
  fc.array(
    fc
      .record({
        ranges: fc.tuple(prefix, prefix, ports, ports),
        value: fc.nat(7),
        mask: fc.nat(7),
        line: fc.constant(1),
        action,
      })
      .map(({ action: given, ...rule }) => ({ ...rule, ...(given === undefined ? {} : { action: given }) })),
    { minLength: 1, maxLength: 9 },
  )

/** The rules that hold each packet there is, as sets of bits. */
function matches(list: readonly FilterRule[]): number[] {
  const found = new Set<number>()
  const go = (packet: readonly number[]): void => {
    const sizes = [8, 8, 3, 3, 8]
    if (packet.length < sizes.length) {
      for (let one = 0; one < (sizes[packet.length] as number); one++) go([...packet, one])
      return
    }
    let held = 0
    for (const [i, { ranges, value, mask }] of list.entries())
      if (
        ranges.every(([low, high], d) => (packet[d] as number) >= low && (packet[d] as number) <= high) &&
        (((packet[4] as number) ^ value) & mask) === 0
      )
        held |= 1 << i
    found.add(held)
  }
  go([])
  return [...found]
}

/** The same by going through all packets. */
function bruteForce(list: readonly FilterRule[]) {
  const sets = matches(list)
  const hasActions = list.some(({ action }) => action !== undefined)
  const actionOf = (held: number) => {
    const first = list.findIndex((_, i) => held & (1 << i))
    if (!hasActions) return first
    return first < 0 ? 'deny' : (list[first]?.action ?? 'permit')
  }
  const places = list.map((_, i) => i)
  const holds = (a: number, b: number) => sets.every((held) => !(held & (1 << b)) || held & (1 << a))
  const pairs = places.flatMap((a) =>
    places.slice(a + 1).flatMap((b) => {
      const differ = !hasActions || (list[a]?.action ?? 'permit') !== (list[b]?.action ?? 'permit')
      const meet = sets.some((held) => held & (1 << a) && held & (1 << b))
      return differ && meet && !holds(a, b) && !holds(b, a) ? [[a, b]] : []
    }),
  )
  return {
    shadowed: places.filter((i) => sets.every((held) => !(held & (1 << i)) || held & ((1 << i) - 1))),
    redundant: places.filter((i) => sets.every((held) => actionOf(held) === actionOf(held & ~(1 << i)))),
    conflicts: pairs.length,
    conflicting: places.filter((i) => pairs.some((pair) => pair.includes(i))),
    undecided: [],
  }
}

const lists = {
  'without actions': rules(fc.constant(undefined)),
  'with actions': rules(fc.constantFrom('permit', 'deny')),
}

test.each(Object.entries(lists))(
  'shadowed, redundant and conflicting rules of lists %s are those of all packets',
  (_, lists) => {
    fc.assert(
      fc.property(lists, (list) => {
        expect(judgeFilters(filterList(list))).toEqual(bruteForce(list))
      }),
      { numRuns: 150, seed: 5 },
    )
  },
)

test('a question that takes more than the budget is left open, by rule', () => {
  const port = (low: number, high: number): FilterRule => ({
    ranges: [
      [0, 7],
      [0, 7],
      [low, high],
      [0, 2],
    ],
    value: 0,
    mask: 0,
    line: 1,
  })
  const list = filterList([port(0, 0), port(1, 2), port(0, 2)])
  expect(judgeFilters(list).shadowed).toEqual([2])
  expect(judgeFilters(list, 1)).toMatchObject({ shadowed: [], undecided: [0, 1, 2].slice(2) })
})

test('lines are read as ClassBench writes them; bad ones are named by line', () => {
  const text = [
    '# a comment',
    '@10.1.2.3/8\t0.0.0.0/0\t0 : 65535\t80 : 80\t0x06/0xFF\t0x0000/0x0200\t',
    '@10.0.0.0/33\t0.0.0.0/0\t0 : 65535\t80 : 80\t0x06/0xFF\t0x0000/0x0200',
    '@10.0.0.256/32\t0.0.0.0/0\t0 : 65535\t80 : 80\t0x06/0xFF\t0x0000/0x0200',
    '@10.0.0.0/8\t0.0.0.0/0\t9 : 8\t80 : 80\t0x06/0xFF\t0x0000/0x0200',
    'permit ip any any',
    '@10.0.0.0/8 0.0.0.0/0 0 : 65535 80 : 80 0x06/0xFF deny',
  ].join('\r\n')
  const { list, problems } = readClassbench(text)
  expect(problems.map(({ line }) => line)).toEqual([3, 4, 5, 6])
  expect([...list.lines]).toEqual([2, 7])
  expect(list.actions).toEqual(['permit', 'deny'])
  expect(list.low.map((column) => column[0])).toEqual([(0x0a000000 ^ 0x80000000) | 0, 0x80000000 | 0, 0, 80])
  expect(list.high.map((column) => column[0])).toEqual([(0x0affffff ^ 0x80000000) | 0, 0x7fffffff, 65535, 80])
  expect([list.value[0], list.mask[0]]).toEqual([0x060000, 0xff0200])
})
