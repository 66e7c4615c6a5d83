import type { ContentName, Entry, NameHopGroup, TopologyNode } from '@paranet/network'
import { entriesOf, parseName, stateOf } from '@paranet/network'
import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compileText } from '../../testing/compile-text.js'
import { deviceStates } from '../../testing/random-device-state.js'
import { artifactFiles, parseArtifact, parseFiles, renderDevice } from '../registry.js'
import { nameUri, readNameUri } from './name-uri.js'

const network = `
network videos {
    node c1 : ndn { target: ndn, address: 10.0.0.1, cache: 10GB, strategy: best-route }
    node c2 : ndn { target: ndn, address: 10.0.0.2 }
    node p1 : ndn { target: ndn, address: 10.0.0.3, producer: /ndn/video/channel1 }
    node u1 : host { address: 10.1.0.10, gateway: c1 }
    link c1 -- c2
    link c2 -- p1
    link c1 -- p1
    link u1 -- c1
}`
const compiled = compileText(
  network,
  'route video { from: prefix(/ndn/video/channel1), to: u1, c2, survive: 1 core link }',
)
const nodeOf = (name: string): TopologyNode =>
  compiled.index.nodes[compiled.index.nodeId.get(name) ?? -1] as TopologyNode

test('the artifact is as it was', () => {
  const artifact = renderDevice(
    nodeOf('c1'),
    compiled.state.get('c1') as never,
    compiled.index,
    compiled.ledger.get('c1'),
  )
  const golden = new URL('./golden/c1.txt', import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
})

/** Closed, and without addresses: names go over faces of Ethernet, to hosts that are given none nothing does. */
const closed = compileText(
  network
    .replace(
      'network videos {',
      'network videos {\n    default: closed\n    node u2 : host { address: 10.1.0.11, gateway: c1 }',
    )
    .replace('link u1 -- c1', 'link u1 -- c1\n    link u2 -- c1')
    .replaceAll(/ address: 10\.0\.0\.\d,?/g, '')
    .replace('strategy: best-route', 'strategy: multicast'),
  `route video { from: /ndn/video, to: u1, c2 }
   cache films { names: /ndn/video, at: c1, size: 1GB, policy: fifo }`,
)

test('a closed network with stores and strategies is as it was', () => {
  expect(closed.diagnostics).toEqual([])
  const state = closed.state.get('c1') as never
  const artifact = renderDevice(nodeOf('c1'), state, closed.index, closed.ledger.get('c1'))
  const golden = new URL('./golden/closed.txt', import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
  expect(parseArtifact(nodeOf('c1'), artifact)).toEqual({ ok: true, state })
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

const component = fc.oneof(
  fc.constantFrom('ndn', 'видео', 'v=1', 'a b', '.', '...', 'a--b', '50%', '%FF', "it's", 'x/y'),
  fc.string({ minLength: 1, maxLength: 8 }),
)
const name = fc
  .array(component, { maxLength: 4 })
  .map((parts) => parseName(`/${parts.map((part) => encodeURIComponent(part.replaceAll(/\p{Cs}/gu, 'x'))).join('/')}`))
  .filter((one) => one !== undefined) as fc.Arbitrary<ContentName>

const groups = fc.uniqueArray(fc.nat(100_000), { minLength: 1, maxLength: 4 }).chain((costs) =>
  fc.tuple(
    ...costs
      .sort((a, b) => a - b)
      .map((cost) =>
        fc
          .uniqueArray(fc.constantFrom('eth0', 'to-c2', 'local', 'größe', 'a "quoted" name'), {
            minLength: 1,
            maxLength: 3,
          })
          .map((interfaces): NameHopGroup => ({ cost, interfaces: interfaces.sort() })),
      ),
  ),
)

const nameEntry: fc.Arbitrary<Entry> = fc.oneof(
  fc.record({ kind: fc.constant('name-route' as const), name, groups }),
  fc.record({
    kind: fc.constant('name-strategy' as const),
    name,
    strategy: fc.constantFrom('best-route', 'asf', 'multicast'),
  }),
  fc.record({
    kind: fc.constant('content-store' as const),
    capacity: fc.integer({ min: 1, max: 10_000_000 }),
    policy: fc.constantFrom('lru', 'fifo'),
    keeps: fc.constant('all' as const),
  }),
)

test('parsing what was rendered gives the same state, whatever the state', () => {
  fc.assert(
    fc.property(deviceStates, fc.array(nameEntry, { maxLength: 12 }), (bare, more) => {
      const state = stateOf(bare.device, [...entriesOf(bare).values(), ...more])
      const node = { ...nodeOf('c1'), name: bare.device }
      expect(parseArtifact(node, renderDevice(node, state))).toEqual({ ok: true, state })
    }),
    { numRuns: 150 },
  )
})

test('names come back from the form that NFD takes, which is plain ASCII', () => {
  fc.assert(
    fc.property(name, (one) => {
      expect(nameUri(one)).toMatch(/^[/\w.~=%-]+$/)
      expect(readNameUri(nameUri(one))).toBe(one)
    }),
  )
})

test.each([
  ['route add prefix /a nexthop udp4://10.9.9.9:6363 cost 1', 'which interface'],
  ['strategy set prefix /a strategy /localhost/nfd/strategy/random/v=1', 'does not know the strategy'],
  ['route remove prefix /a nexthop 300', 'does not judge'],
  ['cs config capacity many admit on serve on', 'no number of packets'],
])('refuses %s', (line, message) => {
  const artifact = renderDevice(nodeOf('c2'), compiled.state.get('c2') as never, compiled.index)
  const parsed = parseArtifact(nodeOf('c2'), artifact.replace('\ncs config', `\n${line}\ncs config`))
  expect(parsed).toMatchObject({ ok: false })
  expect(parsed.ok ? '' : parsed.message).toContain(message)
})

test('a cache that NFD cannot keep is refused, with the device that can', () => {
  const text = network.replace('node c2 : ndn { target: ndn,', 'node c2 : ndn {')
  const route = 'route video { from: /ndn/video/channel1, to: u1 }'
  const plain = compileText(text, `${route} cache v { names: /ndn/video, at: c1, size: 1GB }`)
  expect(plain.diagnostics).toEqual([])
  expect(plain.state.get('c1')?.contentStores).toEqual([{ capacity: 113636, policy: 'lru', keeps: 'all' }])
  const timed = compileText(text, `${route} cache v { names: /ndn/video, at: c1, size: 1GB, ttl: 1h }`)
  expect(timed.diagnostics.map(({ code, message, hint }) => [code, message, hint])).toEqual([
    [
      'unsupported-by-target',
      'c1 has the target "ndn", which cannot choose by names what its content store keeps, and for how long (name-cache /ndn/video, needed by v)',
      'the nearest device that can is c2',
    ],
  ])
})
