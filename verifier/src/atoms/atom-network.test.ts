import { describe, expect, it } from 'vitest'
import { AtomNetwork } from './atom-network.js'
import { factsPerAtom, holesFact, isCut, loopsFact } from './findings.js'
import { portOf } from './next-hops.js'
import { PacketWalk } from './testing/packet-walk.js'
import { randomBelow } from './testing/random-below.js'

interface Shape {
  readonly devices: number
  readonly ports: number
  readonly prefixes: number
  readonly loaded: number
  readonly updates: number
  /** Share of rules with several ports, in percent. */
  readonly split: number
}

/** A random network told to the engine and to the oracle alike. */
function pair(seed: number, shape: Shape) {
  const below = randomBelow(seed)
  const engine = new AtomNetwork()
  const oracle = new PacketWalk(shape.devices)
  for (let device = 0; device < shape.devices; device++) engine.addDevice()
  const free = Array.from({ length: shape.devices }, () => Array.from({ length: shape.ports }, (_, port) => port))
  for (let i = 0; i < shape.devices * 2; i++) {
    const [a, b] = [below(shape.devices), below(shape.devices)]
    if (a === b || free[a]!.length < 2 || free[b]!.length < 2) continue
    const [p, q] = [free[a]!.pop()!, free[b]!.pop()!]
    engine.addLink(a, p, b, q)
    oracle.link(a, p, b, q)
  }
  const prefixes = Array.from({ length: shape.prefixes }, (): [number, number] => {
    const length = [0, 1, 2, 3, 4, 5, 8, 29, 30, 31, 32][below(11)]!
    const size = 2 ** (32 - length)
    const address = [below(2 ** 32), below(64), 0xffffffff - below(64)][below(3)]!
    return [Math.floor(address / size) * size, length]
  })
  const ports = (): number[] => {
    const one = () => (below(12) === 0 ? -1 : below(12) === 0 ? -2 : below(shape.ports))
    return below(100) < shape.split ? [one(), one(), one()] : [one()]
  }
  const own = () => {
    const [device, [from, length]] = [below(shape.devices), prefixes[below(prefixes.length)]!]
    engine.own(device, from | 0, length)
    oracle.own(device, from, length)
  }
  const change = (kinds: number) => {
    const [device, [from, length]] = [below(shape.devices), prefixes[below(prefixes.length)]!]
    const chosen = ports()
    const kind = below(kinds)
    if (kind === 0) {
      engine.add(device, from | 0, length, engine.action(device, chosen))
      oracle.add(device, from, length, chosen)
    } else if (kind === 1) {
      engine.set(device, from | 0, length, engine.action(device, chosen))
      oracle.set(device, from, length, chosen)
    } else expect(engine.remove(device, from | 0, length)).toBe(oracle.remove(device, from, length))
  }
  return { engine, oracle, own, change }
}

/** Compares everything that is known, at every corner address and in sum. */
function expectSame(engine: AtomNetwork, oracle: PacketWalk): number {
  const { tree, state } = engine.inside
  const atomOf = (address: number): number => {
    let found = 0
    for (let node = 0; node < tree.nodes; node++) {
      const [length, atom] = [tree.length[node]!, tree.atom[node]!]
      const size = 2 ** (32 - length)
      const from = tree.address[node]! >>> 0
      if (atom < 0 || address < from || address >= from + size) continue
      if (length >= tree.length[state.findings.facts[found * factsPerAtom + 7]!]!) found = atom
    }
    return found
  }
  const seen = new Map<number, { loops: number; holes: number; isCut: boolean }>()
  const corners = oracle.corners()
  for (const address of corners) {
    const { loops, holes, lost, isOwned } = oracle.look(address)
    const atom = atomOf(address)
    const at = atom * factsPerAtom
    const { facts } = state.findings
    const expected = { loops, holes: holes.length, isCut: isOwned && lost.length > 0 }
    expect({ loops: facts[at + loopsFact], holes: facts[at + holesFact], isCut: isCut(facts, at) }).toEqual(expected)
    seen.set(atom, expected)
  }
  const all = [...seen.values()]
  const { loops, holes, cut } = engine.findings
  expect({ loops, holes, cut }).toEqual({
    loops: all.reduce((sum, one) => sum + one.loops, 0),
    holes: all.reduce((sum, one) => sum + one.holes, 0),
    cut: all.filter((one) => one.isCut).length,
  })
  return corners.length
}

