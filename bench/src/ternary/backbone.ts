import type { BoxPort, Ternary, TernaryNetwork, TernaryRule } from '@paranet/verifier'
import { type Random, seededRandom } from '@paranet/network'

const fields = [
  { name: 'vlan', bits: 12 },
  { name: 'dst', bits: 32 },
  { name: 'src', bits: 32 },
  { name: 'proto', bits: 8 },
  { name: 'dstPort', bits: 16 },
  { name: 'srcPort', bits: 16 },
  { name: 'flags', bits: 8 },
] as const

const zones = 14
const cores = 2
const accessPorts = 10
const subnetsPerPort = 4

interface Subnet {
  readonly zone: number
  readonly port: number
  readonly address: number
  readonly length: number
  readonly vlan: number
}

/** Rules by fields' names. */
type Named = Partial<Record<(typeof fields)[number]['name'], Ternary>>

/** A campus backbone like Stanford's: 14 routers of zones with ten access ports each, each on two core routers, some 8,800 rules. A router is three boxes:
 *  what comes in (VLANs, filters), routes by prefixes that write the next VLAN, and what goes out (filters, tags). Filters have wildcards
 *  in the midst of addresses, blocks of ports and flags. */
export function backbone(seed: number): TernaryNetwork {
  const random = seededRandom(seed)
  const subnets = makeSubnets(random)
  const routers = Array.from({ length: zones + cores }, (_, router) => routerOf(router, subnets, random))
  const links: (readonly [BoxPort, BoxPort])[] = []
  routers.forEach(({ ports }, router) => {
    const [into, routes, out] = [router * 3, router * 3 + 1, router * 3 + 2]
    links.push([
      { box: into, port: ports },
      { box: routes, port: ports },
    ])
    for (let port = 0; port < ports; port++)
      links.push([
        { box: routes, port },
        { box: out, port },
      ])
  })
  for (let zone = 0; zone < zones; zone++)
    for (let core = 0; core < cores; core++) {
      const [zoneBox, coreBox] = [zone * 3, (zones + core) * 3]
      const [up, down] = [accessPorts + core, zone]
      const out = (box: number, port: number, ports: number): BoxPort => ({ box: box + 2, port: ports + port })
      links.push([out(zoneBox, up, accessPorts + cores), { box: coreBox, port: down }])
      links.push([out(coreBox, down, zones + 1), { box: zoneBox, port: up }])
    }
  return { fields, boxes: routers.flatMap(({ boxes }) => boxes), links }
}

function makeSubnets(random: Random): Subnet[] {
  const subnets: Subnet[] = []
  for (let zone = 0; zone < zones; zone++) {
    let next = 0
    for (let port = 0; port < accessPorts; port++)
      for (let i = 0; i < subnetsPerPort; i++) {
        const length = 22 + random.below(5)
        const size = 2 ** (32 - length)
        next = Math.ceil(next / size) * size
        subnets.push({ zone, port, address: 0xab400000 + zone * 0x10000 + next, length, vlan: 10 + port })
        next += size
      }
  }
  return subnets
}

const exactly = (value: number, bits: number): Ternary => ({ value, mask: 2 ** bits - 1 })
const prefix = (address: number, length: number): Ternary => ({ value: address, mask: 2 ** 32 - 2 ** (32 - length) })
const vlanOf = (vlan: number): Named => ({ vlan: exactly(vlan, 12) })
/** VLANs of links between routers. */
const linkVlan = (zone: number, core: number): number => 1000 + zone * cores + core

function rule(match: Named, ports: readonly number[], more: { from?: number; set?: Named } = {}): TernaryRule {
  const inOrder = (named: Named) => fields.map(({ name }) => named[name])
  return {
    ...(more.from === undefined ? {} : { from: [more.from] }),
    match: inOrder(match),
    ports,
    ...(more.set ? { set: inOrder(more.set) } : {}),
  }
}

function routerOf(router: number, subnets: readonly Subnet[], random: Random) {
  const isCore = router >= zones
  const ports = isCore ? zones + 1 : accessPorts + cores
  const name = isCore ? `core${router - zones + 1}` : `zone${router + 1}`
  const own = subnets.filter(({ zone }) => zone === router)
  const boxes = [
    {
      name: `${name}-in`,
      ports: ports + 1,
      rules: isCore ? coreIn(router - zones, ports) : zoneIn(router, own, ports, random),
    },
    {
      name: `${name}-routes`,
      ports: ports + 1,
      rules: isCore ? coreRoutes(router - zones, subnets, random) : zoneRoutes(router, own, subnets, random),
    },
    { name: `${name}-out`, ports: ports * 2, rules: isCore ? coreOut(ports) : zoneOut(own, ports, random) },
  ]
  return { boxes, ports }
}

function coreIn(core: number, ports: number): TernaryRule[] {
  const rules = Array.from({ length: zones }, (_, zone) => rule(vlanOf(linkVlan(zone, core)), [ports], { from: zone }))
  return [...rules, rule(vlanOf(0), [ports], { from: zones, set: vlanOf(2000 + core) })]
}

