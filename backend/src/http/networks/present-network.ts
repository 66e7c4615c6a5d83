import type { LiveTopology } from '../../control/topology-cache.js'
import type { NetworkRow } from '../../store/entities.js'

export const presentNetwork = (row: NetworkRow, { topology }: LiveTopology) => ({
  id: row.id,
  name: row.name,
  default: topology.default,
  topologyRevision: row.topologyRevision,
  intentsRevision: row.intentsRevision,
  ...(row.observedRevision === null ? {} : { observedRevision: row.observedRevision }),
  nodes: topology.nodes.length,
  links: topology.links.length,
  createdAt: row.createdAt,
  ...(row.deployment === null ? {} : { deployment: row.deployment }),
})
