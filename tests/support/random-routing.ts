import type { Random } from '@paranet/network'
import { seededRandom } from '@paranet/network'
import type { RoutedLink, RoutedNetwork } from './routed-network.js'
import { interfaceLines, linkAddress } from './routed-network.js'

/** Routers in a connected graph: a tree, and some links more. */
export function randomLinks(random: Random, routers: readonly string[], more: number): RoutedLink[] {
  const links: RoutedLink[] = routers.slice(1).map((name, i) => [routers[random.below(i + 1)] ?? '', name])
  while (links.length < routers.length - 1 + more) {
    const [a, b] = [random.pick(routers), random.pick(routers)]
    if (a < b && !links.some(([x, y]) => x === a && y === b)) links.push([a, b])
  }
  return links
}

const named = (count: number): string[] => Array.from({ length: count }, (_, i) => `r${i + 1}`)

const timers = ['ip ospf hello-interval 1', 'ip ospf dead-interval 3']

/** OSPF in one area: random costs that often tie, loopbacks, and externals of both types. */
export function randomOspf(seed: number, count = 6): RoutedNetwork {
  const random = seededRandom(seed)
  const routers = named(count)
  const links = randomLinks(random, routers, 4)
  const kind = random.pick(['point-to-point', 'broadcast'])
  const confs = routers.map((name, i) => {
    const lines = [
      ...loopback(i, ['ip ospf area 0']),
      ...interfaceLines(links, name, () => [
        'ip ospf area 0',
        `ip ospf cost ${1 + random.below(4)}`,
        `ip ospf network ${kind}`,
        ...timers,
      ]),
      ...(i % 2 ? [`ip route 192.168.${random.below(3)}.0/24 blackhole`] : []),
      'router ospf',
      ` ospf router-id 10.0.0.${i + 1}`,
      ...(i % 2 ? [` redistribute static metric ${5 + random.below(2)} metric-type ${1 + random.below(2)}`] : []),
      'exit',
    ]
    return [name, `${lines.join('\n')}\n`] as const
  })
  return { links, confs: new Map(confs) }
}

const loopback = (i: number, more: readonly string[]): string[] => [
  'interface lo',
  ` ip address 10.0.0.${i + 1}/32`,
  ...more.map((line) => ` ${line}`),
  'exit',
]

/** A backbone of four routers, two of them on the border of area 1 and two on that of area 2; each area has two routers more. */
export function ospfAreas(seed: number): RoutedNetwork {
  const random = seededRandom(seed)
  const areas: readonly (readonly [RoutedLink, string])[] = [
    [['r1', 'r2'], '0'],
    [['r2', 'r3'], '0'],
    [['r3', 'r4'], '0'],
    [['r1', 'r4'], '0'],
    [['r1', 'r5'], '1'],
    [['r2', 'r6'], '1'],
    [['r5', 'r6'], '1'],
    [['r3', 'r7'], '2'],
    [['r4', 'r8'], '2'],
    [['r7', 'r8'], '2'],
  ]
  const links = areas.map(([link]) => link)
  const own = ['0', '0', '0', '0', '1', '1', '2', '2']
  const confs = named(8).map((name, i) => {
    const lines = [
      ...loopback(i, [`ip ospf area ${own[i]}`]),
      ...interfaceLines(links, name, (_, link) => [
        `ip ospf area ${areas[link]?.[1]}`,
        `ip ospf cost ${1 + random.below(3)}`,
        'ip ospf network point-to-point',
        ...timers,
      ]),
      ...(i === 7 ? ['ip route 192.168.8.0/24 blackhole'] : []),
      'router ospf',
      ` ospf router-id 10.0.0.${i + 1}`,
      ...(i === 7 ? [' redistribute static'] : []),
      'exit',
    ]
    return [name, `${lines.join('\n')}\n`] as const
  })
  return { links, confs: new Map(confs) }
}

/** Three systems: 65001 of three routers with OSPF and a full mesh of sessions between loopbacks, 65002 and 65003 of one each; prefixes, preferences and
 *  policies by seed. */
export function bgpSystems(seed: number): RoutedNetwork {
  const random = seededRandom(seed)
  const inner = ['r1', 'r2', 'r3']
  const links: readonly RoutedLink[] = [
    ['r1', 'r2'],
    ['r2', 'r3'],
    ['r1', 'r3'],
    ['r1', 'r4'],
    ['r2', 'r4'],
    ['r3', 'r5'],
    ['r4', 'r5'],
  ]
  const systemOf = (name: string) => (name === 'r4' ? 65_002 : name === 'r5' ? 65_003 : 65_001)
  const preferring = random.pick(inner)
  const confs = named(5).map((name, i) => {
    const isInner = inner.includes(name)
    const outer = links.flatMap(([a, b], link) => {
      const other = a === name ? b : b === name ? a : undefined
      if (other === undefined || systemOf(other) === systemOf(name)) return []
      return [{ address: linkAddress(link, a === name ? 1 : 0), remote: systemOf(other) }]
    })
    const others = inner
      .filter((other) => isInner && other !== name)
      .map((other) => `10.0.0.${named(5).indexOf(other) + 1}`)
    const lines = [
      ...loopback(i, isInner ? ['ip ospf area 0'] : []),
      ...interfaceLines(links, name, (other) =>
        isInner && inner.includes(other)
          ? ['ip ospf area 0', `ip ospf cost ${1 + random.below(5)}`, 'ip ospf network point-to-point', ...timers]
          : [],
      ),
      `ip route 192.168.${i + 1}.0/24 blackhole`,
      ...(isInner ? ['router ospf', ` ospf router-id 10.0.0.${i + 1}`, 'exit'] : []),
      'ip prefix-list some seq 5 permit 192.168.0.0/16 le 24',
      'route-map preferred permit 10',
      ' match ip address prefix-list some',
      ` set local-preference ${name === preferring ? 150 : 100}`,
      'exit',
      `router bgp ${systemOf(name)}`,
      ` bgp router-id 10.0.0.${i + 1}`,
      ' no bgp ebgp-requires-policy',
      ' bgp bestpath compare-routerid',
      ...outer.flatMap(({ address, remote }) => [
        ` neighbor ${address} remote-as ${remote}`,
        ` neighbor ${address} timers connect 1`,
      ]),
      ...others.flatMap((address) => [
        ` neighbor ${address} remote-as 65001`,
        ` neighbor ${address} update-source lo`,
        ` neighbor ${address} timers connect 1`,
      ]),
      ' address-family ipv4 unicast',
      `  network 192.168.${i + 1}.0/24`,
      ...others.map((address) => `  neighbor ${address} next-hop-self`),
      ...outer.map(({ address }) => `  neighbor ${address} route-map preferred in`),
      ' exit-address-family',
      'exit',
    ]
    return [name, `${lines.join('\n')}\n`] as const
  })
  return { links, confs: new Map(confs) }
}
