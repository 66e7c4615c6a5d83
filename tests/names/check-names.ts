import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { Intent, NameRouteIntent, NetworkState, Topology, TopologyIndex } from '@paranet/network'
import { indexTopology, namesSpoken, networkState, seededRandom, stateOf } from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import { verify } from '@paranet/verifier'
import { expect } from 'vitest'
import type { Broken, Fate } from './interest-oracle.js'
import { fateOf } from './interest-oracle.js'
import { randomNames } from './random-names.js'

const whole: Broken = { links: new Set(), nodes: new Set() }

/** A random network with intents about names, compiled. */
export function build(seed: number) {
  const random = seededRandom(seed)
  const text = randomNames(random)
  const network = resolveNetwork([{ name: 'n.pn', text: text.network }])
  if (!network.topology) throw new Error(`seed ${seed}: ${network.diagnostics[0]?.message}`)
  const index = indexTopology(network.topology)
  const { intents, diagnostics } = resolveIntents([{ name: 'i.pn', text: text.intents }], index)
  expect(diagnostics, `seed ${seed}`).toEqual([])
  return { index, intents, random, ...compile({ index, intents }) }
}

const under = (prefix: string, name: string) => prefix === '/' || name === prefix || name.startsWith(`${prefix}/`)

/** All names that it may matter to ask for: every prefix that is written anywhere. */
function namesIn(topology: Topology, intents: readonly Intent[], state: NetworkState): string[] {
  const own = intents.flatMap((intent) => [...(namesSpoken(intent)?.names ?? [])])
  const entries = [...state.values()].flatMap((one) =>
    [
      ...(one.nameRoutes ?? []),
      ...(one.nameStrategies ?? []),
      ...(one.nameCaches ?? []),
      ...(one.nameFilters ?? []),
    ].map(({ name }) => name),
  )
  return [...new Set<string>([...own, ...entries, ...topology.nodes.flatMap(({ produces }) => produces)])]
}

/** Rows of up to `count` failures. */
function scenarios(index: TopologyIndex, element: string, count: number): Broken[] {
  const { topology } = index
  const isEdge = (ends: readonly { node: string }[]) =>
    ends.some(({ node }) => index.isEnd[index.nodeId.get(node) ?? -1])
  const singles: { links: string[]; nodes: string[] }[] =
    element === 'node'
      ? topology.nodes.map(({ name }) => ({ links: [], nodes: [name] }))
      : element === 'risk'
        ? [...new Set(topology.links.flatMap(({ risks }) => risks))].map((risk) => ({
            links: topology.links.filter(({ risks }) => risks.includes(risk)).map(({ id }) => id),
            nodes: [],
          }))
        : topology.links
            .filter(({ ends }) => element === 'link' || !isEdge(ends))
            .map(({ id }) => ({ links: [id], nodes: [] }))
  const rows = [whole, ...singles.map(({ links, nodes }) => ({ links: new Set(links), nodes: new Set(nodes) }))]
  if (count < 2) return rows
  return rows.flatMap((a) =>
    rows.map((b) => ({ links: new Set([...a.links, ...b.links]), nodes: new Set([...a.nodes, ...b.nodes]) })),
  )
}

/** Whether an intent that the verifier may have judged speaks for this consumer and name: nothing of higher priority says the opposite. */
function speaksFor(intent: Intent, intents: readonly Intent[], consumer: string, name: string): boolean {
  const spoken = namesSpoken(intent)
  if (!spoken || spoken.kind === 'cache') return false
  if (!spoken.consumers.includes(consumer) || !spoken.names.some((one) => under(one, name))) return false
  return (
    intent.kind === 'assert' ||
    !intents.some(
      (other) =>
        (other.kind === 'name-route' || other.kind === 'name-isolate') &&
        other.kind !== spoken.kind &&
        other.priority > spoken.priority &&
        other.consumers.includes(consumer) &&
        other.names.some((one) => under(one, name)),
    )
  )
}

function keeps(topology: Topology, route: NameRouteIntent, fate: Fate): boolean {
  if (!fate.isAnswered) return false
  const avoided = (one: NameRouteIntent['avoid'][number]) => (one.kind === 'node' ? fate.way.includes(one.node) : false)
  let at = 0
  for (const { oneOf } of route.via) {
    const place = fate.way.findIndex((node, i) => i >= at && oneOf.includes(node))
    if (place < 0) return false
    at = place
  }
  return (
    !route.avoid.some(avoided) &&
    fate.latency <= (route.latency ?? Number.POSITIVE_INFINITY) &&
    fate.links.length <= (route.maxHops ?? Number.POSITIVE_INFINITY) &&
    topology.nodes.length > 0
  )
}

