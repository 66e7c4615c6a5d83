import type { DeviceState, Prefix } from '@paranet/network'
import { prefixRange } from '@paranet/network'
import type { ArtifactText } from '../kept-text.js'
import { artifactText } from '../kept-text.js'
import type { DeviceContext } from '../linux/device-context.js'
import { emptyContext } from '../linux/device-context.js'
import type { AddressedInterface, RouteParts } from '../linux/render-parts.js'
import { writeLinuxFiles } from '../linux/render-parts.js'
import type { StaticPath } from '../linux/static-paths.js'
import { gatewaysOf, pathsOfRoute, pathsOfTables } from '../linux/static-paths.js'
import { bgpLines } from './bgp.js'
import { ospfLines } from './ospf.js'

export const frrFile = 'frr.conf'

/** The artifact of a Linux router with FRR: `frr.conf` (zebra and staticd), `rules.sh`, `nftables.nft`, `sysctl.conf`. */
export const renderFrr = (state: DeviceState, context: DeviceContext = emptyContext): string =>
  artifactText('frr', context, (out) => writeLinuxFiles(out, state, context, writeConf))

/** Addresses, prefix lists, static routes, sessions. The distance is the place of the next hop's group; 254 is the end. */
function writeConf(out: ArtifactText, { header, interfaces, state, context, tables, needs }: RouteParts): void {
  const gateways = gatewaysOf(context)
  out.file(frrFile)
  out.lines([
    ...header('!'),
    'frr defaults traditional',
    'ip forwarding',
    'ipv6 forwarding',
    '!',
    ...interfaces.flatMap(interfaceLines),
    ...[...needs].flatMap(([owner, prefixes]) => prefixListLines(owner, prefixes)),
  ])
  out.items('routes', state.routes, '', (route) => out.lines(routeLines(pathsOfRoute(route, gateways))))
  out.lines([...routeLines(pathsOfTables(tables, gateways)), ...bgpLines(state.peers), ...ospfLines(context.ospf)])
}

function interfaceLines({ name, linux, addresses }: AddressedInterface): string[] {
  if (addresses.length === 0 && linux === name) return []
  const description = name
    .replace(/[^\x20-\x7e]/g, '?')
    .trim()
    .slice(0, 200)
  return [
    `interface ${linux}`,
    ...(linux === name || linux === 'lo' || description === '' ? [] : [` description ${description}`]),
    ...addresses.map((address) => ` ${address.includes(':') ? 'ipv6' : 'ip'} address ${address}`),
    'exit',
    '!',
  ]
}

/** The destinations that an intent has routes for, so that people and route maps can speak of them; they decide nothing about packets. */
function prefixListLines(owner: string, prefixes: readonly Prefix[]): string[] {
  const name = owner.replace(/[^\w.-]/g, '-').slice(0, 100)
  const lines = ([4, 6] as const).flatMap((family) =>
    prefixes
      .filter((prefix) => prefixRange(prefix).family === family)
      .map((prefix, i) => `${family === 4 ? 'ip' : 'ipv6'} prefix-list ${name} seq ${5 * (i + 1)} permit ${prefix}`),
  )
  return [...lines, '!']
}

/** What stands before a way that FRR must not see. */
export const againSign = '! again: '

/** A next hop that stands in two groups of one route would move to the later group: FRR knows it by its address and interface alone. When the
 *  later group is used it is down anyway, so there it is a comment. */
function routeLines(paths: readonly StaticPath[]): string[] {
  const seen = new Set<string>()
  return paths.map((path) => {
    const line = routeLine(path)
    if (!path.via) return line
    const key = [path.table, path.prefix, path.via.interface, path.via.gateway].join(' ')
    if (seen.has(key)) return `${againSign}${line}`
    seen.add(key)
    return line
  })
}

/** As `show running-config` writes it: `ip route 10.2.0.0/16 10.0.12.2 eth0 tag 77 2 table 70001 onlink`. */
function routeLine({ prefix, table, distance, tag, via }: StaticPath): string {
  const gateway = via?.gateway
  const word = prefix.includes(':') ? 'ipv6 route' : 'ip route'
  const way = via ? `${gateway === undefined ? '' : `${gateway} `}${via.interface}` : 'blackhole'
  const at = `${distance === 1 ? '' : ` ${distance}`}${table === undefined ? '' : ` table ${table}`}`
  return `${word} ${prefix} ${way} tag ${tag}${at}${gateway === undefined || isLinkLocal6(gateway) ? '' : ' onlink'}`
}

/** Of canonical text: of fe80::/10. */
const isLinkLocal6 = (address: string): boolean => /^fe[89ab][0-9a-f]:/.test(address)
