import type {
  Avoidance,
  Ends,
  EndTerm,
  Intent,
  IpAddress,
  Prefix,
  Random,
  Topology,
  TopologyLink,
  TopologyNode,
  TrafficClass,
} from '@paranet/network'

/** A small network with a bit of everything: routers, a firewall, hosts with one or two links inside attached prefixes, a way out. */
export function randomTopology(random: Random): Topology {
  const count = 3 + random.below(4)
  const routers = Array.from(
    { length: count },
    (_, i): TopologyNode => node(`r${i}`, 'router', [`10.0.0.${i + 1}`], [`10.${i + 1}.0.0/16`]),
  )
  const firewalls = Array.from({ length: 1 + random.below(2) }, (_, i) => ({
    ...node(`fw${i}`, 'firewall', [], []),
    function: 'firewall',
  }))
  const devices = [...routers, ...firewalls]
  const links: TopologyLink[] = []
  const join = (a: string, b: string) => {
    if (a !== b && !links.some(({ id }) => id === `${a}--${b}` || id === `${b}--${a}`)) links.push(link(a, b, random))
  }
  for (const [i, { name }] of devices.entries()) if (i > 0) join(name, devices[random.below(i)]?.name ?? '')
  for (let i = 0; i < count; i++) join(random.pick(devices).name, random.pick(devices).name)
  const hosts = Array.from({ length: random.below(3) }, (_, i) => {
    const home = random.below(count)
    const host = { ...node(`h${i}`, 'host', [`10.${home + 1}.0.${10 + i}`], []), gateway: `r${home}` }
    join(`r${home}`, host.name)
    if (random.below(2) === 0) join(`r${(home + 1) % count}`, host.name)
    return host
  })
  const hasExit = random.below(2) === 0
  return {
    name: 'small',
    default: random.below(4) === 0 ? 'open' : 'closed',
    antiSpoofing: true,
    nodes: [...devices, ...hosts],
    interfaces: hasExit
      ? [{ node: 'r0', name: 'wan', addresses: [], mtu: 1500, segment: 'main', external: true, labels: {} }]
      : [],
    links,
    groups: [],
  }
}

const node = (name: string, type: TopologyNode['type'], addresses: string[], prefixes: string[]): TopologyNode => ({
  name,
  type,
  addresses: addresses as IpAddress[],
  prefixes: prefixes as Prefix[],
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
})

const link = (a: string, b: string, random: Random): TopologyLink => ({
  id: `${a}--${b}`,
  ends: [
    { node: a, interface: `to-${b}` },
    { node: b, interface: `to-${a}` },
  ],
  bandwidth: 1e9,
  ...(a.length % 2 === 0 ? { headroom: 0.5 } : {}),
  latency: 100 * (1 + random.below(5)),
  weight: 1 + random.below(3),
  risks: random.below(3) === 0 ? ['conduit'] : [],
  labels: {},
  assigned: [],
})

/** A few intents of all kinds, with distinct priorities where they could contradict each other. */
export function randomIntents(random: Random, topology: Topology): Intent[] {
  return Array.from({ length: 1 + random.below(6) }, (_, i) => randomIntent(random, topology, i))
}

function randomIntent(random: Random, topology: Topology, i: number): Intent {
  const base = {
    id: `n/f/i${i}`,
    name: `i${i}`,
    priority: 100 + 10 * random.below(3),
    rank: i,
    from: randomEnds(random, topology),
    to: randomEnds(random, topology),
    traffic: randomTraffic(random),
    reply: random.pick(['auto', 'auto', 'stateless', 'none'] as const),
    yields: true,
    labels: {},
  }
  const kind = random.below(10)
  if (kind === 0) return { ...base, kind: 'allow' }
  if (kind <= 2) return { ...base, kind: 'isolate' }
  const names = topology.nodes.map(({ name }) => name)
  const firewalls = names.filter((name) => name.startsWith('fw'))
  const avoid: Avoidance[] = random.below(4) === 0 ? [{ kind: 'link', link: random.pick(topology.links).id }] : []
  const via =
    random.below(3) === 0
      ? [{ oneOf: random.below(2) === 0 ? firewalls : [random.pick(names.filter((name) => !name.startsWith('h')))] }]
      : []
  return {
    ...base,
    kind: 'route',
    via: via.length > 0 && random.below(3) === 0 ? [...via, { oneOf: ['r1'] }] : via,
    avoid,
    ...(random.below(2) === 0
      ? { survive: [{ count: 1, element: random.pick(['link', 'core-link', 'core-link', 'node', 'risk'] as const) }] }
      : {}),
    ...(random.below(4) === 0 ? { latency: 300 + random.below(1500) } : {}),
    ...(random.below(5) === 0
      ? { bandwidth: { bitsPerSecond: 1e8 * (1 + random.below(6)), each: random.below(2) === 0 } }
      : {}),
  }
}

function randomEnds(random: Random, topology: Topology): Ends {
  const term = (): EndTerm => {
    const kind = random.below(8)
    if (kind === 0 && topology.interfaces.length > 0) return { kind: 'internet' }
    if (kind === 1) return { kind: 'any' }
    if (kind <= 3)
      return { kind: 'prefix', prefix: `10.${1 + random.below(3)}.0.0/${random.pick([16, 16, 24])}` as Prefix }
    return { kind: 'node', node: random.pick(topology.nodes.filter(({ addresses }) => addresses.length > 0)).name }
  }
  return {
    terms: random.below(4) === 0 ? [term(), term()] : [term()],
    except: random.below(8) === 0 ? [term()] : [],
    text: 'x',
  }
}

const randomTraffic = (random: Random): TrafficClass =>
  random.pick<TrafficClass>([
    [{}],
    [{ protocol: 6, dstPorts: [[443, 443]] }],
    [
      {
        protocol: 6,
        dstPorts: [
          [80, 80],
          [443, 443],
        ],
      },
    ],
    [{ protocol: 6 }],
    [{ protocol: 17, dstPorts: [[1000, 2000]] }],
    [{ dscp: [46] }],
  ])
