import { describe, expect, test } from 'vitest'
import type { Prefix } from '../address/ip.js'
import { parseAddress } from '../address/ip.js'
import type { PacketMatch } from '../device-state/device-state.js'
import { emptyDeviceState } from '../device-state/device-state.js'
import { compileDevice, lookup, preparePacket } from '../device-state/lookup.js'
import type { Packet } from '../packet/packet.js'
import { hasPorts } from '../packet/packet.js'
import type { Random } from '../port/random.js'
import { seededRandom } from '../port/random.js'
import type { PacketSet } from './packet-space.js'
import { PacketSpace } from './packet-space.js'

const prefixes4 = ['0.0.0.0/0', '10.0.0.0/8', '10.0.0.0/30', '10.0.0.2/31', '10.0.0.1/32', '128.0.0.0/1'] as Prefix[]
const prefixes6 = ['::/0', '2001:db8::/32', '2001:db8::/127', '2001:db8::1/128'] as Prefix[]
const addresses4 = ['10.0.0.0', '10.0.0.1', '10.0.0.2', '10.0.0.3', '10.9.9.9', '200.0.0.1']
const addresses6 = ['2001:db8::', '2001:db8::1', '2001:db8::2', 'fe80::1']
const ports = [0, 1, 79, 80, 443, 1024, 65_535]

function randomMatch(random: Random): PacketMatch {
  const prefixes = random.below(3) === 0 ? prefixes6 : prefixes4
  const range = () => {
    const a = random.pick(ports)
    const b = random.pick(ports)
    return [Math.min(a, b), Math.max(a, b)] as const
  }
  return {
    ...(random.below(2) ? { src: random.pick(random.below(8) ? prefixes : prefixes6) } : {}),
    ...(random.below(2) ? { dst: random.pick(prefixes) } : {}),
    ...(random.below(2) ? { protocol: random.pick([1, 6, 17, 47, 132]) } : {}),
    ...(random.below(4) ? {} : { srcPort: range() }),
    ...(random.below(3) ? {} : { dstPort: range() }),
    ...(random.below(4) ? {} : { dscp: random.pick([0, 46, 63]) }),
    ...(random.below(4) ? {} : { established: random.below(2) === 1 }),
  }
}

function randomPacket(random: Random): Packet {
  const addresses = random.below(3) === 0 ? addresses6 : addresses4
  const address = () => parseAddress(random.pick(addresses)) as Packet['src']
  const protocol = random.pick([1, 6, 17, 47, 132])
  const port = () => (hasPorts(protocol) ? random.pick(ports) : 0)
  return {
    src: address(),
    dst: address(),
    protocol,
    srcPort: port(),
    dstPort: port(),
    dscp: random.pick([0, 46, 63]),
    established: random.below(2) === 1,
  }
}

/** The truth of a match, by the lookup that devices are defined by. */
function isMatched(match: PacketMatch, packet: Packet): boolean {
  const state = {
    ...emptyDeviceState('d'),
    filters: [{ direction: 'in', interface: 'a', priority: 1, match, action: 'deny' }],
  } as const
  const result = lookup(compileDevice(state), preparePacket(packet), 'a', () => true)
  return result.kind === 'drop' && result.reason === 'in-filter'
}

type Truth = (packet: Packet) => boolean

/** A random expression over matches, as a set and as a predicate on packets. */
function randomSet(space: PacketSpace, random: Random, depth: number): { set: PacketSet; truth: Truth } {
  if (depth === 0) {
    const match = randomMatch(random)
    return { set: space.fromMatch(match), truth: (packet) => isMatched(match, packet) }
  }
  const a = randomSet(space, random, depth - 1)
  const b = randomSet(space, random, depth - 1)
  const forms = [
    { set: space.union(a.set, b.set), truth: (p: Packet) => a.truth(p) || b.truth(p) },
    { set: space.intersect(a.set, b.set), truth: (p: Packet) => a.truth(p) && b.truth(p) },
    { set: space.subtract(a.set, b.set), truth: (p: Packet) => a.truth(p) && !b.truth(p) },
    { set: space.complement(a.set), truth: (p: Packet) => !a.truth(p) },
  ]
  return random.pick(forms)
}

