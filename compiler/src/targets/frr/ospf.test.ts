import type { Topology, TopologyNode } from '@paranet/network'
import { resolveNetwork } from '@paranet/language'
import { emptyDeviceState, indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { parseArtifact, renderDevice } from '../registry.js'

const { topology } = resolveNetwork([
  {
    name: 'ring.pn',
    text: `network ring {
  node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, target: frr, routing: ospf, ospf_area: 7 }
  node r2 : router { address: 10.0.0.2, target: frr, routing: ospf }
  node r3 : router { address: 10.0.0.3, target: frr }
  link r1 -- r2 { weight: 12 }
  link r1.far -- r2.far { weight: 70000 }
  link r1 -- r3 { weight: 1 }
}`,
  },
])
const index = indexTopology(topology as Topology)
const node = index.nodes[index.nodeId.get('r1') ?? -1] as TopologyNode
const artifact = renderDevice(node, emptyDeviceState('r1'), index)

test('links to neighbours that speak it have their weights as costs; what is no cost is left out', () =>
  expect(artifact.match(/^.*(ospf|paranet:attached).*\n|^ distance.*\n|^interface .*\n(?= ip ospf)/gm)?.join('')).toBe(
    `ip prefix-list paranet:attached seq 5 permit 10.1.0.0/16
route-map paranet:attached permit 10
 match ip address prefix-list paranet:attached
interface to-r2
 ip ospf area 0.0.0.7
 ip ospf cost 12
 ip ospf network point-to-point
interface lo
 ip ospf area 0.0.0.7
 ip ospf passive
router ospf
 ospf router-id 10.0.0.1
 redistribute static route-map paranet:attached
 distance 255
`,
  ))

test('it decides nothing about packets: the state comes back as it was', () =>
  expect(parseArtifact(node, artifact)).toEqual({ ok: true, state: emptyDeviceState('r1') }))

test('who does not say so speaks none', () => {
  const other = index.nodes[index.nodeId.get('r3') ?? -1] as TopologyNode
  expect(renderDevice(other, emptyDeviceState('r3'), index)).not.toMatch(/ ospf/)
})

test.each<[string, (text: string) => string, RegExp]>([
  ['learnt routes in use', (t) => t.replace(' distance 255\n', ''), /would be used: add "distance 255"/],
  [
    'another distance',
    (t) => t.replace('distance 255', 'distance 110'),
    /does not judge this line of router ospf: distance 110/,
  ],
  [
    'what it does not know',
    (t) => t.replace(' distance 255', ' default-information originate\n distance 255'),
    /frr.conf:\d+: ParaNet does not judge/,
  ],
  [
    'an instance of another kind',
    (t) => t.replace('router ospf', 'router isis x'),
    /does not judge this line: router isis x/,
  ],
])('refuses %s', (_, edit, message) => {
  const edited = edit(artifact)
  expect(edited).not.toBe(artifact)
  const read = parseArtifact(node, edited)
  expect(read.ok ? 'it was read' : read.message).toMatch(message)
})
