import type {
  Avoidance,
  Ends,
  EndTerm,
  Intent,
  IpAddress,
  Prefix,
  Random,
  RouteIntent,
  Topology,
  TrafficClass,
} from '@paranet/network'
import { formatPrefix, hostPrefix, prefixRange } from '@paranet/network'

const classes: readonly TrafficClass[] = [
  [{}],
  [{ protocol: 6, dstPorts: [[443, 443]] }],
  [
    {
      protocol: 6,
      dstPorts: [
        [80, 80],
        [8000, 8010],
      ],
    },
  ],
  [{ protocol: 17, dstPorts: [[1024, 65535]] }],
  [{ protocol: 17, srcPorts: [[53, 53]] }],
  [{ protocol: 1 }, { protocol: 58 }],
  [{ dstPorts: [[0, 22]] }],
  [{ protocol: 6, dscp: [46, 10] }],
]

/** Whether intents get a priority of their own, so that no two contradict each other. */
export interface IntentOptions {
  readonly count: number
  readonly distinct: boolean
  /** Only what any network of this kind can keep: no waypoints, bounds or failures that may have no path. */
  readonly plain?: boolean
}

/** Random intents of every kind that is compiled, on the nodes and prefixes of the network. */
export function randomIntents(random: Random, topology: Topology, options: IntentOptions): Intent[] {
  return Array.from({ length: options.count }, (_, i) => randomIntent(random, topology, i, options))
}

function randomIntent(random: Random, topology: Topology, rank: number, options: IntentOptions): Intent {
  const name = `i${rank}`
  const id = `random/test.pn/${name}`
  const common = {
    id,
    name,
    rank,
    priority: options.distinct ? 100 + ((rank * 37) % 101) : random.pick([50, 100, 100, 200]),
    from: randomEnds(random, topology),
    to: randomEnds(random, topology),
    traffic: random.pick(classes),
    reply: random.pick(['auto', 'auto', 'none', 'stateless'] as const),
    yields: false,
    labels: {},
    source: { file: 'test.pn', offset: rank * 100, line: rank + 1, column: 1, length: 1 },
  }
  const kind = random.pick(['route', 'route', 'route', 'isolate', 'isolate', 'allow', 'assert'] as const)
  if (kind === 'allow' || kind === 'isolate') return { ...common, kind }
  if (kind === 'route') return withConstraints(random, topology, { ...common, kind, via: [], avoid: [] }, options)
  const asserts: Intent =
    random.next() < 0.5 ? { ...common, kind: 'isolate' } : { ...common, kind: 'route', via: [], avoid: [] }
  return { kind: 'assert', id, name, asserts, labels: {}, source: common.source }
}

function withConstraints(random: Random, topology: Topology, route: RouteIntent, options: IntentOptions): RouteIntent {
  if (options.plain) return route
  const devices = topology.nodes.filter(({ name }) => name.startsWith('r')).map(({ name }) => name)
  const chance = (p: number) => random.next() < p
  const element = random.pick(['link', 'core-link', 'node', 'risk'] as const)
  const oneOf = () =>
    chance(0.3) ? [...new Set([random.pick(devices), random.pick(devices)])] : [random.pick(devices)]
  const made = {
    ...route,
    ...(chance(0.35) ? { via: chance(0.2) ? [{ oneOf: oneOf() }, { oneOf: oneOf() }] : [{ oneOf: oneOf() }] } : {}),
    ...(chance(0.25) ? { avoid: [randomAvoidance(random, topology, devices)] } : {}),
    ...(chance(0.15) ? { maxHops: 2 + random.below(5) } : {}),
    ...(chance(0.15) ? { paths: { count: 2, kind: random.pick(['equal', 'links', 'nodes', 'risks'] as const) } } : {}),
    ...(chance(0.1) ? { prefer: [{ oneOf: [{ kind: 'node' as const, node: random.pick(devices) }] }] } : {}),
    ...(chance(0.25) ? { latency: 500 * (1 + random.below(16)) } : {}),
    ...(chance(0.35) ? { survive: [{ count: chance(0.1) ? 2 : 1, element }] } : {}),
  }
  // Made of what there is already, so that the intents of a seed stay what they were.
  return made.maxHops !== undefined && made.maxHops % 2 === 0 ? { ...made, loss: 0.002 } : made
}

function randomAvoidance(random: Random, topology: Topology, devices: readonly string[]): Avoidance {
  const kind = random.pick(['node', 'link', 'link', 'region', 'risk'] as const)
  if (kind === 'node') return { kind, node: random.pick(devices) }
  if (kind === 'link') return { kind, link: random.pick(topology.links).id }
  return kind === 'region' ? { kind, region: 'south' } : { kind, risk: 'conduit-1' }
}

/** One or two terms, sometimes with an exception; always something that is attached. */
function randomEnds(random: Random, topology: Topology): Ends {
  const terms = [randomTerm(random, topology, true)]
  if (random.next() < 0.25) terms.push(randomTerm(random, topology, true))
  const except = random.next() < 0.15 ? [randomTerm(random, topology, false)] : []
  return { terms, except, text: terms.map((term) => JSON.stringify(term)).join() }
}

function randomTerm(random: Random, topology: Topology, wide: boolean): EndTerm {
  const hasExit = topology.interfaces.some(({ external }) => external)
  const attached = topology.nodes.filter(({ addresses, prefixes }) => addresses.length + prefixes.length > 0)
  const node = random.pick(attached)
  const pick = random.next()
  if (wide && pick < 0.08) return { kind: 'any' }
  if (hasExit && pick < 0.18) return { kind: 'internet' }
  if (hasExit && pick < 0.22) return { kind: 'prefix', prefix: '198.51.100.0/24' as Prefix }
  if (pick < 0.55) return { kind: 'node', node: node.name }
  return { kind: 'prefix', prefix: partOf(random, random.pick(prefixesOf(node))) }
}

const prefixesOf = ({ addresses, prefixes }: { addresses: readonly IpAddress[]; prefixes: readonly Prefix[] }) => [
  ...addresses.map(hostPrefix),
  ...prefixes,
]

/** The prefix, a part of it, or the one around it. */
function partOf(random: Random, prefix: Prefix): Prefix {
  const { family, first, last, length } = prefixRange(prefix)
  const way = random.next()
  if (way < 0.5) return prefix
  if (way < 0.65 && length > 9) return formatPrefix(family, first, length - 1)
  const longer = Math.min(family === 4 ? 32 : 128, length + 1 + random.below(8))
  return formatPrefix(family, random.next() < 0.5 ? first : last, longer)
}
