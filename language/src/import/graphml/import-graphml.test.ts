import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { importTopology } from '../import-topology.js'

const graphml = (inner: string, attributes = 'edgedefault="undirected"') => `<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key attr.name="label" attr.type="string" for="node" id="d0" />
  <key attr.name="Latitude" attr.type="double" for="node" id="d1" />
  <key attr.name="Longitude" attr.type="double" for="node" id="d2" />
  <key attr.name="Country" attr.type="string" for="node" id="d3" />
  <key attr.name="LinkSpeedRaw" attr.type="double" for="edge" id="d4" />
  <graph ${attributes}>${inner}</graph>
</graphml>`
const node = (id: string, label: string, more = '') => `<node id="${id}"><data key="d0">${label}</data>${more}</node>`

test('nodes and links with what the file says, the rest assigned and marked so', () => {
  const place = (lat: number, lon: number) =>
    `<data key="d1">${lat}</data><data key="d2">${lon}</data><data key="d3">Norway</data>`
  const { topology, diagnostics, format } = importTopology(
    graphml(
      `${node('0', 'Oslo', place(59.91, 10.75))}${node('1', 'Bergen', place(60.39, 5.32))}<edge source="0" target="1"><data key="d4">1000000000.0</data></edge>`,
    ),
    { file: 'norway.graphml' },
  )
  expect([format, diagnostics]).toEqual(['graphml', []])
  expect(topology).toMatchObject({
    name: 'norway',
    nodes: [
      {
        name: 'Oslo',
        addresses: ['10.255.0.0'],
        prefixes: ['10.0.0.0/24'],
        location: { lat: 59.91, lon: 10.75 },
        labels: { Country: 'Norway' },
        assigned: ['address', 'prefixes'],
      },
      { name: 'Bergen', addresses: ['10.255.0.1'], prefixes: ['10.0.1.0/24'] },
    ],
    links: [{ id: 'Oslo--Bergen', bandwidth: 1_000_000_000, latency: 1526, assigned: ['latency'] }],
  })
})

test('nameless and repeated nodes, self loops, repeated edges and unknown ends are warnings', () => {
  const { topology, diagnostics } = importTopology(
    graphml(
      `${node('0', 'A')}${node('1', 'A')}<node id="2"/>${node('0', 'B')}<edge source="0" target="1"/><edge source="1" target="0"/><edge source="2" target="2"/><edge source="0" target="9"/>`,
    ),
  )
  expect(diagnostics.map(({ code, severity }) => `${severity} ${code}`)).toEqual([
    'warning duplicate-name',
    'warning unnamed-node',
    'warning duplicate-name',
    'warning duplicate-link',
    'warning self-loop',
    'warning unknown-node',
  ])
  expect(topology?.nodes.map(({ name }) => name)).toEqual(['A', 'A-2', 'node-2'])
  expect(topology?.links.map(({ id }) => id)).toEqual(['A--A-2', 'A-2--A.2'])
  if (topology) indexTopology(topology)
})

test('in a directed graph the way back is the same link', () => {
  const { topology } = importTopology(
    graphml(
      `${node('0', 'A')}${node('1', 'B')}<edge source="0" target="1"/><edge source="1" target="0"/>`,
      'edgedefault="directed"',
    ),
  )
  expect(topology?.links.length).toBe(1)
})

test.each([
  ['<graphml><graph></graphml>', 'malformed-xml'],
  ['<graphml/>', 'malformed-xml'],
  [
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><graphml><graph><node id="&b;"/></graph></graphml>',
    'malformed-xml',
  ],
])('%s', (text, code) => {
  const { topology, diagnostics } = importTopology(text)
  expect(topology).toBeUndefined()
  expect(diagnostics.map((one) => one.code)).toEqual([code])
  expect(diagnostics[0]?.span.line).toBeGreaterThan(0)
})
