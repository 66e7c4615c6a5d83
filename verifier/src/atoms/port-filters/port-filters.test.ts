import { describe, expect, it } from 'vitest'
import { AtomNetwork } from '../atom-network.js'
import { PacketWalk } from '../testing/packet-walk.js'
import { randomBelow } from '../testing/random-below.js'

interface Shape {
  readonly devices: number
  readonly ports: number
  readonly filters: number
  readonly updates: number
  /** Share of routes with several ports, in percent. */
  readonly split: number
}

/** A random network with filters, told to the engine and to the oracle alike. */
function pair(seed: number, shape: Shape) {
  const below = randomBelow(seed)
  const of = <T>(some: readonly T[]): T => some[below(some.length)]!
  const engine = new AtomNetwork()
  const oracle = new PacketWalk(shape.devices)
  for (let device = 0; device < shape.devices; device++) engine.addDevice()
  for (let device = 0; device < shape.devices; device++) {
    const to = (device + 1) % shape.devices
    engine.addLink(device, 0, to, 1)
    oracle.link(device, 0, to, 1)
  }
  engine.addLink(0, 2, 2, 2)
  oracle.link(0, 2, 2, 2)
  for (let filter = 0; filter < shape.filters; filter++) {
    engine.addFilter()
    oracle.addFilter()
  }
  const prefixOf = (): [number, number] => {
    const length = of([0, 0, 1, 8, 30, 31, 32])
    const size = 2 ** (32 - length)
    return [Math.floor(of([below(2 ** 32), 0x0a000000 + below(4), 0xffffffff - below(4)]) / size) * size, length]
  }
  const [prefixes, sources] = [Array.from({ length: 8 }, prefixOf), Array.from({ length: 3 }, prefixOf)]
  const rangeOf = (): [number, number] =>
    of<[number, number]>([
      [0, 65535],
      [0, 1023],
      [80, 80],
      [1024, 65535],
    ])
  const [srcPorts, dstPorts] = [
    [rangeOf(), rangeOf()],
    [rangeOf(), rangeOf()],
  ]
  const protocols = [-1, of([0, 6, 255]), 17]
  const seqs = Array.from({ length: shape.filters }, () => new Set<number>())
  const filterRule = () => {
    const filter = below(shape.filters)
    const [known, seq] = [seqs[filter]!, below(8)]
    if (known.delete(seq)) {
      expect(engine.removeFilterRule(filter, seq)).toBe(true)
      oracle.removeFilterRule(filter, seq)
      return
    }
    known.add(seq)
    const isPermit = below(3) > 0
    const [[src, srcLength], [dst, dstLength]] = [of(sources), of(prefixes)]
    const any = below(4) === 0
    const wide: [number, number] = [0, 65535]
    const [sport, dport, protocol] = any ? [wide, wide, -1] : [of(srcPorts), of(dstPorts), of(protocols)]
    const from: [number, number] = below(2) === 0 ? [0, 0] : [src, srcLength]
    engine.addFilterRule(filter, {
      seq,
      isPermit,
      protocol,
      src: from[0] | 0,
      srcLength: from[1],
      srcPorts: sport,
      dst: dst | 0,
      dstLength,
      dstPorts: dport,
    })
    const last = (at: number, length: number): [number, number] => [at, at + 2 ** (32 - length) - 1]
    oracle.addFilterRule(filter, {
      seq,
      isPermit,
      dst: last(dst, dstLength),
      header: [last(...from), protocol < 0 ? [0, 255] : [protocol, protocol], sport, dport],
    })
  }
  const binding = () => {
    const [device, port, direction] = [below(shape.devices), below(shape.ports), of(['in', 'out'] as const)]
    if (below(3) === 0) {
      engine.unbind(device, port, direction)
      oracle.unbind(device, port, direction)
      return
    }
    const filter = below(shape.filters)
    engine.bind(device, port, direction, filter)
    oracle.bind(device, port, direction, filter)
  }
  const route = () => {
    const [device, [from, length]] = [below(shape.devices), of(prefixes)]
    const one = () => (below(12) === 0 ? -1 : below(12) === 0 ? -2 : below(shape.ports))
    const ports = below(100) < shape.split ? [one(), one(), one()] : [one()]
    if (below(4) === 0) expect(engine.remove(device, from | 0, length)).toBe(oracle.remove(device, from, length))
    else {
      engine.set(device, from | 0, length, engine.action(device, ports))
      oracle.set(device, from, length, ports)
    }
  }
  const own = () => {
    const [device, [from, length]] = [below(shape.devices), of(prefixes)]
    engine.own(device, from | 0, length)
    oracle.own(device, from, length)
  }
  const change = () => {
    const kind = below(10)
    if (kind < 5) filterRule()
    else if (kind < 6) binding()
    else route()
  }
  return { engine, oracle, own, change, filterRule, binding, route }
}

