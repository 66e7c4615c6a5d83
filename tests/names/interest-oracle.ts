import type { DeviceState, NetworkState, Topology } from '@paranet/network'

/** What becomes of one Interest, worked out the plain way, from the manual's page about names alone: no code of the project is shared, only its types. */
export interface Fate {
  readonly isAnswered: boolean
  /** Nodes of the way on which it is answered, the consumer's first. */
  readonly way: readonly string[]
  /** µs */
  readonly latency: number
  readonly links: readonly string[]
}

export interface Broken {
  readonly links: ReadonlySet<string>
  readonly nodes: ReadonlySet<string>
}

const under = (prefix: string, name: string): boolean => {
  const [short, long] = [prefix, name].map((one) => one.split('/').filter((part) => part !== ''))
  return (short ?? []).every((part, i) => part === long?.[i])
}

const depth = (name: string): number => name.split('/').filter((part) => part !== '').length

/** Of the entries whose prefix holds the name, the one with the longest. */
const longest = <T extends { readonly name: string }>(entries: readonly T[], name: string): T | undefined =>
  entries.filter((entry) => under(entry.name, name)).sort((a, b) => depth(b.name) - depth(a.name))[0]

interface Step {
  readonly at: string
  readonly by: string
  readonly way: readonly string[]
  readonly links: readonly string[]
  readonly latency: number
}

/** Sends an Interest of a node. `full`: content stores hold all that they may have kept. */
export function fateOf(
  topology: Topology,
  state: NetworkState,
  consumer: string,
  name: string,
  broken: Broken,
  full: boolean,
): Fate {
  const lost: Fate = { isAnswered: false, way: [], latency: 0, links: [] }
  const nodeOf = (one: string) => topology.nodes.find((node) => node.name === one)
  const isHost = (one: string) =>
    ['host', 'server'].includes(nodeOf(one)?.type ?? '') && nodeOf(one)?.function === undefined
  const produces = (one: string) => (nodeOf(one)?.produces ?? []).some((prefix) => under(prefix, name))
  const isDown = (link: Topology['links'][number]) =>
    broken.links.has(link.id) || link.ends.some(({ node }) => broken.nodes.has(node))
  const linkAt = (node: string, port: string) =>
    topology.links.find(({ ends }) => ends.some((end) => end.node === node && end.interface === port))
  const seen: string[] = []

  if (broken.nodes.has(consumer)) return lost
  if (!isHost(consumer)) return arrive({ at: consumer, by: 'local', way: [consumer], links: [], latency: 0 })
  if (produces(consumer)) return { ...lost, isAnswered: true, way: [consumer] }
  const own = topology.links.filter(({ ends }) => ends.some(({ node }) => node === consumer))
  const gateway = nodeOf(consumer)?.gateway
  const far = (link: Topology['links'][number]) => link.ends.find(({ node }) => node !== consumer)
  const ordered = [
    ...own.filter((link) => far(link)?.node === gateway),
    ...own.filter((link) => far(link)?.node !== gateway),
  ]
  const first = ordered.find((link) => !isDown(link))
  const end = first && far(first)
  if (!first || !end || isHost(end.node)) return lost
  return arrive({
    at: end.node,
    by: end.interface,
    way: [consumer, end.node],
    links: [first.id],
    latency: first.latency,
  })

  function arrive(step: Step): Fate {
    const device = state.get(step.at)
    if (!device || seen.includes(step.at)) return lost
    seen.push(step.at)
    if (isRefused(device, step.by)) return lost
    if (full && mayHave(device)) return { ...step, isAnswered: true }
    const route = longest(device.nameRoutes ?? [], name)
    const ways = (route?.groups ?? []).map(({ interfaces }) =>
      interfaces.filter((one) => (one !== step.by || one === 'local') && isUp(step.at, one)),
    )
    const strategy = longest(device.nameStrategies ?? [], name)?.strategy ?? 'best-route'
    const order = ways.flat()
    const tried = strategy === 'best-route' ? order.slice(0, 1) : order
    const fates = tried.reduce<Fate[]>(
      (all, one) => (strategy === 'asf' && all.some(({ isAnswered }) => isAnswered) ? all : [...all, leave(step, one)]),
      [],
    )
    return fates.find(({ isAnswered }) => isAnswered) ?? lost
  }

  function isRefused(device: DeviceState, by: string): boolean {
    const rules = (device.nameFilters ?? []).filter((one) => one.interface === by && under(one.name, name))
    const top = Math.max(...rules.map(({ priority }) => priority))
    return rules.some(({ priority, action }) => priority === top && action === 'deny')
  }

  function mayHave(device: DeviceState): boolean {
    const store = device.contentStores?.[0]
    const rule = longest(device.nameCaches ?? [], name)
    const keeps = rule ? rule.keep : store?.keeps === 'all'
    return store !== undefined && keeps && (longest(device.nameRoutes ?? [], name)?.groups.length ?? 0) > 0
  }

  function isUp(node: string, port: string): boolean {
    const link = linkAt(node, port)
    return !broken.nodes.has(node) && (link === undefined || !isDown(link))
  }

  function leave(step: Step, port: string): Fate {
    if (port === 'local') return produces(step.at) ? { ...step, isAnswered: true } : lost
    const link = linkAt(step.at, port)
    const next = link?.ends.find(({ node }) => node !== step.at)
    if (!link || !next) return lost
    const later: Step = {
      at: next.node,
      by: next.interface,
      way: [...step.way, next.node],
      links: [...step.links, link.id],
      latency: step.latency + link.latency,
    }
    if (isHost(next.node)) return produces(next.node) ? { ...later, isAnswered: true } : lost
    return arrive(later)
  }
}
