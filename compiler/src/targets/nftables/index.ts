import { splitFiles } from '../linux/bundle.js'
import { linuxCapabilities } from '../linux/capabilities.js'
import { lacksGroupRoutes } from '../linux/lacks-group-routes.js'
import { readLinuxArtifact } from '../linux/read-parts.js'
import type { Target } from '../target.js'
import { readRoutes } from './read-routes.js'
import { renderNftables, routesFile } from './render.js'

/** A Linux machine with nftables and no routing daemon, as firewalls are: routes by iproute2 with metrics, the rest as for `frr`. */
export const nftablesTarget: Target = {
  kind: 'nftables',
  capabilities: linuxCapabilities,
  lacks: lacksGroupRoutes,
  render: renderNftables,
  parse: (artifact) => readLinuxArtifact(artifact, { name: routesFile, read: readRoutes }),
  files: (artifact) => splitFiles(artifact) ?? [],
  mainFile: routesFile,
}
