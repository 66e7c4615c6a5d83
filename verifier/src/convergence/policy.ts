import type { Prefix, PrefixRule, RouteMapRule, RoutingConfig } from '@paranet/network'
import { prefixContains, prefixRange } from '@paranet/network'
import { unsupported } from './convergence.js'

type Lists = Pick<RoutingConfig, 'device' | 'prefixLists' | 'routeMaps'>

/** Whether a prefix list lets the prefix pass: the first rule that matches decides; a list that is not there lets all pass, as FRR does. */
export function permitsPrefix({ prefixLists }: Lists, name: string | undefined, prefix: Prefix): boolean {
  if (name === undefined) return true
  const rules = prefixLists.get(name)
  if (!rules) return true
  return rules.find((rule) => matches(rule, prefix))?.action === 'permit'
}

function matches({ prefix: outer, ge, le }: PrefixRule, prefix: Prefix): boolean {
  const { length } = prefixRange(prefix)
  return length >= ge && length <= le && prefixContains(outer, prefix)
}

/** What a route map sets on a route that it lets pass; undefined where it does not. */
export function permitsRoute(lists: Lists, name: string | undefined, prefix: Prefix): RouteMapRule['set'] | undefined {
  if (name === undefined) return {}
  const rules = lists.routeMaps.get(name)
  if (!rules) return unsupported(lists.device, `there is no route-map ${name}`)
  const rule = rules.find(
    ({ prefixList }) =>
      prefixList === undefined || (lists.prefixLists.has(prefixList) && permitsPrefix(lists, prefixList, prefix)),
  )
  return rule?.action === 'permit' ? rule.set : undefined
}
