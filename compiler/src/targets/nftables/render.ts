import type { DeviceState } from '@paranet/network'
import type { ArtifactText } from '../kept-text.js'
import { artifactText } from '../kept-text.js'
import type { DeviceContext } from '../linux/device-context.js'
import { emptyContext } from '../linux/device-context.js'
import type { RouteParts } from '../linux/render-parts.js'
import { writeLinuxFiles } from '../linux/render-parts.js'
import type { StaticPath } from '../linux/static-paths.js'
import { gatewaysOf, pathsOfRoute, pathsOfTables } from '../linux/static-paths.js'

export const routesFile = 'routes.sh'

/** The protocol number of our routes in the kernel: those of others stay when ours are replaced. */
export const routeProtocol = 173

/** The artifact of a Linux machine without a routing daemon: `routes.sh` (iproute2), `rules.sh`, `nftables.nft`, `sysctl.conf`. */
export const renderNftables = (state: DeviceState, context: DeviceContext = emptyContext): string =>
  artifactText('nftables', context, (out) => writeNftables(out, state, context))

/** The files of `renderNftables`, among those of a device that has others beside. */
export const writeNftables = (out: ArtifactText, state: DeviceState, context: DeviceContext): void =>
  writeLinuxFiles(out, state, context, writeRoutes)

/** Addresses, then routes. The metric is the place of the next hop's group: the kernel passes over those without carrier
 *  (`ignore_routes_with_linkdown`), and uses the lowest that is left. */
function writeRoutes(out: ArtifactText, { header, interfaces, state, context, tables }: RouteParts): void {
  const gateways = gatewaysOf(context)
  const addresses = interfaces.flatMap(({ linux, addresses: own }) =>
    own.map((address) => `address replace ${address} dev ${linux}${address.includes(':') ? ' nodad' : ''}`),
  )
  out.file(routesFile)
  out.lines([
    '#!/bin/sh',
    ...header('#'),
    '# Addresses and routes. Safe to run again.',
    'set -e',
    `ip -4 route flush table all proto ${routeProtocol} 2>/dev/null || true`,
    `ip -6 route flush table all proto ${routeProtocol} 2>/dev/null || true`,
    "ip -batch - <<'END'",
    ...addresses,
  ])
  out.items('routes', state.routes, '', (route) => out.lines(routeLines(pathsOfRoute(route, gateways))))
  out.lines([...routeLines(pathsOfTables(tables, gateways)), 'END'])
}

/** Ways of one prefix, table and distance are one route with several next hops. */
function routeLines(paths: readonly StaticPath[]): string[] {
  const groups = new Map<string, StaticPath[]>()
  for (const path of paths) {
    const key = `${path.table ?? 'main'} ${path.prefix} ${path.distance}`
    const known = groups.get(key)
    if (known) known.push(path)
    else groups.set(key, [path])
  }
  return [...groups.values()].map((group) => {
    const { prefix, table, distance } = group[0] as StaticPath
    const ways = group.flatMap(({ via }) => (via ? [viaWords(via)] : []))
    const how = ways.length > 1 ? ways.map((way) => ` nexthop ${way}`).join('') : ways.length === 1 ? ` ${ways[0]}` : ''
    const at = `proto ${routeProtocol} metric ${distance}${table === undefined ? '' : ` table ${table}`}`
    return `route add ${ways.length === 0 ? 'blackhole ' : ''}${prefix} ${at}${how}`
  })
}

const viaWords = ({ interface: name, gateway }: NonNullable<StaticPath['via']>): string =>
  gateway === undefined ? `dev ${name}` : `via ${gateway} dev ${name} onlink`
