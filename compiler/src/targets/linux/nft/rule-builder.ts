import type { IpFamily, PacketMatch, Prefix, TranslationTarget } from '@paranet/network'
import type { MapField } from './match-parts.js'
import type { ChainRule, RuleOutcome } from './rule.js'
import { isQueueId } from '../queues/device-queues.js'
import { isPoliceChain } from './buckets.js'
import { copyBit } from './copies.js'
import { matchFamilies } from './rule.js'
import { readDscp, readPorts, readPrefix, readProtocol, readWhole } from './values.js'

type Open<T> = { -readonly [K in keyof T]: T[K] }

/** What was wrong with a condition; a reader adds the place. */
export type Refusal = string | undefined

/** Gathers the conditions of one rule, whatever language they are written in. Every method returns what is wrong, or nothing. */
export class RuleBuilder {
  readonly #match: Open<PacketMatch> = {}
  #iif: string | undefined
  #oif: string | undefined
  #family: IpFamily | undefined
  #outcome: RuleOutcome | undefined
  #hasReturned = false
  #comment = ''

  /** A field of the match, as the text that nftables writes for its value. */
  field(field: MapField | 'dscp', text: string): Refusal {
    if (this.#match[field] !== undefined) return `${field} is asked twice`
    if (field === 'src' || field === 'dst') return this.#set(field, readPrefix(text), text)
    if (field === 'protocol') return this.#set(field, readProtocol(text), text)
    if (field === 'dscp') return this.#set(field, readDscp(text), text)
    return this.#set(field, readPorts(text), text)
  }

  /** `tcp dport 443`: the protocol and a port. */
  port(protocol: string, field: 'srcPort' | 'dstPort', text: string): Refusal {
    return (
      (this.#match.protocol === undefined ? this.field('protocol', protocol) : undefined) ?? this.field(field, text)
    )
  }

  /** `ip dscp`, `ip6 dscp` */
  dscp(family: IpFamily, text: string): Refusal {
    this.#family = family
    return this.field('dscp', text)
  }

  iif(name: string): Refusal {
    if (this.#iif !== undefined) return 'the interface is asked twice'
    this.#iif = name
    return undefined
  }

  oif(name: string): Refusal {
    if (this.#oif !== undefined) return 'the interface is asked twice'
    this.#oif = name
    return undefined
  }

  /** `goto police_1a2b3c4d` */
  police(chain: string): Refusal {
    if (this.#outcome) return 'does two things'
    if (!isPoliceChain(chain)) return `ParaNet does not read "goto ${chain}"`
    this.#outcome = { kind: 'police', chain }
    return undefined
  }

  /** `snat`, `dnat`; no targets: they could not be read. */
  translate(direction: 'source' | 'destination', to: readonly TranslationTarget[] | undefined): Refusal {
    if (this.#outcome) return 'does two things'
    if (!to || to.length === 0) return 'translates to addresses that ParaNet does not read'
    this.#outcome = { kind: 'translate', direction, to }
    return undefined
  }

  /** `meta nfproto ipv4`: only where the rest says the family too. */
  ofFamily(text: string): Refusal {
    if (text !== 'ipv4' && text !== 'ipv6') return `"${text}" is no family`
    this.#family = text === 'ipv4' ? 4 : 6
    return undefined
  }

  /** `meta priority set 7061:1a2b` */
  queue(id: string): Refusal {
    if (this.#outcome) return 'does two things'
    if (!isQueueId(id)) return `ParaNet does not read "meta priority set ${id}"`
    this.#outcome = { kind: 'queue', id }
    return undefined
  }

  established(is: boolean): Refusal {
    this.#match.established = is
    return undefined
  }

  comment(text: string): void {
    this.#comment = text
  }

  mark(mark: number): Refusal {
    if (this.#outcome) return 'does two things'
    this.#outcome = { kind: 'mark', mark }
    return undefined
  }

  /** `meta mark set meta mark | 0x80000000` */
  copy(bit: string): Refusal {
    if (this.#outcome) return 'does two things'
    if (readWhole(bit, copyBit) !== copyBit) return `ParaNet does not read the bit ${bit} of a mark`
    this.#outcome = { kind: 'copy' }
    return undefined
  }

  /** `ip dscp set 46` */
  rewrite(family: IpFamily, text: string): Refusal {
    const dscp = readDscp(text)
    if (this.#outcome || dscp === undefined) return dscp === undefined ? `"${text}" is no dscp` : 'does two things'
    if (this.#family !== undefined && this.#family !== family) return 'asks one family and rewrites the other'
    this.#family = family
    this.#outcome = { kind: 'dscp', dscp }
    return undefined
  }

  verdict(word: 'return' | 'drop'): Refusal {
    if (word === 'return' && isSetting(this.#outcome) && !this.#hasReturned) {
      this.#hasReturned = true
      return undefined
    }
    if (this.#outcome) return 'does two things'
    this.#outcome = { kind: word === 'return' ? 'permit' : 'deny' }
    return undefined
  }

  /** What was asked besides the key of a map. */
  restOf(): { readonly iif?: string; readonly isEmpty: boolean } {
    const isEmpty = Object.keys(this.#match).length === 0 && this.#outcome === undefined && this.#oif === undefined
    return { ...(this.#iif === undefined ? {} : { iif: this.#iif }), isEmpty }
  }

  /** The rule, or what is missing. */
  finish(): ChainRule | string {
    if (!this.#outcome) return 'does nothing that ParaNet reads'
    const [, priority, owners] = /^(-?\d+)(?: (.*))?$/.exec(this.#comment) ?? []
    return {
      ...(this.#iif === undefined ? {} : { iif: this.#iif }),
      ...(this.#oif === undefined ? {} : { oif: this.#oif }),
      match: this.#match,
      outcome: this.#outcome,
      ...(this.#family === undefined || this.#match.src || this.#match.dst || this.#outcome.kind === 'translate'
        ? {}
        : { family: this.#family }),
      ...(priority === undefined ? {} : { priority: Number(priority) }),
      ...(owners === undefined ? {} : { owners }),
    }
  }

  #set<F extends MapField | 'dscp'>(field: F, value: PacketMatch[F] | Prefix, text: string): Refusal {
    if (value === undefined) return `"${text}" is no ${field}`
    this.#match[field] = value as never
    return undefined
  }
}

const isSetting = (outcome: RuleOutcome | undefined): boolean =>
  outcome !== undefined && ['mark', 'dscp', 'queue', 'copy'].includes(outcome.kind)

/** An entry that matches nothing, as the comment in its place says it: undefined where it is not one. */
export function readNever(json: string): ChainRule | undefined {
  const value: unknown = parseJson(json)
  if (!isRecord(value) || !isRecord(value.match)) return undefined
  const builder = new RuleBuilder()
  const { src, dst, protocol, srcPort, dstPort, dscp, established } = value.match
  const refusals: Refusal[] = []
  for (const [field, text] of Object.entries({ src, dst, protocol, dscp }))
    if (text !== undefined) refusals.push(builder.field(field as MapField, `${text as string | number}`))
  for (const [field, ports] of Object.entries({ srcPort, dstPort }))
    if (Array.isArray(ports)) refusals.push(builder.field(field as MapField, ports.join('-')))
  if (typeof established === 'boolean') builder.established(established)
  const outcome = isRecord(value.outcome) ? value.outcome : {}
  if (outcome.kind === 'mark' && typeof outcome.mark === 'number') builder.mark(outcome.mark)
  else if (outcome.kind === 'dscp') builder.rewrite(4, String(outcome.dscp as number))
  else if (outcome.kind === 'copy') builder.copy(`${copyBit}`)
  else if (outcome.kind === 'police' && typeof outcome.chain === 'string') builder.police(outcome.chain)
  else if (outcome.kind === 'queue' && typeof outcome.id === 'string') builder.queue(outcome.id)
  else if (outcome.kind === 'permit' || outcome.kind === 'deny')
    builder.verdict(outcome.kind === 'permit' ? 'return' : 'drop')
  if (typeof value.iif === 'string') builder.iif(value.iif)
  if (typeof value.oif === 'string') builder.oif(value.oif)
  if (Number.isSafeInteger(value.priority)) builder.comment(String(value.priority))
  const finished = builder.finish()
  const rule = typeof finished === 'string' ? finished : withoutFamily(finished)
  const isNever = typeof rule !== 'string' && matchFamilies(rule.match).length === 0
  return isNever && refusals.every((one) => one === undefined) ? rule : undefined
}

const withoutFamily = ({ family: _, ...rule }: ChainRule): ChainRule => rule

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}
