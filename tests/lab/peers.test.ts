import type { DeviceState, IpAddress, Prefix, Topology } from '@paranet/network'
import { resolveNetwork } from '@paranet/language'
import { canonicalState, healthy, indexTopology, networkState } from '@paranet/network'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { missing, run } from './harness/commands.js'
import { Lab } from './harness/lab.js'
import { expectObserved, expectPrinted, wait } from './harness/real-devices.js'

const lacking = missing('ip', 'nft', 'tc', 'zebra', 'vtysh')

const network = `network edge {
  node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, target: frr }
  interface r1.eth3 { address: 203.0.113.2/30, external: true, peer_as: 64500 }
}`

/** A neighbour that teaches a default route and one more. */
const neighbour = `frr defaults traditional
router bgp 64500
 no bgp ebgp-requires-policy
 no bgp network import-check
 neighbor 203.0.113.2 remote-as 65000
 address-family ipv4 unicast
  network 0.0.0.0/0
  network 198.51.100.0/24
 exit-address-family
exit
`

const state: DeviceState = canonicalState({
  device: 'r1',
  routes: [
    { prefix: '203.0.113.2/32' as Prefix, action: { kind: 'deliver', interface: 'local' } },
    { prefix: '10.1.0.0/16' as Prefix, action: { kind: 'deliver', interface: 'lan' } },
    { prefix: '192.0.2.0/24' as Prefix, action: { kind: 'forward', groups: [[{ interface: 'eth3' }]] } },
  ],
  policyRoutes: [],
  filters: [],
  peers: [
    {
      interface: 'eth3',
      neighbour: '203.0.113.1' as IpAddress,
      localAs: 65_000,
      remoteAs: 64_500,
      import: 'default',
      export: ['10.1.0.0/16' as Prefix],
      maxPrefixes: 10,
    },
  ],
})

const table = (folder: string): string[] =>
  Object.keys(
    (JSON.parse(run('vtysh', ['--vty_socket', folder, '-c', 'show bgp ipv4 unicast json'])) as { routes: object })
      .routes,
  ).sort()

describe.skipIf(lacking !== undefined)(`a session with a neighbour${lacking ? `: ${lacking}` : ''}`, () => {
  test.each([
    ['alone', state],
    [
      'where filters let nothing else in or out',
      canonicalState({
        ...state,
        routes: state.routes.filter(({ prefix }) => prefix !== '203.0.113.2/32'),
        filters: (['in', 'out'] as const).map((direction) => ({
          direction,
          interface: 'eth3',
          priority: -4,
          match: {},
          action: 'deny' as const,
        })),
      }),
    ],
  ])('%s: comes up, takes and tells what is asked, and leaves the routes as they are', (_name, its) => {
    const { topology } = resolveNetwork([{ name: 'edge.pn', text: network }])
    const index = indexTopology(topology as Topology)
    const all = networkState([its])
    using lab = new Lab(index)
    lab.up(all)
    const port = lab.portOf('r1', 'eth3')
    if (!port) throw new Error('nobody is behind eth3')
    run('ip', ['netns', 'exec', port.namespace, 'nft', 'delete', 'table', 'inet', 'quiet'])
    run('ip', ['-n', port.namespace, 'address', 'replace', '203.0.113.1/30', 'dev', port.interface])
    const file = join(lab.folder, 'neighbour.conf')
    const folder = join(lab.folder, 'frr', 'neighbour')
    mkdirSync(folder, { recursive: true })
    writeFileSync(file, neighbour)
    lab.startFrr(port.namespace, folder, file)
    const own = lab.socketFolder('r1')
    for (let i = 0; i < 60 && !table(folder).includes('10.1.0.0/16'); i++) wait(500)
    expect(table(folder)).toEqual(['0.0.0.0/0', '10.1.0.0/16', '198.51.100.0/24'])
    expect(table(own)).toContain('0.0.0.0/0')
    expect(table(own)).not.toContain('198.51.100.0/24')
    expect(lab.exec('r1', 'ip', 'route', 'show', 'proto', 'bgp')).toBe('')
    expect(lab.exec('r1', 'ip', 'route', 'show', 'default')).toBe('')
    expectObserved(lab, networkState([canonicalState({ ...its, peers: [] })]), healthy)
    expectPrinted(lab, all)
  })
})
