import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { GeoIntent, Intent, NetworkState, Random, Topology, TopologyIndex } from '@paranet/network'
import {
  entriesOf,
  geoSpoken,
  indexTopology,
  networkState,
  seededRandom,
  stateOf,
  trafficBoxes,
} from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import type { Arrival, Broken, Packet } from './place-oracle.js'
import { arrivals, membersOf } from './place-oracle.js'
import { randomPlaces } from './random-places.js'

const seeds = Array.from({ length: 60 }, (_, i) => i + 1)
const nothing: Broken = { links: new Set(), nodes: new Set() }

function build(seed: number, isWhole = false, intentsText?: string) {
  const random = seededRandom(seed)
  const text = randomPlaces(random, isWhole)
  const network = resolveNetwork([{ name: 'n.pn', text: text.network }])
  if (!network.topology) throw new Error(`seed ${seed}: ${network.diagnostics[0]?.message}`)
  const index = indexTopology(network.topology)
  const { intents } = resolveIntents([{ name: 'i.pn', text: intentsText ?? text.intents }], index)
  return { index, intents, random, devices: text.devices, ...compile({ index, intents }) }
}

test('on every unit-disk graph that hangs together, perimeter forwarding delivers to everybody', () => {
  let [whole, greedy] = [0, 0]
  for (let seed = 1; seed <= 60; seed++) {
    const { devices, diagnostics, plans } = build(
      seed,
      true,
      'route all { from: any, to: any, protocol: geo, fallback: perimeter }',
    )
    if (devices.length === 0) continue
    whole++
    expect(diagnostics, `seed ${seed}`).toEqual([])
    expect(plans[0]?.paths.length ?? 0, `seed ${seed}`).toBeGreaterThan(0)
    const bare = build(seed, true, 'route all { from: any, to: any, protocol: geo }').diagnostics
    if (bare.length > 0) greedy++
    for (const { code } of bare) expect(code).toBe('local-minimum')
  }
  expect(whole).toBeGreaterThan(20)
  expect(greedy, 'networks where greedy forwarding alone is stuck').toBeGreaterThan(10)
})

test('on every plane graph that hangs together too, with many devices in one line and at one distance', () => {
  for (let seed = 1; seed <= 30; seed++) {
    const { topology } = resolveNetwork([{ name: 'n.pn', text: randomGrid(seededRandom(seed)) }])
    if (!topology) throw new Error(`seed ${seed}`)
    const index = indexTopology(topology)
    const { intents } = resolveIntents([{ name: 'i.pn', text: all }], index)
    expect(compile({ index, intents }).diagnostics, `seed ${seed}`).toEqual([])
  }
})

const all = 'route all { from: any, to: any, protocol: geo, fallback: perimeter }'

/** A maze: a tree over the points of a grid, and some more of the grid's links. */
function randomGrid(random: Random): string {
  const [width, height] = [2 + random.below(5), 2 + random.below(5)]
  const name = (x: number, y: number) => `n${x}x${y}`
  const lines = ['network maze {']
  const joined = new Map<string, string>()
  const rootOf = (one: string): string => (joined.get(one) === undefined ? one : rootOf(joined.get(one) as string))
  const edges: [string, string][] = []
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      lines.push(`node ${name(x, y)} : geo { location: (${y / 10}, ${x / 10}) }`)
      if (x > 0) edges.push([name(x - 1, y), name(x, y)])
      if (y > 0) edges.push([name(x, y - 1), name(x, y)])
    }
  while (edges.length > 0) {
    const [[a, b] = ['', '']] = edges.splice(random.below(edges.length), 1)
    const isNeeded = rootOf(a) !== rootOf(b)
    if (isNeeded) joined.set(rootOf(a), rootOf(b))
    if (isNeeded || random.next() < 0.2) lines.push(`link ${a} -- ${b}`)
  }
  return [...lines, '}'].join('\n')
}

/** Rows of up to `count` failures. */
function scenarios({ topology }: TopologyIndex, element: string, count: number): Broken[] {
  const isEdge = ({ ends }: Topology['links'][number]) => ends.some(({ node }) => node.startsWith('h'))
  const risks = [...new Set(topology.links.flatMap((link) => link.risks))]
  const singles: { links: string[]; nodes: string[] }[] =
    element === 'node'
      ? topology.nodes.map(({ name }) => ({ links: [], nodes: [name] }))
      : element === 'risk'
        ? risks.map((risk) => ({
            links: topology.links.filter((one) => one.risks.includes(risk)).map(({ id }) => id),
            nodes: [],
          }))
        : topology.links
            .filter((link) => element === 'link' || !isEdge(link))
            .map(({ id }) => ({ links: [id], nodes: [] }))
  const rows: Broken[] = [
    nothing,
    ...singles.map(({ links, nodes }) => ({ links: new Set(links), nodes: new Set(nodes) })),
  ]
  if (count < 2) return rows
  return rows.flatMap((a) =>
    rows.map((b) => ({ links: new Set([...a.links, ...b.links]), nodes: new Set([...a.nodes, ...b.nodes]) })),
  )
}

