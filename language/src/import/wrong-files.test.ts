import { expect, test } from 'vitest'
import { importTopology } from './import-topology.js'

const lab = (nodes: string, links = '') => `name: x\ntopology:\n  nodes:\n${nodes}  links:\n${links}`
const two = '    r1: { kind: linux }\n    r2: { kind: linux }\n'
const rfc = (network: object) =>
  JSON.stringify({ 'ietf-network:networks': { network: [{ 'network-id': 'n', ...network }] } })
const sndlib = (inner: string) =>
  `<network xmlns="http://sndlib.zib.de/network"><networkStructure>${inner}</networkStructure></network>`

test.each<[string, string, string]>([
  [
    'a link to a node that is not there',
    lab(two, '    - endpoints: ["r1:eth1", "r9:eth1"]\n'),
    'error unknown-node 7:30 no node with the id "r9"',
  ],
  [
    'a link with one end',
    lab(two, '    - endpoints: ["r1:eth1"]\n'),
    'error malformed-yaml 7:7 a link has two endpoints',
  ],
  ['tabs', 'topology:\n  nodes:\n\tr1: {}\n', 'error malformed-yaml 3:1'],
  ['a key twice', lab('    r1: {}\n    r1: {}\n'), 'error malformed-yaml 5:5 Map keys must be unique'],
  ['an alias of nothing', lab('    r1: *base\n'), 'error malformed-yaml 4:9 no anchor "&base"'],
  ['no nodes', 'topology:\n  links: []\n', 'error malformed-yaml 2:3 no nodes under "topology"'],
  [
    'a port used twice',
    lab(two, '    - endpoints: ["r1:eth1", "r2:eth1"]\n    - endpoints: ["r1:eth1", "r2:eth2"]\n'),
    'warning interface-in-use 8:19',
  ],
  [
    'a node without an id',
    rfc({ node: [{ 'node-id': 'a' }, {}] }),
    '/ietf-network:networks/network/0/node/1: a node has a "node-id"',
  ],
  [
    'a link to an unknown node',
    rfc({
      node: [{ 'node-id': 'a' }],
      link: [{ 'link-id': 'l', source: { 'source-node': 'a' }, destination: { 'dest-node': 'b' } }],
    }),
    'error unknown-node 1:147 /ietf-network:networks/network/0/link/0/destination: no node with the id "b"',
  ],
  [
    'a page of NetBox without devices',
    '{"dcim/sites": [], "dcim/devices": []}',
    'error malformed-json 1:1 no devices in the file',
  ],
  [
    'a role that says nothing',
    '{"devices": [{"name": "x", "role": "thing"}], "cables": []}',
    'warning unknown-type 1:14 /devices/0: the role "thing" of "x"',
  ],
  [
    'XML of neither kind',
    sndlib('').replaceAll('networkStructure', 'other'),
    'error malformed-xml 1:1 no <networkStructure> in the file',
  ],
  [
    'a demand that is no number',
    sndlib('<nodes><node id="a"/></nodes>').replace(
      '</network>',
      '<demands><demand id="d"><source>a</source><target>a</target><demandValue>much</demandValue></demand></demands></network>',
    ),
    'warning malformed-xml 1:137 the demand "d"',
  ],
  [
    'a bandwidth that is none',
    'source,target,bandwidth\na,b,1Gbps\n\na,b\n'.replace('\n\na,b\n', '\na,c,fast\n'),
    'error wrong-unit 3:1 "fast" is no bandwidth',
  ],
  ['columns of no table', 'name,type\nr1,router\n\nfoo,bar\n1,2\n', 'error malformed-csv 4:1 the columns "foo", "bar"'],
  ['a quote that does not end', 'source,target\na,"b\n', 'error malformed-csv 2:1 Quote Not Closed'],
  [
    'an end that the table of nodes lacks',
    'name\tlat\nr1\t1\n\nsource\ttarget\nr1\tr2\n',
    'error unknown-node 5:1 no node with the id "r2"',
  ],
])('%s is told with its place', (_, text, expected) => {
  const { diagnostics } = importTopology(text, { file: 'wrong' })
  const lines = diagnostics.map(
    ({ severity, code, span, message }) => `${severity} ${code} ${span.line}:${span.column} ${message}`,
  )
  expect(lines.join('\n')).toContain(expected)
})

test.each<[string, string, object]>([
  [
    'Cisco firewall',
    'fw: { kind: cisco_asav, image: asav }',
    { type: 'firewall', function: 'firewall', target: 'emulated' },
  ],
  ['FRR in a container', 'r: { kind: linux, image: "frrouting/frr:v8.4" }', { type: 'router', target: 'frr' }],
  ['Open vSwitch', 's: { kind: ovs-bridge }', { type: 'switch', target: 'openflow' }],
  ['a kind that nobody knows', 'r: { kind: brand_new }', { type: 'router', target: 'emulated' }],
  [
    'a container',
    'h: { kind: linux, image: alpine, env: { A: 1 } }',
    { type: 'host', labels: { 'clab-env': '{"A":1}', 'clab-image': 'alpine', 'clab-kind': 'linux' } },
  ],
])('containerlab: %s', (_, node, expected) => {
  const { topology } = importTopology(`topology:\n  nodes:\n    ${node}\n`)
  expect(topology?.nodes[0]).toMatchObject(expected)
})

test.each([
  [
    'dcim.cable of version 3.2 and earlier',
    {
      termination_a_type: 'dcim.interface',
      termination_a_id: 1,
      termination_b_type: 'dcim.interface',
      termination_b_id: 2,
    },
  ],
  ['the bulk import', { side_a_device: 'a', side_a_name: 'p1', side_b_device: 'b', side_b_name: 'p2' }],
  [
    'version 3.3 and later',
    {
      a_terminations: [{ object_type: 'dcim.interface', object_id: 1 }],
      b_terminations: [{ object_type: 'dcim.interface', object_id: 2 }],
    },
  ],
])('NetBox: a cable of %s is a link', (_, cable) => {
  const document = {
    devices: [
      { id: 7, name: 'a', device_role: { id: 1, name: 'Core', slug: 'core' } },
      { id: 8, name: 'b', role: 'Access Switch' },
    ],
    interfaces: [
      { id: 1, device: { id: 7, name: 'a' }, name: 'p1', type: '25gbase-x-sfp28' },
      { id: 2, device: 'b', name: 'p2', type: { value: '10gbase-t', label: '' } },
    ],
    cables: [{ ...cable, length: 2, length_unit: 'km' }],
  }
  const { topology } = importTopology(JSON.stringify(document))
  expect(topology?.nodes.map(({ type }) => type)).toEqual(['router', 'switch'])
  expect(topology?.links).toMatchObject([{ id: 'a--b', bandwidth: 10_000_000_000, latency: 10 }])
})
