import type { Target } from '../../target.js'
import { documentTarget } from '../files.js'
import { lackingOfLists, leakingRoutes } from '../lacking.js'
import { readIetf } from './parse.js'
import { renderIetf } from './render.js'

/** Any device that is configured over NETCONF with the IETF's modules. A static route has one set of next hops there, and nothing behind it. */
export const ietfTarget: Target = {
  kind: 'ietf',
  capabilities: {
    kinds: new Set(['route', 'filter']),
    failoverGroups: false,
    inInterface: false,
    ownPrefixes: true,
    groups: 1,
    tracksConnections: () => false,
    lacks: (entry) =>
      entry.kind === 'route' && entry.action.kind === 'forward' && entry.action.groups.length === 0
        ? 'have a route without a next hop'
        : lackingOfLists(entry),
  },
  lacks: (state) =>
    new Map(
      [...leakingRoutes(state)].map(([key]) => [
        key,
        'keep packets from a shorter route when their next hops are down',
      ]),
    ),
  render: renderIetf,
  ...documentTarget('ietf.xml', readIetf),
}
