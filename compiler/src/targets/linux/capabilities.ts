import { tracksConnections } from '@paranet/network'
import type { TargetCapabilities } from '../target.js'

/** What a Linux kernel with nftables can do; only nodes whose function keeps a table of connections match `established`, since answers need not
 *  come back through others. */
export const linuxCapabilities: TargetCapabilities = {
  policyRoutes: true,
  failoverGroups: true,
  inInterface: true,
  tracksConnections,
}
