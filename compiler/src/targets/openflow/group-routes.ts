import type { Entry, EntryKey } from '@paranet/network'
import { entryKey, hostPrefix, parseAddress, prefixRange } from '@paranet/network'
import { ArtifactError } from '../linux/artifact-error.js'
import { cookieOf } from '../switch/entry-cookie.js'
import type { Flow, FlowMatch } from './flow.js'
import { flowText, matchWords, readMatchWords } from './flow.js'
import { tables } from './layout.js'

/** A multicast route of a device. */
export type GroupRoute = Extract<Entry, { kind: 'group-route' }>

/** The flows of a group route: packets that come in where they are to go to all of a group; others of them are dropped. The longest prefix of the
 *  source counts. */
export function groupRouteFlows(
  key: EntryKey,
  { source, group, inInterface, out }: GroupRoute,
  portOf: (name: string) => number,
  copiesOf: (out: readonly string[]) => number,
): Flow[] {
  const { family, length } = prefixRange(source)
  const match: FlowMatch = { family, src: source, dst: hostPrefix(group) }
  const flow = (priority: number, asked: FlowMatch, action: string): Flow => ({
    table: tables.groupRoute,
    cookie: cookieOf(key),
    priority,
    match: matchWords(asked),
    actions: [action],
  })
  return [
    flow(2 * length + 2, { inPort: portOf(inInterface), ...match }, `group:${copiesOf(out)}`),
    flow(2 * length + 1, match, 'drop'),
  ]
}

/** What numbers in the flows of group routes stand for. */
export interface GroupRouteNames {
  /** Group → the interfaces where copies go out. */
  readonly copies: ReadonlyMap<number, readonly string[]>
  readonly nameOf: (port: number) => string
}

/** The entries of the table, each of two flows. Throws ArtifactError where flows are no such pairs. */
export function readGroupRoutes(flows: readonly Flow[], { copies, nameOf }: GroupRouteNames): GroupRoute[] {
  const isDrop = ({ actions }: Flow) => actions.join() === 'drop'
  const drops = new Map(flows.filter(isDrop).map((flow) => [pairOf(flow), flow]))
  const routes = flows
    .filter((flow) => !isDrop(flow))
    .map((flow) => (drops.delete(pairOf(flow, 1)) ? groupRouteOf(flow, copies, nameOf) : refuse(flow)))
  const [left] = drops.values()
  if (left) refuse(left)
  return oneEach(routes, flows)
}

function groupRouteOf(flow: Flow, copies: GroupRouteNames['copies'], nameOf: GroupRouteNames['nameOf']): GroupRoute {
  const { inPort, family, src, dst, ...more } = readMatchWords(flow.match) ?? refuse(flow)
  const group = parseAddress(dst?.slice(0, dst.indexOf('/')) ?? '')
  const isPlain = group !== undefined && hostPrefix(group) === dst && Object.keys(more).length === 0
  const out = copies.get(Number(/^group:(\d+)$/.exec(flow.actions.join())?.[1])) ?? refuse(flow)
  const source = src ?? anySource(family)
  if (!isPlain || inPort === undefined || flow.priority !== 2 * prefixRange(source).length + 2) refuse(flow)
  return { kind: 'group-route', source, group, inInterface: nameOf(inPort), out }
}

const anySource = (family: FlowMatch['family']) => (family === 6 ? '::/0' : '0.0.0.0/0') as GroupRoute['source']

/** By what a flow and that which drops the rest of its packets belong together. `less`: what its priority is above the other's. */
const pairOf = ({ priority, match }: Flow, less = 0): string =>
  `${priority - less} ${match.filter((word) => !word.startsWith('in_port=')).join()}`

/** Two ways in for one source and group are no entry. */
function oneEach(routes: GroupRoute[], [first]: readonly Flow[]): GroupRoute[] {
  const keys = new Set(routes.map((route) => entryKey(route)))
  return keys.size === routes.length || !first ? routes : refuse(first)
}

function refuse(flow: Flow): never {
  throw new ArtifactError(
    `flows.txt: a group route takes packets of one source and group in at one port, and drops the rest of them: ${flowText(flow).slice(0, 160)}`,
  )
}
