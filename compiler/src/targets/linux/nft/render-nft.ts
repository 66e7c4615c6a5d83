import type {
  DeviceState,
  Entry,
  EntryKey,
  FilterEntry,
  KeyedEntry,
  PeerEntry,
  PolicerEntry,
  RouteAction,
  TranslationEntry,
} from '@paranet/network'
import { compareRules, copyKey, keyedEntries, localInterface, prefixRange } from '@paranet/network'
import { ArtifactText } from '../../kept-text.js'
import { collectorsOf } from '../../lacks-copies.js'
import type { DeviceContext } from '../device-context.js'
import { linuxNameOf } from '../interface-names.js'
import type { PolicyTable } from '../policy-tables.js'
import { isToItself, tableKey } from '../policy-tables.js'
import { defaultQueue, queueOf, queuesOf } from '../queues/device-queues.js'
import { bucketChain, bucketNote, renderBucket } from './buckets.js'
import type { CopyFamily } from './copies.js'
import { collectorPriorities, collectorSuffix, copyChains, copyFamilies, letCopies } from './copies.js'
import { groupChainNames, groupCopyChains, groupHooks, groupRules, letGroups } from './group-copies.js'
import { renderChain } from './render-rules.js'
import type { ChainRule, RuleOutcome } from './rule.js'

/** Names of the chains that hold rules of the state; all others are the frame that calls them. */
export const chainNames = {
  forward: 'forward_rules',
  copying: 'copying',
  marking: 'marking',
  policingIn: 'policing_in',
  policingOut: 'policing_out',
  routing: 'routing',
  queueing: 'queueing',
  translatingIn: 'translating_in',
  translatingOut: 'translating_out',
} as const

/** `nftables.nft`: one table, replaced as a whole in one transaction.
 *
 *  prerouting: `in` filter of the interface → policers → marks → destinations translated → forward filter → policy routes, which set the packet mark; then the kernel routes; postrouting:
 *  `out` filter → policers → queues. Packets for the device itself pass the `out` filter of `local` at the input hook, packets of its own the `in` filter of
 *  `local` at the output hook. Interfaces that the network does not know, and neighbour discovery, pass untouched. */
export function writeNft(
  out: ArtifactText,
  header: readonly string[],
  state: DeviceState,
  context: DeviceContext,
  tables: ReadonlyMap<string, PolicyTable>,
  interfaces: readonly string[],
): void {
  const chains = [
    ...filterChains(state, context),
    ...policingChains(state, context),
    ...markingChains(state, context),
    ...routingChains(state, context, tables),
    ...queueingChains(state, context),
    ...translatingChains(state, context),
    ...copyingChains(state, context),
    ...groupRules(state, context.owners).map(
      ([name, rules]): Chain => ({ name, parts: [state.groupRoutes], rules: () => rules }),
    ),
  ]
  const buckets = [...new Map((state.policers ?? []).map((one) => [bucketChain(one), one])).values()]
  out.lines([
    '#!/usr/sbin/nft -f',
    ...header,
    ...buckets.map((bucket) => `# ${bucketNote(bucket)}`),
    'table inet paranet',
    'delete table inet paranet',
    'table inet paranet {',
    ...frameSets(state, interfaces),
    ...buckets.flatMap(renderBucket),
  ])
  for (const { name, parts, rules } of chains)
    out.piece(`chain ${name}`, parts, () => out.lines(renderChain(name, rules())))
  out.lines([
    ...frameChains(new Set(chains.map(({ name }) => name)), state),
    '}',
    ...copyFamilies.flatMap((family) => copyTable(family, state)),
  ])
}

/** What `writeNft` writes. */
export function renderNft(...parts: Tail<Parameters<typeof writeNft>>): string {
  const out = new ArtifactText()
  writeNft(out, ...parts)
  return out.done().text
}

type Tail<List extends readonly unknown[]> = List extends readonly [unknown, ...infer Rest] ? Rest : never

/** A chain of rules, which are made when its text is not known. */
interface Chain {
  readonly name: string
  /** What its text is made of: the same parts make the same. */
  readonly parts: readonly unknown[]
  readonly rules: () => readonly ChainRule[]
}

