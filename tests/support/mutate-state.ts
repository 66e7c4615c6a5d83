import type { DeviceState, NetworkState, NextHopGroups, Random, RouteAction, TopologyIndex } from '@paranet/network'
import { canonicalState, formatPrefix, prefixRange } from '@paranet/network'

/** A state with one thing wrong on one device. */
export interface Mutation {
  readonly kind: string
  readonly device: string
  /** What was done, in words. */
  readonly text: string
  readonly states: NetworkState
}

/** What can go wrong with a device; undefined where the device has nothing of the kind. */
const mutators: Readonly<
  Record<string, (random: Random, index: TopologyIndex, state: DeviceState) => Changed | undefined>
> = {
  'route-dropped': (random, _, state) =>
    without(random, state.routes, (routes, gone) => [{ ...state, routes }, gone.prefix]),
  'route-shortened': (random, _, state) =>
    replaced(
      random,
      state.routes.filter(({ prefix }) => prefixRange(prefix).length > 0),
      (route) => {
        const { family, first, length } = prefixRange(route.prefix)
        const shorter = { ...route, prefix: formatPrefix(family, first, length - 1) }
        return [{ ...state, routes: [shorter, ...state.routes.filter((one) => one !== route)] }, route.prefix]
      },
    ),
  'next-hop-swapped': (random, index, state) =>
    changedAction(random, state, (action) => swapped(random, index, state.device, action)),
  'backup-removed': (random, _, state) =>
    changedAction(random, state, (action) =>
      action.kind === 'forward' && action.groups.length > 1
        ? { ...action, groups: action.groups.slice(0, -1) }
        : undefined,
    ),
  'policy-route-removed': (random, _, state) =>
    without(random, state.policyRoutes, (policyRoutes, gone) => [
      { ...state, policyRoutes },
      JSON.stringify(gone.match),
    ]),
  'filter-removed': (random, _, state) =>
    without(random, state.filters, (filters, gone) => [{ ...state, filters }, JSON.stringify(gone)]),
  'filter-turned': (random, _, state) =>
    replaced(random, state.filters, (rule) => {
      const turned = { ...rule, action: rule.action === 'permit' ? ('deny' as const) : ('permit' as const) }
      return [{ ...state, filters: [turned, ...state.filters.filter((one) => one !== rule)] }, JSON.stringify(rule)]
    }),
  'filter-widened': (random, _, state) =>
    replaced(
      random,
      state.filters.filter(({ match }) => Object.keys(match).length > 0),
      (rule) => {
        const field = random.pick(Object.keys(rule.match))
        const match = Object.fromEntries(Object.entries(rule.match).filter(([name]) => name !== field))
        return [
          { ...state, filters: [{ ...rule, match }, ...state.filters.filter((one) => one !== rule)] },
          JSON.stringify(rule),
        ]
      },
    ),
}

type Changed = readonly [state: DeviceState, what: string]

/** One seeded mutation; kinds that no device has anything for are passed over. Undefined where nothing can be changed at all. */
export function mutateState(random: Random, index: TopologyIndex, states: NetworkState): Mutation | undefined {
  for (let attempt = 0; attempt < 40; attempt++) {
    const kind = random.pick(Object.keys(mutators))
    const device = random.pick(index.devices)
    const state = states.get(device)
    const changed = state && mutators[kind]?.(random, index, state)
    if (!changed) continue
    const mutated = new Map([...states, [device, canonicalState(changed[0])]])
    return { kind, device, text: `${kind} on ${device}: ${changed[1]}`, states: mutated }
  }
  return undefined
}

function without<Entry>(
  random: Random,
  entries: readonly Entry[],
  make: (left: readonly Entry[], gone: Entry) => Changed,
): Changed | undefined {
  if (entries.length === 0) return undefined
  const gone = random.pick(entries)
  return make(
    entries.filter((one) => one !== gone),
    gone,
  )
}

const replaced = <Entry>(
  random: Random,
  entries: readonly Entry[],
  make: (entry: Entry) => Changed,
): Changed | undefined => (entries.length === 0 ? undefined : make(random.pick(entries)))

/** Changes the action of a route or policy route that allows it. */
function changedAction(
  random: Random,
  state: DeviceState,
  change: (action: RouteAction) => RouteAction | undefined,
): Changed | undefined {
  const candidates = [
    ...state.routes.map((entry) => ({ entry, of: 'routes' as const, what: entry.prefix as string })),
    ...state.policyRoutes.map((entry) => ({ entry, of: 'policyRoutes' as const, what: JSON.stringify(entry.match) })),
  ].filter(({ entry }) => entry.action.kind === 'forward')
  if (candidates.length === 0) return undefined
  const { entry, of, what } = random.pick(candidates)
  const action = change(entry.action)
  if (!action) return undefined
  const entries = (state[of] as readonly (typeof entry)[]).map((one) => (one === entry ? { ...one, action } : one))
  return [{ ...state, [of]: entries }, `${what}: ${JSON.stringify(action)}`]
}

/** Another interface of the device in place of one next hop. */
function swapped(random: Random, index: TopologyIndex, device: string, action: RouteAction): RouteAction | undefined {
  if (action.kind !== 'forward') return undefined
  const names = (index.adjacency[index.nodeId.get(device) ?? 0] ?? []).map((one) => one.interface)
  const at = random.below(action.groups.length)
  const group = action.groups[at] ?? []
  const others = names.filter((name) => !group.some((hop) => hop.interface === name))
  if (others.length === 0) return undefined
  const hop = random.below(group.length)
  const groups: NextHopGroups = action.groups.map((members, i) =>
    i === at ? members.map((one, j) => (j === hop ? { interface: random.pick(others) } : one)) : members,
  )
  return { ...action, groups }
}