const shapes: Record<string, Shape> = {
  'a few devices, single next hops': { devices: 5, ports: 4, prefixes: 8, loaded: 20, updates: 40, split: 0 },
  'sets of next hops': { devices: 6, ports: 4, prefixes: 8, loaded: 20, updates: 40, split: 50 },
  'deeply nested prefixes': { devices: 4, ports: 3, prefixes: 40, loaded: 30, updates: 40, split: 10 },
  'more devices than a block holds': { devices: 40, ports: 6, prefixes: 12, loaded: 200, updates: 12, split: 10 },
  'nothing loaded: every prefix is new': { devices: 5, ports: 4, prefixes: 30, loaded: 0, updates: 60, split: 20 },
}

describe('the atom engine agrees with packets walked one by one, after every change', () => {
  for (const [name, shape] of Object.entries(shapes))
    it(name, () => {
      for (let seed = 1; seed <= 12; seed++) {
        const { engine, oracle, own, change } = pair(seed, shape)
        for (let i = 0; i < 6; i++) own()
        for (let i = 0; i < shape.loaded; i++) change(4)
        engine.settle()
        expectSame(engine, oracle)
        for (let i = 0; i < shape.updates; i++) {
          change(3)
          expectSame(engine, oracle)
        }
        own()
        engine.settle()
        expectSame(engine, oracle)
        change(3)
        expectSame(engine, oracle)
      }
    })
})

/** A ring with one owner per prefix and shortest routes both ways: nothing is wrong. */
function goodRing(devices: number, prefixes: number) {
  const engine = new AtomNetwork()
  for (let device = 0; device < devices; device++) engine.addDevice()
  for (let device = 0; device < devices; device++) engine.addLink(device, 1, (device + 1) % devices, 0)
  const routes: { device: number; address: number; length: number; port: number }[] = []
  for (let i = 0; i < prefixes; i++) {
    const [owner, address, length] = [
      (i * 7) % devices,
      (i % 2 === 0 ? i << 16 : (i - 1) << 16) | 0,
      i % 2 === 0 ? 16 : 24,
    ]
    engine.own(owner, address, length)
    for (let device = 0; device < devices; device++) {
      const clockwise = (owner - device + devices) % devices
      if (clockwise !== 0) routes.push({ device, address, length, port: clockwise * 2 <= devices ? 1 : 0 })
    }
  }
  for (const { device, address, length, port } of routes)
    engine.add(device, address, length, engine.action(device, [port]))
  engine.settle()
  return { engine, routes }
}

describe('faults put into a good state', () => {
  it('a thousand of them are found, each, and are gone when they are mended', () => {
    const below = randomBelow(5)
    const { engine, routes } = goodRing(17, 400)
    expect(engine.findings).toMatchObject({ loops: 0, holes: 0, cut: 0 })
    for (let i = 0; i < 1000; i++) {
      const { device, address, length, port } = routes[below(routes.length)]!
      const kind = below(4)
      if (kind === 0) engine.set(device, address, length, engine.action(device, [portOf.drop]))
      else if (kind === 1) engine.set(device, address, length, engine.action(device, [portOf.local]))
      else if (kind === 2) engine.set(device, address, length, engine.action(device, [port, 9]))
      else engine.set(device, address, length, engine.action(device, [9]))
      expect(engine.findings.cut).toBe(1)
      engine.set(device, address, length, engine.action(device, [port]))
      expect(engine.findings).toMatchObject({ loops: 0, holes: 0, cut: 0 })
    }
  })
})