/** Compares all that is known, at every corner address with packets of all corner headers. Answers how many packets that were. */
function expectSame(engine: AtomNetwork, oracle: PacketWalk, near: boolean): number {
  const { tree, state } = engine.inside
  const headers = oracle.headers(near)
  const addresses = oracle.corners()
  const known = new Map<number, { loops: number; holes: number; cut: number; filtered: number }>()
  for (const address of addresses) {
    let best = 0
    for (let node = 0; node < tree.nodes; node++) {
      const length = tree.length[node]!
      const from = tree.address[node]! >>> 0
      const holds = address >= from && address < from + 2 ** (32 - length)
      if (tree.atom[node]! >= 0 && holds && length >= tree.length[best]!) best = node
    }
    const { loops, holes, isOwned, isCut, isDenied } = oracle.walk(address, headers)
    const walked = { loops: loops.size, holes: holes.size, cut: +isCut, filtered: +(isOwned && isDenied) }
    const atom = tree.atom[best]!
    if (state.filtered) {
      const [loops, holes, cut, filtered] = state.filtered.facts.subarray(atom * 6 + 2, atom * 6 + 6)
      expect({ loops, holes, cut, filtered }).toEqual(walked)
    }
    known.set(atom, walked)
  }
  const sums = { loops: 0, holes: 0, cut: 0, filtered: 0 }
  for (const one of known.values())
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += one[name]
  expect(engine.findings).toMatchObject(sums)
  return headers.length * addresses.length
}

const shapes: Record<string, Shape> = {
  'single next hops': { devices: 4, ports: 4, filters: 3, updates: 60, split: 0 },
  'sets of next hops': { devices: 5, ports: 4, filters: 4, updates: 60, split: 60 },
  'one filter on many ports': { devices: 4, ports: 3, filters: 1, updates: 60, split: 20 },
}

describe('filters on ports: the engine agrees with packets walked one by one, after every change', () => {
  let packets = 0
  for (const [name, shape] of Object.entries(shapes))
    it(name, () => {
      for (let seed = 1; seed <= 6; seed++) {
        const { engine, oracle, own, change, filterRule, binding, route } = pair(seed, shape)
        for (let i = 0; i < 4; i++) own()
        for (let i = 0; i < 16; i++) route()
        for (let i = 0; i < 8; i++) filterRule()
        if (seed % 2 === 0) for (let i = 0; i < 6; i++) binding()
        engine.settle()
        packets += expectSame(engine, oracle, false)
        for (let i = 0; i < shape.updates; i++) {
          change()
          packets += expectSame(engine, oracle, false)
        }
        own()
        binding()
        engine.settle()
        packets += expectSame(engine, oracle, seed < 3)
        change()
        packets += expectSame(engine, oracle, false)
      }
    })
  it('more than a million packets', () => expect(packets).toBeGreaterThan(1_000_000))
})

describe('filters whose sets are larger than the budget', () => {
  const wide = [0, 65535] as const
  const rule = (seq: number, isPermit: boolean, src: number, srcLength: number) => ({
    seq,
    isPermit,
    protocol: -1,
    src: src | 0,
    srcLength,
    srcPorts: wide,
    dst: 0,
    dstLength: 0,
    dstPorts: wide,
  })
  const network = (filterNodes: number) => {
    const engine = new AtomNetwork({ filterNodes })
    const [a, b] = [engine.addDevice(), engine.addDevice()]
    engine.addLink(a, 0, b, 0)
    engine.own(b, 0x0a000000, 8)
    engine.set(a, 0x0a000000, 8, engine.action(a, [0]))
    const filter = engine.addFilter()
    engine.bind(a, 0, 'out', filter)
    engine.addFilterRule(filter, rule(1, true, 0, 1))
    engine.addFilterRule(filter, rule(2, true, 0x80000000, 1))
    engine.settle()
    return { engine, filter }
  }

  it('are undecided, taken to deny something, and named; until rules tell', () => {
    const { engine, filter } = network(0)
    expect(engine.undecided).toEqual([{ reason: 'budget', filter, address: 0, length: 0 }])
    expect(engine.findings.filtered).toBe(1)
    engine.addFilterRule(filter, rule(0, true, 0, 0))
    expect(engine.undecided).toEqual([])
    expect(engine.findings.filtered).toBe(0)
  })

  it('are decided with room enough', () => {
    const { engine } = network(1000)
    expect(engine.undecided).toEqual([])
    expect(engine.findings.filtered).toBe(0)
  })
})
