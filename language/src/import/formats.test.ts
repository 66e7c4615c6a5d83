import { readFileSync } from 'node:fs'
import type { Demand, Topology } from '@paranet/network'
import { describe, expect, it, test } from 'vitest'
import { exportFormats, exportTopology } from '../export/export-topology.js'
import { resolveNetwork } from '../resolve/resolve-network.js'
import { importTopology } from './import-topology.js'

const campus = readFileSync(new URL('../../../examples/campus/campus.pn', import.meta.url), 'utf8')
const rich = `network "a rich one" {
  description: "with everything"
  default: open
  node r1 : router { address: 10.0.0.1, 2001:db8::1, prefixes: 10.1.0.0/16, location: (59.91, 10.75), region: north, building: a }
  node "Den Haag" : firewall { function: firewall, target: nftables }
  node c1 : cache { producer: /ndn/a, /ndn/b }
  node n1 : ndn { cache: 10GB, strategy: asf, producer: /ndn/c }
  node h1 : host { address: 10.1.0.10, gateway: r1 }
  interface r1.wan { address: 203.0.113.2/30, external: true, peer_as: 64500 }
  link r1 -- "Den Haag" { bandwidth: 10Gbps, latency: 2ms, weight: 7, risk: conduit-7, colour: red }
  link r1 -- "Den Haag" { latency: 3ms }
  link r1 -- h1
  link r1 -- c1
  link c1 -- n1
}
group edge { members: r1, h1 }
let dc = 10.1.0.0/16`

function networkOf(text: string): Topology {
  const { topology } = resolveNetwork([{ name: 'n.pn', text }])
  if (!topology) throw new Error('the network does not parse')
  return topology
}

describe.each(exportFormats)('%s', (format) => {
  it.each([
    ['campus', campus],
    ['rich', rich],
  ])('read back is the same: %s', (_, text) => {
    const topology = networkOf(text)
    const {
      topology: again,
      diagnostics,
      format: detected,
    } = importTopology(exportTopology(topology, format).text, { file: 'a rich one' })
    expect([detected, diagnostics]).toEqual([format, []])
    if (format === 'csv') expect([again?.nodes, again?.links]).toEqual([topology.nodes, topology.links])
    else expect(again).toEqual(topology)
  })
})

test('demands go out and come back', () => {
  const demands: Demand[] = [{ from: 'r1', to: 'Den Haag', bitsPerSecond: 1_234_567 }]
  expect(importTopology(exportTopology(networkOf(rich), 'node-link', demands).text).demands).toEqual(demands)
})

const nodeLink = (more: object) =>
  JSON.stringify({
    nodes: [
      { id: 0, name: 'Oslo', pos: [10.75, 59.91] },
      { id: 1, name: 'Bergen', pos: [5.32, 60.39] },
    ],
    edges: [{ source: 0, target: 1, dist: 305 }],
    ...more,
  })

test('node-link JSON of others: ids, places, distances, demands in Mbit/s', () => {
  const { topology, demands, diagnostics } = importTopology(
    nodeLink({ graph: { name: 'norway', demands: { 0: { 1: 2.5, 0: 9 } } } }),
  )
  expect(diagnostics).toEqual([])
  expect(topology).toMatchObject({
    name: 'norway',
    nodes: [
      {
        name: 'Oslo',
        location: { lat: 59.91, lon: 10.75 },
        addresses: ['10.255.0.0'],
        assigned: ['address', 'prefixes'],
      },
      { name: 'Bergen' },
    ],
    links: [{ id: 'Oslo--Bergen', latency: 1525, bandwidth: 10_000_000_000, assigned: ['bandwidth'] }],
  })
  expect(demands).toEqual([{ from: 'Oslo', to: 'Bergen', bitsPerSecond: 2_500_000 }])
})

test.each<[string, string]>([
  ['{', 'malformed-json'],
  ['{"nodes": [1], "edges": []}', '/nodes/0: a node has an "id", a text or a number'],
  [nodeLink({ edges: [7] }), '/edges/0: an edge is an object with "source" and "target"'],
  [nodeLink({ edges: [{ source: 0, target: 9 }] }), '/edges/0/target: no node with the id "9"'],
  [nodeLink({ graph: { demands: {}, demand_unit: 'apples' } }), '/graph/demand_unit: "apples" is no unit'],
  [nodeLink({ graph: { interfaces: 3 } }), '/interfaces: must be array'],
  ['{"nodes": []}', 'malformed-json'],
])('%s is refused with its place', (text, expected) => {
  const { diagnostics } = importTopology(text)
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`).join()).toContain(expected)
})
