import type { Entry, IpAddress, IpFamily, NextHop, Prefix, RouteAction, RouteEntry } from '@paranet/network'
import { contentHash, localInterface, prefixContains, routeKey, stubInterface } from '@paranet/network'
import type { DeviceContext } from './device-context.js'
import type { Header } from './header.js'
import { linuxNameOf } from './interface-names.js'
import type { MarkTarget } from './ip-rules.js'
import type { PolicyTable } from './policy-tables.js'
import { isToItself } from './policy-tables.js'

/** One way of a static route: among those of a prefix the lowest distance with an interface that is up is used, all of it at once (ECMP). */
export interface StaticPath {
  readonly prefix: Prefix
  /** Absent: the main table. */
  readonly table?: number
  readonly distance: number
  /** A piece of the entry's id, for people and for observation. */
  readonly tag: number
  /** Absent: packets are dropped. `interface`: its Linux name. */
  readonly via?: { readonly interface: string; readonly gateway?: IpAddress }
}

/** Behind all groups: a route without a live next hop drops, and never lets a shorter prefix have its packets. */
export const lastDistance = 254

/** The ways of a route of the state, in the main table. */
export function pathsOfRoute(
  { prefix, action }: Pick<RouteEntry, 'prefix' | 'action'>,
  gateways: Gateways,
): StaticPath[] {
  const tag = tagOf(routeKey({ prefix }))
  return waysOf(action, familyOf(prefix), gateways).map((way) => ({ prefix, tag, ...way }))
}

/** The default routes of policy tables, one for each family. */
export function pathsOfTables(tables: Iterable<PolicyTable>, gateways: Gateways): StaticPath[] {
  const paths: StaticPath[] = []
  for (const { id, action, families } of tables)
    if (!isToItself(action))
      for (const family of new Set([...families, ...addressFamilies(action)]))
        for (const way of waysOf(action, family, gateways))
          paths.push({ prefix: (family === 4 ? '0.0.0.0/0' : '::/0') as Prefix, table: id, tag: id, ...way })
  return paths
}

/** The gateways of interfaces, by name. */
export type Gateways = ReadonlyMap<string, DeviceContext['interfaces'][number]['gateway']>

export const gatewaysOf = (context: DeviceContext): Gateways =>
  new Map(context.interfaces.map(({ name, gateway }) => [name, gateway]))

function waysOf(action: RouteAction, family: IpFamily, gateways: Gateways): Pick<StaticPath, 'distance' | 'via'>[] {
  if (action.kind === 'drop') return [{ distance: 1 }]
  if (action.kind === 'deliver') return [{ distance: 1, via: { interface: linuxNameOf(action.interface) } }]
  const ways: Pick<StaticPath, 'distance' | 'via'>[] = []
  for (const [i, group] of action.groups.entries())
    for (const hop of group) ways.push({ distance: i + 1, via: viaOf(hop, family, gateways) })
  ways.push({ distance: lastDistance })
  return ways
}

function viaOf(hop: NextHop, family: IpFamily, gateways: Gateways): NonNullable<StaticPath['via']> {
  const own = hop.address !== undefined && familyOf(hop.address) === family ? hop.address : undefined
  const gateway = own ?? gateways.get(hop.interface)?.[family]
  return { interface: linuxNameOf(hop.interface), ...(gateway === undefined ? {} : { gateway }) }
}

/** Of canonical text. */
const familyOf = (address: IpAddress | Prefix): IpFamily => (address.includes(':') ? 6 : 4)

const addressFamilies = (action: RouteAction): IpFamily[] =>
  action.kind !== 'forward'
    ? []
    : [...new Set(action.groups.flat().flatMap(({ address }) => (address === undefined ? [] : [familyOf(address)])))]

/** 1 to 2³²-1. */
const tagOf = (key: string): number => Number.parseInt(contentHash(key).slice(0, 8), 16) || 1

/** What routes mean, as far as they can be read. `shorter`: a prefix that would get the packets when all its ways are down. */
export interface ReadPaths {
  readonly routes: readonly Extract<Entry, { kind: 'route' }>[]
  /** Ways of policy tables, by number. */
  readonly tables: ReadonlyMap<number, RouteAction>
  readonly leaks: readonly { readonly prefix: Prefix; readonly shorter: Prefix }[]
}

