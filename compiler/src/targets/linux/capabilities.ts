import { tracksConnections } from '@paranet/network'
import type { TargetCapabilities } from '../target.js'
import { lackingOfTranslation } from './nft/translations.js'
import { lastDistance } from './static-paths.js'

/** What a Linux kernel with nftables can do. Only nodes whose function keeps a table of connections match `established`, since answers need not
 *  come back through others. Groups are distances below the last, which drops. */
export const linuxCapabilities: TargetCapabilities = {
  kinds: new Set([
    'route',
    'policy-route',
    'filter',
    'mark',
    'policer',
    'queue',
    'translation',
    'copy',
    'group-route',
    'setting',
  ]),
  failoverGroups: true,
  inInterface: true,
  ownPrefixes: false,
  groups: lastDistance - 1,
  tracksConnections,
  lacks: lackingOfTranslation,
}
