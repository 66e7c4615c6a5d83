import type { TranslationTarget } from '@paranet/network'
import type { Limit } from './buckets.js'
import { readLimit } from './buckets.js'
import { isStateChain } from './read-nft-text.js'
import type { Refusal } from './rule-builder.js'
import { RuleBuilder } from './rule-builder.js'
import { act, fieldOf } from './read-nft-text.js'
import type { ChainRule } from './rule.js'
import type { MapField } from './match-parts.js'
import { portProtocols } from './rule.js'
import { readPool, readTargets } from './translations.js'
import { readProtocol } from './values.js'

/** What the kernel holds of ParaNet's table. */
export interface KernelRuleset {
  readonly chains: ReadonlyMap<string, readonly ChainRule[]>
  /** Addresses and prefixes that the device answers at. */
  readonly own: readonly string[]
  readonly limits: ReadonlyMap<string, Limit>
  /** The chains that make copies of IPv4 packets and of IPv6 packets, by `ip chain NAME`, as words. */
  readonly copies: ReadonlyMap<string, string>
}

type Json = Readonly<Record<string, unknown>>
type Elements = readonly { readonly values: readonly string[]; readonly comment: string; readonly data: string }[]

/** Reads what `nft -j list ruleset` prints: rules of ParaNet's chains, maps taken apart. Returns what it does not know as text. */
export function readNftJson(json: unknown): KernelRuleset | string {
  const items = isJson(json) && Array.isArray(json.nftables) ? json.nftables.filter(isJson) : []
  const maps = new Map<string, Elements>()
  const own: string[] = []
  const limits = new Map<string, Limit>()
  const chains = new Map<string, ChainRule[]>()
  const copies = new Map<string, string>()
  for (const item of items) {
    const [kind, value] = Object.entries(item)[0] ?? []
    if (!isJson(value) || value.table !== 'paranet') continue
    const name = String(value.name as string)
    if (kind === 'map') maps.set(name, elementsOf(value.elem))
    if (kind === 'set' && /^own[46]$/.test(name)) own.push(...listOf(value.elem).map(valueText))
    if (kind === 'limit' && value.inv === true) {
      const burst = `${Number(value.burst)} ${textOf(value.burst_unit, 'bytes')}`
      const limit = readLimit(
        `rate over ${Number(value.rate)} ${textOf(value.rate_unit, '')}/${textOf(value.per, '')} burst ${burst}`,
      )
      if (limit) limits.set(name, limit)
    }
    if (kind === 'chain' && value.family === 'inet' && isStateChain(name)) chains.set(name, [])
  }
  for (const { rule } of items) {
    if (isJson(rule) && rule.table === 'paranet' && rule.family !== 'inet') {
      const name = `${rule.family as string} chain ${rule.chain as string}`
      copies.set(name, [...(copies.get(name)?.split(' ') ?? []), ...copyWords(rule)].join(' '))
    }
    const rules =
      isJson(rule) && rule.table === 'paranet' && rule.family === 'inet'
        ? chains.get(String(rule.chain as string))
        : undefined
    if (!rules || !isJson(rule)) continue
    const read = readRule(rule, maps)
    if (typeof read === 'string') return `${rule.chain as string}: ${read}`
    rules.push(...read)
  }
  return { chains, own, limits, copies }
}

/** A rule that makes a copy, and what ends its chain, as the words of a file; of others nothing that anybody asks. */
const copyWords = (rule: Json): string[] =>
  listOf(rule.expr)
    .filter(isJson)
    .flatMap(({ dup, mangle, ...verdict }): string[] => {
      if (isJson(dup)) return ['dup', 'to', textOf(dup.addr, ''), 'device', textOf(dup.dev, '')]
      if (isJson(mangle) && isJson(mangle.key) && isJson(mangle.key.meta))
        return ['meta', textOf(mangle.key.meta.key, ''), 'set', wordOf(mangle.value)]
      return Object.keys(verdict)
    })

const wordOf = (value: unknown): string => (isJson(value) ? '' : String(value as string))

function readRule(rule: Json, maps: ReadonlyMap<string, Elements>): ChainRule[] | string {
  const builder = new RuleBuilder()
  if (typeof rule.comment === 'string') builder.comment(rule.comment)
  let lookup: { readonly fields: readonly MapField[]; readonly elements: Elements } | undefined
  for (const expression of listOf(rule.expr).filter(isJson)) {
    const [word, value] = Object.entries(expression)[0] ?? ['', undefined]
    const found = lookupIn(word, value, maps)
    if (typeof found === 'string') return found
    if (found) lookup = found
    else if (lookup === undefined || word !== 'return') {
      const refusal = readExpression(builder, word, value)
      if (refusal !== undefined) return refusal
    }
  }
  if (lookup) return expand(builder, lookup)
  const finished = builder.finish()
  return typeof finished === 'string' ? finished : [finished]
}

/** `vmap`, or a mark set by a map. */
function lookupIn(word: string, value: unknown, maps: ReadonlyMap<string, Elements>) {
  const inner = isJson(value) && isJson(value.value) ? value.value.map : undefined
  const lookup = word === 'vmap' ? value : word === 'mangle' ? inner : undefined
  if (!isJson(lookup)) return undefined
  const elements = maps.get(String(lookup.data as string).replace(/^@/, ''))
  const fields = concatOf(lookup.key).map(fieldIn)
  if (!elements || fields.some((field) => field === undefined || field === 'dscp'))
    return 'a lookup that ParaNet does not read'
  return { fields: fields as MapField[], elements }
}

