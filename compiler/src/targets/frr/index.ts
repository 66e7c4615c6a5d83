import { readLinuxArtifact } from '../linux/read-parts.js'
import { splitFiles } from '../linux/bundle.js'
import { linuxCapabilities } from '../linux/capabilities.js'
import { lacksGroupRoutes } from '../linux/lacks-group-routes.js'
import type { Target } from '../target.js'
import { lackingOfPeer, repeatedPeers } from './lacking.js'
import { readFrrConf, readFrrPeers } from './read-frr-conf.js'
import { frrFile, renderFrr } from './render.js'

/** A Linux router with FRR: static routes with distances by staticd, sessions by bgpd, policy routes by packet marks, filters by nftables. */
export const frrTarget: Target = {
  kind: 'frr',
  capabilities: {
    ...linuxCapabilities,
    kinds: new Set([...linuxCapabilities.kinds, 'peer']),
    lacks: (entry) => lackingOfPeer(entry) ?? linuxCapabilities.lacks?.(entry),
  },
  lacks: (state) => new Map([...repeatedPeers(state), ...lacksGroupRoutes(state)]),
  render: renderFrr,
  parse: (artifact) => readLinuxArtifact(artifact, { name: frrFile, read: readFrrConf, readPeers: readFrrPeers }),
  files: (artifact) => splitFiles(artifact) ?? [],
  mainFile: frrFile,
}
