import type { DeviceState, NetworkState, RouteEntry } from '@paranet/network'
import {
  canonicalState,
  comparePrefixes,
  emptyDeviceState,
  networkState,
  prefixRange,
  stubInterface,
} from '@paranet/network'
import type { Convergence, ConvergenceInput, LearntRoute } from './convergence.js'
import { entryOf, NotKnown } from './convergence.js'
import { bgpRoutes } from './bgp.js'
import { ospfRoutes } from './ospf.js'
import type { Router } from './routers.js'
import { routersOf } from './routers.js'

/** Where configured OSPF and BGP come to rest. Exact for what it supports; anything else is `unknown`, with the statement that is not supported. */
export function converge(input: ConvergenceInput): Convergence {
  try {
    const routers = routersOf(input)
    const inside = ospfRoutes(routers)
    const outside = bgpRoutes(routers, inside)
    const learnt = [...routers].map(([name, router]) => {
      const all = [...(inside.get(name) ?? []), ...(outside.get(name) ?? [])]
      return [name, usedOf(router, all)] as const
    })
    return { kind: 'converged', learnt: new Map(learnt) }
  } catch (error) {
    if (error instanceof NotKnown) return error.unknown
    throw error
  }
}

/** Of each prefix the route of the least distance, where nothing that is connected or static goes before it. */
function usedOf(router: Router, all: readonly LearntRoute[]): LearntRoute[] {
  const best = new Map<string, LearntRoute>()
  for (const route of all) {
    const known = best.get(route.prefix)
    if (!known || route.distance < known.distance) best.set(route.prefix, route)
  }
  return [...best.values()].filter((route) => isUsed(router, route)).sort((a, b) => comparePrefixes(a.prefix, b.prefix))
}

function isUsed({ config, ports }: Router, { prefix, distance }: LearntRoute): boolean {
  const statics = config.staticRoutes.filter((one) => one.prefix === prefix)
  return (
    distance < 255 && !ports.some((port) => port.prefix === prefix) && statics.every((one) => one.distance > distance)
  )
}

/** The device states with what is connected and what the protocols have taught. A route of the state for the same prefix goes before one whose
 *  distance is not smaller; distance 255 is never used. */
export function convergedState(
  input: ConvergenceInput,
  state: NetworkState,
): { readonly state: NetworkState } | Extract<Convergence, { kind: 'unknown' }> {
  const result = converge(input)
  if (result.kind === 'unknown') return result
  const routers = routersOf(input)
  const states = [...state.values()].map((own) => {
    const router = routers.get(own.device)
    return router ? withLearnt(own, router, result.learnt.get(own.device) ?? []) : own
  })
  return { state: networkState(states) }
}

function withLearnt(own: DeviceState, router: Router, learnt: readonly LearntRoute[]): DeviceState {
  const routes = new Map(own.routes.map((entry) => [entry.prefix, entry]))
  for (const entry of connectedEntries(router)) if (!routes.has(entry.prefix)) routes.set(entry.prefix, entry)
  for (const route of learnt) routes.set(route.prefix, entryOf(route))
  return canonicalState({ ...emptyDeviceState(own.device), ...own, routes: [...routes.values()] })
}

/** What is attached. What is sent to a subnet between two routers ends there: nobody behind it is asked for. */
const connectedEntries = ({ ports }: Router): RouteEntry[] =>
  ports
    .filter(({ isLoopback, far, prefix }) => isLoopback || !far || prefixRange(prefix).length < 32)
    .map(({ name, prefix, isLoopback, far, isTransit }) => ({
      prefix,
      action: isTransit
        ? { kind: 'drop' }
        : isLoopback || name === stubInterface || !far
          ? { kind: 'deliver', interface: name }
          : { kind: 'forward', groups: [[{ interface: name }]] },
    }))
