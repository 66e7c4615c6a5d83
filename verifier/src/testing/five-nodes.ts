import type {
  AllowIntent,
  AssertIntent,
  DeviceState,
  Ends,
  EndTerm,
  InstallingIntent,
  IpAddress,
  IsolateIntent,
  NetworkState,
  NextHopGroups,
  Prefix,
  RouteAction,
  RouteIntent,
  Topology,
  TopologyLink,
  TopologyNode,
} from '@paranet/network'
import { canonicalState, networkState } from '@paranet/network'

const node = (name: string, its: Partial<TopologyNode> = {}): TopologyNode => ({
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
})

const link = (a: string, b: string, latency: number, risks: string[] = []): TopologyLink => ({
  id: `${a}--${b}`,
  ends: [
    { node: a, interface: `to-${b}` },
    { node: b, interface: `to-${a}` },
  ],
  bandwidth: 1_000_000_000,
  latency,
  weight: 10,
  risks,
  labels: {},
  assigned: [],
})

/** ```
 *           5000 fw 5000
 *  lan — r1 ———————————— r3 — lan          10.1.0.0/16 at r1, 10.3.0.0/16 at r3, 10.9.0.10 is h1 (gateway r1)
 *      /    \ 1000     / 1000
 *    h1 ———— r2 ——————
 * ``` */
export const fiveNodes: Topology = {
  name: 'five',
  default: 'closed',
  antiSpoofing: true,
  nodes: [
    node('r1', { prefixes: ['10.1.0.0/16' as Prefix] }),
    node('r2', { region: 'south' }),
    node('r3', { prefixes: ['10.3.0.0/16' as Prefix] }),
    node('fw', { type: 'firewall', function: 'firewall' }),
    node('h1', { type: 'host', addresses: ['10.9.0.10' as IpAddress], gateway: 'r1' }),
  ],
  interfaces: [],
  links: [
    link('r1', 'r2', 1000, ['conduit']),
    link('r2', 'r3', 1000, ['conduit']),
    link('r1', 'fw', 5000),
    link('fw', 'r3', 5000),
    link('h1', 'r1', 100),
    link('h1', 'r2', 100),
  ],
  groups: [],
}

/** Everything between r1, r3 and h1 passes by the short way, and by the long way where that is down. */
export const fiveNodesRunning: Readonly<Record<string, string>> = {
  r1: `
    permit in lan 400 src 10.1.0.0/16 dst 10.3.0.0/16
    deny in lan -4
    permit in to-h1 400 src 10.9.0.10/32 dst 10.3.0.0/16
    deny in to-h1 -4
    route 10.1.0.0/16 deliver lan
    route 10.3.0.0/16 to-r2 | to-fw
    route 10.9.0.10/32 to-h1 | to-r2
    policy 400 in to-r2 dst 10.3.0.0/16 : to-fw`,
  r2: `
    permit in to-h1 400 src 10.9.0.10/32 dst 10.3.0.0/16
    deny in to-h1 -4
    route 10.1.0.0/16 to-r1 | to-r3
    route 10.3.0.0/16 to-r3 | to-r1
    route 10.9.0.10/32 to-h1 | to-r1`,
  r3: `
    permit in lan 400 src 10.3.0.0/16 dst 10.1.0.0/16
    permit in lan 400 src 10.3.0.0/16 dst 10.9.0.10/32
    deny in lan -4
    route 10.1.0.0/16 to-r2 | to-fw
    route 10.3.0.0/16 deliver lan
    route 10.9.0.10/32 to-r2 | to-fw
    policy 400 in to-r2 dst 10.1.0.0/16 : to-fw`,
  fw: `
    route 10.1.0.0/16 to-r1 | to-r3
    route 10.3.0.0/16 to-r3 | to-r1
    route 10.9.0.10/32 to-r1 | to-r3`,
}

/** The running states with some devices replaced: by a whole text, or line by line (`{ 'old line': 'new line' }`). */
export function running(
  changes: Readonly<Record<string, string | Readonly<Record<string, string>>>> = {},
  base = fiveNodesRunning,
): NetworkState {
  const texts: Record<string, string> = { ...base }
  for (const [device, change] of Object.entries(changes))
    if (typeof change === 'string') texts[device] = change
    else for (const [old, line] of Object.entries(change)) texts[device] = replaced(texts[device] ?? '', old, line)
  return networkState(Object.entries(texts).map(([device, text]) => readState(device, text)))
}

