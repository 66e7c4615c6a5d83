import { contentHash } from '@paranet/network'

/** Kinds of targets whose devices have the address that `routerMac` says. */
export const derivedMacTargets: ReadonlySet<string> = new Set(['openflow', 'p4'])

/** The Ethernet address of a switch as a router, at all its ports: locally administered, from a hash of its name, so that neighbours know it
 *  without asking. */
export function routerMac(device: string): string {
  const hash = contentHash(device)
  return ['02', ...[0, 2, 4, 6, 8].map((i) => hash.slice(i, i + 2))].join(':')
}
