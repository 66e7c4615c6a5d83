import type { DeviceState, Entry, Prefix, RouteAction } from '@paranet/network'
import { localInterface, parseAddress, parsePrefix, stateOf } from '@paranet/network'
import type { ParsedArtifact } from '../target.js'
import { readHeader } from './header.js'
import type { MarkTarget } from './ip-rules.js'
import { readBuckets } from './nft/buckets.js'
import { entriesOfChains } from './nft/entries-of-chains.js'
import { readNftJson } from './nft/read-nft-json.js'
import { readKernelQueues } from './queues/read-queues.js'
import type { StaticPath } from './static-paths.js'
import { actionOfMark, lastDistance, readPaths } from './static-paths.js'

/** What the lowest layer of a Linux device prints, as parsed JSON. */
export interface KernelOutput {
  /** `ip -4 -j route show table all` */
  readonly routes4: readonly unknown[]
  /** `ip -6 -j route show table all` */
  readonly routes6: readonly unknown[]
  /** `ip -4 -j rule`, `ip -6 -j rule` */
  readonly rules: readonly unknown[]
  /** `nft -j list ruleset` */
  readonly ruleset: unknown
  /** `tc class show dev IF`, by interface; it prints no JSON. */
  readonly classes: Readonly<Record<string, string>>
}

/** The state by which a Linux device forwards now, from what its kernel holds and not from its configuration: of next hops in groups, those of
 *  the group in use that are up. `artifact`: what was loaded, for the names of interfaces and the gateways that ParaNet assigned. */
export function readKernel(
  device: string,
  { routes4, routes6, rules, ruleset, classes }: KernelOutput,
  artifact: string,
): ParsedArtifact {
  const header = readHeader(artifact)
  const read = readNftJson(ruleset)
  if (typeof read === 'string') return { ok: false, message: read }
  const { routes: found, tables } = readPaths(closed([...pathsOf(routes4, 4), ...pathsOf(routes6, 6)]), header)
  const marks = marksOf(rules)
  const nameOf = (linux: string) => header.names.get(linux) ?? linux
  const queues = readKernelQueues(artifact, classes)
  const own = read.own.flatMap((text) => parsePrefix(text) ?? [])
  const entries: Entry[] = [
    ...found.filter(({ prefix }) => !own.includes(prefix)),
    ...own.map((prefix): Entry => ({ kind: 'route', prefix, action: { kind: 'deliver', interface: localInterface } })),
    ...entriesOfChains(
      read.chains,
      nameOf,
      (mark) => actionOfMark(marks, tables, mark) ?? { kind: 'drop' },
      readBuckets(artifact, read.limits),
      (place) => queues.get(place) ?? { class: place },
      read.copies,
    ),
  ]
  return { ok: true, state: liveState(stateOf(device, entries), () => true) }
}

/** A state as it forwards while these interfaces are up: one group per way, its members sorted; a drop where none is left. */
export function liveState(state: DeviceState, isUp: (interfaceName: string) => boolean): DeviceState {
  const live = (action: RouteAction): RouteAction => {
    if (action.kind !== 'forward') return action
    const group = action.groups.find((members) => members.some((hop) => isUp(hop.interface))) ?? []
    const members = group.filter((hop) => isUp(hop.interface))
    const sorted = [...members].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
    return sorted.length === 0 ? { kind: 'drop' } : { kind: 'forward', groups: [sorted] }
  }
  return {
    ...state,
    routes: state.routes.map((entry) => ({ ...entry, action: live(entry.action) })),
    policyRoutes: state.policyRoutes.map((entry) => ({ ...entry, action: live(entry.action) })),
  }
}

/** The kernel holds no last drop where FRR knows a better way: forwarding routes get it back. */
function closed(paths: readonly StaticPath[]): StaticPath[] {
  const keys = new Map(paths.map((path) => [`${path.table} ${path.prefix}`, path]))
  const ends = [...keys.values()].map(({ prefix, table, tag }) => ({
    prefix,
    ...(table === undefined ? {} : { table }),
    tag,
    distance: lastDistance,
  }))
  const isDelivery = (path: StaticPath) =>
    path.via?.gateway === undefined && (path.via?.interface === 'lan' || path.via?.interface === 'lo')
  return [
    ...paths,
    ...ends.filter(
      (end) => !paths.some((one) => one.prefix === end.prefix && one.table === end.table && isDelivery(one)),
    ),
  ]
}

type Json = Readonly<Record<string, unknown>>

/** Routes of staticd and of `routes.sh`, next hops that are down left out. */
function pathsOf(routes: readonly unknown[], family: 4 | 6): StaticPath[] {
  return routes.filter(isJson).flatMap((route): StaticPath[] => {
    const { dst, protocol, metric, table, type } = route
    if (protocol !== 'static' && protocol !== '173') return []
    const hops = Array.isArray(route.nexthops) ? route.nexthops.filter(isJson) : [route]
    const text = dst === 'default' ? (family === 6 ? '::/0' : '0.0.0.0/0') : String(dst as string)
    const base = {
      prefix: parsePrefix(text) as Prefix,
      ...(table === undefined || table === 'main' ? {} : { table: Number(table) }),
      // FRR gives all its routes one metric: only those in use are there.
      distance: protocol === 'static' ? 1 : Number(metric ?? 1),
      tag: 0,
    }
    if (type === 'blackhole') return [{ ...base, distance: protocol === 'static' ? lastDistance : base.distance }]
    return hops.flatMap(({ dev, gateway, flags }) => {
      if (Array.isArray(flags) && (flags.includes('linkdown') || flags.includes('dead'))) return []
      const address = typeof gateway === 'string' ? parseAddress(gateway) : undefined
      return [
        { ...base, via: { interface: String(dev as string), ...(address === undefined ? {} : { gateway: address }) } },
      ]
    })
  })
}

function marksOf(rules: readonly unknown[]): Map<number, MarkTarget> {
  const marks = new Map<number, MarkTarget>()
  for (const { fwmark, table, priority } of rules.filter(isJson))
    if (priority === 1000 && fwmark !== undefined)
      marks.set(Number(fwmark), table === 'local' ? 'local' : Number(table))
  return marks
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
