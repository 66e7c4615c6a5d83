import type { CacheIntent, ContentName, NameRouteIntent, TopologyIndex } from '@paranet/network'
import { isUnder, parseName } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Block, Entry, IntentStatement, Value } from '../parse/ast.js'
import { entriesOf, findEntry } from '../parse/ast.js'
import { readNodes } from './read-nodes.js'
import { itemsOf, kindName, nameOf, readLiteralOf, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'
import { resolveDevices } from './resolve-treatment.js'
import type { Scope } from './scope.js'

/** Definitions that are followed one after the other. */
const deepest = 16

/** The names that a value stands for: names, `prefix(…)` of them, definitions, and nodes for what they produce. Undefined where it holds none. */
export function namesOf(value: Value, scope: Scope, depth = 0): ContentName[] | undefined {
  if (depth > deepest) return undefined
  const parts = itemsOf(value).map((item) => namesOfItem(item, scope, depth))
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

function namesOfItem(item: Value, scope: Scope, depth: number): ContentName[] | undefined {
  const its = unquoted(item)
  if (its.kind === 'name-path') {
    const name = parseName(its.path)
    return name === undefined ? undefined : [name]
  }
  if (its.kind === 'call' && its.name.text === 'prefix' && its.args.length === 1 && its.args[0])
    return namesOf(its.args[0], scope, depth + 1)
  const defined = its.kind === 'reference' ? scope.definitions.get(its.name) : undefined
  return defined && namesOf(defined, scope, depth + 1)
}

/** As `namesOf`, and nodes stand for what they produce. */
function namesOrProducers(value: Value, scope: Scope): ContentName[] | undefined {
  const parts = itemsOf(value).map((item) => namesOf(item, scope) ?? producedBy(nameOf(item), scope))
  return parts.every((part) => part !== undefined) ? parts.flat() : undefined
}

function producedBy(name: string | undefined, { index, groups }: Scope): ContentName[] | undefined {
  if (name === undefined) return undefined
  const members = index.nodeId.has(name) ? [name] : groups.get(name)
  const names = members?.flatMap((node) => index.nodes[index.nodeId.get(node) ?? -1]?.produces ?? [])
  return names && names.length > 0 ? (names as ContentName[]) : undefined
}

/** Whether a `route`, `isolate` or `allow` speaks of names of content: it says so by its protocol, or one of its ends holds a name. */
export function isAboutNames(statement: IntentStatement, scope: Scope): boolean {
  const protocol = findEntry(statement.body, 'protocol')
  if (protocol) return nameOf(protocol.value) === 'ndn'
  return ['from', 'to'].some((key) => {
    const entry = findEntry(statement.body, key)
    return entry !== undefined && itemsOf(entry.value).some((item) => namesOf(item, scope) !== undefined)
  })
}

/** Keys that speak of packets and mean nothing for names, each with the reason. */
const senseless: Readonly<Record<string, string>> = {
  traffic: 'an Interest has neither protocol nor ports: the name says what is asked for',
  reply: 'Data takes the way of the Interest back, always',
  paths: 'how many ways an Interest takes is the strategy of the devices: give them `strategy: multicast`',
  loss: 'an Interest that is lost is asked again; what is lost of it cannot be promised by the way',
  availability: 'content stores and several producers answer too: say `survive` for the ways',
  symmetric: 'Data takes the way of the Interest back, always',
  prefer: 'what a way of names should pass is not weighed; `via` and `avoid` say what it must',
  bandwidth: 'what content stores answer and Interests share is not known before, so there is nothing to reserve',
  each: 'what content stores answer and Interests share is not known before, so there is nothing to reserve',
}

/** The keys that `refuseSenseless` refuses. */
export const senselessKeys: readonly string[] = Object.keys(senseless)

/** Refuses the keys that mean nothing for names. */
export function refuseSenseless(statement: IntentStatement, reporter: FileReporter): boolean {
  const found = entriesOf(statement.body).filter(({ key }) => Object.hasOwn(senseless, key.text))
  for (const { key } of found)
    reporter.report('misplaced', key.span, `"${key.text}" has no meaning for names`, { hint: senseless[key.text] })
  return found.length > 0
}

const askingWords = {
  wrong: 'nobody who asks for names',
  hint: 'Interests carry no addresses: name nodes, groups or `any`',
  empty: 'nobody is left who asks',
}

export type NameEnds = Pick<NameRouteIntent, 'names' | 'consumers' | 'written'>

/** Reads the ends of a `route` or `isolate` of names: `from` the names, `to` who asks. An `isolate` may say it the other way round. */
export function resolveNameEnds(
  statement: IntentStatement,
  scope: Scope,
  textOf: (value: Value) => string,
  reporter: FileReporter,
): NameEnds | undefined {
  const [from, to] = ['from', 'to'].map((key) => findEntry(statement.body, key))
  if (!from || !to) {
    const missing = from ? 'to' : 'from'
    return reporter.report(
      'missing-key',
      (statement.name ?? statement.keyword).span,
      `${statement.intent} has no "${missing}"`,
      { hint: missing === 'from' ? 'say which names: `from: /ndn/video`' : 'say who asks: `to: consumers`' },
    )
  }
  const isTurned = statement.intent === 'isolate' && namesOf(to.value, scope) !== undefined
  const [named, asking] = isTurned ? [to, from] : [from, to]
  const names = readNames(named, scope, reporter)
  const consumers = readNodes(asking.value, scope, reporter, askingWords)
  if (!names || !consumers) return undefined
  return { names, consumers, written: { from: textOf(named.value), to: textOf(asking.value) } }
}

function readNames({ key, value }: Entry, scope: Scope, reporter: FileReporter): ContentName[] | undefined {
  if (value.kind === 'invalid') return undefined
  const names = namesOrProducers(value, scope)
  if (names) return outermost(names)
  return reporter.report('wrong-kind', value.span, `"${key.text}" says no names`, {
    hint: 'names flow to who asks: `from: prefix(/ndn/video), to: consumers`',
  })
}

/** Sorted, without names under another. */
const outermost = (names: readonly ContentName[]): ContentName[] =>
  [...new Set(names)].filter((name) => !names.some((other) => other !== name && isUnder(other, name))).sort()

export type CacheKeys = Pick<CacheIntent, 'names' | 'at' | 'keep' | 'size' | 'policy' | 'ttl'>

/** The keys of `cache` beside those of every intent. */
export const cacheKeys: readonly string[] = ['names', 'at', 'size', 'policy', 'ttl']

/** Whether a `policy` is an older form of `cache`: it matches a name. */
export function isOlderCache(statement: IntentStatement, scope: Scope): boolean {
  const match = findEntry(statement.body, 'match')?.value
  const prefix = match?.kind === 'block' ? findEntry(match, 'prefix')?.value : undefined
  return prefix !== undefined && namesOf(prefix, scope) !== undefined
}

/** Reads `cache`. */
export function resolveCache(statement: IntentStatement, scope: Scope, reporter: FileReporter): CacheKeys | undefined {
  const names = findEntry(statement.body, 'names')
  if (!names)
    return reporter.report('missing-key', (statement.name ?? statement.keyword).span, 'cache has no "names"', {
      hint: 'for example `names: /ndn/video`',
    })
  return new CacheReader(scope, reporter).read(statement, names, statement.body, true)
}

/** Reads the older form: `policy video { match: { prefix: /ndn/video }, action: { cache: true, ttl: 3600 } }`. */
export function resolveOlderCache(
  statement: IntentStatement,
  scope: Scope,
  reporter: FileReporter,
): CacheKeys | undefined {
  const match = findEntry(statement.body, 'match')?.value as Block
  const action = findEntry(statement.body, 'action')
  const other = entriesOf(match).find(({ key }) => key.text !== 'prefix')
  if (other)
    return reporter.report('unknown-key', other.key.span, `names are not matched by "${other.key.text}"`, {
      hint: 'a name is all that an Interest says',
    })
  if (action?.value.kind !== 'block')
    return reporter.report(
      'missing-key',
      (action?.key ?? statement.keyword).span,
      'the policy has no action in braces',
      {
        hint: 'for example `action: { cache: true, ttl: 3600 }`',
      },
    )
  const keep = findEntry(action.value, 'cache')
  const isKept = keep && readLiteralOf(keep.value, 'boolean', 'cache', 'true', reporter)
  if (!isKept)
    return keep
      ? undefined
      : reporter.report('missing-key', action.key.span, 'the action does not say what becomes of content', {
          hint: 'for example `action: { cache: true, ttl: 3600 }`',
        })
  const known = ['cache', 'size', 'policy', 'ttl']
  const stranger = entriesOf(action.value).find(({ key }) => !known.includes(key.text))
  if (stranger)
    return reporter.report('unknown-key', stranger.key.span, `a cache has no "${stranger.key.text}"`, {
      hint: didYouMean(stranger.key.text, known) ?? `it has ${known.join(', ')}`,
    })
  const names = findEntry(match, 'prefix') as Entry
  return new CacheReader(scope, reporter).read(statement, names, action.value, isKept.value)
}

const cachePolicies = ['lru', 'fifo'] as const

class CacheReader {
  readonly #scope: Scope
  readonly #reporter: FileReporter

  constructor(scope: Scope, reporter: FileReporter) {
    this.#scope = scope
    this.#reporter = reporter
  }

  /** `block`: where size, policy and ttl stand. */
  read(statement: IntentStatement, written: Entry, block: Block | undefined, keep: boolean): CacheKeys | undefined {
    const names = readNames(written, this.#scope, this.#reporter)
    const value = (key: string) => block && findEntry(block, key)?.value
    const [size, policy, ttl] = [value('size'), value('policy'), value('ttl')]
    const bytes = size && this.#size(size)
    const kind = policy && this.#policy(policy)
    const time = ttl && this.#ttl(ttl)
    if (!names || (size && bytes === undefined) || (policy && !kind) || (ttl && time === undefined)) return undefined
    const at = this.#devices(statement, keep && bytes === undefined)
    return (
      at && {
        names,
        at,
        keep,
        ...(bytes === undefined ? {} : { size: bytes }),
        ...(kind ? { policy: kind } : {}),
        ...(time === undefined ? {} : { ttl: time }),
      }
    )
  }

  #devices(statement: IntentStatement, needsStore: boolean): readonly string[] | undefined {
    const { index } = this.#scope
    const entry = findEntry(statement.body, 'at')
    const place = entry?.value.span ?? (statement.name ?? statement.keyword).span
    const at = entry ? resolveDevices(entry.value, this.#scope, this.#reporter) : storesOf(index)
    const bare = needsStore ? at?.filter((node) => !storesOf(index).includes(node)) : undefined
    if (at?.length === 0)
      return this.#reporter.report('missing-key', place, 'no node has a content store', {
        hint: 'say where, and how much: `at: c1, size: 10GB`, or give a node `cache: 10GB`',
      })
    if (!bare || bare.length === 0) return at
    return this.#reporter.report('missing-key', place, `${bare.join(', ')} has no content store of its own`, {
      hint: 'say how much it keeps: `size: 10GB`, or give the node `cache: 10GB`',
    })
  }

  #size(value: Value): number | undefined {
    const bytes = readLiteralOf(value, 'size', 'size', '10GB', this.#reporter)?.bytes
    if (bytes === undefined || bytes >= 1) return bytes
    return this.#reporter.report('out-of-range', value.span, 'a content store of no size keeps nothing')
  }

  #policy(value: Value): (typeof cachePolicies)[number] | undefined {
    const name = nameOf(value)
    const policy = cachePolicies.find((one) => one === name)
    if (policy) return policy
    return this.#reporter.report('unknown-name', value.span, `${kindName(value)} is no way to make room`, {
      hint: didYouMean(name ?? '', cachePolicies) ?? `one of ${cachePolicies.join(', ')}`,
    })
  }

  /** In ms; a bare number is seconds, as older files have it. */
  #ttl(value: Value): number | undefined {
    const its = unquoted(value)
    const ms =
      its.kind === 'number'
        ? its.value * 1000
        : (readLiteralOf(value, 'duration', 'ttl', '1h', this.#reporter)?.microseconds ?? Number.NaN) / 1000
    if (Number.isNaN(ms)) return undefined
    if (Number.isInteger(ms) && ms >= 1 && ms <= Number.MAX_SAFE_INTEGER) return ms
    return this.#reporter.report('out-of-range', value.span, 'content is kept for a whole number of milliseconds', {
      hint: 'for example `ttl: 1h`; a bare number is seconds',
    })
  }
}

const storesOf = (index: TopologyIndex): string[] =>
  index.devices.filter((device) => index.nodes[index.nodeId.get(device) ?? -1]?.contentStore !== undefined)