function filterChains(state: DeviceState, context: DeviceContext): Chain[] {
  const chains = new Map<string, KeyedRule<FilterEntry>[]>()
  const keyed = keyedEntries(state, 'filters')
  let last: { readonly entry: FilterEntry; readonly own: KeyedRule<FilterEntry>[] } | undefined
  for (const [i, entry] of state.filters.entries()) {
    if (!last || last.entry.direction !== entry.direction || last.entry.interface !== entry.interface) {
      const name = filterChainOf(entry)
      let own = chains.get(name)
      if (!own) chains.set(name, (own = []))
      last = { entry, own }
    }
    last.own.push({ key: (keyed[i] as KeyedEntry).key, priority: entry.priority, entry })
  }
  return [...chains]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, own]) => ({
      name,
      parts: own.map(({ entry }) => entry),
      rules: () =>
        own.sort(compareRules).map(({ key, entry: { match, priority, action } }) => ({
          match,
          outcome: verdicts[action],
          priority,
          ...ownersOf(context, key),
        })),
    }))
}

const verdicts = { permit: { kind: 'permit' }, deny: { kind: 'deny' } } as const

const filterChainOf = ({ direction, interface: name }: FilterEntry): string =>
  direction === 'forward' || name === undefined ? chainNames.forward : `${direction}_${linuxNameOf(name)}`

/** Rules of a chain with the interface where packets come in; `in` is what the state calls it. */
interface InRule extends ChainRule {
  readonly in: string | undefined
}

/** The name of the second chain of a list: that for packets of the device itself. */
export const localChain = (name: string): string => `${name}_local`

/** A list whose rules may ask where packets come in: a chain for packets that came in, and, where some ask for packets of the device itself, a
 *  second one for those. `places`: where the packets of its entries come in. */
function listChains(
  name: string,
  places: readonly (string | undefined)[],
  parts: readonly unknown[],
  rules: () => readonly InRule[],
): Chain[] {
  if (places.length === 0) return []
  const rulesOf = (keep: (from: string | undefined) => boolean) => () =>
    rules()
      .filter((rule) => keep(rule.in))
      .map(
        ({ in: from, ...rule }): ChainRule =>
          from === undefined || from === localInterface ? rule : { ...rule, iif: linuxNameOf(from) },
      )
  const chains = [{ name, parts, rules: rulesOf((from) => from !== localInterface) }]
  if (places.includes(localInterface))
    chains.push({
      name: localChain(name),
      parts,
      rules: rulesOf((from) => from === undefined || from === localInterface),
    })
  return chains
}

function routingChains(state: DeviceState, context: DeviceContext, tables: ReadonlyMap<string, PolicyTable>): Chain[] {
  const outcomes = new Map<RouteAction, RuleOutcome>()
  const outcomeOf = (action: RouteAction): RuleOutcome => {
    let outcome = outcomes.get(action)
    if (!outcome) outcomes.set(action, (outcome = { kind: 'mark', mark: tables.get(tableKey(action))?.id ?? 0 }))
    return outcome
  }
  const rules = () =>
    inOrder(state, 'policyRoutes', state.policyRoutes).map(({ key, entry }) => ({
      in: entry.inInterface,
      match: entry.match,
      outcome: outcomeOf(entry.action),
      priority: entry.priority,
      ...ownersOf(context, key),
    }))
  const marks = [...tables].map(([key, { id }]) => `${key} ${id}`).join()
  const places = state.policyRoutes.map(({ inInterface }) => inInterface)
  return listChains(chainNames.routing, places, [state.policyRoutes, marks], rules)
}

/** Policers by direction. Those of `out` name the interface where packets leave. */
function policingChains(state: DeviceState, context: DeviceContext): Chain[] {
  const { policers = [] } = state
  const chainsOf = (name: string, direction: PolicerEntry['direction']) => {
    const rules = () =>
      inOrder(state, 'policers', policers)
        .filter(({ entry }) => entry.direction === direction)
        .map(({ key, entry }) => ({
          in: entry.interface,
          match: entry.match,
          outcome: { kind: 'police', chain: bucketChain(entry) } as const,
          priority: entry.priority,
          ...ownersOf(context, key),
        }))
    const places = policers.filter((one) => one.direction === direction).map((one) => one.interface)
    return listChains(name, places, [policers], rules)
  }
  const turned = (rules: readonly ChainRule[]) =>
    rules.map(({ iif, ...rule }) => (iif === undefined ? rule : { oif: iif, ...rule }))
  return [
    ...chainsOf(chainNames.policingIn, 'in'),
    ...chainsOf(chainNames.policingOut, 'out').map(({ rules, ...chain }) => ({
      ...chain,
      rules: () => turned(rules()),
    })),
  ]
}

