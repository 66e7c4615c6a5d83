import type { DeviceState, Entry } from '@paranet/network'
import { canonicalJson, groupMatch, groupRouteKey, localInterface, prefixRange } from '@paranet/network'
import type { DeviceContext } from '../device-context.js'
import { linuxNameOf } from '../interface-names.js'
import type { CopyFamily } from './copies.js'
import { dupTo, letCopies } from './copies.js'
import type { ChainRule } from './rule.js'

/** A multicast route of a device. */
export type GroupRoute = Extract<Entry, { kind: 'group-route' }>

/** Packets to groups have this bit of the packet mark, and the number of the interfaces where copies go out. No policy route has it. */
const groupBit = 0x4000_0000

/** The packet priority of copies to groups, where they leave: they are judged like all others there, and not again as packets of the device. */
const groupPriority = '7061:fffd'

/** Lets copies to groups pass, in chains that come before those of what leaves. */
export const letGroups = `\t\tmeta priority ${groupPriority} accept`

/** When packets to groups are asked for, after all copies of mirrors; then when copies are made. */
const groupPriorities = { rules: 1_000_000, copies: 1_000_010 }

/** The chains of the rules: of what comes in, and of what the device sends. */
export const groupChainNames = { in: 'group_routes', own: 'group_routes_local' } as const

type Outs = ReadonlyMap<string, number>

/** The sets of interfaces where packets to groups go out, numbered from 1 on. */
function outsOf({ groupRoutes = [] }: DeviceState): Outs {
  const all = [...new Set(groupRoutes.map(({ out }) => canonicalJson(out)))].sort()
  return new Map(all.map((out, i) => [out, i + 1]))
}

/** The rules of group routes, the longest source first: one gives a packet that comes in where it should its mark, the next drops it where it comes in
 *  elsewhere. */
export function groupRules(state: DeviceState, owners?: DeviceContext['owners']): [string, ChainRule[]][] {
  const { groupRoutes = [] } = state
  if (groupRoutes.length === 0) return []
  const outs = outsOf(state)
  const ordered = [...groupRoutes].sort((a, b) => lengthOf(b) - lengthOf(a))
  const rulesOf = (isOwn: boolean) =>
    ordered.flatMap((entry): ChainRule[] => {
      const needed = owners?.get(groupRouteKey(entry))
      const names = needed?.map((id) => id.slice(id.lastIndexOf('/') + 1)).join(', ')
      const priority = 2 * lengthOf(entry) + 1
      const base = { match: groupMatch(entry), ...(names === undefined ? {} : { owners: names }) }
      const drop: ChainRule = { ...base, outcome: { kind: 'deny' }, priority }
      if (isOwn !== (entry.inInterface === localInterface)) return [drop]
      const mark = groupBit + (outs.get(canonicalJson(entry.out)) ?? 0)
      const from = isOwn ? {} : { iif: linuxNameOf(entry.inInterface) }
      return [{ ...base, ...from, outcome: { kind: 'mark', mark }, priority: priority + 1 }, drop]
    })
  return [
    [groupChainNames.in, rulesOf(false)],
    [groupChainNames.own, rulesOf(true)],
  ]
}

const lengthOf = ({ source }: Pick<GroupRoute, 'source'>): number => prefixRange(source).length

/** The chains at the hooks that ask the rules. `comesIn`, `leaves`: what passes untouched at either side. */
export const groupHooks = (comesIn: readonly string[], leaves: readonly string[]): string[] => [
  '\tchain groups_in {',
  `\t\ttype filter hook prerouting priority ${groupPriorities.rules}; policy accept;`,
  ...comesIn,
  `\t\tjump ${groupChainNames.in}`,
  '\t}',
  '\tchain groups_own {',
  `\t\ttype filter hook output priority ${groupPriorities.rules}; policy accept;`,
  letCopies,
  letGroups,
  ...leaves,
  `\t\tjump ${groupChainNames.own}`,
  '\t}',
]