/** Packets of every kind that a random intent can tell apart. */
const headers = [
  { protocol: 17, dstPort: 53 },
  { protocol: 17, dstPort: 5005 },
  { protocol: 17, dstPort: 9 },
  { protocol: 6, dstPort: 80 },
  { protocol: 6, dstPort: 53 },
  { protocol: 50, dstPort: 0 },
]

type Header = (typeof headers)[number]

const isOf = ({ traffic }: GeoIntent, { protocol, dstPort }: Header): boolean =>
  trafficBoxes(traffic).some(
    (box) =>
      (box.protocol === undefined || box.protocol === protocol) &&
      (!box.dstPort || (protocol !== 50 && dstPort >= box.dstPort[0] && dstPort <= box.dstPort[1])),
  )

const targetsOf = (topology: Topology, one: GeoIntent): readonly string[] =>
  one.kind === 'geocast' ? membersOf(topology, one.area) : one.destinations

/** Whether something of equal or higher priority says the opposite of the intent, for this packet. */
const isTaken = (
  topology: Topology,
  intents: readonly Intent[],
  own: Intent,
  source: string,
  to: string,
  header: Header,
) => {
  const spoken = geoSpoken(own)
  if (!spoken || own.kind === 'assert') return false
  return intents.some((other) => {
    const one = geoSpoken(other)
    if (!one || other.kind === 'assert' || one.priority <= spoken.priority) return false
    if ((one.kind === 'geo-isolate') === (spoken.kind === 'geo-isolate')) return false
    return one.sources.includes(source) && isOf(one, header) && targetsOf(topology, one).includes(to)
  })
}

function isRight(intent: Exclude<GeoIntent, { kind: 'geo-isolate' }>, { nodes, links, latency }: Arrival): boolean {
  const avoided = intent.avoid.flatMap((one) => (one.kind === 'node' ? [one.node] : []))
  return (
    !avoided.some((node) => nodes.includes(node)) &&
    latency <= (intent.latency ?? Number.POSITIVE_INFINITY) &&
    links.length <= (intent.maxHops ?? Number.POSITIVE_INFINITY)
  )
}

/** What the walker says of an intent: true where it is kept. */
function isKept(
  index: TopologyIndex,
  state: NetworkState,
  intents: readonly Intent[],
  intent: Intent,
  isSurvival: boolean,
): boolean {
  const { topology } = index
  const spoken = geoSpoken(intent)
  if (!spoken) return true
  for (const source of spoken.sources)
    for (const header of headers.filter((one) => isOf(spoken, one))) {
      const send = (to: Packet['to'], broken: Broken) => arrivals(topology, state, source, { to, ...header }, broken)
      if (spoken.kind === 'geo-isolate') {
        const areas = [...state.values()].flatMap((own) => (own.geoAreas ?? []).map(({ area }) => area))
        const names = topology.nodes.map(({ name }) => name)
        for (const to of spoken.destinations) {
          if (to === source || isTaken(topology, intents, intent, source, to, header)) continue
          for (const broken of scenarios(index, 'link', 1))
            for (const target of [...names, ...areas]) if (send(target, broken)?.has(to)) return false
        }
        continue
      }
      const rows = isSurvival
        ? (spoken.survive ?? []).flatMap(({ element, count }) =>
            scenarios(index, element === 'core-link' ? 'core' : element, count),
          )
        : [nothing]
      const targets = spoken.kind === 'geocast' ? [spoken.area] : spoken.destinations.filter((to) => to !== source)
      for (const to of targets) {
        const wanted = typeof to === 'string' ? [to] : membersOf(topology, to).filter((node) => node !== source)
        if (wanted.some((node) => isTaken(topology, intents, intent, source, node, header))) continue
        for (const broken of rows) {
          if (broken.nodes.has(source) || (typeof to === 'string' && broken.nodes.has(to))) continue
          const got = send(to, broken)
          const all = typeof to === 'string' ? [to] : membersOf(topology, to)
          if (!got || [...got.keys()].some((node) => !all.includes(node))) return false
          if (wanted.some((node) => !broken.nodes.has(node) && !got.has(node))) return false
          if (![...got.values()].every((one) => isRight(spoken, one))) return false
        }
      }
    }
  return true
}

