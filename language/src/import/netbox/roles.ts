import type { NodeType } from '@paranet/network'

/** Node types by words in the role or the model of a device, the first that fits. */
const types: readonly (readonly [RegExp, NodeType])[] = [
  [/fire-?wall|\bfw\b|\bngfw\b/, 'firewall'],
  [/load-?balanc|\blb\b|\badc\b/, 'balancer'],
  [/route|\b(?:core|spine|leaf|edge|border|wan|gateway|pe|ce|bng|backbone|aggregation|distribution)\b/, 'router'],
  [/switch|\b(?:tor|access|oob|mgmt)\b/, 'switch'],
  [/server|hypervisor|compute|storage|\bnas\b|\bvm\b/, 'server'],
  [/host|workstation|phone|printer|camera|client|access-point|\bap\b/, 'host'],
]

const passive = /patch-?panel|\bpdu\b|\bups\b|power|cable-?manage|shelf|blank|chassis-?rack|\bkvm\b|console-server/

/** The node type that words about a device mean, if they mean one. */
export function typeOfWords(...words: readonly string[]): NodeType | undefined {
  for (const text of words) {
    const plain = text.toLowerCase().replaceAll(/[\s_]+/g, '-')
    const found = types.find(([pattern]) => pattern.test(plain))
    if (found) return found[1]
  }
  return undefined
}

/** Whether a device of this role carries no packets of its own: panels, power, shelves. */
export const isPassive = (role: string): boolean => passive.test(role.toLowerCase().replaceAll(/[\s_]+/g, '-'))

/** bit/s of a type of interface (`10gbase-x-sfpp`, `1000base-t`), if its name says it. */
export function bandwidthOfType(type: string): number | undefined {
  const [, digits = '', scale = ''] = /^(\d+(?:\.\d+)?)(g?)base/i.exec(type) ?? []
  return digits === '' ? undefined : Number(digits) * (scale === '' ? 1e6 : 1e9)
}
