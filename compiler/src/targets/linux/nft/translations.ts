import type { Entry, Prefix, TranslationTarget } from '@paranet/network'
import {
  addressBits,
  formatAddress,
  formatPrefix,
  hostPrefix,
  localInterface,
  parseAddress,
  parseAddressNumber,
  parsePrefix,
  prefixRange,
} from '@paranet/network'
import type { RuleOutcome } from './rule.js'
import { matchFamilies } from './rule.js'
import { readWhole } from './values.js'

type Translate = Extract<RuleOutcome, { kind: 'translate' }>

/** What a translation asks that nftables cannot be told; undefined where it can. */
export function lackingOfTranslation(entry: Entry): string | undefined {
  if (entry.kind !== 'translation') return undefined
  const { direction, interface: name, match, to } = entry
  const families = new Set(to.map(({ prefix }) => prefixRange(prefix).family))
  const [family] = families
  if (name === localInterface) return 'translate what it sends itself'
  if (match.established !== undefined) return 'translate answers otherwise than what they answer'
  if (families.size !== 1 || !matchFamilies(match).some((one) => one === family))
    return 'translate one family to another'
  if (direction === 'source') return to.length === 1 && to[0]?.weight === 1 ? undefined : 'choose among several pools'
  const isHost = ({ prefix }: TranslationTarget) =>
    prefixRange(prefix).length === addressBits(prefixRange(prefix).family)
  return to.every(isHost) ? undefined : 'send packets to any address of a prefix'
}

/** `snat ip to 203.0.113.16-203.0.113.31`, `dnat ip to numgen inc mod 3 map { 0-1 : 10.8.0.11, 2 : 10.8.0.12 }`: shares are exact, connection by
 *  connection; the kernel keeps what a connection got. */
export function translateWords({ direction, to }: Translate): string {
  const [first] = to
  const verb = `${direction === 'source' ? 'snat' : 'dnat'} ${familyOf(to) === 4 ? 'ip' : 'ip6'} to`
  if (to.length === 1 && first?.weight === 1) return `${verb} ${rangeText(first.prefix)}`
  let next = 0
  const elements = to.map(({ prefix, weight }) => {
    const numbers = weight === 1 ? `${next}` : `${next}-${next + weight - 1}`
    next += weight
    return `${numbers} : ${rangeText(prefix)}`
  })
  return `${verb} numgen inc mod ${next} map { ${elements.join(', ')} }`
}

/** The family of the addresses. */
export const familyOf = (to: readonly TranslationTarget[]): 4 | 6 => (to[0] ? prefixRange(to[0].prefix).family : 4)

/** `203.0.113.16-203.0.113.31`, or one address. */
export function rangeText(prefix: Prefix): string {
  const { family, first, last } = prefixRange(prefix)
  const [low, high] = [first, last].map((value) => formatAddress({ family, value }))
  return low === high ? `${low}` : `${low}-${high}`
}

/** The targets of a map whose elements are numbers or ranges of numbers and addresses; undefined where they are not all from 0 on, in order. */
export function readTargets(
  elements: readonly (readonly [numbers: string, address: string])[],
): TranslationTarget[] | undefined {
  let next = 0
  const targets: TranslationTarget[] = []
  for (const [numbers, address] of elements) {
    const [first = '', last = first] = numbers.split('-')
    const [from, to] = [readWhole(first, 1_000_000), readWhole(last, 1_000_000)]
    const parsed = parseAddress(address)
    if (from !== next || to === undefined || to < from || parsed === undefined) return undefined
    targets.push({ prefix: hostPrefix(parsed), weight: to - from + 1 })
    next = to + 1
  }
  return targets
}

/** `203.0.113.16` or `203.0.113.16-203.0.113.31`, a range that is a prefix and that nftables prints as one. */
export function readPool(text: string): TranslationTarget[] | undefined {
  const prefix = text.includes('/') ? parsePrefix(text) : undefined
  if (prefix !== undefined) return [{ prefix, weight: 1 }]
  const [low = '', high = low] = text.split('-')
  const [first, last] = [parseAddressNumber(low), parseAddressNumber(high)]
  if (!first || last?.family !== first.family || last.value < first.value) return undefined
  const size = last.value - first.value + 1n
  const bits = size.toString(2).length - 1
  if (size !== 1n << BigInt(bits) || first.value % size !== 0n) return undefined
  return [{ prefix: formatPrefix(first.family, first.value, addressBits(first.family) - bits), weight: 1 }]
}
