import type {
  DeviceState,
  NetworkState,
  Packet,
  PacketMatch,
  Port,
  Prefix,
  RouteAction,
  TopologyIndex,
  TranslationEntry,
} from '@paranet/network'

/** Everything that can become of one packet, whatever addresses devices choose: `delivered r3 10.1.0.5`, `dropped r2`, … A packet walk of one page that
 *  shares no code with lookups or packet sets. Choices among many addresses are told apart at the ends of all prefixes that anything speaks of. */
export function outcomesOf(
  index: TopologyIndex,
  state: NetworkState,
  port: Port,
  packet: Packet,
): Set<string> | undefined {
  let left = mostVisits
  const ends = new Set<string>()
  const edges = edgesOf(index, state)
  const go = (node: number, from: string, now: Packet, path: readonly string[]): void => {
    if (--left < 0) return
    const name = index.nodes[node]?.name ?? ''
    const place = `${name} ${from} ${now.src} ${now.dst}`
    if (path.includes(place)) return void ends.add('looped')
    const own = state.get(name) ?? { device: name, routes: [], policyRoutes: [], filters: [] }
    const passed = [...path, place]
    if (!permits(own, 'in', from, now)) return void ends.add(`dropped ${name}`)
    for (const arrived of rewrites(index, own, 'destination', from, now, edges)) {
      const action = permits(own, 'forward', undefined, arrived) ? routeOf(own, from, arrived) : undefined
      if (!action || action.kind === 'drop') ends.add(`dropped ${name}`)
      else {
        const group = action.kind === 'deliver' ? [action.interface] : action.groups[0]?.map((hop) => hop.interface)
        if (!group) ends.add(`dropped ${name}`)
        for (const out of group ?? [])
          for (const gone of rewrites(index, own, 'source', out, arrived, edges))
            if (permits(own, 'out', out, gone)) send(node, out, gone, passed)
            else ends.add(`dropped ${name}`)
      }
    }
  }
  const send = (node: number, out: string, now: Packet, path: readonly string[]): void => {
    const name = index.nodes[node]?.name ?? ''
    const link = index.topology.links.find(({ ends: [a, b] }) => isEnd(a, name, out) || isEnd(b, name, out))
    const other = link?.ends.find((end) => !isEnd(end, name, out))
    const next = index.topology.nodes.findIndex((one) => one.name === other?.node)
    if (other && !index.isEnd[next]) return go(next, other.interface, now, path)
    const at = index.ports.find((one) => one.device === node && one.interface === out)
    const to = other?.node ?? name
    if (!at) return void ends.add(`dropped ${to}`)
    const longest = index.owned
      .filter(({ prefix }) => holds(prefix, now.dst))
      .sort((a, b) => lengthOf(b.prefix) - lengthOf(a.prefix))[0]
    const isRight = at.kind === 'external' ? !longest : longest?.ports.includes(at.id)
    ends.add(`${isRight ? 'delivered' : 'misdelivered'} ${to}`)
  }
  go(port.device, port.interface, packet, [])
  return left < 0 ? undefined : ends
}

/** Where choices at many devices multiply, the oracle gives up (undefined). */
const mostVisits = 3000

const isEnd = (end: { readonly node: string; readonly interface: string }, node: string, name: string): boolean =>
  end.node === node && end.interface === name

function permits(own: DeviceState, direction: string, at: string | undefined, packet: Packet): boolean {
  const [first] = own.filters
    .filter((rule) => rule.direction === direction && rule.interface === at && matches(rule.match, packet))
    .sort((a, b) => b.priority - a.priority)
  return first?.action !== 'deny'
}

function routeOf(own: DeviceState, from: string, packet: Packet): RouteAction | undefined {
  const [policy] = own.policyRoutes
    .filter((rule) => (rule.inInterface ?? from) === from && matches(rule.match, packet))
    .sort((a, b) => b.priority - a.priority)
  const [route] = own.routes
    .filter(({ prefix }) => holds(prefix, packet.dst))
    .sort((a, b) => lengthOf(b.prefix) - lengthOf(a.prefix))
  return (policy ?? route)?.action
}

