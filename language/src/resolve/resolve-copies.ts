import type { IpAddress, MirrorIntent, MulticastIntent } from '@paranet/network'
import { parseAddress, parsePrefix, prefixHolds } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { IntentStatement, Value } from '../parse/ast.js'
import { findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'
import { resolveConstraints } from './resolve-constraints.js'
import { resolveDevices } from './resolve-treatment.js'
import type { Scope } from './scope.js'

/** The keys of each kind beside those of every intent, and those of the class of a mirror. */
export const copyKeys = {
  mirror: ['at', 'copy_to'],
  multicast: ['source', 'group', 'receivers', 'traffic', 'avoid', 'latency', 'max_hops', 'bandwidth', 'survive'],
} as const

/** What a mirror says beside its class. Undefined where something was reported. */
export function resolveMirror(
  statement: IntentStatement,
  scope: Scope,
  reporter: FileReporter,
): Pick<MirrorIntent, 'at' | 'copyTo'> | undefined {
  const at = findEntry(statement.body, 'at')
  const devices = at && resolveDevices(at.value, scope, reporter)
  const to = asked(statement, 'copy_to', 'copy_to: ids1', reporter)
  const copyTo = to && collectorOf(to, scope, reporter)
  if (copyTo === undefined || (at && !devices)) return undefined
  return devices ? { at: devices, copyTo } : { copyTo }
}

/** A host: what passes packets on would send copies where nobody asked for them. */
function collectorOf(value: Value, scope: Scope, reporter: FileReporter): string | undefined {
  const name = nodeOf(value, scope, reporter)
  if (name === undefined || scope.index.isEnd[scope.index.nodeId.get(name) ?? -1]) return name
  return reporter.report('wrong-kind', value.span, `"${name}" passes packets on: copies would go on as originals`, {
    hint: 'name a host: a node of the type `host`, or a `server` without a function',
  })
}

/** What a multicast says beside its class of traffic. Undefined where something was reported. */
export function resolveMulticast(
  statement: IntentStatement,
  scope: Scope,
  reporter: FileReporter,
): Omit<MulticastIntent, 'kind' | 'traffic' | 'id' | 'name' | 'priority' | 'rank' | 'yields' | 'labels'> | undefined {
  const from = asked(statement, 'source', 'source: headend', reporter)
  const to = asked(statement, 'group', 'group: 239.1.1.1', reporter)
  const who = asked(statement, 'receivers', 'receivers: edge', reporter)
  const sender = from && nodeOf(from, scope, reporter)
  const group = to && groupOf(to, reporter)
  const named = who && receiversOf(who, scope, reporter)
  const survive = findEntry(statement.body, 'survive')
  if (survive)
    reporter.report('not-protected', survive.key.span, 'no target fails over a whole tree by itself', {
      hint: 'leave `survive` out: after a failure the controller compiles another tree',
    })
  const constraints = resolveConstraints(statement, scope, reporter)
  if (sender === undefined || !group || !named || survive || !constraints || !who) return undefined
  const receivers = named.filter((name) => name !== sender)
  if (receivers.length === 0)
    return reporter.report('out-of-range', who.span, `nobody but "${sender}" itself is among the receivers`)
  const { avoid, latency, maxHops, bandwidth } = constraints
  return {
    sender,
    group,
    receivers,
    avoid,
    ...(latency === undefined ? {} : { latency }),
    ...(maxHops === undefined ? {} : { maxHops }),
    ...(bandwidth === undefined ? {} : { bandwidth: bandwidth.bitsPerSecond }),
  }
}

const groups = ['224.0.0.0/4', 'ff00::/8'].flatMap((text) => parsePrefix(text) ?? [])
/** What no device sends on to another link. */
const staysOnLink = [
  '224.0.0.0/24',
  'ff00::/16',
  'ff01::/16',
  'ff02::/16',
  'ff10::/16',
  'ff11::/16',
  'ff12::/16',
  'ff30::/16',
  'ff31::/16',
  'ff32::/16',
].flatMap((text) => parsePrefix(text) ?? [])

function groupOf(value: Value, reporter: FileReporter): IpAddress | undefined {
  const its = unquoted(value)
  if (its.kind === 'invalid') return undefined
  const group = its.kind === 'address' ? parseAddress(its.address) : undefined
  if (!group || !groups.some((prefix) => prefixHolds(prefix, group)))
    return reporter.report(
      its.kind === 'address' ? 'out-of-range' : 'wrong-kind',
      value.span,
      `${kindName(its)} is no address of a group`,
      {
        hint: 'groups are 224.0.1.0–239.255.255.255, and IPv6 from ff03:: on',
      },
    )
  if (!staysOnLink.some((prefix) => prefixHolds(prefix, group))) return group
  return reporter.report('out-of-range', value.span, `packets to ${group} stay on one link`, {
    hint: 'take a group that devices send on, for example 239.1.1.1 or ff15::1',
  })
}

/** Nodes and groups of nodes; sorted. */
function receiversOf(value: Value, scope: Scope, reporter: FileReporter): readonly string[] | undefined {
  const named = itemsOf(value).map((item) => {
    const name = nameOf(item)
    const members = name === undefined || scope.index.nodeId.has(name) ? undefined : scope.groups.get(name)
    if (members) return members
    const node = nodeOf(item, scope, reporter)
    return node === undefined ? undefined : [node]
  })
  return named.every((names) => names !== undefined) ? [...new Set(named.flat())].sort() : undefined
}

function nodeOf(value: Value, { index, groups: known }: Scope, reporter: FileReporter): string | undefined {
  const name = nameOf(value)
  if (name !== undefined && index.nodeId.has(name)) return name
  if (value.kind === 'invalid') return undefined
  if (name === undefined)
    return reporter.report('wrong-kind', value.span, `${kindName(value)} is no node`, { hint: 'name one node' })
  return reporter.report('unknown-node', value.span, `no node "${name}" in network ${index.topology.name}`, {
    hint: didYouMean(name, [...index.nodeId.keys(), ...known.keys()]),
  })
}

function asked(statement: IntentStatement, key: string, example: string, reporter: FileReporter): Value | undefined {
  const entry = findEntry(statement.body, key)
  if (entry) return entry.value
  return reporter.report(
    'missing-key',
    (statement.name ?? statement.keyword).span,
    `${statement.intent} has no "${key}"`,
    { hint: `for example \`${example}\`` },
  )
}

/** `except mirror ids`: the value without it, and the mirrors named. */
export function withoutMirrors(value: Value): { readonly value: Value; readonly mirrors: readonly Value[] } {
  if (value.kind !== 'except') return { value, mirrors: [] }
  const all = itemsOf(value.except)
  const mirrors = all.flatMap((item) => mirrorNamed(item) ?? [])
  if (mirrors.length === 0) return { value, mirrors }
  const rest = all.filter((item) => mirrorNamed(item) === undefined)
  if (rest.length === 0) return { value: value.of, mirrors }
  return {
    value: { ...value, except: { kind: 'list', items: rest, isBracketed: false, span: value.except.span } },
    mirrors,
  }
}

function mirrorNamed(value: Value): Value | undefined {
  if (value.kind !== 'words') return undefined
  const [word, name, ...more] = value.items
  return word && nameOf(word) === 'mirror' && more.length === 0 ? name : undefined
}