function replaced(text: string, old: string, line: string): string {
  if (old === '') return `${text}\n${line}`
  if (!text.includes(old)) throw new Error(`no line "${old}"`)
  return text.replace(old, line)
}

/** Reads a device state: `permit|deny in|forward|out [interface] priority match`, `route prefix action`,
 *  `policy priority [in interface] match : action`; an action is `drop`, `deliver interface`, or next hops: `a b | c`. */
export function readState(device: string, text: string): DeviceState {
  const state = {
    device,
    routes: [] as DeviceState['routes'][number][],
    policyRoutes: [] as DeviceState['policyRoutes'][number][],
    filters: [] as DeviceState['filters'][number][],
  }
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue
    const [kind, ...words] = line.split(/\s+/) as [string, ...string[]]
    if (kind === 'route') state.routes.push({ prefix: words[0] as Prefix, action: readAction(words.slice(1)) })
    else if (kind === 'policy') {
      const colon = words.indexOf(':')
      const isBound = words[1] === 'in'
      state.policyRoutes.push({
        priority: Number(words[0]),
        ...(isBound ? { inInterface: words[2] as string } : {}),
        match: readMatch(words.slice(isBound ? 3 : 1, colon)),
        action: readAction(words.slice(colon + 1)),
      })
    } else {
      const direction = words[0] as 'in' | 'forward' | 'out'
      const rest = direction === 'forward' ? words.slice(1) : words.slice(2)
      state.filters.push({
        direction,
        ...(direction === 'forward' ? {} : { interface: words[1] as string }),
        priority: Number(rest[0]),
        match: readMatch(rest.slice(1)),
        action: kind as 'permit' | 'deny',
      })
    }
  }
  return canonicalState(state)
}

function readMatch(words: readonly string[]): DeviceState['filters'][number]['match'] {
  const range = (text: string) => text.split('-').map(Number)
  const match: Record<string, unknown> = {}
  for (let i = 0; i < words.length; i += 2) {
    const [key, value] = [words[i], words[i + 1] ?? '']
    if (key === 'established' || key === 'new') {
      match['established'] = key === 'established'
      i--
    } else if (key === 'proto' || key === 'dscp') match[key === 'proto' ? 'protocol' : key] = Number(value)
    else if (key === 'src-port' || key === 'dst-port') {
      const [first, last] = range(value)
      match[key === 'src-port' ? 'srcPort' : 'dstPort'] = [first, last ?? first]
    } else match[key as string] = value
  }
  return match
}

function readAction(words: readonly string[]): RouteAction {
  if (words[0] === 'drop') return { kind: 'drop' }
  if (words[0] === 'deliver') return { kind: 'deliver', interface: words[1] as string }
  const groups: NextHopGroups = words
    .join(' ')
    .split('|')
    .map((members) =>
      members
        .trim()
        .split(' ')
        .map((name) => ({ interface: name })),
    )
  return { kind: 'forward', groups }
}

const common = { priority: 100, rank: 0, traffic: [{}], reply: 'none', yields: false, labels: {} } as const

function ends(text: string): Ends {
  const term = (word: string): EndTerm => {
    if (word === 'any' || word === 'internet') return { kind: word }
    return word.includes('/') ? { kind: 'prefix', prefix: word as Prefix } : { kind: 'node', node: word }
  }
  return { terms: text.split(' ').map(term), except: [], text }
}

const named = (name: string, from: string, to: string) =>
  ({ ...common, id: `five/main/${name}`, name, from: ends(from), to: ends(to) }) as const

/** `route('a', 'r1', 'r3')`: without replies unless asked. */
export const route = (name: string, from: string, to: string, more: Partial<RouteIntent> = {}): RouteIntent => ({
  ...named(name, from, to),
  kind: 'route',
  via: [],
  avoid: [],
  ...more,
})

export const allow = (name: string, from: string, to: string, more: Partial<AllowIntent> = {}): AllowIntent => ({
  ...named(name, from, to),
  kind: 'allow',
  ...more,
})

export const isolate = (name: string, from: string, to: string, more: Partial<IsolateIntent> = {}): IsolateIntent => ({
  ...named(name, from, to),
  kind: 'isolate',
  reply: 'auto',
  ...more,
})

export const asserted = (asserts: InstallingIntent): AssertIntent => ({
  kind: 'assert',
  id: asserts.id,
  name: asserts.name,
  asserts,
  labels: {},
})
