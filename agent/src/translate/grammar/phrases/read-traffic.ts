import { everydayNames } from '../lexicon/services.js'
import type { Phrase, Reading } from './reading.js'

/** Protocol and destination ports of some traffic; both absent means any. */
export interface TrafficItem {
  readonly protocol?: string
  readonly ports?: readonly string[]
  readonly dscp?: string
}

/** Traffic named in words: "ssh and https", "tcp port 443", "udp 5000-6000", "443 端口", "по порту 443". */
export function readTraffic(reading: Reading, at: number): Phrase<readonly TrafficItem[]>[] {
  const { lattice } = reading
  const only = lattice.skip(at, 'only')
  const joined = lattice.match(only, 'on')
  const starts =
    joined > only
      ? [lattice.skip(joined, 'article', 'all', 'only'), lattice.skip(only, 'all', 'article')]
      : [lattice.skip(only, 'all', 'article')]
  const found: Phrase<readonly TrafficItem[]>[] = []
  for (const start of starts) {
    const isLed = start > at && joined > only && start >= joined
    found.push(...readList(reading, start, isLed))
  }
  return found
}

function readList(reading: Reading, at: number, isLed: boolean): Phrase<readonly TrafficItem[]>[] {
  const { lattice } = reading
  const found: Phrase<readonly TrafficItem[]>[] = []
  const items: TrafficItem[] = []
  let [here, cost] = [lattice.skip(at, 'both', 'either'), 0]
  for (let count = 0; count < 32; count++) {
    const one = readItem(reading, here, isLed || items.length > 0)
    if (!one) break
    items.push(...one.value)
    cost += one.cost
    const end = tailOf(reading, one.end)
    found.push({ end, cost: cost + 0.1, value: [...items] })
    const comma = lattice.match(end, 'comma')
    const joint = Math.max(comma, lattice.matchAny(Math.max(end, comma), 'and', 'or', 'nor'))
    if (joint <= end) break
    here = lattice.skip(joint, 'on', 'article')
    if (!readItem(reading, here, true)) here = joint
  }
  return found
}

const tailOf = ({ lattice }: Reading, at: number): number => {
  const end = lattice.skip(at, 'n-traffic')
  const only = lattice.match(end, 'only')
  return only > end ? only : end
}

function readItem(reading: Reading, at: number, isLed: boolean): Phrase<TrafficItem[]> | undefined {
  return readProtocol(reading, at) ?? readPorts(reading, at) ?? readService(reading, at, isLed) ?? readDscp(reading, at)
}

function readDscp({ lattice }: Reading, at: number): Phrase<TrafficItem[]> | undefined {
  const noun = lattice.match(at, 'n-dscp')
  const code = noun > at ? lattice.literal(lattice.skip(noun, 'of'), 'dscp', 'number') : undefined
  return code && { end: code.end, cost: 0.4, value: [{ dscp: code.value.text }] }
}

/** "tcp", "tcp 443", "udp ports 53 and 123", "tcp/443". */
function readProtocol(reading: Reading, at: number): Phrase<TrafficItem[]> | undefined {
  const { lattice } = reading
  const protocol = lattice.valued(at, 'protocol')
  if (!protocol) return undefined
  const after = lattice.skip(protocol.end, 'n-traffic')
  const slash = lattice.isMark(after, '/:') ? after + 1 : lattice.skip(after, 'on', 'to')
  const hasPorts = protocol.value === 'tcp' || protocol.value === 'udp' || protocol.value === 'sctp'
  const ports = hasPorts ? (portList(reading, slash) ?? portList(reading, after)) : undefined
  if (ports) return { end: ports.end, cost: 0, value: [{ protocol: protocol.value, ports: ports.value }] }
  const service = hasPorts ? lattice.services(after)[0] : undefined
  if (service && hasPorts) {
    const fits = service.value[1].protocols.includes(protocol.value)
    if (fits)
      return { end: service.end, cost: 0.1, value: [{ protocol: protocol.value, ports: service.value[1].ports }] }
  }
  const other = readSecondProtocol(reading, protocol.end)
  if (other && hasPorts) {
    const both = portList(reading, lattice.skip(other.end, 'n-traffic', 'on'))
    if (both)
      return {
        end: both.end,
        cost: 0,
        value: [protocol.value, other.value].map((name) => ({ protocol: name, ports: both.value })),
      }
  }
  return { end: protocol.end, cost: 0.1, value: [{ protocol: protocol.value }] }
}

function readSecondProtocol({ lattice }: Reading, at: number): { end: number; value: string } | undefined {
  const joint = lattice.isMark(at, '/') ? at + 1 : Math.max(lattice.match(at, 'and'), lattice.match(at, 'or'))
  return joint > at ? lattice.valued(joint, 'protocol') : undefined
}

