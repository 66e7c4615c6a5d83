import type {
  IpAddress,
  Prefix,
  Random,
  Topology,
  TopologyInterface,
  TopologyLink,
  TopologyNode,
} from '@paranet/network'

/** A small connected network: three to eight devices with loopbacks and stub prefixes, nested and shared ones among them, in both
 *  families; hosts with one or two links; sometimes a firewall, a way out, risks and regions. The same random gives the same network. */
export function randomNetwork(random: Random, its: { readonly default?: Topology['default'] } = {}): Topology {
  const chance = (p: number) => random.next() < p
  const count = 3 + random.below(6)
  const devices = Array.from({ length: count }, (_, i) => randomDevice(random, i))
  if (chance(0.6))
    Object.assign(devices[random.below(count)] as TopologyNode, { type: 'firewall', function: 'firewall' })
  shareSomePrefixes(random, devices)
  const links = coreLinks(random, devices)
  const hosts = Array.from({ length: random.below(4) }, (_, i) => attachHost(random, i, devices, links))
  return {
    name: 'random',
    default: its.default ?? (chance(0.6) ? 'closed' : 'open'),
    antiSpoofing: true,
    nodes: [...devices, ...hosts],
    interfaces: chance(0.6) ? [externalInterface(random, random.pick(devices).name)] : [],
    links,
    groups: [],
  }
}

const address = (text: string) => text as IpAddress
const prefix = (text: string) => text as Prefix

function nodeOf(name: string, its: Partial<TopologyNode>): TopologyNode {
  return {
    name,
    type: 'router',
    addresses: [],
    prefixes: [],
    target: 'emulated',
    driver: 'emulated',
    produces: [],
    labels: {},
    assigned: [],
    ...its,
  }
}

function randomDevice(random: Random, i: number): TopologyNode {
  const prefixes: Prefix[] = []
  if (random.next() < 0.7) prefixes.push(prefix(`10.${i + 1}.0.0/16`))
  if (random.next() < 0.2) prefixes.push(prefix(`192.168.${i}.0/25`))
  if (random.next() < 0.3) prefixes.push(prefix(`2001:db8:${i + 1}::/48`))
  return nodeOf(`r${i + 1}`, {
    addresses: random.next() < 0.8 ? [address(`10.0.0.${i + 1}`)] : [],
    prefixes,
    region: random.pick(['north', 'south']),
  })
}

/** Prefixes inside another device's, a part of those back at the first, and one that two devices own. */
function shareSomePrefixes(random: Random, devices: TopologyNode[]): void {
  const give = (device: TopologyNode | undefined, text: string) => {
    if (device) Object.assign(device, { prefixes: [...new Set([...device.prefixes, prefix(text)])].sort() })
  }
  const [first, second, third] = devices
  if (random.next() < 0.4) give(second, '10.1.128.0/17')
  if (random.next() < 0.3) give(third, '10.1.200.0/24')
  if (random.next() < 0.2) {
    give(first, '10.2.0.0/16')
    give(second, '10.2.64.0/18')
    give(first, '10.2.65.0/24')
  }
  if (random.next() < 0.3) for (const owner of [first, third]) give(owner, '10.99.0.0/16')
  if (random.next() < 0.2) give(second, '2001:db8:1:8000::/49')
}

function linkOf(random: Random, a: string, b: string, access: boolean): TopologyLink {
  const latency = access ? 10 : 100 * (1 + random.below(30))
  return {
    id: `${a}--${b}`,
    ends: [
      { node: a, interface: `to-${b}` },
      { node: b, interface: `to-${a}` },
    ],
    bandwidth: 10_000_000_000,
    latency,
    // Made of what there is already, so that the networks of a seed stay what they were.
    ...(latency % 300 === 0 ? { loss: latency / 1_000_000 } : {}),
    weight: 1 + random.below(3),
    risks: !access && random.next() < 0.3 ? [random.pick(['conduit-1', 'conduit-2'])] : [],
    labels: {},
    assigned: [],
  }
}

/** A random tree and some more. */
function coreLinks(random: Random, devices: readonly TopologyNode[]): TopologyLink[] {
  const links: TopologyLink[] = []
  const join = (a: TopologyNode | undefined, b: TopologyNode | undefined) => {
    if (!a || !b || a === b) return
    const isJoined = links.some(({ ends }) => ends.every(({ node }) => node === a.name || node === b.name))
    if (!isJoined) links.push(linkOf(random, a.name, b.name, false))
  }
  for (const [i, device] of devices.entries()) if (i > 0) join(devices[random.below(i)], device)
  const more = random.below(devices.length + 1)
  for (let i = 0; i < more; i++) join(random.pick(devices), random.pick(devices))
  return links
}

function attachHost(random: Random, i: number, devices: readonly TopologyNode[], links: TopologyLink[]): TopologyNode {
  const name = `h${i + 1}`
  const first = random.pick(devices)
  const second = random.pick(devices)
  links.push(linkOf(random, first.name, name, true))
  if (second !== first && random.next() < 0.5) links.push(linkOf(random, second.name, name, true))
  const at = first.prefixes.find((text) => text.startsWith('10.'))
  const inside = at && random.next() < 0.7 ? `${at.split('.').slice(0, 2).join('.')}.${7 + i}.10` : `172.16.${i}.10`
  const v6 = random.next() < 0.3 ? [address(`2001:db8:ffff::${i + 1}`)] : []
  return nodeOf(name, {
    type: random.pick(['host', 'server']),
    addresses: [address(inside), ...v6],
    ...(random.next() < 0.5 ? { gateway: second !== first && random.next() < 0.5 ? second.name : first.name } : {}),
  })
}

const externalInterface = (random: Random, node: string): TopologyInterface => ({
  node,
  name: 'wan',
  addresses: random.next() < 0.5 ? ['203.0.113.2/30' as TopologyInterface['addresses'][number]] : [],
  mtu: 1500,
  segment: 'main',
  external: true,
  labels: {},
})
