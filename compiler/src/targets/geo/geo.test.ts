import type { Entry, GeoArea, TopologyNode } from '@paranet/network'
import { entriesOf, stateOf } from '@paranet/network'
import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileText } from '../../testing/compile-text.js'
import { deviceStates } from '../../testing/random-device-state.js'
import { artifactFiles, parseArtifact, parseFiles, renderDevice } from '../registry.js'

const network = `
network fjord {
    node g1 : geo { target: geo, address: 10.0.0.1, location: (59.91, 10.75), region: north }
    node g2 : geo { target: geo, address: 10.0.0.2, location: (59.85, 10.70) }
    node g3 : geo { target: geo, address: 10.0.0.3, location: (59.80, 10.78), region: south }
    node u1 : host { address: 10.1.0.10, gateway: g1 }
    link g1 -- g2
    link g2 -- g3
    link g1 -- g3
    link u1 -- g1
}`
const compiled = compileText(
  network,
  `route down { from: region(north), to: region(south), protocol: geo, fallback: perimeter }
   geocast alarm { source: u1, area: circle(59.85, 10.7, 7km), traffic: udp dst-port 5005, fallback: perimeter }`,
)
const nodeOf = (name: string): TopologyNode =>
  compiled.index.nodes[compiled.index.nodeId.get(name) ?? -1] as TopologyNode

test('the artifact is as it was', () => {
  const artifact = renderDevice(nodeOf('g1'), compiled.state.get('g1') as never, compiled.index)
  const golden = new URL('./golden/g1.txt', import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
})

/** Closed, with both kinds of areas, ports, an isolation, and devices that drop where they are stuck. */
const closed = compileText(
  network.replace('network fjord {', 'network fjord {\n    default: closed'),
  `route down { from: u1, g1, to: g3, protocol: geo, traffic: udp dst-port 5000-5010 }
   isolate quiet { from: u1, to: g2, protocol: geo, priority: 200 }
   geocast news { source: g3, area: region(north) }
   geocast alarm { source: g1, area: circle(59.80, 10.78, 2km), traffic: tcp dst-port 443 dscp ef }`,
)

test('a closed network with areas and filters is as it was', () => {
  expect(closed.diagnostics).toEqual([])
  const state = closed.state.get('g1') as never
  const artifact = renderDevice(nodeOf('g1'), state, closed.index)
  const golden = new URL('./golden/closed.txt', import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
  expect(parseArtifact(nodeOf('g1'), artifact)).toEqual({ ok: true, state })
})

test('what is compiled for a topology comes back the same, through files too', () => {
  expect(compiled.diagnostics).toEqual([])
  for (const [name, state] of compiled.state) {
    const node = nodeOf(name)
    const artifact = renderDevice(node, state, compiled.index)
    expect(parseArtifact(node, artifact)).toEqual({ ok: true, state })
    const files = artifactFiles(node, artifact).map((file) => ({ ...file, name: file.name.slice(name.length + 1) }))
    expect(parseFiles({ ...node, target: 'emulated' }, files.reverse())).toEqual({ ok: true, state })
  }
})

const name = fc.oneof(
  fc.constantFrom('g1', 'to-g2', 'größe', 'a "b" c', '\\', 'local'),
  fc.string({ minLength: 1, maxLength: 6 }),
)
const names = fc.uniqueArray(name, { maxLength: 3 }).map((list) => list.sort())
const degrees = (most: number) => fc.double({ min: -most, max: most, noNaN: true }).map((value) => value + 0)
const place = fc.record({ lat: degrees(90), lon: degrees(180) })
const area: fc.Arbitrary<GeoArea> = fc.oneof(
  fc.record({ kind: fc.constant('region' as const), region: name }),
  fc.record({
    kind: fc.constant('circle' as const),
    centre: place,
    radius: fc.double({ min: 0.5, max: 1e7, noNaN: true }),
  }),
)
const ports = fc.tuple(fc.nat(65535), fc.nat(65535)).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
const traffic = fc.record(
  { protocol: fc.nat(255), srcPort: ports, dstPort: ports, dscp: fc.nat(63) },
  { requiredKeys: [] },
)
const to = fc.oneof(
  fc.constant({ kind: 'any' as const }),
  fc.record({ kind: fc.constant('node' as const), node: name }),
  fc.record({ kind: fc.constant('area' as const), area }),
)
const entry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ kind: fc.constant('geo-node' as const), place, fallback: fc.constantFrom('none', 'perimeter') }),
  fc.record({ kind: fc.constant('geo-neighbour' as const), interface: name, node: name, place, planar: fc.boolean() }),
  fc.record({ kind: fc.constant('geo-member' as const), node: name, interface: name }),
  fc.record({ kind: fc.constant('geo-area' as const), area, deliver: names, flood: names }),
  fc.record({
    kind: fc.constant('geo-filter' as const),
    interface: name,
    priority: fc.integer({ min: -1, max: 1000 }),
    to,
    traffic,
    action: fc.constantFrom('permit', 'deny'),
  }),
)

test('parsing what was rendered gives the same state, whatever the state', () => {
  fc.assert(
    fc.property(deviceStates, fc.array(entry, { maxLength: 12 }), (bare, more) => {
      const state = stateOf(bare.device, [...entriesOf(bare).values(), ...more])
      const node = { ...nodeOf('g1'), name: bare.device }
      expect(parseArtifact(node, renderDevice(node, state))).toEqual({ ok: true, state })
    }),
    { numRuns: 150 },
  )
})

test.each([
  ['route 1 2', '"route" begins no line'],
  ['place 91 10 fallback none', 'is no place'],
  ['neighbour eth1 node "g2" place 1 2', 'is no name in quotes'],
  ['neighbour "eth1" node "g2" place 1 2 flat', '"planar" is expected'],
  ['member "g9" over', 'the line ends too soon'],
  ['area square 1 2 3 deliver flood', 'is no area'],
  ['area circle 1 2 0 deliver flood', 'a circle has a radius'],
  ['filter in "local" priority 1 to any dst-port 9-5 permit', 'are no ports'],
  ['filter in "local" priority 1 to any protocol 900 permit', 'more than 255'],
  ['filter in "local" priority 1 to any maybe', 'is none of permit, deny'],
  ['filter in "local" priority 1 to any permit twice', 'nothing is known of twice'],
])('refuses %s', (line, message) => {
  const artifact = renderDevice(nodeOf('g2'), compiled.state.get('g2') as never, compiled.index)
  const parsed = parseArtifact(
    nodeOf('g2'),
    artifact.replace('\nmember', `\n${line}\nmember`).replace('\nneighbour', `\n${line}\nneighbour`),
  )
  expect(parsed).toMatchObject({ ok: false })
  expect(parsed.ok ? '' : parsed.message).toContain(message)
})

test('a device whose target does not forward by places is left out, and an end on it is refused', () => {
  const text = network.replace('node g3 : geo { target: geo,', 'node g3 : geo { target: frr,')
  const { diagnostics } = compileText(text, 'route down { from: g1, to: g3, protocol: geo }')
  expect(diagnostics.map(({ code, message }) => [code, message])).toEqual([
    ['no-location', 'g3: with a target that does not forward by places'],
  ])
})
