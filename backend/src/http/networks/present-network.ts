import { type Identity, roleOn } from '../../auth/rights.js'
import type { LiveTopology } from '../../control/topology-cache.js'
import type { Grant, NetworkRow } from '../../store/entities.js'

/** A network, and what the one who asks may do on it. */
export const presentNetwork = (row: NetworkRow, { topology }: LiveTopology, actor: Identity) => ({
  id: row.id,
  name: row.name,
  ...roleIn(roleOn(actor, row.id)),
  default: topology.default,
  topologyRevision: row.topologyRevision,
  intentsRevision: row.intentsRevision,
  ...(row.observedRevision === null ? {} : { observedRevision: row.observedRevision }),
  nodes: topology.nodes.length,
  links: topology.links.length,
  createdAt: row.createdAt,
  ...(row.deployment === null ? {} : { deployment: row.deployment }),
})

const roleIn = (role: Grant) => (role === 'none' ? {} : { role })
