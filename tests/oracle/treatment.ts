import type {
  DeviceState,
  FlowIntent,
  Intent,
  LimitIntent,
  MarkIntent,
  Packet,
  QosIntent,
  RouteAction,
  TreatingIntent,
} from '@paranet/network'
import { firstPolicy, firstQueue, matches } from './decide.js'
import type { Place, Surroundings } from './places.js'
import { isBehind } from './places.js'
import { forwarded } from './promise.js'
import type { Breach, Judged } from './verdict.js'
import type { Branch, Passage } from './walk-packet.js'

/** The oracle's reading of `mark`, `limit`, `qos` and `flow`, one packet at a time:
 *  - the packet belongs to a treatment as it would to an `allow`, by its header as it was sent;
 *  - `at` names devices; without it mark and limit speak of the device where the packet enters, qos of every device;
 *  - among those of one kind that cover the packet and speak of a device, the highest priority decides, and all of that priority hold;
 *  - a device that drops the packet treats nothing; queues count where it is sent on, not where it is handed to `lan` or `local`;
 *  - a flow sees the packet as it is after the device's mark, and puts it into a queue before any qos of lower or equal priority. */
export function treatmentBreaches(
  judged: Judged,
  its: Surroundings,
  place: Place,
  packet: Packet,
  branches: readonly Branch[],
): Breach[] {
  const breaches: Breach[] = []
  for (const { passages } of branches)
    for (const passage of passages) {
      const here: Here = { judged, its, place, packet, passage }
      breaches.push(...marking(here), ...limiting(here), ...queueing(here), ...flowing(here))
    }
  const isJudged = judged.topology.antiSpoofing || isBehind(its, place, packet.src)
  return breaches.filter(({ property }) => isJudged || property === 'installed')
}

interface Here {
  readonly judged: Judged
  readonly its: Surroundings
  readonly place: Place
  readonly packet: Packet
  readonly passage: Passage
}

/** Intents of one kind that speak of the device, and those of them that decide on this packet. */
function decidingAt<Kind extends TreatingIntent['kind']>(kind: Kind, { judged, its, place, packet, passage }: Here) {
  const speaking = judged.intents.filter((one): one is Extract<Intent, { kind: Kind }> => {
    if (one.kind !== kind) return false
    const { at } = one as TreatingIntent
    return at ? at.includes(passage.node) : kind === 'qos' || passage.node === place.node
  }) as unknown as Extract<TreatingIntent, { kind: Kind }>[]
  const covering = speaking.filter((one) => forwarded(its, one as TreatingIntent)(place, packet))
  const highest = Math.max(...covering.map((one) => one.priority))
  return { speaking, deciding: covering.filter((one) => one.priority === highest) }
}

const breach = (intent: string, property: Breach['property'], why: string): Breach => ({ intent, property, why })

/** Those that could have asked for it are blamed; where there is nobody, the whole network. */
const strayed = (blamed: readonly Intent[], property: Breach['property'], why: string): Breach[] =>
  blamed.length === 0
    ? [breach('system', 'only-what-is-asked', why)]
    : blamed.map(({ id }) => breach(id, property, why))

function marking(here: Here): Breach[] {
  const { arrived, left, node } = here.passage
  const { speaking, deciding } = decidingAt('mark', here) as { speaking: MarkIntent[]; deciding: MarkIntent[] }
  const wrong = deciding.filter(({ dscp }) => dscp !== left.dscp)
  if (deciding.length > 0) return wrong.map(({ id }) => breach(id, 'marked', `leaves ${node} with DSCP ${left.dscp}`))
  if (arrived.dscp === left.dscp) return []
  return strayed(
    speaking.filter(({ dscp }) => dscp === left.dscp),
    'marked',
    `${node} makes it ${left.dscp}`,
  )
}

function limiting(here: Here): Breach[] {
  const { policers, node } = here.passage
  const { speaking, deciding } = decidingAt('limit', here) as { speaking: LimitIntent[]; deciding: LimitIntent[] }
  const free = deciding.filter((one) => !policers.some(({ rate }) => rate <= one.rate))
  return [
    ...free.map(({ id }) => breach(id, 'limited', `${node} does not hold it`)),
    ...policers.flatMap(({ bucket }) => {
      const owners = speaking.filter(({ id }) => id.slice(id.indexOf('/') + 1) === bucket)
      const isOwn = owners.some((owner) => deciding.includes(owner))
      return isOwn ? [] : strayed(owners, 'limited', `${node} counts it in ${bucket}`)
    }),
  ]
}

