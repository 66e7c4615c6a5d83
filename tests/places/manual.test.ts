import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync(new URL('../../docs/language/geo.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/```pn( network)?\n([\s\S]*?)```/g)].map(([, kind, text]) => ({
  kind,
  text: text ?? '',
}))
const networkText = blocks.find(({ kind }) => kind !== undefined)?.text ?? ''
const examples = blocks.filter(({ kind }) => kind === undefined).map(({ text }) => text)

function compiled(text: string, network = networkText) {
  const files = [{ name: 'n.pn', text: network }]
  const { topology } = resolveNetwork(files)
  if (!topology) throw new Error('the network does not resolve')
  const index = indexTopology(topology)
  const { intents, diagnostics } = resolveIntents([...files, { name: 'i.pn', text }], index)
  return { index, intents, unread: diagnostics, ...compile({ index, intents }) }
}

test('the manual has an example of each kind', () => expect(examples.length).toBe(7))

test.each(examples)('the manual compiles, and what it says holds: %s', (text) => {
  const { index, intents, unread, diagnostics, state, ledger } = compiled(text)
  expect(unread).toEqual([])
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const { verdicts } = verify({ index, intents, state, ledger })
  for (const intent of intents) expect(verdicts.some((verdict) => verdict.intent === intent.id)).toBe(true)
  expect(verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})

test('the older example of a geographic route compiles as it is', () => {
  const older = readFileSync(new URL('../../docs/language/samples/accept/older-geo.pn', import.meta.url), 'utf8')
  const { index, intents, unread, diagnostics, state } = compiled('', older)
  expect([unread, diagnostics]).toEqual([[], []])
  expect(index.nodes.map(({ name, type }) => [name, type])).toEqual([
    ['g1', 'geo'],
    ['m1', 'geo'],
  ])
  expect(intents).toMatchObject([
    { kind: 'geo-route', sources: ['g1', 'm1'], destinations: ['g1', 'm1'], fallback: 'perimeter' },
  ])
  expect(state.get('g1')).toMatchObject({
    geoNodes: [{ place: { lat: 59.91, lon: 10.75 }, fallback: 'perimeter' }],
    geoNeighbours: [{ interface: 'to-m1', node: 'm1', place: { lat: 60.39, lon: 5.32 }, planar: true }],
    geoMembers: [{ node: 'g1', interface: 'local' }],
  })
})

/** a is nearer to z than both its neighbours: packets must go around by b or c.   b - d - z,  a - b, a - c, c - e - z */
const bay = `network bay {
  node a : geo { location: (0.00, 0.00) }
  node b : geo { location: (0.02, -0.01) }
  node c : geo { location: (-0.02, -0.02) }
  node d : geo { location: (0.03, 0.02) }
  node e : geo { location: (-0.03, 0.02) }
  node z : geo { location: (0.00, 0.03), region: far }
  node old : router { }
  node one : geo { location: (0.00, 0.10) }
  node two : geo { location: (0.00, 0.10) }
  link a -- b
  link b -- d
  link d -- z
  link a -- c
  link c -- e
  link e -- z
  link old -- a
}`
const alone = bay.replace(/ {2}node (?:one|two) .*\n/g, '')

test.each<[string, string, readonly string[]]>([
  [
    'route r { from: a, to: z, protocol: geo }',
    alone,
    [
      'local-minimum|a packet of a to z is stuck at a (0, 0): no neighbour is nearer|lead it around: `fallback: perimeter`, or add a link',
    ],
  ],
  ['route r { from: a, to: z, protocol: geo, fallback: perimeter, survive: 1 link, 1 node }', alone, []],
  [
    'route r { from: a, to: z, protocol: geo, fallback: perimeter, survive: 2 links }',
    alone,
    [
      'not-protected|in the failure of link a--b and link a--c, a packet of a to z is stuck at a (0, 0), and going around by links that do not cross comes to nobody nearer|add a link towards the place, or shorten links that cross others, or ask to survive less',
    ],
  ],
  [
    'route r { from: a, old, to: z, protocol: geo, fallback: perimeter }',
    alone,
    [
      'no-location|old: without a location: packets to places neither start nor end there|say where: `location: (59.91, 10.75)`',
    ],
  ],
  [
    'route r { from: a, to: z, protocol: geo, fallback: perimeter }',
    bay,
    [
      'same-place|one, two are at one place, to the metre|a packet knows devices by their place: move one, or leave its `location` away if it need not forward by places',
    ],
  ],
  [
    'route r { from: a, to: z, protocol: geo, fallback: perimeter, max_hops: 2 }',
    alone,
    [
      'hops-unreachable|a packet of a to z passes 3 links, by a – b – d – z|packets are forwarded by place alone: move a node, change links, or ask less; a link across would spare going around',
    ],
  ],
  [
    'route r { from: a, to: z, protocol: geo, fallback: perimeter } isolate s { from: a, to: region(far), protocol: geo }',
    alone,
    [
      'conflict|"r" and "s" contradict each other: a packet of a to z|give one of them a higher `priority`, or leave the node out with `except`',
    ],
  ],
  [
    'geocast g { source: b, area: region(far) } isolate s { from: b, to: z, protocol: geo, priority: 300 }',
    alone,
    [
      'conflict|"g" and "s" contradict each other: a packet of b to region(far)|an area is reached as a whole: give the geocast a higher `priority`, or leave its sources out with `except`',
      'shadowed|"s" of higher priority takes all of its packets: a packet of b to region(far)|say `yields: true` if that is meant',
    ],
  ],
])('%s', (text, network, expected) => {
  const { diagnostics, unread } = compiled(text, network)
  expect(unread).toEqual([])
  expect(diagnostics.map(({ code, message, hint }) => [code, message, hint].join('|')).sort()).toEqual(
    [...expected].sort(),
  )
})

test.each([
  ['route r { from: a, to: z, protocol: geo, via: b }', 'misplaced', '"via" has no meaning for packets to places'],
  ['route r { from: a, to: 10.0.0.0/8, protocol: geo }', 'wrong-kind', '"10.0.0.0/8" is no place'],
  ['route r { from: a, to: region(north), protocol: geo }', 'unknown-region', 'no node lies in a region "north"'],
  [
    'route r { from: a, to: z, protocol: geo, fallback: flood }',
    'unknown-name',
    'the name "flood" is no way out of a local minimum',
  ],
  [
    'route r { from: a, to: z, fallback: perimeter }',
    'misplaced',
    '"fallback" belongs to routes by place (`protocol: geo`), not to route',
  ],
  ['allow r { from: a, to: z, protocol: geo }', 'wrong-kind', 'packets to places cannot be allowed, only routed'],
  ['geocast g { source: a }', 'missing-key', 'geocast has no "area"'],
  ['geocast g { source: a, area: circle(0, 0) }', 'wrong-arguments', '"circle" wants latitude, longitude and radius'],
  ['geocast g { source: a, area: circle(99, 0, 5km) }', 'out-of-range', '(99, 0) is no place on the earth'],
  ['geocast g { source: a, area: circle(50, 0, 5km) }', 'empty-class', 'no device has a place in the area'],
  ['geocast g { source: a, area: b }', 'wrong-kind', 'the name "b" is no area'],
  [
    'policy p { match: { protocol: geo }, action: { mode: random } }',
    'unknown-name',
    'the name "random" is no way to forward by place',
  ],
  ['policy p { match: { protocol: geo } }', 'missing-key', 'the policy has no action in braces'],
])('%s is refused', (text, code, message) => {
  const { unread } = compiled(text, alone)
  expect(unread.map((one) => [one.code, one.message])).toEqual([[code, message]])
})

test('an area that does not hang together is joined by devices outside, which hand nothing out', () => {
  const text = 'geocast g { source: a, area: circle(0, 0.025, 4km), fallback: perimeter }'
  const { state, diagnostics } = compiled(text, alone.replace('link d -- z', 'link d -- b { latency: 1ms }'))
  expect(diagnostics).toEqual([])
  const areas = [...state].flatMap(([device, { geoAreas = [] }]) =>
    geoAreas.map(({ deliver, flood }) => `${device}: ${deliver.join()} | ${flood.join()}`),
  )
  expect(areas).toEqual(expect.arrayContaining(['a: local | to-b,to-c', 'z: local | to-e']))
  expect(areas.some((line) => line.startsWith('c:  |'))).toBe(true)
})

test('regions are ends of packets with addresses too', () => {
  const network = alone
    .replace('region: far', 'region: far, address: 10.0.0.9')
    .replace('node a : geo {', 'node a : geo { address: 10.0.0.1,')
  const { intents, unread } = compiled('route w { from: a, to: region(far), traffic: tcp dst-port 443 }', network)
  expect(unread).toEqual([])
  expect(intents).toMatchObject([{ kind: 'route', to: { terms: [{ kind: 'node', node: 'z' }], text: 'region(far)' } }])
})
