import type { Entry, FilterEntry, Prefix, RouteAction } from '@paranet/network'
import {
  canonicalJson,
  compareRules,
  copyKey,
  filterKey,
  localInterface,
  markKey,
  policerKey,
  parseAddress,
  policyRouteKey,
  queueKey,
  stateOf,
  translationKey,
} from '@paranet/network'
import type { Queue } from '../queues/device-queues.js'
import { placeOf } from '../queues/device-queues.js'
import { ArtifactError } from '../artifact-error.js'
import type { Bucket } from './buckets.js'
import { collectorsIn } from './copies.js'
import type { GroupRoute } from './group-copies.js'
import { groupChainNames, groupOutsIn, groupRules } from './group-copies.js'
import { boxOf, conflict } from './lay-out-rules.js'
import { chainNames, localChain } from './render-nft.js'
import type { ChainRule } from './rule.js'

/** The entries that chains of rules are. `nameOf`: the network's name of a Linux interface; `actionOf`: the way that a mark leads, or why not
 *  (it throws), and so `queueAt` for the queue at `eth1 7061:1a2b`. Priorities are those of the comments; where one is missing or the order says otherwise, all of the chain get new ones that keep
 *  the order. */
export function entriesOfChains(
  chains: ReadonlyMap<string, readonly ChainRule[]>,
  nameOf: (linux: string) => string,
  actionOf: (mark: number) => RouteAction,
  buckets: ReadonlyMap<string, Bucket>,
  queueAt: (place: string) => Queue,
  frame: ReadonlyMap<string, string>,
): Entry[] {
  const collectors = collectorsIn(frame)
  const entries: Entry[] = []
  const isLocal = (name: string) => name.endsWith(localChain(''))
  for (const [name, rules] of chains) {
    const list = isLocal(name) ? name.slice(0, -localChain('').length) : name
    const from = isLocal(name) ? localInterface : undefined
    if (list === chainNames.routing) entries.push(...policyRoutesOf(rules, nameOf, actionOf, from, chains.get(list)))
    else if (list === chainNames.translatingIn || list === chainNames.translatingOut)
      entries.push(...translationsOf(list, rules, nameOf))
    else if (list === chainNames.marking) entries.push(...marksOf(rules, nameOf, from, chains.get(list)))
    else if (list === chainNames.policingIn || list === chainNames.policingOut)
      entries.push(...policersOf(list, rules, nameOf, from, chains.get(list), buckets))
    else if (isCopyingChain(list)) {
      const to = collectors.get(list.slice(chainNames.copying.length))
      entries.push(...copiesOf(rules, nameOf, from, chains.get(list), to))
    } else if (list === groupChainNames.in) continue
    else if (list === chainNames.queueing) entries.push(...queuesOf(rules, nameOf, from, chains.get(list), queueAt))
    else entries.push(...filtersOf(name, rules, nameOf))
  }
  return [...entries, ...groupRoutesOf(chains, nameOf, groupOutsIn(frame))]
}

const isCopyingChain = (list: string): boolean =>
  list === chainNames.copying || list.startsWith(`${chainNames.copying}_`)

/** The group routes that both chains together say. Throws ArtifactError where they are not as such routes make them. */
function groupRoutesOf(
  chains: ReadonlyMap<string, readonly ChainRule[]>,
  nameOf: (linux: string) => string,
  outs: ReadonlyMap<number, readonly string[]>,
): Entry[] {
  const read = Object.values(groupChainNames).map((name) => chains.get(name) ?? [])
  if (read.every((rules) => rules.length === 0)) return []
  const entries = read.flatMap((rules) => rules.flatMap((rule) => groupRouteOf(rule, nameOf, outs)))
  const made = new Map(groupRules(stateOf('', entries)))
  for (const [i, name] of Object.values(groupChainNames).entries()) {
    const rules = settled(read[i] ?? [], (rule) => canonicalJson(rule.match))
    if (canonicalJson(plainRules(rules)) !== canonicalJson(plainRules(made.get(name) ?? [])))
      throw new ArtifactError(
        `${name}: a group route takes packets of one source and group in at one interface, and drops the rest of them: two rules for each, the longest source first`,
      )
  }
  return entries
}

/** In no order: that of their priorities is checked. */
const plainRules = (rules: readonly ChainRule[]): string[] =>
  rules
    .map(({ iif, match, outcome, priority }) => canonicalJson([iif ?? null, match, outcome.kind, priority ?? null]))
    .sort()

