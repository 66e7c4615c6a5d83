import { expect, test } from 'vitest'
import type { TopologyFormat } from './import-result.js'
import { importTopology } from './import-topology.js'

/** Files in which every value that could get lost is a mark, and the mark says under which name it may be listed: `kept` in the topology or its demands. */
const files: Readonly<Record<string, readonly [format: TopologyFormat, text: string, lost: readonly string[]]>> = {
  'NetBox: attributes of sites, devices, ports, addresses, prefixes and cables': [
    'netbox',
    JSON.stringify({
      'dcim/sites': [{ id: 1, name: 'Oslo', facility: 'lost', tags: [{ name: 'lost' }] }],
      'dcim/devices': [
        {
          id: 1,
          name: 'r1',
          role: { slug: 'router' },
          site: { id: 1 },
          serial: 'kept-serial',
          oob_ip: { address: 'lost' },
        },
        { id: 2, name: 'h1', role: { slug: 'server' }, primary_ip4: { address: '192.0.2.22/24' } },
        {
          id: 3,
          name: 'r2',
          role: { slug: 'router' },
          primary_ip4: { address: '192.0.2.33/24' },
          primary_ip6: { address: 'lost' },
        },
      ],
      'dcim/interfaces': [
        {
          id: 11,
          device: { id: 1 },
          name: 'eth1',
          type: { value: '1000base-t' },
          description: 'kept-port',
          tags: [{ name: 'lost' }],
        },
        { id: 12, device: { id: 2 }, name: 'eth0', type: { value: '1000base-t' } },
        { id: 13, device: { id: 2 }, name: 'mgmt', type: { value: '1000base-t' }, mgmt_only: true },
        { id: 14, device: { id: 1 }, name: 'lo0', type: { value: 'virtual' }, description: 'lost' },
        { id: 15, device: { id: 3 }, name: 'eth1', type: { value: '1000base-t' } },
      ],
      'ipam/ip-addresses': [
        { id: 21, address: '10.7.7.7/24', assigned_object_id: 12, dns_name: 'lost', vrf: { name: 'lost' } },
        { id: 22, address: '10.8.8.8/24', assigned_object_id: 13 },
        { id: 23, address: '192.0.2.33/24', assigned_object_id: 15 },
      ],
      'ipam/prefixes': [{ id: 1, prefix: '10.7.7.0/24', vrf: { name: 'lost' } }],
      'dcim/cables': [
        {
          id: 1,
          label: 'kept-cable',
          tags: [{ name: 'lost' }],
          a_terminations: [{ object_type: 'dcim.interface', object_id: 11 }],
          b_terminations: [{ object_type: 'dcim.interface', object_id: 12 }],
        },
      ],
    }),
    [
      'site Oslo: tags, facility',
      'r1: "oob_ip"',
      'r2: the primary address "lost"',
      'r1 eth1: tags',
      'the address 10.7.7.7/24: dns_name, vrf',
      'kept-cable: tags',
      'the prefix 10.7.7.0/24: vrf',
      'h1 mgmt: the address 10.8.8.8/24',
      'r1 lo0: description',
    ],
  ],
  'containerlab: kinds and groups that nobody is of': [
    'containerlab',
    `name: lab
topology:
  kinds: { linux: { image: kept-image }, spare: { image: lost } }
  groups: { edge: { startup-config: kept-config }, spare: { image: lost } }
  nodes:
    a: { kind: linux, group: edge }
    b: { kind: linux }
  links: [{ endpoints: ["a:eth1", "b:eth1"] }]
debug: lost
`,
    ['the lab: "debug"', 'kinds: "spare"', 'groups: "spare"'],
  ],
  'node-link: keys of the file and of demands, and figures that are none': [
    'node-link',
    JSON.stringify({
      directed: false,
      made: 'lost',
      graph: { demands: [{ source: 1, target: 2, value: 3, class: 'lost' }] },
      nodes: [
        { id: 1, name: 'a', colour: 'kept-colour' },
        { id: 2, name: 'b' },
      ],
      edges: [{ source: 1, target: 2, bandwidth: 'lost', latency_us: 'lost', weight: 'lost', note: 'kept-note' }],
    }),
    [
      'the file: "made"',
      '/graph/demands/0: class',
      'a--b: the bandwidth "lost"',
      'a--b: the latency_us "lost"',
      'a--b: the weight "lost"',
    ],
  ],
  'GraphML: descriptions, ports of edges, attributes of the graph, and figures that are none': [
    'graphml',
    `<graphml><key id="d0" for="graph" attr.name="Note"/><key id="d1" for="node" attr.name="Country"/><key id="d2" for="edge" attr.name="LinkSpeedRaw"/>
<graph edgedefault="undirected"><data key="d0">lost</data>
<node id="a"><desc>lost</desc><data key="d1">kept-country</data></node><node id="b"/>
<edge source="a" target="b" sourceport="lost"><data key="d2">lost</data></edge></graph></graphml>`,
    ['line 3: a description', 'line 4: sourceport', 'the graph: Note', 'node-a--node-b: the bandwidth "lost"'],
  ],
  'SNDlib: elements of nodes and links': [
    'sndlib',
    `<network><networkStructure><nodes coordinatesType="geographical"><node id="a"><note>lost</note></node><node id="b"/></nodes>
<links><link id="L1"><source>a</source><target>b</target><preInstalledModule><capacity>40</capacity><cost>kept-cost</cost></preInstalledModule><note>lost</note></link></links>
</networkStructure><demands/></network>`,
    ['a: <note>', 'L1: <note>'],
  ],
  'CSV: columns of demands': [
    'csv',
    'name,colour\na,kept-colour\nb,\n\nsource,target,note\na,b,kept-note\n\nfrom,to,demand,remark\na,b,5,lost\n',
    ['a to b: remark'],
  ],
  'RFC 8345: what stands beside the network, flags of prefixes, and the way back': [
    'rfc8345',
    JSON.stringify({
      'ietf-network:networks': {
        made: 'lost',
        network: [
          {
            'network-id': 'n',
            'network-types': { 'ietf-l3-unicast-topology:l3-unicast-topology': {} },
            node: [
              {
                'node-id': 'a',
                'ietf-l3-unicast-topology:l3-node-attributes': { prefix: [{ prefix: '10.1.0.0/16', flag: ['lost'] }] },
              },
              { 'node-id': 'b' },
            ],
            'ietf-network-topology:link': [
              {
                'link-id': 'ab',
                source: { 'source-node': 'a' },
                destination: { 'dest-node': 'b' },
                'x:note': 'kept-note',
              },
              { 'link-id': 'ba', source: { 'source-node': 'b' }, destination: { 'dest-node': 'a' }, 'x:note': 'lost' },
            ],
          },
        ],
      },
    }),
    ['the file: "made"', 'a: the flags of 10.1.0.0/16', 'ba: "x:note" of the way back'],
  ],
}

test.each(Object.entries(files))('%s', (_, [format, text, lost]) => {
  const read = importTopology(text, { file: 'x', format })
  expect(read.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(read.lost.map(({ where, what }) => `${where}: ${what}`)).toEqual(lost)
  const kept = JSON.stringify([read.topology, read.demands])
  for (const [mark] of text.matchAll(/kept-\w+/g)) expect(kept).toContain(mark)
})

test('a primary address of NetBox is an address of its node, or a label where a port has it', () => {
  const [, text] = files['NetBox: attributes of sites, devices, ports, addresses, prefixes and cables'] ?? ['', '']
  const { topology } = importTopology(text, { file: 'x', format: 'netbox' })
  expect(
    topology?.nodes.map(({ name, addresses, labels }) => [
      name,
      addresses.includes('192.0.2.22' as never),
      labels['primary_ip'],
    ]),
  ).toEqual([
    ['r1', false, undefined],
    ['h1', true, undefined],
    ['r2', false, '192.0.2.33'],
  ])
})
