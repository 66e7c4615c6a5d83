import type { Diagnostic } from '@paranet/language'
import type { Intent, Prefix, TopologyIndex, Translation } from '@paranet/network'
import {
  addressBits,
  formatPrefix,
  graphOf,
  prefixesOverlap,
  prefixRange,
  shortestPathTree,
  tracksConnections,
} from '@paranet/network'
import type { ClaimSpace } from '../classes/claim-space.js'
import { reportAt } from '../passes/report.js'
import type { ClassWays } from '../treatments/class-ways.js'

/** Where a class leaves the network and has its sources translated. */
export interface NatPlace {
  readonly device: number
  readonly interface: string
  /** This device's part of the pool. */
  readonly pool: Prefix
}

/** What places are found with. */
export interface PlaceContext {
  readonly index: TopologyIndex
  readonly ways: ClassWays
  readonly exact: ClaimSpace
  readonly intents: ReadonlyMap<string, Intent>
}

type Placed<Place> = { readonly places: readonly Place[]; readonly diagnostics: readonly Diagnostic[] }

/** The external interfaces by which a class leaves, on devices that keep a table of connections. Of several devices each has a part of the pool for
 *  itself, in the order of their names, so that answers find the table that knows them. */
export function natPlaces({ index, ways, exact, intents }: PlaceContext, translation: Translation): Placed<NatPlace> {
  const { action, at, class: its } = translation
  const intent = intents.get(translation.intent)
  if (action.kind !== 'nat' || !intent) return { places: [], diagnostics: [] }
  const entering = its.sources.flatMap(({ port: id }) => {
    const port = index.ports[id]
    return port ? [{ port: id, set: exact.packetsAt(its, port) }] : []
  })
  const reach = {
    sources: its.sources.flatMap(({ prefixes }) => prefixes),
    destinations: its.destinations.prefixes,
    traffic: its.traffic,
  }
  const isExternal = (device: number, name: string) =>
    index.ports.some((port) => port.kind === 'external' && port.device === device && port.interface === name)
  const leaving = ways
    .of(entering, reach)
    .ways.filter(({ device, interface: name }) => isExternal(device, name) && (!at || at.has(device)))
  const devices = [...new Set(leaving.map(({ device }) => device))].sort(byName(index))
  const able = devices.filter((device) => isTracking(index, device))
  const diagnostics = devices
    .filter((device) => !able.includes(device))
    .map((device) => untracked(index, intent, device, 'translate sources'))
  if (devices.length === 0) diagnostics.push(unused(intent, 'leaves the network', at && namesOf(index, at)))
  const parts = partsOf(action.pool, able.length)
  if (!parts) {
    diagnostics.push(
      reportAt(intent, 'out-of-range', 'error', {
        message: `"${intent.name}" has fewer addresses in ${action.pool} than devices where its class leaves (${able.length})`,
        hint: 'answers come back to the device that translated: give a wider pool, or name one device with `at`',
      }),
    )
    return { places: [], diagnostics }
  }
  diagnostics.push(...poolInUse(index, intent, action.pool, able))
  const places = leaving.flatMap(({ device, interface: name }) => {
    const pool = parts[able.indexOf(device)]
    return pool === undefined ? [] : [{ device, interface: name, pool }]
  })
  return { places, diagnostics }
}

const byName =
  (index: TopologyIndex) =>
  (a: number, b: number): number =>
    (index.nodes[a]?.name ?? '') < (index.nodes[b]?.name ?? '') ? -1 : 1

/** As many equal parts of a prefix as are asked for; undefined where it has too few addresses. */
export function partsOf(pool: Prefix, count: number): Prefix[] | undefined {
  const { family, first, length } = prefixRange(pool)
  const more = Math.ceil(Math.log2(Math.max(1, count)))
  if (length + more > addressBits(family)) return undefined
  const step = 1n << BigInt(addressBits(family) - length - more)
  return Array.from({ length: count }, (_, i) => formatPrefix(family, first + BigInt(i) * step, length + more))
}