function groupRouteOf(
  { iif, match, outcome }: ChainRule,
  nameOf: (linux: string) => string,
  outs: ReadonlyMap<number, readonly string[]>,
): GroupRoute[] {
  if (outcome.kind !== 'mark') return []
  const group = match.dst === undefined ? undefined : parseAddress(match.dst.slice(0, match.dst.indexOf('/')))
  const out = outs.get(outcome.mark)
  if (match.src === undefined || group === undefined || out === undefined)
    throw new ArtifactError(
      `${groupChainNames.in}: a rule asks for a source and a group, and its mark has copies in both families alike`,
    )
  const inInterface = iif === undefined ? localInterface : nameOf(iif)
  return [{ kind: 'group-route', source: match.src, group, inInterface, out: out.map(nameOf).sort() }]
}

function filtersOf(chain: string, rules: readonly ChainRule[], nameOf: (linux: string) => string): Entry[] {
  const [, direction = 'forward', linux] = /^(in|out)_(.*)$/.exec(chain) ?? []
  const base = {
    kind: 'filter' as const,
    direction: direction as FilterEntry['direction'],
    ...(linux === undefined ? {} : { interface: nameOf(linux) }),
  }
  return settled(rules, (rule) => filterKey({ ...base, priority: rule.priority, match: rule.match })).map(
    ({ match, priority, outcome }) => ({
      ...base,
      priority,
      match,
      action: outcome.kind === 'deny' ? ('deny' as const) : ('permit' as const),
    }),
  )
}

function policyRoutesOf(
  rules: readonly ChainRule[],
  nameOf: (linux: string) => string,
  actionOf: (mark: number) => RouteAction,
  local: string | undefined,
  common: readonly ChainRule[] | undefined,
): Entry[] {
  const comesFrom = origins(nameOf, local, common)
  const keyOf = (rule: Settled) => policyRouteKey({ ...rule, ...named('inInterface', comesFrom(rule)) })
  return settled(rules, keyOf).map((rule) => {
    const from = comesFrom(rule)
    return {
      kind: 'policy-route',
      priority: rule.priority,
      match: rule.match,
      ...(from === undefined ? {} : { inInterface: from }),
      action: rule.outcome.kind === 'mark' ? actionOf(rule.outcome.mark) : { kind: 'drop' },
    }
  })
}

function translationsOf(list: string, rules: readonly ChainRule[], nameOf: (linux: string) => string): Entry[] {
  const direction = list === chainNames.translatingIn ? ('destination' as const) : ('source' as const)
  const at = ({ iif, oif }: ChainRule) => {
    const linux = direction === 'source' ? oif : iif
    return linux === undefined ? {} : { interface: nameOf(linux) }
  }
  return settled(rules, (rule) => translationKey({ ...rule, direction, ...at(rule) })).flatMap((rule): Entry[] => {
    const { priority, match, outcome } = rule
    if (outcome.kind !== 'translate') return []
    return [{ kind: 'translation', direction, ...at(rule), priority, match, to: outcome.to }]
  })
}

function marksOf(
  rules: readonly ChainRule[],
  nameOf: (linux: string) => string,
  local: string | undefined,
  common: readonly ChainRule[] | undefined,
): Entry[] {
  const comesFrom = origins(nameOf, local, common)
  const keyOf = (rule: Settled) => markKey({ ...rule, ...named('interface', comesFrom(rule)) })
  return settled(rules, keyOf).flatMap((rule): Entry[] => {
    const from = comesFrom(rule)
    const { priority, match, outcome } = rule
    const its = from === undefined ? {} : { interface: from }
    return outcome.kind === 'dscp' ? [{ kind: 'mark', priority, match, ...its, dscp: outcome.dscp }] : []
  })
}

function policersOf(
  list: string,
  rules: readonly ChainRule[],
  nameOf: (linux: string) => string,
  local: string | undefined,
  common: readonly ChainRule[] | undefined,
  buckets: ReadonlyMap<string, Bucket>,
): Entry[] {
  const direction = list === chainNames.policingIn ? 'in' : 'out'
  const turned = (all: readonly ChainRule[]) =>
    direction === 'in' ? all : all.map(({ oif, ...rule }) => (oif === undefined ? rule : { iif: oif, ...rule }))
  const comesFrom = origins(nameOf, local, common && turned(common))
  const keyOf = (rule: Settled) => policerKey({ ...rule, direction, ...named('interface', comesFrom(rule)) })
  return settled(turned(rules), keyOf).flatMap((rule): Entry[] => {
    const from = comesFrom(rule)
    const { priority, match, outcome } = rule
    const bucket = outcome.kind === 'police' ? buckets.get(outcome.chain) : undefined
    return bucket
      ? [{ kind: 'policer', direction, priority, match, ...(from === undefined ? {} : { interface: from }), ...bucket }]
      : []
  })
}

