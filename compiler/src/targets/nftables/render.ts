import type { DeviceState } from '@paranet/network'
import type { ArtifactFile } from '../linux/bundle.js'
import { joinFiles } from '../linux/bundle.js'
import type { DeviceContext } from '../linux/device-context.js'
import { emptyContext } from '../linux/device-context.js'
import type { RouteParts } from '../linux/render-parts.js'
import { renderLinuxFiles } from '../linux/render-parts.js'
import type { StaticPath } from '../linux/static-paths.js'

export const routesFile = 'routes.sh'

/** The protocol number of our routes in the kernel: those of others stay when ours are replaced. */
export const routeProtocol = 173

/** The artifact of a Linux machine without a routing daemon: `routes.sh` (iproute2), `rules.sh`, `nftables.nft`, `sysctl.conf`. */
export const renderNftables = (state: DeviceState, context: DeviceContext = emptyContext): string =>
  joinFiles(renderLinuxFiles(state, context, routesScript))

/** Addresses, then routes. The metric is the place of the next hop's group: the kernel passes over those without carrier
 *  (`ignore_routes_with_linkdown`), and uses the lowest that is left. */
function routesScript({ header, interfaces, paths }: RouteParts): ArtifactFile {
  const addresses = interfaces.flatMap(({ linux, addresses: own }) =>
    own.map((address) => `address replace ${address} dev ${linux}${address.includes(':') ? ' nodad' : ''}`),
  )
  const lines = [
    '#!/bin/sh',
    ...header('#'),
    '# Addresses and routes. Safe to run again.',
    'set -e',
    `ip -4 route flush table all proto ${routeProtocol} 2>/dev/null || true`,
    `ip -6 route flush table all proto ${routeProtocol} 2>/dev/null || true`,
    "ip -batch - <<'END'",
    ...addresses,
    ...routeLines(paths),
    'END',
    '',
  ]
  return { name: routesFile, text: lines.join('\n') }
}

/** Ways of one prefix, table and distance are one route with several next hops. */
function routeLines(paths: readonly StaticPath[]): string[] {
  const groups = new Map<string, StaticPath[]>()
  for (const path of paths) {
    const key = `${path.table ?? 'main'} ${path.prefix} ${path.distance}`
    groups.set(key, [...(groups.get(key) ?? []), path])
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
