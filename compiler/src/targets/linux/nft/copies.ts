import type { DeviceState } from '@paranet/network'
import { localInterface } from '@paranet/network'
import { collectorsOf } from '../../lacks-copies.js'
import { linuxNameOf } from '../interface-names.js'

/** The bit of the packet mark that asks for a copy. Marks of policy routes do not reach it. */
export const copyBit = 0x8000_0000

/** The packet priority of copies: nothing is asked of them any more. No queue has it. */
export const copyPriority = '7061:fffe'

/** Neighbours that every interface for copies has: they lead to all who are on the link. */
const copyNeighbours = { ip: '169.254.255.254', ip6: 'fe80::7061:7261' } as const

/** Lets copies pass, in chains that they meet. */
export const letCopies = `\t\tmeta priority ${copyPriority} accept`

/** The kernel copies packets of one family only: tables that make copies are of one. */
export const copyFamilies = ['ip', 'ip6'] as const

export type CopyFamily = (typeof copyFamilies)[number]

const hooks = { copies_in: 'prerouting', copies_own: 'output' } as const

/** What the names of the chains of a collector end with: nothing for the first, `_2` for the second. */
export const collectorSuffix = (place: number): string => (place === 0 ? '' : `_${place + 1}`)

/** When the chains of a collector are asked: rules, then the copy, then those of the next. The first are as near as can be to what they follow. */
export const collectorPriorities = (place: number): { readonly rules: number; readonly copies: number } =>
  place === 0 ? { rules: -75, copies: -70 } : { rules: 10_000 + 10 * place, copies: 10_005 + 10 * place }

/** The statement that sends a copy to all who are on the link of an interface. */
export const dupTo = (family: CopyFamily, linux: string): string => `dup to ${copyNeighbours[family]} device "${linux}"`

/** The chains that make the copies of mirrors: the rules, which are in the table of both families, leave a bit for them. */
export const copyChains = (family: CopyFamily, collectors: readonly string[]): string[] =>
  collectors.flatMap((to, place) =>
    Object.entries(hooks).flatMap(([chain, hook]) => [
      `\tchain ${chain}${collectorSuffix(place)} {`,
      `\t\ttype filter hook ${hook} priority ${collectorPriorities(place).copies}; policy accept;`,
      letCopies,
      '\t\tmeta mark < 0x80000000 accept',
      '\t\tmeta mark set meta mark & 0x7fffffff',
      `\t\tmeta priority set ${copyPriority}`,
      `\t\t${dupTo(family, linuxNameOf(to))}`,
      '\t\tmeta priority set none',
      '\t}',
    ]),
  )

/** The protocol number of the routes to the neighbours of copies: they are no routes of the state. */
const copyProtocol = 174

/** The Linux interfaces where copies go out, of mirrors and of packets to groups, sorted. */
export const copyInterfaces = (state: DeviceState): string[] => {
  const groups = (state.groupRoutes ?? []).flatMap(({ out }) => out)
  const names = [...collectorsOf(state), ...groups].filter((name) => name !== localInterface)
  return [...new Set(names.map(linuxNameOf))].sort()
}

/** The Linux interfaces where packets to groups come in, sorted. */
const groupInterfaces = ({ groupRoutes = [] }: DeviceState): string[] => {
  const names = groupRoutes.map(({ inInterface }) => inInterface).filter((name) => name !== localInterface)
  return [...new Set(names.map(linuxNameOf))].sort()
}

/** Lines of `rules.sh` that make the neighbours, and let packets to groups in. An interface that is down gets its own when the script runs again. */
export const copyLines = (state: DeviceState): string[] => [
  ...copyInterfaces(state).flatMap(neighbourLines),
  ...groupInterfaces(state).map(groupLine),
]

/** Routes to one neighbour by several interfaces are told apart by their metrics. */
const neighbourLines = (to: string, place: number): string[] => [
  `ip route replace ${copyNeighbours.ip}/32 dev ${to} proto ${copyProtocol}${place === 0 ? '' : ` metric ${place}`} 2>/dev/null || true`,
  `ip neigh replace ${copyNeighbours.ip} lladdr ff:ff:ff:ff:ff:ff dev ${to} nud permanent 2>/dev/null || true`,
  `ip -6 neigh replace ${copyNeighbours.ip6} lladdr ff:ff:ff:ff:ff:ff dev ${to} nud permanent 2>/dev/null || true`,
]

/** Cards pass on what is sent to groups that nobody here joined. */
const groupLine = (linux: string): string => `ip link set dev ${linux} allmulticast on 2>/dev/null || true`

/** Whether a line of `rules.sh` is one of those for copies, of whatever interface. */
export function isCopyLine(line: string): boolean {
  const to = / dev (\S+) /.exec(line)?.[1]
  if (to === undefined) return false
  const plain = line.trimEnd().replace(/ metric \d+ /, ' ')
  return [...neighbourLines(to, 0), groupLine(to)].includes(plain)
}

/** Where the copies of each collector's chains go out, by the suffix of their names. */
export function collectorsIn(frame: ReadonlyMap<string, string>): Map<string, string> {
  const found = new Map<string, string>()
  for (const [name, words] of frame) {
    const suffix = /^ip chain copies_in((?:_\d+)?)$/.exec(name)?.[1]
    const device = / device (\S+)/.exec(words)?.[1]
    if (suffix !== undefined && device !== undefined) found.set(suffix, device)
  }
  return found
}