/** Somebody else in the network has addresses of the pool: answers would go there. */
function poolInUse(index: TopologyIndex, intent: Intent, pool: Prefix, devices: readonly number[]): Diagnostic[] {
  const owner = index.owned
    .filter(({ prefix }) => prefixesOverlap(prefix, pool))
    .flatMap(({ owners }) => owners)
    .find((node) => !devices.includes(node))
  if (owner === undefined) return []
  return [
    reportAt(intent, 'duplicate-address', 'error', {
      message: `addresses of the pool ${pool} belong to ${index.nodes[owner]?.name}`,
      hint: 'take a pool that nobody in the network has',
    }),
  ]
}

/** The devices that spread a class over members: those named, else where it enters. */
export function balancePlaces({ index, intents }: PlaceContext, translation: Translation): Placed<number> {
  const { action, at, class: its } = translation
  const intent = intents.get(translation.intent)
  if (action.kind !== 'balance' || !intent) return { places: [], diagnostics: [] }
  const entries = its.sources.map(({ port }) => index.ports[port]?.device ?? -1)
  const owners = serviceOwners(index, action.service)
  const devices = [...(at ?? owners ?? new Set(entries))].sort(byName(index))
  const able = devices.filter((device) => isTracking(index, device))
  const diagnostics = devices
    .filter((device) => !able.includes(device))
    .map((device) => untracked(index, intent, device, 'balance'))
  const strangers = owners ? able.filter((device) => !owners.has(device)) : []
  for (const device of strangers)
    diagnostics.push(
      reportAt(intent, 'unattached-destination', 'error', {
        message: `${action.service?.split('/')[0]}, the address of "${intent.name}", is no address of ${index.nodes[device]?.name}`,
        hint: `add ${action.service} to the \`prefixes\` of ${index.nodes[device]?.name}, so that packets find it`,
      }),
    )
  return { places: able.filter((device) => !strangers.includes(device)), diagnostics }
}

function serviceOwners(index: TopologyIndex, service: Prefix | undefined): ReadonlySet<number> | undefined {
  if (service === undefined) return undefined
  const around = index.owned.filter(({ prefix }) => prefixesOverlap(prefix, service))
  const longest = around.sort((a, b) => prefixRange(b.prefix).length - prefixRange(a.prefix).length)[0]
  return new Set((longest?.owners ?? []).filter((owner) => !index.isEnd[owner]))
}

const isTracking = (index: TopologyIndex, device: number): boolean => {
  const node = index.nodes[device]
  return node !== undefined && tracksConnections(node)
}

const namesOf = (index: TopologyIndex, nodes: Iterable<number>): string =>
  [...nodes]
    .map((node) => index.nodes[node]?.name ?? '')
    .sort()
    .join(', ')

function unused(intent: Intent, does: string, at: string | undefined): Diagnostic {
  return reportAt(intent, 'untranslated', 'warning', {
    message: `nothing of the class of "${intent.name}" ${does}${at === undefined ? '' : ` by ${at}`}: it translates nothing`,
    hint: 'a `route` or `allow` must let it through',
  })
}

/** Translation needs a table of connections, for answers to be translated back. */
function untracked(index: TopologyIndex, intent: Intent, device: number, deed: string): Diagnostic {
  const { hops } = shortestPathTree(graphOf(index), [device])
  const [nearest] = index.nodes
    .map((node, id) => ({ node, id }))
    .filter(({ node, id }) => id !== device && tracksConnections(node))
    .sort((a, b) => (hops[a.id] ?? 0) - (hops[b.id] ?? 0) || (a.node.name < b.node.name ? -1 : 1))
  const name = index.nodes[device]?.name ?? ''
  return reportAt(intent, 'untracked', 'error', {
    message: `${name} cannot ${deed} for "${intent.name}": it keeps no table of connections`,
    hint: nearest
      ? `the nearest device that does is ${nearest.node.name}; or give ${name} the \`function\` nat, firewall or balancer`
      : `give ${name} the \`function\` nat, firewall or balancer`,
  })
}