function markingChains(state: DeviceState, context: DeviceContext): Chain[] {
  const { marks = [] } = state
  const rules = () =>
    inOrder(state, 'marks', marks).map(({ key, entry }) => ({
      in: entry.interface,
      match: entry.match,
      outcome: { kind: 'dscp', dscp: entry.dscp } as const,
      priority: entry.priority,
      ...ownersOf(context, key),
    }))
  const places = marks.map((one) => one.interface)
  return listChains(chainNames.marking, places, [marks], rules)
}

/** Translations by direction: of destinations they ask where packets come in, of sources where they leave. */
function translatingChains(state: DeviceState, context: DeviceContext): Chain[] {
  const { translations = [] } = state
  const rulesOf = (direction: TranslationEntry['direction']) => () =>
    inOrder(state, 'translations', translations)
      .filter(({ entry }) => entry.direction === direction)
      .map(({ key, entry: { interface: name, match, to, priority } }): ChainRule => {
        const linux = name === undefined ? undefined : linuxNameOf(name)
        const at = linux === undefined ? {} : direction === 'source' ? { oif: linux } : { iif: linux }
        return { ...at, match, outcome: { kind: 'translate', direction, to }, priority, ...ownersOf(context, key) }
      })
  const chainOf = (name: string, direction: TranslationEntry['direction']): Chain[] =>
    translations.some((one) => one.direction === direction)
      ? [{ name, parts: [translations], rules: rulesOf(direction) }]
      : []
  return [...chainOf(chainNames.translatingIn, 'destination'), ...chainOf(chainNames.translatingOut, 'source')]
}

/** Rules that ask for copies, by collector. */
function copyingChains(state: DeviceState, context: DeviceContext): Chain[] {
  return collectorsOf(state).flatMap((collector, place) => {
    const own = (state.copies ?? []).filter(({ to }) => to === collector)
    const rules = () =>
      own.map((entry) => ({
        in: entry.interface,
        match: entry.match,
        outcome: { kind: 'copy' } as const,
        priority: 0,
        ...ownersOf(context, copyKey(entry)),
      }))
    const places = own.map((one) => one.interface)
    return listChains(`${chainNames.copying}${collectorSuffix(place)}`, places, [collector, state.copies], rules)
  })
}

/** The table of a family that makes the copies of mirrors and to groups; where there are none it goes. */
function copyTable(family: CopyFamily, state: DeviceState): string[] {
  const chains = [...copyChains(family, collectorsOf(state)), ...groupCopyChains(family, state)]
  return [
    `table ${family} paranet`,
    `delete table ${family} paranet`,
    ...(chains.length === 0 ? [] : [`table ${family} paranet {`, ...chains, '}']),
  ]
}

/** Rules that give packets their queues, by the interface where they leave. */
function queueingChains(state: DeviceState, context: DeviceContext): Chain[] {
  const { queues = [] } = state
  const rules = () => {
    const numbered = queuesOf(state)
    return inOrder(state, 'queues', queues).map(({ key, entry }) => ({
      in: entry.inInterface,
      oif: linuxNameOf(entry.interface),
      match: entry.match,
      outcome: { kind: 'queue', id: queueOf(numbered, entry)?.id ?? defaultQueue } as const,
      priority: entry.priority,
      ...ownersOf(context, key),
    }))
  }
  const places = queues.map((one) => one.inInterface)
  return listChains(chainNames.queueing, places, [queues], rules)
}

/** An entry as it is put in order. */
interface KeyedRule<E> {
  readonly key: EntryKey
  readonly priority: number
  readonly entry: E
}

/** Of a canonical state, in the order in which they decide. */
function inOrder<E extends Pick<FilterEntry, 'priority'>>(
  state: DeviceState,
  list: KeyedList,
  entries: readonly E[],
): KeyedRule<E>[] {
  const keyed = keyedEntries(state, list)
  return entries
    .map((entry, i) => ({ key: (keyed[i] as KeyedEntry).key, priority: entry.priority, entry }))
    .sort(compareRules)
}

type KeyedList = Parameters<typeof keyedEntries>[1]

