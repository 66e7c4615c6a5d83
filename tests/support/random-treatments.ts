import type {
  DeviceState,
  FlowAction,
  FlowIntent,
  Intent,
  MarkEntry,
  NetworkState,
  PolicerEntry,
  QueueEntry,
  Random,
  TopologyIndex,
  TreatingIntent,
} from '@paranet/network'
import { canonicalState } from '@paranet/network'
import { randomIntents } from './random-intents.js'
import { interfacesOf, randomMatch } from './random-state.js'

const points = [0, 10, 34, 46]
const classNames = ['ef', 'gold']
const rates = [1_000_000, 2_000_000, 5_000_000]

/** Random marks, limits, qos and flows. `distinct`: every one with a priority of its own. */
export function randomTreatments(
  random: Random,
  index: TopologyIndex,
  { count, distinct, firstLine }: { count: number; distinct: boolean; firstLine: number },
): Intent[] {
  return Array.from({ length: count }, (_, i): Intent => {
    const rank = firstLine + i
    const [model] = randomIntents(random, index.topology, { count: 1, distinct: false, plain: true })
    const ends = model?.kind === 'assert' ? model.asserts : model
    if (!ends || !('from' in ends)) throw new Error('an intent without ends')
    const common = {
      id: `random/test.pn/t${rank}`,
      name: `t${rank}`,
      rank,
      priority: distinct ? 100 + rank : random.pick([50, 100, 100, 200]),
      yields: false,
      labels: {},
      source: { file: 'test.pn', offset: rank * 100, line: rank + 1, column: 1, length: 1 },
    }
    const kind = random.pick(['mark', 'limit', 'qos', 'flow'] as const)
    if (kind === 'flow') return { ...common, kind, ...randomFlow(random, index) }
    const { from, to, traffic } = ends
    const at = random.next() < 0.4 ? { at: someDevices(random, index) } : {}
    return { ...common, from, to, traffic, ...at, ...randomKeys(random, kind) } as TreatingIntent
  })
}

function randomKeys(random: Random, kind: TreatingIntent['kind']) {
  if (kind === 'mark') return { kind, dscp: random.pick(points) }
  if (kind === 'limit') return { kind, rate: random.pick(rates), burst: 10_000 }
  return {
    kind,
    class: random.pick(classNames),
    ...(random.next() < 0.5 ? { min: 1000 } : {}),
    ...(random.next() < 0.5 ? { max: 900_000 } : {}),
  }
}

const someDevices = (random: Random, index: TopologyIndex): string[] =>
  [...new Set([random.pick(index.devices), random.pick(index.devices)])].sort()

function randomFlow(random: Random, index: TopologyIndex): Pick<FlowIntent, 'at' | 'match' | 'action'> {
  const device = random.pick(index.devices)
  const node = index.nodeId.get(device) ?? 0
  const { established: _, ...match } = randomMatch(random, index, [])
  const inInterface = random.next() < 0.5 ? { inInterface: random.pick(interfacesOf(index, node)) } : {}
  return { at: [device], match: { ...match, ...inInterface }, action: randomFlowAction(random, index, node) }
}

function randomFlowAction(random: Random, index: TopologyIndex, node: number): FlowAction {
  const adjacent = index.adjacency[node] ?? []
  const queue = random.next() < 0.3 ? { queue: random.pick(classNames) } : {}
  const kind = adjacent.length === 0 ? 'drop' : random.pick(['drop', 'output', 'via', 'queue'] as const)
  if (kind === 'drop') return { kind }
  if (kind === 'queue') return { kind, queue: random.pick(classNames) }
  const { interface: name, neighbour } = random.pick(adjacent)
  return kind === 'output'
    ? { kind, interface: name, ...queue }
    : { kind, node: index.nodes[neighbour]?.name ?? '', ...queue }
}

/** The states with marks, policers and queues that nobody thought about. */
export const withTreatmentNoise = (
  random: Random,
  index: TopologyIndex,
  intents: readonly Intent[],
  states: NetworkState,
): NetworkState => new Map([...states].map(([device, state]) => [device, noisy(random, index, intents, state)]))

function noisy(random: Random, index: TopologyIndex, intents: readonly Intent[], state: DeviceState): DeviceState {
  const names = interfacesOf(index, index.nodeId.get(state.device) ?? 0)
  const some = <Entry>(most: number, make: () => Entry) => Array.from({ length: random.below(most + 1) }, make)
  const common = () => ({
    ...(random.next() < 0.5 ? { interface: random.pick(names) } : {}),
    priority: random.below(900),
    match: randomMatch(random, index, intents),
  })
  const buckets = intents.filter(({ kind }) => kind === 'limit').map(({ name }) => `test.pn/${name}`)
  return canonicalState({
    ...state,
    marks: some(2, (): MarkEntry => ({ ...common(), dscp: random.pick(points) })),
    policers: some(
      2,
      (): PolicerEntry => ({
        ...common(),
        direction: random.pick(['in', 'out']),
        bucket: random.pick(['other', ...buckets]),
        rate: random.pick(rates),
        burst: 10_000,
      }),
    ),
    queues: some(
      2,
      (): QueueEntry => ({
        priority: random.below(900),
        match: randomMatch(random, index, intents),
        interface: random.pick(names),
        ...(random.next() < 0.4 ? { inInterface: random.pick(names) } : {}),
        class: random.pick(classNames),
        min: random.pick([0, 1000]),
        max: random.pick([500_000, 1_000_000]),
      }),
    ),
  })
}

/** One entry of a kind that treatments make, gone or changed, on some device; undefined where there is none. */
export function mutateTreatment(
  random: Random,
  states: NetworkState,
): { readonly text: string; readonly states: NetworkState } | undefined {
  const places = [...states.values()].flatMap((state) =>
    (['marks', 'policers', 'queues'] as const).flatMap((list) =>
      (state[list] ?? []).map((_, at) => ({ state, list, at })),
    ),
  )
  if (places.length === 0) return undefined
  const { state, list, at } = random.pick(places)
  const entries = [...(state[list] ?? [])] as (MarkEntry | PolicerEntry | QueueEntry)[]
  const entry = entries[at] as MarkEntry | PolicerEntry | QueueEntry
  const way = random.pick(['gone', 'widened', 'changed'] as const)
  const field = random.pick([...Object.keys(entry.match), ''])
  const match = Object.fromEntries(Object.entries(entry.match).filter(([name]) => name !== field))
  if (way === 'gone') entries.splice(at, 1)
  else if (way === 'widened') entries[at] = { ...entry, match }
  else entries[at] = changed(entry)
  const mutated = canonicalState({ ...state, [list]: entries })
  return {
    text: `${way} on ${state.device}: ${JSON.stringify(entry)}`,
    states: new Map([...states, [state.device, mutated]]),
  }
}

function changed(entry: MarkEntry | PolicerEntry | QueueEntry): MarkEntry | PolicerEntry | QueueEntry {
  if ('dscp' in entry) return { ...entry, dscp: (entry.dscp + 7) % 64 }
  return 'rate' in entry ? { ...entry, rate: entry.rate * 2 } : { ...entry, class: `${entry.class}x` }
}

/** Whether no traffic class asks for a DSCP: such intents keep their meaning whatever is marked. */
export const asksNoDscp = (intent: Intent): boolean => {
  if (intent.kind === 'flow') return intent.match.dscp === undefined
  const spoken = intent.kind === 'assert' ? intent.asserts : intent
  return !('traffic' in spoken) || spoken.traffic.every(({ dscp }) => dscp === undefined)
}