/** In a closed network nobody gets what no intent asks for. */
function isClosed({ topology }: TopologyIndex, state: NetworkState, intents: readonly Intent[]): boolean {
  if (topology.default === 'open') return true
  const areas = [...state.values()].flatMap((own) => (own.geoAreas ?? []).map(({ area }) => area))
  const isAsked = (source: string, to: Packet['to'], header: Header) =>
    intents.some((intent) => {
      const one = geoSpoken(intent)
      if (!one || intent.kind === 'assert' || one.kind === 'geo-isolate') return false
      if (!one.sources.includes(source) || !isOf(one, header)) return false
      if (typeof to !== 'string')
        return (
          one.kind === 'geocast' &&
          JSON.stringify(one.area) === JSON.stringify(to) &&
          !membersOf(topology, to).some(
            (node) => node !== source && isTaken(topology, intents, intent, source, node, header),
          )
        )
      return (
        one.kind === 'geo-route' &&
        one.destinations.includes(to) &&
        !isTaken(topology, intents, intent, source, to, header)
      )
    })
  for (const { name: source } of topology.nodes)
    for (const to of [...topology.nodes.map(({ name }) => name), ...areas])
      for (const header of headers) {
        const got = to === source ? undefined : arrivals(topology, state, source, { to, ...header }, nothing)
        if (got && [...got.keys()].some((node) => node !== source) && !isAsked(source, to, header)) return false
      }
  return true
}

function compare(seed: number, index: TopologyIndex, intents: readonly Intent[], state: NetworkState): void {
  const { verdicts } = verify({ index, intents, state })
  const asked = verdicts.find(({ property }) => property === 'only-what-is-asked')
  expect(asked?.verdict === 'holds', `seed ${seed}: only what is asked, ${asked?.reason}`).toBe(
    isClosed(index, state, intents),
  )
  for (const intent of intents)
    for (const isSurvival of [false, true]) {
      const own = verdicts.filter((one) => one.intent === intent.id && (one.property === 'survives') === isSurvival)
      if (own.length === 0 || own.some(({ verdict }) => verdict === 'unknown')) continue
      const isHeld = own.every(({ verdict }) => verdict === 'holds')
      expect(isHeld, `seed ${seed}: ${isSurvival ? 'survival of ' : ''}${intent.name} (${reasons(own)})`).toBe(
        isKept(index, state, intents, intent, isSurvival),
      )
    }
}

const reasons = (verdicts: readonly Verdict[]): string => verdicts.flatMap(({ reason }) => reason ?? []).join(', ')

test('what compiles without errors holds, by the verifier and by walking every packet', () => {
  let clean = 0
  for (const seed of seeds) {
    const { index, intents, state, diagnostics } = build(seed)
    if (!isMeant(diagnostics)) continue
    compare(seed, index, intents, state)
    if (diagnostics.some(({ severity }) => severity === 'error')) continue
    clean++
    const wrong = verify({ index, intents, state }).verdicts.filter(
      ({ verdict, intent }) =>
        verdict !== 'holds' && !intents.some((one) => one.id === intent && one.kind === 'assert'),
    )
    expect(wrong, `seed ${seed}`).toEqual([])
  }
  expect(clean).toBeGreaterThan(12)
})

test('on states that somebody tampered with, verifier and walker say the same', () => {
  for (const seed of seeds.slice(0, 25)) {
    const { index, intents, state, random, diagnostics } = build(seed)
    if (isMeant(diagnostics)) compare(seed, index, intents, tampered(state, random))
  }
})

/** What contradicts itself means nothing, and is never deployed. */
const isMeant = (diagnostics: readonly { readonly code: string }[]): boolean =>
  !diagnostics.some(({ code }) => ['no-location', 'same-place', 'conflict'].includes(code))

function tampered(state: NetworkState, random: Random): NetworkState {
  return networkState(
    [...state.values()].map((own) => {
      if (random.next() < 0.5) return own
      const kept = [...entriesOf(own).values()].filter((entry) => entry.kind === 'geo-node' || random.next() < 0.85)
      return stateOf(
        own.device,
        kept.map((entry) => {
          if (entry.kind === 'geo-neighbour' && random.next() < 0.2) return { ...entry, planar: !entry.planar }
          if (entry.kind === 'geo-filter' && random.next() < 0.1) return { ...entry, action: 'permit' as const }
          if (entry.kind === 'geo-node' && random.next() < 0.2) return { ...entry, fallback: 'none' as const }
          return entry
        }),
      )
    }),
  )
}

test('plans do not depend on the order of intents', () => {
  for (const seed of seeds.slice(0, 40)) {
    const { index, intents, state } = build(seed)
    const turned = compile({ index, intents: intents.toReversed() }).state
    expect([...turned], `seed ${seed}`).toEqual([...state])
  }
})