function expand(
  base: RuleBuilder,
  { fields, elements }: { readonly fields: readonly MapField[]; readonly elements: Elements },
): ChainRule[] | string {
  const { iif } = base.restOf()
  const rules: ChainRule[] = []
  for (const { values, comment, data } of elements) {
    const builder = new RuleBuilder()
    const refusals: Refusal[] = [
      iif === undefined ? undefined : builder.iif(iif),
      ...fields.map((field, i) => builder.field(field, values[i] ?? '')),
      act(builder, data),
    ]
    builder.comment(comment)
    const rule = builder.finish()
    const refusal = refusals.find((one) => one !== undefined)
    if (refusal !== undefined || typeof rule === 'string') return refusal ?? (rule as string)
    rules.push(rule)
  }
  return rules
}

function readExpression(builder: RuleBuilder, word: string, value: unknown): Refusal {
  if (word === 'return' || word === 'drop') return builder.verdict(word)
  if (word === 'counter') return undefined
  if ((word === 'snat' || word === 'dnat') && isJson(value))
    return builder.translate(word === 'snat' ? 'source' : 'destination', targetsIn(value.addr))
  if (word === 'goto' && isJson(value)) return builder.police(textOf(value.target, ''))
  if (
    word === 'mangle' &&
    isJson(value) &&
    isJson(value.key) &&
    isJson(value.key.meta) &&
    value.key.meta.key === 'priority'
  )
    return builder.queue(String(value.value as string))
  if (word === 'mangle' && isJson(value))
    return isJson(value.value) && Array.isArray(value.value['|'])
      ? builder.copy(String(value.value['|'][1] as number))
      : fieldIn(value.key) === 'dscp'
        ? builder.rewrite(familyIn(value.key), valueText(value.value))
        : builder.mark(Number(value.value))
  if (word !== 'match' || !isJson(value)) return `ParaNet does not read "${word}"`
  const { left, right, op } = value
  const meta = isJson(left) && isJson(left.meta) ? left.meta.key : undefined
  if (meta === 'oifname') return builder.oif(String(right as string))
  if (meta === 'nfproto') return builder.ofFamily(String(right as string))
  if (meta === 'iifname') return builder.iif(String(right as string))
  if (isJson(left) && isJson(left.ct) && left.ct.key === 'state') return builder.established(op !== '!=')
  const field = fieldIn(left)
  if (field === undefined) return `ParaNet does not read ${JSON.stringify(left)}`
  if (field === 'protocol' && isJson(right) && Array.isArray(right.set)) {
    const set = right.set.map((one) => readProtocol(String(one)))
    return portProtocols.every((one) => set.includes(one)) ? undefined : 'a set of protocols that ParaNet does not read'
  }
  if (field === 'dscp') return builder.dscp(familyIn(left), valueText(right))
  const protocol = isJson(left) && isJson(left.payload) ? String(left.payload.protocol as string) : ''
  const isPort = field === 'srcPort' || field === 'dstPort'
  return isPort && protocol !== 'th'
    ? builder.port(protocol, field, valueText(right))
    : builder.field(field, valueText(right))
}

/** An address, a range of them, or a map of numbers to them. */
function targetsIn(address: unknown): TranslationTarget[] | undefined {
  if (!isJson(address) || !isJson(address.map)) return readPool(valueText(address))
  const { key, data } = address.map
  const isInTurn = isJson(key) && isJson(key.numgen) && key.numgen.mode === 'inc'
  const elements = isJson(data) ? listOf(data.set).map(listOf) : []
  if (!isInTurn) return undefined
  return readTargets(elements.map(([numbers, to]) => [valueText(numbers), valueText(to)] as const))
}

const familyIn = (left: unknown): 4 | 6 =>
  isJson(left) && isJson(left.payload) && left.payload.protocol === 'ip6' ? 6 : 4

function fieldIn(left: unknown): MapField | 'dscp' | undefined {
  if (!isJson(left)) return undefined
  if (isJson(left.meta)) return fieldOf('meta', String(left.meta.key as string))
  return isJson(left.payload)
    ? fieldOf(String(left.payload.protocol as string), String(left.payload.field as string))
    : undefined
}

const elementsOf = (elem: unknown): Elements =>
  listOf(elem).map((pair) => {
    const [key, data] = listOf(pair)
    const element = isJson(key) && isJson(key.elem) ? key.elem : { val: key }
    return {
      values: concatOf(element.val).map(valueText),
      comment: typeof element.comment === 'string' ? element.comment : '',
      data: isJson(data) ? (Object.keys(data)[0] ?? '') : String(data as number),
    }
  })

const concatOf = (value: unknown): readonly unknown[] =>
  isJson(value) && Array.isArray(value.concat) ? value.concat : [value]

/** A value as the text form of nftables has it. */
function valueText(value: unknown): string {
  if (!isJson(value)) return String(value as string)
  if (isJson(value.prefix)) return `${value.prefix.addr as string}/${value.prefix.len as number}`
  if (Array.isArray(value.range)) return value.range.map(String).join('-')
  return isJson(value.elem) ? valueText(value.elem.val) : JSON.stringify(value)
}

const textOf = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value)