describe('packet sets', () => {
  test('hold exactly the packets that the expression says, and sample one of them', () => {
    const random = seededRandom(1)
    const space = new PacketSpace()
    const packets = Array.from({ length: 60 }, () => randomPacket(random))
    for (let round = 0; round < 150; round++) {
      const { set, truth } = randomSet(space, random, 1 + (round % 3))
      for (const packet of packets) expect(space.holds(set, packet)).toBe(truth(packet))
      if (!space.isEmpty(set)) expect(truth(space.sample(set))).toBe(true)
    }
  })

  test('are equal exactly when their ids are: the laws of set algebra', () => {
    const random = seededRandom(2)
    const space = new PacketSpace()
    for (let round = 0; round < 200; round++) {
      const a = randomSet(space, random, 2).set
      const b = randomSet(space, random, 2).set
      const c = randomSet(space, random, 1).set
      expect(space.union(a, b)).toBe(space.union(b, a))
      expect(space.complement(space.complement(a))).toBe(a)
      expect(space.complement(space.union(a, b))).toBe(space.intersect(space.complement(a), space.complement(b)))
      expect(space.intersect(a, space.union(b, c))).toBe(space.union(space.intersect(a, b), space.intersect(a, c)))
      expect(space.subtract(a, b)).toBe(space.intersect(a, space.complement(b)))
      expect(space.overlaps(a, b)).toBe(!space.isEmpty(space.intersect(a, b)))
    }
  })

  test('the same sets come out of small and of grown tables', () => {
    const space = new PacketSpace()
    const sets: PacketSet[] = []
    for (let i = 0; i < 3000; i++)
      sets.push(space.fromMatch({ dst: `10.${i >> 8}.${i & 255}.0/24` as Prefix, protocol: 6, dstPort: [i, i + 7] }))
    const all = space.unionAll(sets)
    expect(space.size).toBeGreaterThan(10_000)
    for (const set of sets) expect(space.union(all, set)).toBe(all)
    expect(space.unionAll([...sets].reverse())).toBe(all)
  })

  test('a match with ports holds only protocols that have ports', () => {
    const space = new PacketSpace()
    expect(space.fromMatch({ protocol: 1, dstPort: [0, 65_535] })).toBe(space.empty)
    const ported = space.fromMatch({ dstPort: [0, 65_535] })
    expect(ported).toBe(space.unionAll([6, 17, 33, 132, 136].map((protocol) => space.fromMatch({ protocol }))))
  })

  test.each([
    ['anything: an ordinary TCP connection', {}, undefined, '198.51.100.10 > 203.0.113.10 6 50000>443 dscp 0'],
    [
      'ports outside the class',
      { src: '10.1.0.0/16', dst: '10.2.0.0/16', protocol: 6 },
      { protocol: 6, dstPort: [443, 443] },
      '10.1.0.10 > 10.2.0.10 6 50000>80 dscp 0',
    ],
    [
      'a host address',
      { dst: '10.2.0.77/32', protocol: 17 },
      undefined,
      '198.51.100.10 > 10.2.0.77 17 50000>443 dscp 0',
    ],
    [
      'no ports where the protocol has none',
      { protocol: 47, dscp: 46 },
      undefined,
      '198.51.100.10 > 203.0.113.10 47 0>0 dscp 46',
    ],
    ['v6', { dst: '2001:db8::/32' }, undefined, '2001:db8:ffff::a > 2001:db8::a 6 50000>443 dscp 0'],
  ])('samples %s', (_, match, less, expected) => {
    const space = new PacketSpace()
    const without = less ? space.fromMatch(less as unknown as PacketMatch) : space.empty
    const p = space.sample(space.subtract(space.fromMatch(match as unknown as PacketMatch), without))
    expect(`${p.src} > ${p.dst} ${p.protocol} ${p.srcPort}>${p.dstPort} dscp ${p.dscp}`).toBe(expected)
  })

  test('preferences come first, as far as the set allows', () => {
    const space = new PacketSpace()
    const set = space.fromPrefixes('dst', ['10.1.0.0/16', '10.2.0.0/16'] as Prefix[])
    const packet = space.sample(set, {
      dst: ['10.3.0.0/16', '10.2.0.0/16'] as Prefix[],
      protocol: [17],
      dstPort: [5005],
    })
    expect(packet).toMatchObject({ dst: '10.2.0.10', protocol: 17, dstPort: 5005 })
  })
})