function queueing(here: Here): Breach[] {
  const { queue, node, out, isDelivery, left, inInterface } = here.passage
  if (isDelivery) return []
  const flows = here.judged.intents.filter(
    (one): one is FlowIntent => one.kind === 'flow' && one.at.includes(node) && isMatched(one, left, inInterface),
  )
  const queueOf = ({ action }: FlowIntent) => (action.kind === 'drop' ? undefined : action.queue)
  const { speaking, deciding } = decidingAt('qos', here) as { speaking: QosIntent[]; deciding: QosIntent[] }
  const isRight = ({ class: name, min = 0, max = Infinity }: QosIntent) =>
    queue?.class === name && (queue.min ?? 0) >= min && (queue.max ?? Infinity) <= max
  const isTaken = ({ priority }: QosIntent) =>
    flows.some((flow) => queueOf(flow) !== undefined && flow.priority >= priority)
  const wrong = deciding.filter((one) => !isRight(one) && !isTaken(one))
  const found = wrong.map(({ id }) => breach(id, 'queued', `${node} sends it to ${out} from ${queue?.class}`))
  if (!queue || flows.some((flow) => queueOf(flow) === queue.class)) return found
  const owners = speaking.filter(({ class: name }) => name === queue.class)
  if (owners.some((owner) => deciding.includes(owner))) return found
  return [...found, ...strayed(owners, 'queued', `${node} sends it to ${out} from ${queue.class}`)]
}

function flowing({ judged, passage }: Here): Breach[] {
  const { node, left, inInterface } = passage
  return judged.intents.flatMap((flow) =>
    flow.kind === 'flow' && flow.at.includes(node) && flowFate(judged, flow, node, left, inInterface) === 'wrong'
      ? [breach(flow.id, 'installed', `${node} does something else`)]
      : [],
  )
}

const isMatched = ({ match: { inInterface, ...match } }: FlowIntent, packet: Packet, by: string): boolean =>
  (inInterface ?? by) === by && matches(match, packet)

/** What becomes of one packet of a flow at one of its devices, past the filters: `lost` where an entry of higher priority takes it. */
export function flowFate(
  { topology, states }: Judged,
  flow: FlowIntent,
  device: string,
  packet: Packet,
  inInterface: string,
): 'right' | 'lost' | 'wrong' {
  const state = states.get(device) ?? { device, routes: [], policyRoutes: [], filters: [] }
  if (!isMatched(flow, packet, inInterface)) return 'right'
  const outs = outsOf(topology, device, flow)
  const { action } = flow
  const fates: ('right' | 'lost' | 'wrong')[] = []
  if (action.kind !== 'queue') {
    const own = state.policyRoutes.find((one) => isExact(flow, one) && does(flow, one.action, outs))
    const first = firstPolicy(state, packet, inInterface)
    fates.push(fateOf(own, first, first !== undefined && does(flow, first.action, outs)))
  }
  const queue = action.kind === 'drop' ? undefined : action.queue
  for (const out of queue === undefined ? [] : outs) {
    const own = state.queues?.find((one) => one.interface === out && isExact(flow, one) && one.class === queue)
    const first = firstQueue(state, packet, inInterface, out)
    fates.push(fateOf(own, first, first?.class === queue))
  }
  return fates.includes('wrong') ? 'wrong' : fates.includes('lost') ? 'lost' : 'right'
}

type Ranked = { readonly priority: number }

function fateOf(own: Ranked | undefined, first: Ranked | undefined, isSame: boolean): 'right' | 'lost' | 'wrong' {
  if (!own || !first) return 'wrong'
  if (isSame) return 'right'
  return first.priority > own.priority ? 'lost' : 'wrong'
}

const isExact = (
  flow: FlowIntent,
  entry: Pick<DeviceState['policyRoutes'][number], 'match' | 'inInterface'>,
): boolean => sorted({ ...entry.match, inInterface: entry.inInterface }) === sorted(flow.match)

const sorted = (fields: object): string =>
  Object.entries(fields)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name} ${JSON.stringify(value)}`)
    .sort()
    .join()

function does({ action }: FlowIntent, done: RouteAction, outs: readonly string[]): boolean {
  if (action.kind === 'drop' || done.kind === 'drop') return action.kind === done.kind
  if (done.kind === 'deliver') return action.kind === 'output' && action.interface === done.interface
  const [members = []] = done.groups
  return (
    done.groups.length === 1 &&
    members
      .map((hop) => hop.interface)
      .sort()
      .join() === outs.join()
  )
}

/** Interfaces that the flow sends by; of a queue alone, all that lead somewhere. */
function outsOf(topology: Judged['topology'], device: string, { action }: FlowIntent): string[] {
  if (action.kind === 'output') return [action.interface]
  const linked = topology.links.flatMap(({ ends: [a, b] }) => [
    { own: a, far: b },
    { own: b, far: a },
  ])
  const own = linked.filter((one) => one.own.node === device)
  if (action.kind === 'via')
    return own
      .filter((one) => one.far.node === action.node)
      .map((one) => one.own.interface)
      .sort()
  const exits = topology.interfaces.filter((one) => one.node === device && one.external)
  return [...own.map((one) => one.own.interface), ...exits.map((one) => one.name)].sort()
}