/** "port 443", "ports 80 and 443 over tcp", "443/tcp", "443 端口". */
function readPorts(reading: Reading, at: number): Phrase<TrafficItem[]> | undefined {
  const { lattice } = reading
  const list = portList(reading, at)
  const hasNoun = list && (lattice.match(at, 'n-port') > at || list.isNamed)
  const slash = list && lattice.isMark(list.end, '/') ? lattice.valued(list.end + 1, 'protocol') : undefined
  if (!list || (!hasNoun && !slash)) return undefined
  const after = lattice.skip(list.end, 'on')
  const named = slash ?? lattice.valued(after, 'protocol') ?? bracketed(reading, list.end)
  const protocol = named?.value === 'udp' || named?.value === 'tcp' || named?.value === 'sctp' ? named : undefined
  return {
    end: protocol?.end ?? list.end,
    cost: 0.1,
    value: [{ protocol: protocol?.value ?? 'tcp', ports: list.value }],
  }
}

function bracketed({ lattice }: Reading, at: number): { end: number; value: string } | undefined {
  const inside = lattice.isMark(at, '(') ? lattice.valued(at + 1, 'protocol') : undefined
  return inside && lattice.isMark(inside.end, ')') ? { end: inside.end + 1, value: inside.value } : undefined
}

interface PortList {
  readonly end: number
  readonly value: readonly string[]
  /** The word "port" stands behind it. */
  readonly isNamed: boolean
}

function portList(reading: Reading, at: number): PortList | undefined {
  const { lattice } = reading
  const noun = lattice.match(at, 'n-port')
  let here = noun > at ? lattice.skip(noun, 'of') : at
  const ports: string[] = []
  for (;;) {
    const one = onePort(reading, here)
    if (!one) break
    ports.push(one.value)
    here = one.end
    const comma = lattice.match(here, 'comma')
    const joint = Math.max(
      comma,
      lattice.match(Math.max(here, comma), 'and'),
      lattice.match(Math.max(here, comma), 'or'),
    )
    const next = joint > here ? Math.max(joint, lattice.match(joint, 'n-port')) : -1
    if (next < 0 || !onePort(reading, next)) break
    here = next
  }
  if (ports.length === 0) return undefined
  const last = lattice.match(here, 'n-port')
  return { end: last > here && noun < 0 ? last : here, value: ports, isNamed: last > here }
}

function onePort({ lattice }: Reading, at: number): { end: number; value: string } | undefined {
  const range = lattice.literal(at, 'range')
  // The shortest: "80,443" are two ports and no thousands.
  const start = lattice.literals(at).findLast(({ value }) => value.kind === 'number')
  if (range && isPort(range.value.text.split('-')[1])) return { end: range.end, value: range.value.text }
  if (
    !start ||
    !isPort(start.value.text) ||
    lattice.quantity(at) ||
    lattice.matchAny(start.end, 'n-hop', 'n-path', 'n-link', 'n-failure', 'n-node') > 0
  )
    return undefined
  const until = lattice.match(start.end, 'to')
  const last = until > start.end ? lattice.literal(until, 'number') : undefined
  if (last && isPort(last.value.text) && Number(last.value.text) > Number(start.value.text))
    return { end: last.end, value: `${start.value.text}-${last.value.text}` }
  return { end: start.end, value: start.value.text }
}

const isPort = (text: string | undefined): boolean => text !== undefined && /^\d+$/.test(text) && Number(text) <= 65_535

function readService(reading: Reading, at: number, isLed: boolean): Phrase<TrafficItem[]> | undefined {
  const { lattice } = reading
  // "port https".
  const noun = lattice.match(at, 'n-port')
  if (noun > at) return readService(reading, noun, true)
  for (const { end, value } of lattice.services(at)) {
    const [name, { protocols, ports }] = value
    if (lattice.match(end, 'n-server') > end) continue
    const isSupported = lattice.matchAny(end, 'n-traffic', 'only', 'n-access') > end
    const isEveryday = everydayNames.has(name) && !isSupported
    if (isEveryday && !isLed) continue
    return { end, cost: isEveryday ? 0.8 : 0, value: protocols.map((protocol) => ({ protocol, ports })) }
  }
  return undefined
}

/** A traffic class in the language; equal protocols share one term. */
export function writeTraffic(items: readonly TrafficItem[]): string {
  const terms = new Map<string, string[]>()
  for (const { protocol, ports, dscp } of items) {
    const head = dscp !== undefined ? `dscp ${dscp}` : (protocol ?? 'any')
    const key = ports ? `${head} dst-port` : head
    terms.set(key, [...(terms.get(key) ?? []), ...(ports ?? [])])
  }
  return [...terms]
    .map(([head, ports]) => (ports.length > 0 ? `${head} ${[...new Set(ports)].join(', ')}` : head))
    .join(' or ')
}