/** Copies have no order. Without an interface where they go out there are none. */
function copiesOf(
  rules: readonly ChainRule[],
  nameOf: (linux: string) => string,
  local: string | undefined,
  common: readonly ChainRule[] | undefined,
  to: string | undefined,
): Entry[] {
  const comesFrom = origins(nameOf, local, common)
  if (to === undefined) return []
  return settled(rules, (rule) => copyKey({ ...rule, to: nameOf(to), ...named('interface', comesFrom(rule)) })).map(
    (rule) => ({ kind: 'copy', ...named('interface', comesFrom(rule)), match: rule.match, to: nameOf(to) }),
  )
}

function queuesOf(
  rules: readonly ChainRule[],
  nameOf: (linux: string) => string,
  local: string | undefined,
  common: readonly ChainRule[] | undefined,
  queueAt: (place: string) => Queue,
): Entry[] {
  const comesFrom = origins(nameOf, local, common)
  const outOf = ({ oif = '' }: ChainRule) => ({ interface: nameOf(oif) })
  const keyOf = (rule: Settled) => queueKey({ ...rule, ...outOf(rule), ...named('inInterface', comesFrom(rule)) })
  return settled(rules, keyOf).flatMap((rule): Entry[] => {
    const { priority, match, outcome, oif = '' } = rule
    if (outcome.kind !== 'queue') return []
    const from = named('inInterface', comesFrom(rule))
    return [
      { kind: 'queue', ...outOf(rule), ...from, priority, match, ...queueAt(placeOf({ linux: oif, id: outcome.id })) },
    ]
  })
}

const named = <Key extends string>(key: Key, name: string | undefined): { readonly [K in Key]?: string } =>
  (name === undefined ? {} : { [key]: name }) as { readonly [K in Key]?: string }

/** Where the packets of a rule come in. `local`: the name that rules of the second chain get which the first has not. */
function origins(
  nameOf: (linux: string) => string,
  local: string | undefined,
  common: readonly ChainRule[] | undefined,
) {
  const shared = new Set(local === undefined ? [] : (common ?? []).filter(({ iif }) => iif === undefined).map(textOf))
  return (rule: ChainRule): string | undefined => {
    if (rule.iif !== undefined) return nameOf(rule.iif)
    return shared.has(textOf(rule)) ? undefined : local
  }
}

const textOf = ({ oif, match, outcome, priority }: ChainRule): string => JSON.stringify([oif, match, outcome, priority])

type Settled = ChainRule & { readonly priority: number }

/** Rules with priorities under which they decide in the order of the chain. */
function settled(read: readonly ChainRule[], keyOf: (rule: Settled) => string): Settled[] {
  const rules = joinFamilies(read)
  const given = rules.filter((rule): rule is Settled => rule.priority !== undefined)
  if (given.length === rules.length && isInOrder(given, keyOf)) return given
  return rules.map((rule, i) => ({ ...rule, priority: rules.length - i }))
}

/** Whether every two rules whose order counts stand in the order of their priorities. Quadratic where maps put rules together, cheaply so. */
function isInOrder(rules: readonly Settled[], keyOf: (rule: Settled) => string): boolean {
  const ordered = rules.map((rule) => ({ box: boxOf(rule), priority: rule.priority, key: keyOf(rule) }))
  for (let j = 0; j < ordered.length; j++) {
    const b = ordered[j] as (typeof ordered)[number]
    for (let i = 0; i < j; i++) {
      const a = ordered[i] as (typeof ordered)[number]
      if (a.priority <= b.priority && compareRules(a, b) > 0 && conflict(a.box, b.box)) return false
    }
  }
  return true
}

/** A DSCP of both families takes two lines; one of them alone asks for its family. */
function joinFamilies(rules: readonly ChainRule[]): ChainRule[] {
  const joined: ChainRule[] = []
  for (let i = 0; i < rules.length; i++) {
    const { family, ...rule } = rules[i] as ChainRule
    const { family: next, ...following } = rules[i + 1] ?? { family: undefined }
    if (family === 4 && next === 6 && canonicalJson(following) === canonicalJson(rule)) i++
    else if (family !== undefined) {
      joined.push({ ...rule, match: { ...rule.match, src: (family === 4 ? '0.0.0.0/0' : '::/0') as Prefix } })
      continue
    }
    joined.push(rule)
  }
  return joined
}