const ownersOf = (context: DeviceContext, key: EntryKey): { owners?: string } => {
  const owners = context.owners?.get(key)
  return owners ? { owners: owners.map((id) => id.slice(id.lastIndexOf('/') + 1)).join(', ') } : {}
}

/** The interfaces that ParaNet speaks for, and the addresses of its own that the device answers at. Packets with a mark have their own way. */
function frameSets({ routes }: DeviceState, interfaces: readonly string[]): string[] {
  const names = interfaces.filter((name) => name !== localInterface).map((name) => `"${linuxNameOf(name)}"`)
  const own = routes.filter(({ action }) => isToItself(action)).map(({ prefix }) => prefix)
  return [
    '\tset interfaces {',
    '\t\ttype ifname',
    ...(names.length === 0 ? [] : [`\t\telements = { ${names.join(', ')} }`]),
    '\t}',
    ...([4, 6] as const).flatMap((family) => {
      const mine = outermost(own.filter((prefix) => prefixRange(prefix).family === family))
      return [
        `\tset own${family} {`,
        `\t\ttype ipv${family}_addr`,
        '\t\tflags interval',
        ...(mine.length === 0 ? [] : [`\t\telements = { ${mine.join(', ')} }`]),
        '\t}',
      ]
    }),
  ]
}

/** Without those inside others, sorted: sets of intervals take no overlaps. */
function outermost(prefixes: readonly Extract<Entry, { kind: 'route' }>['prefix'][]): string[] {
  const all = [...new Set(prefixes)].sort()
  const holds = (a: (typeof all)[number], b: (typeof all)[number]) => {
    const [x, y] = [prefixRange(a), prefixRange(b)]
    return a !== b && x.first <= y.first && y.last <= x.last
  }
  return all.filter((prefix) => !all.some((other) => holds(other, prefix)))
}

/** What a session with a neighbour sends itself: none of the filters speaks of it (RFC 4271: TCP port 179). `side`: of the neighbour's address. */
function sessionLines(peers: readonly PeerEntry[], at: 'iifname' | 'oifname', side: 'saddr' | 'daddr'): string[] {
  const lines = peers.flatMap(({ interface: name, neighbour }) => {
    const address = `${neighbour.includes(':') ? 'ip6' : 'ip'} ${side} ${neighbour}`
    const local = side === 'saddr' ? 'fib daddr type local ' : ''
    return ['sport', 'dport'].map(
      (port) => `\t\t${at} "${linuxNameOf(name)}" ${address} ${local}tcp ${port} 179 accept`,
    )
  })
  return [...new Set(lines)]
}

