import type { Topology } from '@paranet/network'
import { topologyFromJson } from '@paranet/network'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { exportFormats, exportTopology } from '../export/export-topology.js'
import { importTopology } from './import-topology.js'

/** Names that people and other systems give: with spaces, signs, accents, and words that mean something in one of the formats. */
const word = fc.oneof(
  { weight: 4, arbitrary: fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/) },
  fc.constantFrom(
    'Den Haag',
    'São Paulo',
    'a.b',
    'r1:eth1',
    'x, y',
    '#1',
    'null',
    '007',
    '1e5',
    '<&>',
    'true',
    'host',
    'label',
    'a/b',
    '~',
    '- x',
    'key: v',
    "it's",
    '日本',
  ),
)
const labels = fc.dictionary(
  word.filter((key) => !['label', 'key'].includes(key)),
  fc.oneof(word, fc.constantFrom('[1,2]', '{"a":1}', '12', '1.0', 'yes', 'a;b,c', 'two words')),
  { maxKeys: 2 },
)
const v4 = (n: number) => `198.51.${Math.floor(n / 256)}.${n % 256}`

const topologies = fc
  .record({
    names: fc.uniqueArray(word, { minLength: 2, maxLength: 6 }),
    pairs: fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 8 }),
    types: fc.array(fc.constantFrom('router', 'switch', 'host', 'firewall', 'ndn', 'server'), {
      minLength: 6,
      maxLength: 6,
    }),
    nodeLabels: fc.array(labels, { minLength: 6, maxLength: 6 }),
    linkLabels: fc.array(labels, { minLength: 8, maxLength: 8 }),
    numbers: fc.array(fc.nat(1_000_000), { minLength: 8, maxLength: 8 }),
    ports: fc.array(fc.option(word, { nil: undefined }), { minLength: 16, maxLength: 16 }),
    hasEntries: fc.boolean(),
    name: word,
    isOpen: fc.boolean(),
  })
  .map(({ names, pairs, types, nodeLabels, linkLabels, numbers, ports, hasEntries, name, isOpen }) => {
    const nodes = names.map((its, i) => ({
      name: its,
      type: types[i],
      addresses: i % 2 === 0 ? [v4(i), `2001:db8::${i + 1}`] : [v4(i)],
      prefixes: i % 3 === 0 ? [`10.${i}.0.0/16`] : [],
      ...(i % 2 === 0 ? { location: { lat: i * 1.25, lon: 3 - i * 2.5 } } : {}),
      ...(i % 3 === 1 ? { region: names[0] } : {}),
      ...(i % 3 === 2 ? { availability: 0.9995 } : {}),
      ...(types[i] === 'firewall' ? { function: 'firewall' } : {}),
      target: i === 2 ? 'frr' : 'emulated',
      driver: 'emulated',
      produces: types[i] === 'ndn' ? ['/ndn/a', '/ndn/b'] : [],
      labels: nodeLabels[i],
      assigned: [],
    }))
    const counts = new Map<string, number>()
    const links = pairs.flatMap(([a, b], i) => {
      const ends = [names[a % names.length], names[b % names.length]]
      if (ends[0] === ends[1]) return []
      const base = ends.join('--')
      const pair = [...ends].sort().join('\n')
      const count = (counts.get(pair) ?? 0) + 1
      counts.set(pair, count)
      return [
        {
          id: count === 1 ? base : `${base}.${count}`,
          ends: ends.map((node, side) => ({ node, interface: `${ports[2 * i + side] ?? 'e'}-${i}` })),
          bandwidth: (numbers[i] ?? 0) + 1,
          latency: numbers[i],
          weight: ((numbers[i] ?? 0) % 50) + 1,
          ...(i % 3 === 0 ? { loss: 0.001, availability: 0.999 } : {}),
          ...(i % 2 === 1 ? { headroom: 0.85 } : {}),
          risks: i % 2 === 0 ? [`risk ${i}`, 'conduit-7'] : [],
          labels: linkLabels[i],
          assigned: [],
        },
      ]
    })
    const interfaces = !hasEntries
      ? []
      : links.flatMap(({ ends }, i) =>
          ends.map((end, side) => ({
            node: end.node,
            name: end.interface,
            addresses: i % 2 === 0 ? [`192.0.2.${2 * i + side}/31`] : [],
            mtu: i % 3 === 0 ? 9000 : 1500,
            segment: i === 1 ? 'red' : 'main',
            external: i === 2,
            labels: i === 3 ? { mac: '02:00:00:00:00:01' } : {},
          })),
        )
    const groups = [{ name: 'edge', members: names.slice(0, 2) }]
    return {
      name,
      default: isOpen ? 'open' : 'closed',
      antiSpoofing: true,
      ...(isOpen ? { headroom: 0.7 } : {}),
      nodes,
      interfaces,
      links,
      groups,
    }
  })

/** What is compared: interfaces without their order and without those that say nothing, labels that a format lists as lost taken out. */
function comparable(topology: Topology, format: string, lost: ReadonlySet<string>): unknown {
  const keep = <Part extends { readonly labels: Readonly<Record<string, string>> }>(part: Part, where: string) => ({
    ...part,
    labels: Object.fromEntries(Object.entries(part.labels).filter(([key]) => !lost.has(`${where}\n${key}`))),
  })
  const nodes = topology.nodes.map((node) => keep(node, node.name))
  const links = topology.links.map((link) => keep(link, link.id))
  if (format === 'csv') return { nodes, links }
  const key = (entry: { node: string; name: string }) => `${entry.node}\n${entry.name}`
  const says = topology.interfaces.filter(
    ({ addresses, mtu, segment, external, labels: its }) =>
      addresses.length > 0 || mtu !== 1500 || segment !== 'main' || external || Object.keys(its).length > 0,
  )
  return { ...topology, nodes, links, interfaces: [...says].sort((a, b) => (key(a) < key(b) ? -1 : 1)) }
}

it.each(exportFormats)(
  'random networks go out as %s and come back equal but for what is listed',
  (format) => {
    fc.assert(
      fc.property(topologies, (made) => {
        const checked = topologyFromJson(made)
        fc.pre(checked.ok)
        const topology = checked.ok ? checked.value : ({} as Topology)
        const { text, lost } = exportTopology(topology, format)
        const again = importTopology(text, { file: topology.name, format })
        expect(again.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
        if (!again.topology) throw new Error('nothing was read')
        const labelsLost = new Set(
          lost.flatMap(({ what, where }) =>
            what.startsWith('the label "') ? [`${where}\n${what.slice(11, -1)}`] : [],
          ),
        )
        expect(comparable(again.topology, format, labelsLost)).toEqual(comparable(topology, format, labelsLost))
      }),
      { numRuns: 40, seed: 8345 },
    )
  },
  60_000,
)