/** What the walker says of an intent: true where it is kept. */
function isKept(
  index: TopologyIndex,
  state: NetworkState,
  intent: Intent,
  intents: readonly Intent[],
  property: string,
): boolean {
  const { topology } = index
  const spoken = namesSpoken(intent)
  if (!spoken || spoken.kind === 'cache') return true
  const names = namesIn(topology, intents, state)
  const producers = (name: string) => topology.nodes.filter(({ produces }) => produces.some((one) => under(one, name)))
  for (const consumer of spoken.consumers)
    for (const name of names) {
      if (!speaksFor(intent, intents, consumer, name) || producers(name).some((node) => node.name === consumer))
        continue
      if (spoken.kind === 'name-isolate') {
        for (const broken of scenarios(index, 'link', 1))
          for (const full of [false, true]) {
            const fate = fateOf(topology, state, consumer, name, broken, full)
            if (fate.isAnswered) return false
          }
        continue
      }
      if (producers(name).length === 0) continue
      if (property !== 'survives') {
        if (!keeps(topology, spoken, fateOf(topology, state, consumer, name, whole, false))) return false
        continue
      }
      for (const { element, count } of spoken.survive ?? [])
        for (const broken of scenarios(index, element, count)) {
          const isOutside =
            broken.nodes.has(consumer) ||
            producers(name).every((node) => broken.nodes.has(node.name)) ||
            spoken.via.some(({ oneOf }) => oneOf.every((node) => broken.nodes.has(node)))
          if (!isOutside && !keeps(topology, spoken, fateOf(topology, state, consumer, name, broken, false)))
            return false
        }
    }
  return true
}

/** In a closed network hosts get only what is routed to them, and nobody gets what is routed to nobody. */
function isClosed(index: TopologyIndex, state: NetworkState, intents: readonly Intent[]): boolean {
  const { topology } = index
  if (topology.default === 'open') return true
  const routes = intents.filter(({ kind }) => kind === 'name-route')
  for (const name of namesIn(topology, intents, state))
    for (const node of topology.nodes) {
      if (node.produces.some((prefix) => under(prefix, name))) continue
      const isHost = index.isEnd[index.nodeId.get(node.name) ?? -1]
      const isAsked = isHost
        ? routes.some((route) => speaksFor(route, intents, node.name, name))
        : routes.some((route) => namesSpoken(route)?.names.some((prefix) => under(prefix, name)))
      const isAnswered = [false, true].some((full) => fateOf(topology, state, node.name, name, whole, full).isAnswered)
      if (isAnswered && !isAsked) return false
    }
  return true
}

/** Verdicts of one kind of question: everything but survival, or survival. */
const of = (verdicts: readonly Verdict[], intent: Intent, property: string): readonly Verdict[] =>
  verdicts.filter((one) => one.intent === intent.id && (one.property === 'survives') === (property === 'survives'))

function compare(seed: number, index: TopologyIndex, intents: readonly Intent[], state: NetworkState): void {
  const { verdicts } = verify({ index, intents, state })
  const asked = verdicts.find(({ property }) => property === 'only-what-is-asked')
  if (asked && asked.verdict !== 'unknown')
    expect(asked.verdict === 'holds', `seed ${seed}: only what is asked`).toBe(isClosed(index, state, intents))
  for (const intent of intents) {
    if (namesSpoken(intent)?.kind === 'cache') continue
    for (const property of ['now', 'survives']) {
      const own = of(verdicts, intent, property)
      if (own.length === 0 || own.some(({ verdict }) => verdict === 'unknown')) continue
      const isHeld = own.every(({ verdict }) => verdict === 'holds')
      expect(isHeld, `seed ${seed}: ${property} of ${intent.name}`).toBe(
        isKept(index, state, intent, intents, property),
      )
    }
  }
}

const isAssertion = (intents: readonly Intent[], id: string) =>
  intents.some((one) => one.id === id && one.kind === 'assert')

/** What compiles without errors holds, by the verifier and by walking every Interest. Whether it did compile. */
export function checkSeed(seed: number): boolean {
  const { index, intents, state, diagnostics } = build(seed)
  const isClean = diagnostics.every(({ severity }) => severity !== 'error')
  const multicast = index.nodes.some(({ strategy }) => strategy === 'multicast')
  if (!multicast) compare(seed, index, intents, state)
  if (!isClean) return false
  const wrong = verify({ index, intents, state }).verdicts.filter(
    ({ verdict, intent }) => verdict !== 'holds' && !isAssertion(intents, intent),
  )
  expect(wrong, `seed ${seed}`).toEqual([])
  return true
}

/** On a state that somebody tampered with, verifier and walker say the same. */
export function checkTampered(seed: number): void {
  const { index, intents, state, random } = build(seed)
  if (index.nodes.some(({ strategy }) => strategy === 'multicast')) return
  const tampered = networkState(
    [...state.values()].map((own) => {
      if (random.next() < 0.5) return own
      const routes = (own.nameRoutes ?? []).filter(() => random.next() < 0.7)
      const turned = routes.map((one) => ({
        ...one,
        groups: random.next() < 0.5 ? one.groups.toReversed() : one.groups.slice(1),
      }))
      const filters = (own.nameFilters ?? []).filter(() => random.next() < 0.5)
      return stateOf(own.device, [
        ...turned.map((one) => ({ kind: 'name-route' as const, ...one })),
        ...(own.nameStrategies ?? []).map((one) => ({ kind: 'name-strategy' as const, ...one })),
        ...(own.contentStores ?? []).map((one) => ({ kind: 'content-store' as const, ...one })),
        ...(own.nameCaches ?? []).map((one) => ({ kind: 'name-cache' as const, ...one })),
        ...filters.map((one) => ({ kind: 'name-filter' as const, ...one })),
      ])
    }),
  )
  compare(seed, index, intents, tampered)
}
