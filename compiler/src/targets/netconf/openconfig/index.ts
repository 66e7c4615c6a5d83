import { lastDistance } from '../../linux/static-paths.js'
import type { Target } from '../../target.js'
import { documentTarget } from '../files.js'
import { lackingOfLists } from '../lacking.js'
import { readOpenconfig } from './parse.js'
import { renderOpenconfig } from './render.js'

/** Any device that is configured over NETCONF with OpenConfig's modules. The metrics of next hops order them; a last one drops. */
export const openconfigTarget: Target = {
  kind: 'openconfig',
  capabilities: {
    kinds: new Set(['route', 'filter']),
    failoverGroups: true,
    inInterface: false,
    ownPrefixes: false,
    groups: lastDistance - 1,
    tracksConnections: () => false,
    lacks: (entry) =>
      entry.kind === 'filter' && entry.match.protocol === 255 ? 'match the protocol 255' : lackingOfLists(entry),
  },
  render: renderOpenconfig,
  ...documentTarget('openconfig.xml', readOpenconfig),
}
