import type { DiagnosticCode } from '@paranet/language'
import type { NameRouteIntent, TopologyIndex } from '@paranet/network'
import { healthy } from '@paranet/network'
import type { NameSearch, NameWay } from './find-name-way.js'
import { findNameWay } from './find-name-way.js'
import type { NameDemand } from './name-demands.js'
import type { Pathless } from './plan-names.js'

/** Why there is no way, with the code that the manual has for it. */
export interface NoWay {
  readonly code: Extract<DiagnosticCode, 'no-path' | 'latency-unreachable' | 'hops-unreachable'>
  readonly reason: string
  readonly hint: string
}

/** Takes away what the route asks, one thing after the other, until there is a way: the last thing taken away was in it. */
export function whyNoWay(index: TopologyIndex, { demand, ways, passable }: Pathless): NoWay {
  const search = { index, ways, scenario: healthy, passable, isSettled: false }
  const find = (less: NameDemand) => findNameWay({ ...search, demand: less })
  const bare = {
    ...demand,
    route: unbounded(demand.route),
    via: [],
    avoid: { nodes: new Set<number>(), links: new Set<number>() },
  }
  if (!find(bare))
    return {
      code: 'no-path',
      reason: 'no devices that forward by names join them',
      hint: 'targets that forward by names are `emulated` and `ndn`; drained devices pass nothing on',
    }
  const avoiding = { ...bare, avoid: demand.avoid }
  if (!find(avoiding))
    return { code: 'no-path', reason: 'what it must avoid cuts every way', hint: 'avoid less, or add a link' }
  const passing = { ...avoiding, via: demand.via }
  if (!find(passing))
    return {
      code: 'no-path',
      reason: `no way passes ${viaText(demand.route)} before it meets a producer`,
      hint: 'an Interest ends at the first producer that it comes to',
    }
  return (
    tooFar(index, demand, search, passing) ?? {
      code: 'no-path',
      reason: 'ways of the same names that were placed before leave none',
      hint: 'next hops of one name are shared by all who ask for it: let the routes ask for the same, or say a `priority`',
    }
  )
}

function tooFar(
  index: TopologyIndex,
  { route }: NameDemand,
  search: Omit<NameSearch, 'demand'>,
  passing: NameDemand,
): NoWay | undefined {
  const best = (key: 'latency' | 'maxHops') => {
    const bounded = { ...passing, route: { ...passing.route, [key]: Number.MAX_SAFE_INTEGER } }
    const way = findNameWay({ ...search, demand: bounded }, key === 'latency' ? ['latency'] : ['hops'])
    return way && sizeOf(index, passing.consumer, way)[key]
  }
  const [latency, hops] = [
    route.latency === undefined ? undefined : best('latency'),
    route.maxHops === undefined ? undefined : best('maxHops'),
  ]
  if (latency !== undefined && route.latency !== undefined && latency > route.latency)
    return {
      code: 'latency-unreachable',
      reason: `the fastest way takes ${latency} µs, more than ${route.latency} µs`,
      hint: `ask for ${latency}us or more`,
    }
  if (hops !== undefined && route.maxHops !== undefined && hops > route.maxHops)
    return {
      code: 'hops-unreachable',
      reason: `the shortest way has ${hops} hops, more than ${route.maxHops}`,
      hint: `ask for ${hops} or more`,
    }
  return undefined
}

function sizeOf(
  index: TopologyIndex,
  consumer: number,
  { steps }: NameWay,
): { readonly latency: number; readonly maxHops: number } {
  const access = index.isEnd[consumer] ? index.portsOfNode[consumer]?.[0]?.link : undefined
  const own = steps.flatMap(({ node, hop }) => index.adjacencyByInterface[node]?.get(hop.interface)?.link ?? [])
  const links = access === undefined ? own : [access, ...own]
  return { latency: links.reduce((sum, link) => sum + (index.links[link]?.latency ?? 0), 0), maxHops: links.length }
}

function unbounded({ latency: _, maxHops: _hops, ...route }: NameRouteIntent): NameRouteIntent {
  return route
}

const viaText = ({ via }: NameRouteIntent): string => via.map(({ oneOf }) => oneOf.join(' or ')).join(' then ')