/** All that a device may make of one address. */
function rewrites(
  index: TopologyIndex,
  { device, translations = [] }: DeviceState,
  direction: TranslationEntry['direction'],
  at: string,
  packet: Packet,
  edges: readonly string[],
): Packet[] {
  const side = direction === 'source' ? 'src' : 'dst'
  const as = (prefix: string): Packet[] =>
    addressesIn(prefix, edges).map((one) => ({ ...packet, [side]: one }) as Packet)
  if (!packet.established) {
    const [first] = translations
      .filter((rule) => rule.direction === direction && (rule.interface ?? at) === at)
      .filter((rule) => matches(rule.match, packet) && isV6(rule.to[0]?.prefix) === isV6(packet.src))
      .sort((a, b) => b.priority - a.priority)
    return first ? first.to.flatMap(({ prefix }) => as(prefix)) : [packet]
  }
  const back: Packet[] = []
  for (const rule of translations.filter((one) => one.direction !== direction))
    for (const { prefix } of rule.to) {
      const { src, dst, srcPort, dstPort, protocol } = rule.match
      const [asked, asker] = rule.direction === 'source' ? [dst, prefix] : [prefix, src]
      const turned = {
        ...(asked ? { src: asked } : {}),
        ...(asker ? { dst: asker } : {}),
        ...(protocol === undefined ? {} : { protocol }),
        ...(dstPort ? { srcPort: dstPort } : {}),
        ...(srcPort ? { dstPort: srcPort } : {}),
      }
      const port = index.ports.find(
        (one) => one.device === index.nodeId.get(device) && one.interface === rule.interface,
      )
      const isInside = index.owned.some((one) => holds(one.prefix, packet.src))
      if (rule.direction === 'source' && port?.kind === 'external' && !dst && isInside) continue
      if (!matches(turned, packet)) continue
      back.push(...as((rule.direction === 'source' ? src : dst) ?? (isV6(prefix) ? '::/0' : '0.0.0.0/0')))
      const isOwned = index.owned.some(
        (one) => holds(one.prefix, firstOf(prefix)) || holds(prefix, firstOf(one.prefix)),
      )
      if (rule.direction === 'destination' || isOwned) back.push(packet)
    }
  return back.length === 0 ? [packet] : back
}

function matches(match: PacketMatch, packet: Packet): boolean {
  const { src, dst, protocol, srcPort, dstPort, dscp, established } = match
  const hasPorts = [6, 17, 33, 132, 136].includes(packet.protocol)
  if (src && !holds(src, packet.src)) return false
  if (dst && !holds(dst, packet.dst)) return false
  if (protocol !== undefined && protocol !== packet.protocol) return false
  if (srcPort && (!hasPorts || packet.srcPort < srcPort[0] || packet.srcPort > srcPort[1])) return false
  if (dstPort && (!hasPorts || packet.dstPort < dstPort[0] || packet.dstPort > dstPort[1])) return false
  if (dscp !== undefined && dscp !== packet.dscp) return false
  return established === undefined || established === packet.established
}

const isV6 = (text: string | undefined): boolean => text?.includes(':') ?? false
const lengthOf = (prefix: string): number => Number(prefix.split('/')[1])
const firstOf = (prefix: string): string => prefix.split('/')[0] ?? ''

/** v4 only: the tests' translations have no other. */
const numberOf = (address: string): number => address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)

const textOf = (value: number): string => [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join('.')

function holds(prefix: string, address: string): boolean {
  if (isV6(prefix) || isV6(address)) return isV6(prefix) && isV6(address) && holdsV6(prefix as Prefix, address)
  const size = 2 ** (32 - lengthOf(prefix))
  return Math.floor(numberOf(firstOf(prefix)) / size) === Math.floor(numberOf(address) / size)
}

function holdsV6(prefix: Prefix, address: string): boolean {
  const bits = (text: string) => {
    const [head = '', tail] = text.split('::')
    const [left, right] = [head, tail ?? ''].map((part) => (part === '' ? [] : part.split(':')))
    const middle = Array.from({ length: 8 - (left?.length ?? 0) - (right?.length ?? 0) }, () => '0')
    return [...(left ?? []), ...middle, ...(right ?? [])]
      .map((word) => Number.parseInt(word, 16).toString(2).padStart(16, '0'))
      .join('')
  }
  return bits(firstOf(prefix)).slice(0, lengthOf(prefix)) === bits(address).slice(0, lengthOf(prefix))
}

/** First and last addresses of all prefixes that devices or the topology speak of. */
function edgesOf(index: TopologyIndex, state: NetworkState): string[] {
  const prefixes = [...state.values()].flatMap(({ routes, policyRoutes, filters, translations = [] }) => [
    ...routes.map(({ prefix }) => prefix),
    ...[...policyRoutes, ...filters, ...translations].flatMap(({ match: { src, dst } }) => [src, dst]),
    ...translations.flatMap(({ to }) => to.map(({ prefix }) => prefix)),
  ])
  const all = [...prefixes, ...index.owned.map(({ prefix }) => prefix)].filter((one) => one !== undefined && !isV6(one))
  return [
    ...new Set(
      all.flatMap((prefix) => [
        numberOf(firstOf(prefix ?? '')),
        numberOf(firstOf(prefix ?? '')) + 2 ** (32 - lengthOf(prefix ?? '')) - 1,
      ]),
    ),
  ]
    .flatMap((edge) => [edge - 1, edge, edge + 1])
    .filter((edge) => edge >= 0 && edge < 2 ** 32)
    .map(textOf)
}

const addressesIn = (prefix: string, edges: readonly string[]): string[] => [
  ...new Set([firstOf(prefix), ...edges.filter((one) => holds(prefix, one))]),
]