/** The chains at the kernel's hooks. */
function frameChains(chains: ReadonlySet<string>, state: DeviceState): string[] {
  const { peers = [] } = state
  const dispatch = (direction: string, key: string): string[] => {
    const own = [...chains].filter((name) => name.startsWith(`${direction}_`) && name !== `${direction}_lo`)
    const jumps = own.map((name) => `"${name.slice(direction.length + 1)}" : jump ${name}`)
    return jumps.length === 0 ? [] : [`\t\t${key} vmap { ${jumps.join(', ')} }`]
  }
  const call = (name: string): string[] => (chains.has(name) ? [`\t\tjump ${name}`] : [])
  const discovery = 'icmpv6 type 133-137 ip6 hoplimit 255'
  // What OSPF routers tell each other on one link (RFC 2328, A.1): no device sends it on.
  const ospf = 'ip daddr 224.0.0.5 ip ttl 1 accept'
  const isTranslating = chains.has(chainNames.translatingIn) || chains.has(chainNames.translatingOut)
  const collectors = collectorsOf(state)
  const isCopying = collectors.length > 0
  const isGrouping = chains.has(groupChainNames.in)
  const comesIn = [
    '\t\tiifname != @interfaces accept',
    `\t\t${discovery} fib daddr type { local, multicast, anycast } accept`,
    `\t\t${ospf}`,
    ...sessionLines(peers, 'iifname', 'saddr'),
  ]
  const leaves = [
    '\t\toifname != @interfaces accept',
    `\t\t${discovery} accept`,
    `\t\t${ospf}`,
    ...sessionLines(peers, 'oifname', 'daddr'),
  ]
  const lets = [...(isCopying || isGrouping ? [letCopies] : []), ...(isGrouping ? [letGroups] : [])]
  const callLocal = (name: string): string[] => call(chains.has(localChain(name)) ? localChain(name) : name)
  return [
    '\tchain prerouting {',
    '\t\ttype filter hook prerouting priority -150; policy accept;',
    ...comesIn,
    ...dispatch('in', 'iifname'),
    ...call(chainNames.policingIn),
    ...call(chainNames.marking),
    ...(isTranslating ? ['\t}', ...translating(chains, [discovery, ospf])] : []),
    ...call(chainNames.forward),
    ...call(chainNames.routing),
    '\t}',
    ...collectors.flatMap((_, place) => {
      const name = `${chainNames.copying}${collectorSuffix(place)}`
      return copying(place, comesIn, [...lets, ...leaves, ...callLocal(name)])
    }),
    ...(isGrouping ? groupHooks(comesIn, leaves) : []),
    '\tchain output {',
    '\t\ttype route hook output priority -150; policy accept;',
    ...lets,
    ...leaves,
    ...call('in_lo'),
    ...callLocal(chainNames.policingIn),
    ...callLocal(chainNames.marking),
    ...call(chainNames.forward),
    ...callLocal(chainNames.routing),
    '\t}',
    '\tchain input {',
    '\t\ttype filter hook input priority 0; policy accept;',
    '\t\tiifname != @interfaces accept',
    '\t\tip6 daddr fe80::/10 accept',
    `\t\t${ospf}`,
    ...sessionLines(peers, 'iifname', 'saddr'),
    '\t\tmeta mark 0 fib daddr type local ip daddr != @own4 drop',
    '\t\tmeta mark 0 fib daddr type local ip6 daddr != @own6 drop',
    ...call('out_lo'),
    ...callLocal(chainNames.policingOut),
    '\t}',
    '\tchain postrouting {',
    `\t\ttype filter hook postrouting priority ${isTranslating ? afterSources : 0}; policy accept;`,
    ...(isCopying ? [letCopies] : []),
    ...leaves,
    ...dispatch('out', 'oifname'),
    ...call(chainNames.policingOut),
    ...(chains.has(localChain(chainNames.queueing))
      ? [
          `\t\tiifname @interfaces jump ${chainNames.queueing}`,
          `\t\tiifname != @interfaces jump ${localChain(chainNames.queueing)}`,
        ]
      : call(chainNames.queueing)),
    '\t}',
  ]
}

/** The chains that ask for copies of a collector: where packets come in after all filters and before all routes, and where the device sends its own. */
const copying = (place: number, comesIn: readonly string[], own: readonly string[]): string[] => [
  `\tchain copies_in${collectorSuffix(place)} {`,
  `\t\ttype filter hook prerouting priority ${collectorPriorities(place).rules}; policy accept;`,
  ...comesIn,
  `\t\tjump ${chainNames.copying}${collectorSuffix(place)}`,
  '\t}',
  `\tchain copies_own${collectorSuffix(place)} {`,
  `\t\ttype filter hook output priority ${collectorPriorities(place).rules}; policy accept;`,
  ...own,
  '\t}',
]

/** The kernel translates destinations at −100 and sources at 100, whatever a chain says: what sees rewritten packets comes after. */
const afterDestinations = -90
const afterSources = 110

/** The chains that translate, and the head of the one for what follows in prerouting. */
function translating(chains: ReadonlySet<string>, exempt: readonly [discovery: string, ospf: string]): string[] {
  const [discovery, ospf] = exempt
  const chain = (name: string, hook: string, priority: number, whose: string): string[] =>
    chains.has(name)
      ? [
          `\tchain translate_${hook} {`,
          `\t\ttype nat hook ${hook} priority ${priority}; policy accept;`,
          `\t\t${whose} != @interfaces accept`,
          `\t\tjump ${name}`,
          '\t}',
        ]
      : []
  return [
    ...chain(chainNames.translatingIn, 'prerouting', -100, 'iifname'),
    ...chain(chainNames.translatingOut, 'postrouting', 100, 'oifname'),
    '\tchain translated {',
    `\t\ttype filter hook prerouting priority ${afterDestinations}; policy accept;`,
    '\t\tiifname != @interfaces accept',
    `\t\t${discovery} fib daddr type { local, multicast, anycast } accept`,
    `\t\t${ospf}`,
  ]
}
