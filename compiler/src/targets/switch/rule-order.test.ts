import type { Packet, PacketMatch, Prefix } from '@paranet/network'
import {
  compareRules,
  compileDevice,
  emptyDeviceState,
  filterKey,
  lookup,
  preparePacket,
  seededRandom,
} from '@paranet/network'
import { expect, test } from 'vitest'
import type { OrderedRule } from './rule-order.js'
import { orderRules, priorityOf } from './rule-order.js'

const scale = { least: -64, levels: 8, most: 65_535 }

const ruleOf = (priority: number, match: PacketMatch): OrderedRule => ({
  key: filterKey({ direction: 'forward', priority, match }),
  priority,
  match,
  place: [],
})

const prefixes = ['10.0.0.0/8', '10.1.0.0/16', '10.1.2.0/24', '10.2.0.0/16', '0.0.0.0/0', '2001:db8::/32'] as Prefix[]

function randomRule(random: ReturnType<typeof seededRandom>): OrderedRule {
  const some = <T>(list: readonly T[]) => (random.next() < 0.5 ? random.pick(list) : undefined)
  const src = some(prefixes)
  const dst = some(prefixes)
  const dstPort = some([
    [80, 90],
    [85, 443],
    [22, 22],
  ] as const)
  const match = {
    ...(src ? { src } : {}),
    ...(dst ? { dst } : {}),
    ...(dstPort ? { protocol: 6, dstPort } : {}),
  }
  return ruleOf(random.pick([-4, 400, 400, 8000]), match)
}

const meets = ({ match }: OrderedRule, packet: Packet): boolean => {
  const filters = [{ direction: 'forward' as const, priority: 1, match, action: 'deny' as const }]
  const device = compileDevice({ ...emptyDeviceState('x'), filters })
  const result = lookup(device, preparePacket(packet), 'lan', () => true)
  return result.kind === 'drop' && result.reason === 'forward-filter'
}

test('the highest number of the rules that a packet meets is that of the rule that decides, and no other has it', () => {
  const random = seededRandom(7)
  for (let round = 0; round < 60; round++) {
    const rules = [
      ...new Map(Array.from({ length: 14 }, () => randomRule(random)).map((one) => [one.key, one])).values(),
    ]
    const { numbers } = orderRules(rules, scale)
    for (let i = 0; i < 20; i++) {
      const [src, dst] = random.pick([
        ['10.1.2.3', '10.2.0.1'],
        ['10.1.0.1', '10.1.2.9'],
        ['2001:db8::1', '2001:db8::2'],
      ])
      const packet = {
        src,
        dst,
        protocol: 6,
        srcPort: 1,
        dstPort: random.pick([22, 80, 87, 443]),
        dscp: 0,
        established: false,
      }
      const met = rules.filter((rule) => meets(rule, packet as Packet)).sort(compareRules)
      const own = met.map(({ key }) => numbers.get(key) ?? 0)
      expect(own).toEqual([...own].sort((a, b) => b - a))
      expect(new Set(own).size).toBe(own.length)
    }
  }
})

test('numbers say the priority, and stay when rules come and go', () => {
  const [a, b] = [ruleOf(400, { src: prefixes[0] as Prefix }), ruleOf(-4, {})]
  const few = orderRules([a, b], scale).numbers
  const more = orderRules([a, ruleOf(399, {}), ruleOf(401, { dst: prefixes[1] as Prefix }), b], scale)
  for (const { key, priority } of [a, b]) {
    expect(more.numbers.get(key)).toBe(few.get(key))
    expect(priorityOf(scale, few.get(key) ?? 0)).toBe(priority)
  }
  expect(more.ranks).toBeUndefined()
})

test.each<[string, OrderedRule[]]>([
  ['priorities out of it', [ruleOf(-10_000, {}), ruleOf(10_000, {}), ruleOf(4, {})]],
  [
    'more rules of one priority than it has levels',
    Array.from({ length: 9 }, (_, i) => ruleOf(4, { dst: '10.0.0.0/8' as Prefix, dstPort: [0, i] })),
  ],
])('ranks stand where the scale has no room: %s', (_, rules) => {
  const { numbers, ranks = [] } = orderRules(rules, scale)
  const priorities = rules.map(({ key }) => ranks[(numbers.get(key) ?? 0) - 1])
  expect(priorities).toEqual(rules.map(({ priority }) => priority))
  expect(new Set(numbers.values()).size).toBe(rules.length)
})

test('what does not fit is an error', () => {
  const rules = Array.from({ length: 12 }, (_, i) => ruleOf(100_000 + i, {}))
  expect(() => orderRules(rules, { ...scale, most: 10 })).toThrow('order more than 10 rules')
})
