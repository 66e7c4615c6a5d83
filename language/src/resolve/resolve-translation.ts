import type { BalanceIntent, BalanceMember, Ends, EndTerm, IpAddress, NatIntent, Prefix } from '@paranet/network'
import { addressBits, hostPrefix, ownerOf, parseAddress, prefixRange } from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { IntentStatement, Value } from '../parse/ast.js'
import { findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf, prefixOfValue, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'
import { resolveDevices } from './resolve-treatment.js'
import type { Scope } from './scope.js'

/** What `nat` and `balance` say beside where their packets come from. */
export type TranslationKeys =
  | Pick<NatIntent, 'kind' | 'pool' | 'at'>
  | Pick<BalanceIntent, 'kind' | 'members' | 'address' | 'at' | 'to'>

/** The keys of each kind beside those of every intent. */
export const translationKeys: Readonly<Record<TranslationKeys['kind'], readonly string[]>> = {
  nat: ['source', 'at'],
  balance: ['address', 'weights', 'at'],
}

/** Reads the keys of a translation. `text`: how a value is written. Undefined where something was reported. */
export function resolveTranslation(
  statement: IntentStatement,
  kind: TranslationKeys['kind'],
  scope: Scope,
  reporter: FileReporter,
  text: (value: Value) => string,
): TranslationKeys | undefined {
  const at = findEntry(statement.body, 'at')?.value
  const devices = at && resolveDevices(at, scope, reporter)
  const reader = new TranslationReader(statement, scope, reporter)
  const keys = kind === 'nat' ? reader.nat() : reader.balance(text)
  if (!keys || (at && !devices)) return undefined
  return devices ? { ...keys, at: devices } : keys
}

/** A service may have so many members; a pool so many addresses. */
const mostMembers = 64
const largestWeight = 1000
const widestPool = { 4: 16, 6: 96 } as const

class TranslationReader {
  readonly #statement: IntentStatement
  readonly #scope: Scope
  readonly #reporter: FileReporter

  constructor(statement: IntentStatement, scope: Scope, reporter: FileReporter) {
    this.#statement = statement
    this.#scope = scope
    this.#reporter = reporter
  }

  nat(): TranslationKeys | undefined {
    const value = this.#asked('source', 'source: 203.0.113.16/28')
    const pool = value && this.#pool(value)
    return pool && { kind: 'nat', pool }
  }

  #pool(value: Value): Prefix | undefined {
    const pool = prefixOfValue(unquoted(value))
    if (value.kind === 'invalid') return undefined
    if (pool === undefined)
      return this.#reporter.report('wrong-kind', value.span, `${kindName(value)} is no pool of addresses`, {
        hint: 'one prefix or address, for example `source: 203.0.113.16/28`',
      })
    const { family, length } = prefixRange(pool)
    if (length >= widestPool[family]) return pool
    return this.#reporter.report('out-of-range', value.span, `a pool of ${pool} is wider than /${widestPool[family]}`)
  }

  balance(text: (value: Value) => string): TranslationKeys | undefined {
    const to = this.#asked('to', 'to: one of web1, web2')
    const members = to && this.#members(to)
    const weights = members && this.#weights(members.length)
    const service = this.#service()
    if (!to || !members || !weights || service === 'reported') return undefined
    const weighted = members.map((member, i) => ({ ...member, weight: weights[i] ?? 1 }))
    const terms = service === 'none' ? members.map(memberTerm) : [prefixTerm(hostPrefix(service))]
    const ends: Ends = { terms, except: [], text: text(to) }
    return { kind: 'balance', to: ends, members: weighted, ...(service === 'none' ? {} : { address: service }) }
  }

  #members(value: Value): Omit<BalanceMember, 'weight'>[] | undefined {
    const items = itemsOf(value).flatMap((item) => (item.kind === 'one-of' ? [...item.options] : [item]))
    const named = items.map((item) => this.#member(item))
    if (!named.every((one) => one !== undefined)) return undefined
    const members = [...new Map(named.flat().map((one) => [one.address, one])).values()]
    const families = new Set(members.map(({ address }) => address.includes(':')))
    if (members.length > mostMembers)
      return this.#reporter.report('out-of-range', value.span, `a service has at most ${mostMembers} members`)
    if (families.size === 1) return members
    return this.#reporter.report('wrong-kind', value.span, 'some members have v4 addresses and some v6 addresses', {
      hint: 'write one `balance` for each family',
    })
  }

  #member(value: Value): Omit<BalanceMember, 'weight'>[] | undefined {
    const { index, groups } = this.#scope
    if (value.kind === 'invalid') return undefined
    const prefix = prefixOfValue(unquoted(value))
    if (prefix !== undefined) return this.#addressed(value, prefix)
    const name = nameOf(value)
    const names = name === undefined ? undefined : index.nodeId.has(name) ? [name] : groups.get(name)
    if (name === undefined || !names)
      return this.#reporter.report('unknown-node', value.span, `${kindName(value)} is no member`, {
        hint: didYouMean(name ?? '', [...index.nodeId.keys(), ...groups.keys()]) ?? 'name nodes that have an address',
      })
    const found = names.map((node) => ({ node, address: index.nodes[index.nodeId.get(node) ?? -1]?.addresses[0] }))
    const without = found.find(({ address }) => address === undefined)
    if (!without) return found.flatMap(({ node, address }) => (address === undefined ? [] : [{ node, address }]))
    return this.#reporter.report('wrong-kind', value.span, `"${without.node}" has no address to send packets to`)
  }

  #addressed(value: Value, prefix: Prefix): Omit<BalanceMember, 'weight'>[] | undefined {
    const { family, length } = prefixRange(prefix)
    const address = length === addressBits(family) ? parseAddress(prefix.slice(0, prefix.indexOf('/'))) : undefined
    const owner = address === undefined ? undefined : ownerOf(this.#scope.index, address)?.owners[0]
    const node = this.#scope.index.nodes[owner ?? -1]?.name
    if (address !== undefined && node !== undefined) return [{ node, address }]
    return this.#reporter.report('unattached-destination', value.span, `nobody in the network is ${prefix}`, {
      hint: 'members are nodes, or single addresses that nodes have',
    })
  }

  #weights(count: number): readonly number[] | undefined {
    const value = findEntry(this.#statement.body, 'weights')?.value
    if (!value) return []
    const read = itemsOf(value).map((item) => unquoted(item))
    const weights = read.flatMap((one) => (one.kind === 'number' && isWeight(one.value) ? [one.value] : []))
    if (weights.length === read.length && weights.length === count) return weights
    if (read.some(({ kind }) => kind === 'invalid')) return undefined
    const isCount = weights.length === read.length
    const message = isCount ? `${weights.length} weights for ${count} members` : 'a weight is a whole number 1–1000'
    return this.#reporter.report(isCount ? 'wrong-arguments' : 'out-of-range', value.span, message, {
      hint: 'one weight for each member, in their order: `weights: 2, 1, 1`',
    })
  }

  #service(): IpAddress | 'none' | 'reported' {
    const value = findEntry(this.#statement.body, 'address')?.value
    if (!value) return 'none'
    const its = unquoted(value)
    const address = its.kind === 'address' ? parseAddress(its.address) : undefined
    if (address !== undefined) return address
    if (its.kind !== 'invalid')
      this.#reporter.report('wrong-kind', value.span, `${kindName(its)} is no address of a service`, {
        hint: 'for example `address: 10.9.0.1`',
      })
    return 'reported'
  }

  #asked(key: string, example: string): Value | undefined {
    const found = findEntry(this.#statement.body, key)?.value
    if (found) return found
    const { name, keyword, intent } = this.#statement
    return this.#reporter.report('missing-key', (name ?? keyword).span, `${intent} has no "${key}"`, {
      hint: `for example \`${example}\``,
    })
  }
}

const isWeight = (value: number): boolean => Number.isInteger(value) && value >= 1 && value <= largestWeight

const memberTerm = ({ address }: Pick<BalanceMember, 'address'>): EndTerm => prefixTerm(hostPrefix(address))

const prefixTerm = (prefix: Prefix): EndTerm => ({ kind: 'prefix', prefix })
