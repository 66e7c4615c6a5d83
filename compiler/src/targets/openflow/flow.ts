import type { IpFamily, Prefix } from '@paranet/network'
import { addressBits, parsePrefix, prefixRange } from '@paranet/network'
import { localPort } from './layout.js'
import type { MaskedPort } from './port-masks.js'

/** What a flow of a table with entries asks of a packet. */
export interface FlowMatch {
  readonly inPort?: number
  /** reg0: the port where it leaves. */
  readonly outPort?: number
  /** reg1: whether it belongs to a connection that was seen opened. */
  readonly established?: boolean
  readonly family?: IpFamily
  readonly src?: Prefix
  readonly dst?: Prefix
  readonly protocol?: number
  readonly srcPort?: MaskedPort
  readonly dstPort?: MaskedPort
  readonly dscp?: number
}

/** A flow; `match` and `actions` are words as `ovs-ofctl dump-flows` prints them. */
export interface Flow {
  readonly table: number
  readonly cookie: string
  readonly priority: number
  readonly match: readonly string[]
  readonly actions: readonly string[]
}

/** A flow as ovs-ofctl(8) takes it. */
export const flowText = ({ table, cookie, priority, match, actions }: Flow): string =>
  `table=${table},cookie=${cookie},priority=${priority},${match.length === 0 ? '' : `${match.join(',')},`}actions=${actions.join(',')}`

/** What a flow is, whosesoever it is: equal where the flows are. */
export const flowIdentity = ({ table, priority, match, actions }: Flow): string =>
  `${table} ${priority} ${[...match].sort().join(',')} ${actions.join(',')}`

const namedProtocols: readonly (readonly [word: string, family: IpFamily, protocol: number])[] = [
  ['tcp', 4, 6],
  ['udp', 4, 17],
  ['sctp', 4, 132],
  ['icmp', 4, 1],
  ['tcp6', 6, 6],
  ['udp6', 6, 17],
  ['sctp6', 6, 132],
  ['icmp6', 6, 58],
]

const portText = (port: number): string => (port === localPort ? 'LOCAL' : `${port}`)

/** The words of a match that say nothing of places: before those that do, between them, and after. */
export interface WordParts {
  readonly family: readonly string[]
  readonly connection: readonly string[]
  readonly rest: readonly string[]
}

/** The words of a match, as they are printed. */
export const matchWords = (match: FlowMatch): string[] => placeWords(match, partWords(match))

/** The words with those of a place among them. */
export const placeWords = ({ inPort, outPort }: FlowMatch, { family, connection, rest }: WordParts): string[] => [
  ...family,
  ...(outPort === undefined ? [] : [`reg0=0x${outPort.toString(16)}`]),
  ...connection,
  ...(inPort === undefined ? [] : [`in_port=${portText(inPort)}`]),
  ...rest,
]

/** All words but those of places. */
export function partWords(match: FlowMatch): WordParts {
  const { established, family, src, dst, protocol, srcPort, dstPort, dscp } = match
  const side = family === 6 ? 'ipv6' : 'nw'
  const name = namedProtocols.find((one) => one[1] === family && one[2] === protocol)?.[0]
  return {
    family: family === undefined ? [] : [name ?? (family === 4 ? 'ip' : 'ipv6')],
    connection: established === undefined ? [] : [`reg1=${established ? '0x1' : '0'}`],
    rest: [
      ...addressWord(`${side}_src`, src),
      ...addressWord(`${side}_dst`, dst),
      ...(protocol === undefined || name !== undefined ? [] : [`nw_proto=${protocol}`]),
      ...(dscp === undefined ? [] : [`nw_tos=${dscp << 2}`]),
      ...portWord('tp_src', srcPort),
      ...portWord('tp_dst', dstPort),
    ],
  }
}

function addressWord(field: string, prefix: Prefix | undefined): string[] {
  if (prefix === undefined) return []
  const { family, length } = prefixRange(prefix)
  if (length === 0) return []
  return [`${field}=${length === addressBits(family) ? prefix.slice(0, prefix.indexOf('/')) : prefix}`]
}

function portWord(field: string, port: MaskedPort | undefined): string[] {
  if (port === undefined || port[1] === 0) return []
  const [value, mask] = port
  return [`${field}=${mask === 0xffff ? value : `${hex(value)}/${hex(mask)}`}`]
}

const hex = (value: number): string => (value === 0 ? '0' : `0x${value.toString(16)}`)

/** Reads the words of a match; undefined where one is of no field that entries ask for. */
export function readMatchWords(words: readonly string[]): FlowMatch | undefined {
  let match: FlowMatch = {}
  for (const word of words) {
    const fields = readWord(word)
    if (!fields) return undefined
    match = { ...match, ...fields }
  }
  return match
}

function readWord(word: string): FlowMatch | undefined {
  const named = namedProtocols.find(([name]) => name === word)
  if (named) return { family: named[1], protocol: named[2] }
  if (word === 'ip' || word === 'ipv6') return { family: word === 'ip' ? 4 : 6 }
  const [field = '', value = ''] = word.split(/=(.*)/s)
  const number = readNumber(value)
  switch (field) {
    case 'in_port':
      return numbered(value === 'LOCAL' ? localPort : number, (inPort) => ({ inPort }))
    case 'reg0':
      return numbered(number, (outPort) => ({ outPort }))
    case 'reg1':
      return number === 0 || number === 1 ? { established: number === 1 } : undefined
    case 'nw_proto':
      return numbered(number, (protocol) => ({ protocol }))
    case 'nw_tos':
      return number === undefined || number % 4 !== 0 ? undefined : { dscp: number >> 2 }
    case 'tp_src':
      return withPort(value, (srcPort) => ({ srcPort }))
    case 'tp_dst':
      return withPort(value, (dstPort) => ({ dstPort }))
    case 'nw_src':
    case 'ipv6_src':
      return withPrefix(value, (src) => ({ src }))
    case 'nw_dst':
    case 'ipv6_dst':
      return withPrefix(value, (dst) => ({ dst }))
    default:
      return undefined
  }
}

/** A whole number, decimal or 0x…. */
export const readNumber = (text: string): number | undefined =>
  /^(\d{1,12}|0x[0-9a-f]{1,10})$/i.test(text) ? Number(text) : undefined

const numbered = (value: number | undefined, make: (value: number) => FlowMatch): FlowMatch | undefined =>
  value === undefined ? undefined : make(value)

function withPrefix(text: string, make: (prefix: Prefix) => FlowMatch): FlowMatch | undefined {
  const prefix = parsePrefix(text)
  return prefix === undefined ? undefined : make(prefix)
}

function withPort(text: string, make: (port: MaskedPort) => FlowMatch): FlowMatch | undefined {
  const [value, mask = 0xffff] = text.split('/').map(readNumber)
  return value === undefined || mask > 0xffff ? undefined : make([value, mask])
}
