import type { DeviceState, NetworkState, RouteEntry } from '@paranet/network'
import { canonicalState, emptyDeviceState, networkState, stubInterface } from '@paranet/network'
import type { Convergence, ConvergenceInput, LearntRoute } from './convergence.js'
import { entryOf, NotKnown, unsupported } from './convergence.js'
import { ospfRoutes } from './ospf.js'
import type { Router } from './routers.js'
import { routersOf } from './routers.js'

/** Where configured OSPF comes to rest. Exact for what it supports; anything else is `unknown`, with the statement that is not supported. */
export function converge(input: ConvergenceInput): Convergence {
  try {
    const routers = routersOf(input)
    for (const { name, config } of routers.values()) if (config.bgp) unsupported(name, 'router bgp')
    return { kind: 'converged', learnt: ospfRoutes(routers) }
  } catch (error) {
    if (error instanceof NotKnown) return error.unknown
    throw error
  }
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
  for (const route of learnt) {
    const distances = router.config.staticRoutes.flatMap((one) => (one.prefix === route.prefix ? [one.distance] : []))
    const isStatic = distances.length > 0 && Math.min(...distances) <= route.distance
    const isConnected = router.ports.some(({ prefix }) => prefix === route.prefix)
    if (route.distance < 255 && !isStatic && !isConnected) routes.set(route.prefix, entryOf(route))
  }
  return canonicalState({ ...emptyDeviceState(own.device), ...own, routes: [...routes.values()] })
}

/** What is attached, and how the subnets of links are reached. */
const connectedEntries = ({ ports }: Router): RouteEntry[] =>
  ports.map(({ name, prefix, isLoopback, far }) => ({
    prefix,
    action:
      isLoopback || name === stubInterface || !far
        ? { kind: 'deliver', interface: name }
        : { kind: 'forward', groups: [[{ interface: name }]] },
  }))
