import { splitFiles } from '../linux/bundle.js'
import { lacksCopies } from '../lacks-copies.js'
import { copyingCapabilities } from '../linux/capabilities.js'
import { readLinuxArtifact } from '../linux/read-parts.js'
import type { Target } from '../target.js'
import { readRoutes } from './read-routes.js'
import { renderNftables, routesFile } from './render.js'

/** A Linux machine with nftables and no routing daemon, as firewalls are: routes by iproute2 with metrics, the rest as for `frr`. */
export const nftablesTarget: Target = {
  kind: 'nftables',
  capabilities: copyingCapabilities,
  lacks: lacksCopies,
  render: renderNftables,
  parse: (artifact) => readLinuxArtifact(artifact, { name: routesFile, read: readRoutes }),
  files: (artifact) => splitFiles(artifact) ?? [],
  mainFile: routesFile,
}