/** The chains that send copies out of each interface of a group and drop the packet, or keep it where the device is a receiver itself. */
export function groupCopyChains(family: CopyFamily, state: DeviceState): string[] {
  const outs = [...outsOf(state)].map(([json, number]) => ({ number, out: JSON.parse(json) as string[] }))
  if (outs.length === 0) return []
  const kept = outs.filter(({ out }) => out.includes(localInterface)).map(({ number }) => markText(number))
  const hops = family === 'ip' ? 'ip ttl' : 'ip6 hoplimit'
  const ways = outs.map(({ number }) => `${markText(number)} : goto group_${number}`).join(', ')
  const chosen = [`\t\tmeta priority set ${groupPriority}`, `\t\tmeta mark vmap { ${ways} }`]
  return [
    ...outs.flatMap(({ number, out }) => groupChain(family, number, out)),
    '\tchain group_copies_in {',
    `\t\ttype filter hook prerouting priority ${groupPriorities.copies}; policy accept;`,
    notOfGroups,
    ...(kept.length === 0 ? [] : [`\t\t${hops} < 2 meta mark ${oneOf(kept)} meta mark set 0 accept`]),
    `\t\t${hops} < 2 drop`,
    ...chosen,
    '\t}',
    '\tchain group_copies_own {',
    `\t\ttype filter hook output priority ${groupPriorities.copies}; policy accept;`,
    letCopies,
    letGroups,
    notOfGroups,
    ...chosen,
    '\t}',
  ]
}

const notOfGroups = '\t\tmeta mark < 0x40000000 accept'

const markText = (number: number): string => `0x${(groupBit + number).toString(16)}`

const oneOf = (values: readonly string[]): string => (values.length === 1 ? `${values[0]}` : `{ ${values.join(', ')} }`)

const groupChain = (family: CopyFamily, number: number, out: readonly string[]): string[] => [
  `\tchain group_${number} {`,
  ...out.filter((name) => name !== localInterface).map((name) => `\t\t${dupTo(family, linuxNameOf(name))}`),
  ...(out.includes(localInterface)
    ? ['\t\tmeta priority set none', '\t\tmeta mark set 0', '\t\taccept']
    : ['\t\tdrop']),
  '\t}',
]

/** Where packets with each mark go out, as Linux interfaces and `lo` for the device itself: of the chains of one family, as words. Chains that do
 *  anything else are left out, and what the rules need is missing then. */
export function groupOutsIn(frame: ReadonlyMap<string, string>): Map<number, readonly string[]> {
  const found = new Map<number, readonly string[]>()
  for (const [name, words] of frame) {
    const [, family, number] = /^(ip6?) chain group_(\d+)$/.exec(name) ?? []
    if (family !== 'ip') continue
    const outs = outsInWords('ip', words)
    const others = outsInWords('ip6', frame.get(`ip6 chain group_${number}`) ?? '')
    if (outs && others && canonicalJson(outs) === canonicalJson(others)) found.set(groupBit + Number(number), outs)
  }
  return found
}

function outsInWords(family: CopyFamily, words: string): string[] | undefined {
  const outs = [...words.matchAll(/ device (\S+)/g)].map(([, linux = '']) => linux)
  const end = words.replace(/\b0x0+\b/, '0').endsWith(keepWords) ? keepWords : 'drop'
  const own = [...outs.map((linux) => dupTo(family, linux).replaceAll('"', '')), end].join(' ')
  if (words.replace(/\b0x0+\b/, '0') !== own) return undefined
  return end === keepWords ? [...outs, linuxNameOf(localInterface)] : outs
}

const keepWords = 'meta priority set none meta mark set 0 accept'

/** Whether a chain of the frame is one that `groupOutsIn` reads: its interfaces are part of the state. */
export const isGroupChain = (name: string): boolean => /^ip6? chain group_\d+$/.test(name)
