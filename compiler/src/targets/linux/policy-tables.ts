import type { DeviceState, IpFamily, PolicyRouteEntry, RouteAction } from '@paranet/network'
import { canonicalJson, contentHash, familiesBetween, localInterface } from '@paranet/network'

/** A routing table for one way that policy routes send packets: the packet mark, the kernel's table and the rule all have its number. */
export interface PolicyTable {
  readonly id: number
  readonly action: RouteAction
  /** Families of the packets that policy routes send here. */
  readonly families: readonly IpFamily[]
}

/** Tables of all actions of policy routes, sorted by number. The number is a hash of the action, so that it stays while the action does. */
export function policyTables(state: Pick<DeviceState, 'policyRoutes'>): Map<string, PolicyTable> {
  const families = new Map<string, { action: RouteAction; families: Set<IpFamily> }>()
  const ofAction = new Map<RouteAction, Set<IpFamily>>()
  for (const { action, match } of state.policyRoutes) {
    let its = ofAction.get(action)
    if (!its) {
      const key = tableKey(action)
      const one = families.get(key) ?? { action, families: new Set() }
      families.set(key, one)
      ofAction.set(action, (its = one.families))
    }
    if (its.size < 2) for (const family of familiesOf(match)) its.add(family)
  }
  const taken = new Set<number>()
  const tables = [...families]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { action, families: set }]): [string, PolicyTable] => {
      let id = firstTable + (knownKey(action).hash % tableCount)
      while (taken.has(id)) id = firstTable + ((id - firstTable + 1) % tableCount)
      taken.add(id)
      return [key, { id, action, families: ([4, 6] as const).filter((family) => set.has(family)) }]
    })
  return new Map(tables.sort(([, a], [, b]) => a.id - b.id))
}

/** Equal for equal actions. */
export const tableKey = (action: RouteAction): string => knownKey(action).key

/** Worked out once for each object. */
function knownKey(action: RouteAction): { readonly key: string; readonly hash: number } {
  let known = keys.get(action)
  if (known === undefined) {
    const key = canonicalJson(action)
    keys.set(action, (known = { key, hash: Number.parseInt(contentHash(key).slice(0, 8), 16) }))
  }
  return known
}

const keys = new WeakMap<RouteAction, { readonly key: string; readonly hash: number }>()

/** Numbers that the kernel's own tables and people's small numbers leave free, and that are well within 31 bits. */
const firstTable = 0x10000
const tableCount = 0xff0000

/** Whether packets are for the device itself: the kernel's table `local` knows its addresses. */
export const isToItself = (action: RouteAction): boolean =>
  action.kind === 'deliver' && action.interface === localInterface

/** The families of packets that a match can hold; one at least, so that every action has its table. */
export function familiesOf({ src, dst }: PolicyRouteEntry['match']): readonly IpFamily[] {
  const possible = familiesBetween(src, dst)
  return possible.length === 0 ? [4] : possible
}
