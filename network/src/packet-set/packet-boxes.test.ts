import { expect, test } from 'vitest'
import type { PacketMatch } from '../device-state/device-state.js'
import type { Prefix } from '../address/ip.js'
import { seededRandom } from '../port/random.js'
import type { PacketBox } from './packet-boxes.js'
import { PacketSpace, type PacketSet } from './packet-space.js'

const space = new PacketSpace()
const of = (match: PacketMatch): PacketSet => space.fromMatch(match)
const src = '10.1.0.0/16' as Prefix
const dst = '10.2.0.0/16' as Prefix

const cases: [said: string, set: PacketSet, boxes: PacketBox[]][] = [
  ['nothing has no box', space.empty, []],
  ['everything is one box without a field', space.all, [{}]],
  [
    'a match is one box',
    of({ src, dst, protocol: 6, dstPort: [80, 90] }),
    [{ src: [src], dst: [dst], protocol: [[6, 6]], dstPort: [[80, 90]] }],
  ],
  ['all of one family says which', of({ dst: '::/0' as Prefix }), [{ family: 6 }]],
  [
    'values after which the rest is the same stand together',
    space.union(of({ dst }), of({ dst: '10.4.0.0/16' as Prefix })),
    [{ dst: [dst, '10.4.0.0/16' as Prefix] }],
  ],
  [
    'a hole makes two boxes',
    space.subtract(of({ dst, protocol: 6 }), of({ dstPort: [22, 22] })),
    [
      {
        dst: [dst],
        protocol: [[6, 6]],
        dstPort: [
          [0, 21],
          [23, 65_535],
        ],
      },
    ],
  ],
  ['established packets', of({ dst, established: true }), [{ dst: [dst], established: true }]],
]

test.each(cases)('%s', (_, set, boxes) => {
  expect(space.boxes(set, 10)).toEqual({ boxes, isWhole: true })
})

test('of too many boxes the first are shown, and it is said', () => {
  const set = space.unionAll(
    Array.from({ length: 8 }, (_, i) => of({ dst: `10.${i * 2}.0.0/16` as Prefix, dstPort: [i + 1, i + 1] })),
  )
  const { boxes, isWhole } = space.boxes(set, 3)
  expect({ count: boxes.length, isWhole }).toEqual({ count: 3, isWhole: false })
})

/** The box as a set again. */
const setOf = ({ family, src: from, dst: to, protocol, dstPort, srcPort, dscp, established }: PacketBox): PacketSet => {
  const any = (sets: readonly PacketSet[] | undefined) => (sets ? space.unionAll(sets) : space.all)
  return [
    family === undefined ? space.all : space.fromPrefixes('dst', [(family === 4 ? '0.0.0.0/0' : '::/0') as Prefix]),
    from ? space.fromPrefixes('src', from) : space.all,
    to ? space.fromPrefixes('dst', to) : space.all,
    any(
      protocol?.map(([first, last]) =>
        space.unionAll(Array.from({ length: last - first + 1 }, (_, i) => of({ protocol: first + i }))),
      ),
    ),
    any(dstPort?.map((range) => of({ dstPort: range }))),
    any(srcPort?.map((range) => of({ srcPort: range }))),
    any(
      dscp?.map(([first, last]) =>
        space.unionAll(Array.from({ length: last - first + 1 }, (_, i) => of({ dscp: first + i }))),
      ),
    ),
    established === undefined ? space.all : of({ established }),
  ].reduce((all, one) => space.intersect(all, one))
}

test('boxes of random sets are disjoint and make the set again', () => {
  const random = seededRandom(4)
  const prefixes = [
    '10.0.0.0/8',
    '10.1.0.0/16',
    '10.1.128.0/17',
    '10.2.3.4/32',
    '0.0.0.0/0',
    '2001:db8::/32',
    '2001:db8:1::/48',
  ]
  const match = (): PacketMatch => ({
    ...(random.below(2) ? { src: random.pick(prefixes) as Prefix } : {}),
    ...(random.below(2) ? { dst: random.pick(prefixes) as Prefix } : {}),
    ...(random.below(2) ? { protocol: random.pick([1, 6, 17]) } : {}),
    ...(random.below(3) ? {} : { dstPort: [random.below(500), 500 + random.below(500)] as const }),
    ...(random.below(3) ? {} : { dscp: random.below(64) }),
    ...(random.below(4) ? {} : { established: random.below(2) === 1 }),
  })
  for (let i = 0; i < 60; i++) {
    let set = space.empty
    for (let rule = 0; rule < 5; rule++) {
      const one = of(match())
      set = random.below(3) ? space.union(set, one) : space.subtract(set, one)
    }
    const { boxes, isWhole } = space.boxes(set, 10_000)
    expect(isWhole).toBe(true)
    let seen = space.empty
    for (const box of boxes) {
      const own = setOf(box)
      expect(space.overlaps(seen, own)).toBe(false)
      seen = space.union(seen, own)
    }
    expect(seen).toBe(set)
  }
})