/** Filters of access ports, then the port's VLAN for packets without a tag, with sources of its subnets. */
function zoneIn(router: number, own: readonly Subnet[], ports: number, random: Random): TernaryRule[] {
  const rules: TernaryRule[] = []
  for (let port = 0; port < accessPorts; port++) {
    const served = own.filter((subnet) => subnet.port === port)
    for (const deny of denials(random, 4 + random.below(4)))
      rules.push(rule({ ...vlanOf(0), ...deny }, [], { from: port }))
    for (const { address, length, vlan } of served)
      rules.push(rule({ ...vlanOf(0), src: prefix(address, length) }, [ports], { from: port, set: vlanOf(vlan) }))
  }
  for (let core = 0; core < cores; core++)
    rules.push(rule(vlanOf(linkVlan(router, core)), [ports], { from: accessPorts + core }))
  return rules
}

const blockedPorts: readonly Ternary[] = [
  exactly(135, 16),
  exactly(445, 16),
  { value: 136, mask: 0xfffc },
  exactly(1434, 16),
  { value: 6000, mask: 0xfff0 },
  exactly(23, 16),
]

/** Denials with wildcards anywhere: services, host numbers in all subnets, packets that open connections. */
function denials(random: Random, count: number): Named[] {
  const tcp = exactly(6, 8)
  return Array.from({ length: count }, (): Named => {
    const kind = random.below(5)
    const dstPort = blockedPorts[random.below(blockedPorts.length)]!
    if (kind < 2) return { proto: exactly(random.below(2) ? 6 : 17, 8), dstPort }
    if (kind === 2) return { src: { value: 0xab400001 + random.below(4), mask: 0xfff000ff }, proto: tcp }
    if (kind === 3) return { proto: tcp, flags: { value: 0x02, mask: 0x12 }, dstPort: { value: 0, mask: 0xfc00 } }
    return { dst: { value: 0xab400000 + random.below(3), mask: 0xfff000ff }, proto: exactly(17, 8) }
  })
}

/** Routes of a zone: its subnets with the hosts and halves that are elsewhere, those of the other zones by one of the cores, everything else by a core. */
function zoneRoutes(router: number, own: readonly Subnet[], subnets: readonly Subnet[], random: Random): TernaryRule[] {
  const rules = own.map(({ address, length, port, vlan }) =>
    rule({ dst: prefix(address, length) }, [port], { set: vlanOf(vlan) }),
  )
  const up = (core: number) => ({ port: accessPorts + core, set: vlanOf(linkVlan(router, core)) })
  for (const { zone, address, length, port } of subnets) {
    if (zone === router) continue
    if (random.below(100) < 68) {
      const { port: out, set } = up((zone + port + router) % cores)
      rules.push(rule({ dst: prefix(address, length) }, [out], { set }))
    }
  }
  for (let i = 0; i < 40; i++) {
    const { port: out, set } = up(random.below(cores))
    const elsewhere = (router + 1 + random.below(zones - 1)) % zones
    rules.push(rule({ dst: prefix(0xab400000 + elsewhere * 0x10000 + random.below(0x1000) * 16, 28) }, [out], { set }))
  }
  rules.push(rule({ dst: prefix(0xab400000 + router * 0x10000, 16) }, []))
  rules.sort((a, b) => b.match[1]!.mask - a.match[1]!.mask)
  const { port, set } = up(router % cores)
  return [...rules, rule({}, [port], { set })]
}

/** Routes of a core: all subnets, each zone as a whole, and everything else to the world. */
function coreRoutes(core: number, subnets: readonly Subnet[], random: Random): TernaryRule[] {
  const down = (zone: number) => ({ set: vlanOf(linkVlan(zone, core)) })
  const rules = subnets.map(({ zone, address, length }) => rule({ dst: prefix(address, length) }, [zone], down(zone)))
  for (let zone = 0; zone < zones; zone++)
    rules.push(rule({ dst: prefix(0xab400000 + zone * 0x10000, 16) }, [zone], down(zone)))
  for (let i = 0; i < 60; i++) rules.push(rule({ dst: prefix(random.below(2 ** 24) * 256, 24) }, []))
  rules.sort((a, b) => b.match[1]!.mask - a.match[1]!.mask)
  return [...rules, rule({}, [zones], { set: vlanOf(0) })]
}

function coreOut(ports: number): TernaryRule[] {
  return Array.from({ length: ports }, (_, port) => rule({}, [ports + port], { from: port }))
}

/** Filters towards access ports, which packets leave without a tag. */
function zoneOut(own: readonly Subnet[], ports: number, random: Random): TernaryRule[] {
  const rules: TernaryRule[] = []
  for (let port = 0; port < accessPorts; port++) {
    const { vlan } = own.find((subnet) => subnet.port === port)!
    for (const deny of denials(random, random.below(6)))
      rules.push(rule({ ...vlanOf(vlan), ...deny }, [], { from: port }))
    rules.push(rule(vlanOf(vlan), [ports + port], { from: port, set: vlanOf(0) }))
  }
  for (let port = accessPorts; port < ports; port++) rules.push(rule({}, [ports + port], { from: port }))
  return rules
}
