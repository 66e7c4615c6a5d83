import type { DeviceState, IpAddress, PeerEntry, Prefix, RoutePolicy, TopologyNode } from '@paranet/network'
import { canonicalState, emptyDeviceState } from '@paranet/network'
import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fiveIndex } from '../../testing/five-nodes.js'
import { fittingState } from '../../testing/fitting-state.js'
import { lackingOf } from '../lacking.js'
import { parseArtifact, renderDevice, targetOf } from '../registry.js'

const node: TopologyNode = { ...(fiveIndex.nodes[0] as TopologyNode), name: 'r1', target: 'frr' }
const prefixes = ['10.1.0.0/16', '0.0.0.0/0', '192.0.2.1/32', '2001:db8::/32', '::/0', '2001:db8::1/128'] as Prefix[]
const policy: fc.Arbitrary<RoutePolicy> = fc.oneof(
  fc.constantFrom<RoutePolicy>('any', 'none', 'default'),
  fc.uniqueArray(fc.constantFrom(...prefixes)),
)
const number = fc.integer({ min: 1, max: 4_294_967_295 })
const peer: fc.Arbitrary<PeerEntry> = fc
  .record({
    interface: fc.constantFrom('eth3', 'an interface with a long name', 'größe'),
    neighbour: fc.constantFrom('203.0.113.1', '203.0.113.5', '2001:db8::5', 'fe80::1') as fc.Arbitrary<IpAddress>,
    localAs: fc.oneof(fc.constant(65_000), number),
    remoteAs: number,
    import: policy,
    export: policy,
    maxPrefixes: fc.option(fc.integer({ min: 1, max: 4_294_967_295 }), { nil: undefined }),
  })
  .map(({ maxPrefixes, ...one }) => ({ ...one, ...(maxPrefixes === undefined ? {} : { maxPrefixes }) }))

test('sessions come back as they were, whatever they are', () => {
  fc.assert(
    fc.property(fc.array(peer, { maxLength: 5 }), (peers) => {
      const state = fittingState(node, canonicalState({ ...emptyDeviceState('r1'), peers }))
      expect(parseArtifact(node, renderDevice(node, state))).toEqual({ ok: true, state })
    }),
    { numRuns: 300 },
  )
})

const state: DeviceState = canonicalState({
  ...emptyDeviceState('r1'),
  routes: [{ prefix: '0.0.0.0/0' as Prefix, action: { kind: 'forward', groups: [[{ interface: 'eth3' }]] } }],
  peers: [
    {
      interface: 'eth3',
      neighbour: '203.0.113.1' as IpAddress,
      localAs: 65_000,
      remoteAs: 64_500,
      import: 'default',
      export: ['10.1.0.0/16' as Prefix, '2001:db8::/32' as Prefix],
      maxPrefixes: 1000,
    },
    {
      interface: 'eth4',
      neighbour: '2001:db8:ffff::2' as IpAddress,
      localAs: 65_010,
      remoteAs: 64_501,
      import: 'any',
      export: 'none',
    },
  ],
})
const artifact = renderDevice(node, state)

test('the artifact is as it was', () => {
  const golden = new URL('./golden/peers.txt', import.meta.url)
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
})

test.each<[string, (text: string) => string, RegExp]>([
  ['learnt routes in use', (t) => t.replace('  distance bgp 255 255 255\n', ''), /would be used: add "distance bgp/],
  ['a session without a list', (t) => t.replace(/ {2}neighbor 203.* in\n/, ''), /needs prefix lists for both/],
  [
    'a list that lies',
    (t) => t.replace('paranet:any seq 5 permit any', 'paranet:any seq 5 deny any'),
    /does not do what its name says/,
  ],
  [
    'a rule that reaches less far',
    (t) => t.replace('10.1.0.0/16 le 32', '10.1.0.0/16 le 24'),
    /does not judge: permit 10.1.0.0\/16 le 24/,
  ],
  [
    'a redistribution',
    (t) => t.replace('redistribute static', 'redistribute kernel'),
    /frr.conf:\d+: ParaNet does not judge this line of router bgp: redistribute kernel/,
  ],
  ['a session that is not active', (t) => t.replace(/ {2}neighbor 203\S+ activate\n/, ''), /is not active/],
  ['a second instance', (t) => t.replace('router bgp', 'router bgp 1\nexit\nrouter bgp'), /a second router bgp/],
  [
    'another route map',
    (t) => t.replace('update-source eth3', 'update-source eth3\n neighbor 203.0.113.1 route-map x in'),
    /does not judge this line/,
  ],
])('refuses %s', (_, edit, message) => {
  const edited = edit(artifact)
  expect(edited).not.toBe(artifact)
  const read = parseArtifact(node, edited)
  expect(read.ok ? 'it was read' : read.message).toMatch(message)
})

test.each([
  ['frr', 'fe80::1', 'hold a session with a link-local address'],
  ['nftables', '203.0.113.1', 'speak BGP'],
])('%s cannot have one with %s', (target, neighbour, lacks) => {
  const [first] = state.peers ?? []
  const its = targetOf({ target })
  const entry = { kind: 'peer' as const, ...(first as PeerEntry), neighbour: neighbour as IpAddress }
  expect(its && lackingOf(its.capabilities, node, entry)).toBe(lacks)
})