/** Reads static routes back. */
export function readPaths(
  paths: readonly StaticPath[],
  { names, assigned }: Pick<Header, 'names' | 'assigned'>,
): ReadPaths {
  const nameOf = (linux: string) => names.get(linux) ?? linux
  const hopOf = ({ interface: linux, gateway }: NonNullable<StaticPath['via']>): NextHop =>
    gateway === undefined || assigned.has(`${linux} ${gateway}`)
      ? { interface: nameOf(linux) }
      : { interface: nameOf(linux), address: gateway }
  const main = groupBy(
    paths.filter(({ table }) => table === undefined),
    ({ prefix }) => prefix,
  )
  const byTable = groupBy(
    paths.filter(({ table }) => table !== undefined),
    ({ table }) => table as number,
  )
  const routes = [...main].map(([prefix, own]) => ({ kind: 'route' as const, prefix, action: actionOf(own, hopOf) }))
  const open = [...main].filter(([, own]) => !isClosed(own)).map(([prefix]) => prefix)
  return {
    routes,
    tables: new Map(
      [...byTable].map(([table, own]) => [
        table,
        joinActions([...groupBy(own, ({ prefix }) => prefix).values()].map((list) => actionOf(list, hopOf))),
      ]),
    ),
    leaks: open.flatMap((prefix) => {
      const shorter = [...main.keys()].find((one) => one !== prefix && prefixContains(one, prefix))
      return shorter === undefined ? [] : [{ prefix, shorter }]
    }),
  }
}

const isDelivery = (paths: readonly StaticPath[], nameOf = (linux: string) => linux): boolean => {
  const [only] = paths
  const name = only?.via && nameOf(only.via.interface)
  return paths.length === 1 && only?.via?.gateway === undefined && (name === stubInterface || name === 'lo')
}

const isClosed = (paths: readonly StaticPath[]): boolean => paths.some(({ via }) => !via) || isDelivery(paths)

function actionOf(paths: readonly StaticPath[], hopOf: (via: NonNullable<StaticPath['via']>) => NextHop): RouteAction {
  const end = Math.min(...paths.filter(({ via }) => !via).map(({ distance }) => distance))
  const used = paths.filter(({ distance, via }) => via && distance < end)
  if (isDelivery(paths)) {
    const name = hopOf(paths[0]?.via ?? { interface: 'lo' }).interface
    return { kind: 'deliver', interface: name === 'lo' ? localInterface : name }
  }
  if (used.length === 0 && end !== lastDistance) return { kind: 'drop' }
  const groups = [...groupBy(used, ({ distance }) => distance)].sort(([a], [b]) => a - b)
  return {
    kind: 'forward',
    groups: groups.map(([, members]) => members.flatMap(({ via }) => (via ? [hopOf(via)] : []))),
  }
}

/** A table has a default route per family; a next hop's address is that of the family in which it says one. */
function joinActions([first, second]: readonly RouteAction[]): RouteAction {
  if (first?.kind !== 'forward' || second?.kind !== 'forward') return first ?? { kind: 'drop' }
  return {
    kind: 'forward',
    groups: first.groups.map((group, i) =>
      group.map((hop, j) => (hop.address === undefined ? (second.groups[i]?.[j] ?? hop) : hop)),
    ),
  }
}

/** The action of a mark. */
export function actionOfMark(
  marks: ReadonlyMap<number, MarkTarget>,
  tables: ReadPaths['tables'],
  mark: number,
): RouteAction | undefined {
  const target = marks.get(mark)
  if (target === 'local') return { kind: 'deliver', interface: localInterface }
  return target === undefined ? undefined : (tables.get(target) ?? { kind: 'drop' })
}

function groupBy<T, K>(list: readonly T[], keyOf: (one: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>()
  for (const one of list) {
    const key = keyOf(one)
    const group = groups.get(key)
    if (group) group.push(one)
    else groups.set(key, [one])
  }
  return groups
}
