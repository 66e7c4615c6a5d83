import type {
  InterfaceAddress,
  IpAddress,
  LinkEnd,
  NameStrategy,
  NodeType,
  Place,
  Prefix,
  TopologyInterface,
  TopologyLink,
  TopologyNode,
} from '@paranet/network'
import {
  formatAddress,
  mainSegment,
  parseAddress,
  parseInterfaceAddress,
  parseName,
  prefixRange,
} from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Block, Entry, InterfaceStatement, LinkStatement, NodeStatement, Value } from '../parse/ast.js'
import { entriesOf } from '../parse/ast.js'
import { itemsOf, kindName, nameOf, prefixOfValue, readLiteralOf, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'

/** Types of nodes. */
export const nodeTypes: readonly NodeType[] = [
  'router',
  'switch',
  'host',
  'firewall',
  'balancer',
  'cache',
  'ndn',
  'geo',
  'p4',
  'server',
]

/** Types of older files and what they are today; the old name is kept as the label `role`. */
export const olderTypes: Readonly<Record<string, NodeType>> = {
  ndn_producer: 'ndn',
  ndn_cache: 'ndn',
  ndn_consumer: 'ndn',
  geo_router: 'geo',
  geo_mobile: 'geo',
}

/** Kinds of configuration that a device can take: those that the compiler writes. */
export const targetNames = [
  'emulated',
  'frr',
  'geo',
  'ietf',
  'ndn',
  'nftables',
  'openconfig',
  'openflow',
  'p4',
] as const
/** How a device can be reached. */
export const driverNames = [
  'emulated',
  'linux',
  'frr',
  'openflow',
  'ndn',
  'p4runtime',
  'netconf',
  'gnmi',
  'ssh',
] as const
/** Functions of devices that keep a table of connections. */
export const functionNames = ['firewall', 'nat', 'balancer'] as const
/** Routing protocols that a device can be asked to speak within the network. */
export const routingNames = ['ospf'] as const

/** Keys that mean something in a declaration of the network; others are labels, and so are `as`, `learning` and `routing`, which others read there. */
export const topologyKeys = {
  network: ['description', 'default', 'anti_spoofing', 'headroom', 'management'],
  node: [
    'address',
    'addresses',
    'prefixes',
    'prefix',
    'location',
    'region',
    'gateway',
    'function',
    'target',
    'driver',
    'cache',
    'strategy',
    'producer',
    'availability',
    'as',
    'learning',
    'routing',
    'ospf_area',
    'segment',
  ],
  interface: ['address', 'mtu', 'segment', 'prefixes', 'external', 'peer_as'],
  link: [
    'endpoints',
    'bandwidth',
    'latency',
    'weight',
    'risk',
    'loss',
    'availability',
    'headroom',
    'subnet',
    'segment',
  ],
} as const

type KeyOf<Kind extends keyof typeof topologyKeys> = (typeof topologyKeys)[Kind][number]

/** Reads a node with all its keys; keys that the language does not know become labels. */
export function readNode(statement: NodeStatement, text: string, reporter: FileReporter): TopologyNode {
  const written = statement.type.text
  const type = nodeTypes.find((one) => one === written) ?? olderTypes[written]
  if (!type)
    reporter.report('unknown-type', statement.type.span, `no node type "${written}"`, {
      hint: didYouMean(written, [...nodeTypes, ...Object.keys(olderTypes)]),
    })
  const reader = new FieldReader<KeyOf<'node'>>(statement.body, text, reporter)
  const addresses = reader.list('address', readAddress).concat(reader.list('addresses', readAddress))
  const location = reader.one('location', readPlace)
  const region = reader.one('region', readName)
  const gateway = reader.one('gateway', readName)
  const segment = reader.one('segment', readSegment)
  const its = reader.one('function', readFunction) ?? (type === 'firewall' || type === 'balancer' ? type : undefined)
  const attached = reader.list('prefixes', readAttached).concat(reader.list('prefix', readAttached))
  const [contentStore, strategy] = [
    reader.one('cache', readStore, { wants: 'a size', isMeant: isSize(type) }),
    reader.one('strategy', readStrategy, { wants: `one of ${strategies.join(', ')}`, isMeant: isNamed(type) }),
  ]
  const availability = reader.one('availability', readAvailability, percent)
  const target = reader.one('target', readTarget) ?? 'emulated'
  reader.look('routing', readRouting(target))
  reader.look('as', readAsn)
  reader.look('learning', readLearning(statement.type.text))
  reader.look('ospf_area', readArea)
  return {
    name: statement.name.text,
    type: type ?? 'router',
    addresses,
    prefixes: attached.filter((one) => !one.startsWith('/')) as Prefix[],
    ...(location ? { location } : {}),
    ...(region === undefined ? {} : { region }),
    ...(segment === undefined ? {} : { segment }),
    ...(gateway === undefined ? {} : { gateway }),
    ...(its === undefined ? {} : { function: its }),
    ...(availability === undefined ? {} : { availability }),
    target,
    driver: reader.one('driver', readDriver) ?? 'emulated',
    produces: [...new Set([...reader.list('producer', readPath), ...attached.filter((one) => one.startsWith('/'))])],
    ...(contentStore === undefined ? {} : { contentStore }),
    ...(strategy ? { strategy } : {}),
    labels: { ...reader.rest('node'), ...(written in olderTypes ? { role: written } : {}) },
    assigned: [],
  }
}

/** Reads an interface with all its keys. `segment`: what is said of it; where nothing is, it is settled with the links. */
export function readInterface(
  statement: InterfaceStatement,
  end: LinkEnd,
  text: string,
  reporter: FileReporter,
): { readonly declared: TopologyInterface; readonly segment: string | undefined } {
  const reader = new FieldReader<KeyOf<'interface'>>(statement.body, text, reporter)
  const peerAs = reader.one('peer_as', readAsn)
  const segment = reader.one('segment', readSegment)
  const prefixes = reader.list('prefixes', readPrefix)
  const declared = {
    node: end.node,
    name: end.interface,
    addresses: reader.list('address', readInterfaceAddress),
    mtu: reader.one('mtu', readMtu) ?? 1500,
    segment: segment ?? mainSegment,
    ...(prefixes.length > 0 ? { prefixes } : {}),
    external: reader.one('external', readBoolean) ?? false,
    ...(peerAs === undefined ? {} : { peerAs }),
    labels: reader.rest('interface'),
  }
  return { declared, segment }
}

/** What is said of a link. */
export interface LinkFields {
  readonly link: TopologyLink
  /** Those that its subnet gives addresses. */
  readonly interfaces: readonly TopologyInterface[]
  readonly segment: string | undefined
}

/** Reads a link's keys; a `subnet` gives both interfaces their addresses, in the order of the ends. Defaults: 10 Gbit/s, 1 ms, weight 10. */
export function readLinkFields(
  statement: LinkStatement,
  id: string,
  ends: readonly [LinkEnd, LinkEnd],
  text: string,
  reporter: FileReporter,
): LinkFields {
  const reader = new FieldReader<KeyOf<'link'>>(statement.body, text, reporter)
  reader.one('endpoints', (value) => (statement.ends ? secondEnds(value, reporter) : true))
  const bandwidth = reader.one('bandwidth', readBandwidth)
  const latency = reader.one('latency', readDuration)
  const loss = reader.one('loss', readLoss, percent)
  const availability = reader.one('availability', readAvailability, percent)
  const headroom = reader.one('headroom', readHeadroom)
  const subnet = reader.one('subnet', readSubnet)
  const segment = reader.one('segment', readSegment)
  const link: TopologyLink = {
    id,
    ends,
    bandwidth: bandwidth ?? 10_000_000_000,
    latency: latency ?? 1000,
    weight: reader.one('weight', readWeight) ?? 10,
    ...(loss === undefined ? {} : { loss }),
    ...(availability === undefined ? {} : { availability }),
    ...(headroom === undefined ? {} : { headroom }),
    risks: reader.list('risk', readName),
    labels: reader.rest('link'),
    assigned: [...(bandwidth === undefined ? ['bandwidth'] : []), ...(latency === undefined ? ['latency'] : [])],
  }
  const addresses = subnet === undefined || subnet === 'unnumbered' ? [] : subnetAddresses(subnet)
  return { link, segment, interfaces: addresses.flatMap((address, i) => linkInterface(ends[i], address)) }
}

const linkInterface = (end: LinkEnd | undefined, address: InterfaceAddress): TopologyInterface[] =>
  end
    ? [
        {
          node: end.node,
          name: end.interface,
          addresses: [address],
          mtu: 1500,
          segment: mainSegment,
          external: false,
          labels: { 'from-link': 'true' },
        },
      ]
    : []

/** The first two usable addresses: both of a /31 or /127 (RFC 3021, RFC 6164), else those after the network's own. */
function subnetAddresses(subnet: Prefix): InterfaceAddress[] {
  const { family, first, last, length } = prefixRange(subnet)
  const start = last - first === 1n ? first : first + 1n
  return [start, start + 1n].map((value) => `${formatAddress({ family, value })}/${length}` as InterfaceAddress)
}

/** A key that people may have used as a label: what it wants, and whether a value is meant as that. */
interface MaybeLabel {
  readonly wants: string
  readonly isMeant: (value: Value) => boolean
}

type Read<T> = (value: Value, key: string, reporter: FileReporter) => T | undefined

/** Reads the entries of a block; what no one asked for is left as labels. */
class FieldReader<Key extends string> {
  readonly #entries: readonly Entry[]
  readonly #asked = new Set<string>()
  readonly #text: string
  readonly #reporter: FileReporter

  constructor(body: Block | undefined, text: string, reporter: FileReporter) {
    this.#entries = body ? entriesOf(body) : []
    this.#text = text
    this.#reporter = reporter
  }

  /** `maybe`: of a key that may also be a label, whether it is one of ours. */
  one<T>(key: Key, read: Read<T>, maybe?: MaybeLabel): T | undefined {
    const entry = this.#entries.find((one) => one.key.text === key)
    if (entry && maybe && !maybe.isMeant(entry.value)) return this.#kept(entry, maybe.wants)
    this.#asked.add(key)
    return entry && entry.value.kind !== 'invalid' ? read(entry.value, key, this.#reporter) : undefined
  }

  #kept({ key, value }: Entry, wants: string): undefined {
    return this.#reporter.report('wrong-kind', value.span, `"${key.text}" is kept as a label: it wants ${wants}`, {
      severity: 'warning',
      hint: 'give the label another key where it is meant as one',
    })
  }

  /** Looks at the value of a key that others read from the labels. */
  look(key: Key, read: Read<unknown>): void {
    const entry = this.#entries.find((one) => one.key.text === key)
    if (entry && entry.value.kind !== 'invalid') read(entry.value, key, this.#reporter)
  }

  list<T>(key: Key, read: Read<T>): T[] {
    return (
      this.one(key, (value) =>
        itemsOf(value)
          .filter((item) => item.kind !== 'invalid')
          .map((item) => read(item, key, this.#reporter))
          .filter((one) => one !== undefined),
      ) ?? []
    )
  }

  /** Entries that nobody read, as text, sorted by key. */
  rest(kind: keyof typeof topologyKeys): Record<string, string> {
    const unread = this.#entries.filter(({ key }) => !this.#asked.has(key.text))
    warnOfNear(unread, topologyKeys[kind], this.#reporter)
    const labels = unread.map(({ key, value }): [string, string] => [
      key.text,
      value.kind === 'text' ? value.text : this.#text.slice(value.span.offset, value.span.offset + value.span.length),
    ])
    return Object.fromEntries(labels.sort(([a], [b]) => (a < b ? -1 : 1)))
  }
}

/** Points out keys that are nearly known ones. */
export function warnOfNear(entries: readonly Entry[], known: readonly string[], reporter: FileReporter): void {
  for (const { key } of entries) {
    const hint = known.includes(key.text) ? undefined : didYouMean(key.text, known)
    if (hint !== undefined)
      reporter.report('unknown-key', key.span, `"${key.text}" is kept as a label`, { severity: 'warning', hint })
  }
}

const readName: Read<string> = (value, key, reporter) =>
  nameOf(value) ?? reporter.report('wrong-kind', value.span, `"${key}" wants a name, not ${kindName(value)}`)

/** The VRF or tenant. */
const readSegment: Read<string> = (value, key, reporter) => {
  const name = readName(value, key, reporter)
  if (name === undefined || (name !== '' && name.length <= mostOfName)) return name
  return reporter.report('out-of-range', value.span, `the name of a segment has 1 to ${mostOfName} letters`)
}

/** Letters that a segment's name has at most. */
const mostOfName = 200

const readBoolean: Read<boolean> = (value, key, reporter) =>
  readLiteralOf(value, 'boolean', key, 'true', reporter)?.value

const readBandwidth: Read<number> = (value, key, reporter) =>
  positive(readLiteralOf(value, 'bandwidth', key, '10Gbps', reporter)?.bitsPerSecond, value, key, reporter)

const readDuration: Read<number> = (value, key, reporter) =>
  readLiteralOf(value, 'duration', key, '2ms', reporter)?.microseconds

const readWeight: Read<number> = (value, key, reporter) =>
  positive(readLiteralOf(value, 'number', key, '10', reporter)?.value, value, key, reporter, largest32)

const readMtu: Read<number> = (value, key, reporter) =>
  positive(readLiteralOf(value, 'number', key, '1500', reporter)?.value, value, key, reporter, largestPacket)

function positive(
  number: number | undefined,
  value: Value,
  key: string,
  reporter: FileReporter,
  most = Number.MAX_SAFE_INTEGER,
): number | undefined {
  if (number === undefined || (number > 0 && number <= most && Number.isInteger(number))) return number
  const range = most === Number.MAX_SAFE_INTEGER ? 'above zero' : `from 1 to ${most}`
  return reporter.report('out-of-range', value.span, `"${key}" is a whole number ${range}, not ${kindName(value)}`)
}

const largest32 = 2 ** 32 - 1
/** What a header of IP can say of the length of a packet. */
const largestPacket = 65_535

const readAsn: Read<number> = (value, key, reporter) => {
  const its = unquoted(value)
  const number = its.kind === 'asn' ? its.asn : readLiteralOf(value, 'number', key, '64500', reporter)?.value
  return positive(number, value, key, reporter, largest32)
}

/** One of some names. */
const readOneOf =
  (what: string, names: readonly string[]): Read<string> =>
  (value, _key, reporter) => {
    const name = nameOf(value)
    if (name !== undefined && names.includes(name)) return name
    return reporter.report('unknown-name', value.span, `${kindName(value)} is no ${what}`, {
      hint: didYouMean(name ?? '', names) ?? `one of ${names.join(', ')}`,
    })
  }

/** One that nothing is asked of may have a target that nobody knows; the compiler says so where something is. */
const readTarget: Read<string> = (value, key, reporter) => {
  const name = readName(value, key, reporter)
  if (name === undefined || targetNames.some((one) => one === name)) return name
  reporter.report('unknown-name', value.span, `${kindName(value)} is no target: nothing can be configured there`, {
    severity: 'warning',
    hint: didYouMean(name, targetNames) ?? `one of ${targetNames.join(', ')}`,
  })
  return name
}
const readDriver = readOneOf('driver', driverNames)
const readRouting =
  (target: string): Read<true> =>
  (value, key, reporter) => {
    const names = itemsOf(value).map((item) => readOneOf('routing protocol', routingNames)(item, key, reporter))
    if (target !== 'frr' && names.some((name) => name !== undefined))
      reporter.report('unsupported-by-target', value.span, `the target "${target}" speaks no routing protocol`, {
        severity: 'warning',
        hint: 'say `target: frr`, or leave it out: devices get their routes in any case',
      })
    return true
  }

/** As a number, or as four bytes. */
const readArea: Read<true> = (value, key, reporter) => {
  const its = unquoted(value)
  const isNumber = its.kind === 'number' && Number.isInteger(its.value) && its.value >= 0 && its.value <= largest32
  if (isNumber || (its.kind === 'address' && its.family === 4)) return true
  return reporter.report('wrong-kind', value.span, `"${key}" wants the number of an area, not ${kindName(its)}`, {
    hint: 'for example `ospf_area: 7`, or `ospf_area: 0.0.0.7`',
  })
}

/** What a switch learns by itself no plan knows and no proof could be about, so it is refused. */
const readLearning =
  (type: string): Read<boolean> =>
  (value, key, reporter) => {
    const learns = readBoolean(value, key, reporter)
    if (!learns) return learns
    if (type !== 'switch')
      return reporter.report('misplaced', value.span, `"learning" belongs to a switch, and this is a ${type}`, {
        hint: 'leave it out: devices forward by what is installed',
      })
    return reporter.report(
      'not-yet-compiled',
      value.span,
      'where a switch that learns sends a packet, no plan could say',
      {
        hint: 'leave it out: the switch forwards by what is installed. One that only joins ports is no node: link what hangs on it',
      },
    )
  }

/** Other names make a server forward, and do nothing else. */
const readFunction: Read<string> = (value, key, reporter) => {
  const name = readName(value, key, reporter)
  if (name === undefined || functionNames.some((one) => one === name)) return name
  const near = didYouMean(name, functionNames)
  reporter.report('unknown-name', value.span, `the function "${name}" keeps no table of connections`, {
    severity: 'warning',
    hint: near ?? `those that do are ${functionNames.join(', ')}`,
  })
  return name
}

const secondEnds = (value: Value, reporter: FileReporter): undefined =>
  reporter.report('misplaced', value.span, 'the link has its ends already', {
    hint: 'write `link r1 -- r2 { … }`, or `link { endpoints: [r1, r2] }`',
  })

const readAddress: Read<IpAddress> = (value, key, reporter) => {
  const its = unquoted(value)
  const address = its.kind === 'address' ? parseAddress(its.address) : undefined
  return (
    address ??
    reporter.report('wrong-kind', value.span, `"${key}" wants an address, not ${kindName(its)}`, {
      hint: its.kind === 'prefix' ? `did you mean "${its.address}"?` : 'for example 10.0.0.1 or 2001:db8::1',
    })
  )
}

const readInterfaceAddress: Read<InterfaceAddress> = (value, key, reporter) => {
  const its = unquoted(value)
  const address =
    its.kind === 'prefix'
      ? parseInterfaceAddress(`${its.address}/${its.length}`)
      : its.kind === 'address'
        ? parseInterfaceAddress(its.address)
        : undefined
  return (
    address ??
    reporter.report('wrong-kind', value.span, `"${key}" wants an address with its length, not ${kindName(its)}`, {
      hint: 'for example 203.0.113.2/30',
    })
  )
}

const readPrefix: Read<Prefix> = (value, key, reporter) =>
  prefixOfValue(unquoted(value)) ??
  reporter.report('wrong-kind', value.span, `"${key}" wants a prefix, not ${kindName(unquoted(value))}`, {
    hint: 'for example 10.1.0.0/16',
  })

const readSubnet: Read<Prefix | 'unnumbered'> = (value, key, reporter) => {
  if (nameOf(value) === 'unnumbered') return 'unnumbered'
  const prefix = readPrefix(value, key, reporter)
  if (prefix === undefined) return undefined
  const { first, last } = prefixRange(prefix)
  return last > first
    ? prefix
    : reporter.report('out-of-range', value.span, `the subnet ${prefix} has no room for two addresses`)
}

const readPath: Read<string> = (value, key, reporter) => {
  const its = unquoted(value)
  const name = its.kind === 'name-path' ? parseName(its.path) : undefined
  return (
    name ?? reporter.report('wrong-kind', value.span, `"${key}" wants a name such as /ndn/video, not ${kindName(its)}`)
  )
}

/** A prefix of addresses, or a name: older files say with `prefix` what a producer has. */
const readAttached: Read<string> = (value, key, reporter) =>
  unquoted(value).kind === 'name-path' ? readPath(value, key, reporter) : readPrefix(value, key, reporter)

/** A measure of another kind is a slip, not a label. */
const isMeasured = (value: Value): boolean =>
  ['percent', 'number', 'size', 'bandwidth', 'duration', 'distance', 'comparison'].includes(unquoted(value).kind)

/** What is no percentage stays a label, as people may have used the word. */
const percent: MaybeLabel = { wants: 'a percentage', isMeant: isMeasured }

const readLoss: Read<number> = (value, key, reporter) =>
  share(value, key, reporter, (percent) => percent >= 0 && percent < 100)

const readAvailability: Read<number> = (value, key, reporter) =>
  share(value, key, reporter, (percent) => percent > 0 && percent <= 100)

/** The share of a link's bandwidth that may be promised. */
export const readHeadroom = (value: Value, key: string, reporter: FileReporter): number | undefined =>
  share(value, key, reporter, (percent) => percent > 0 && percent <= 100, '80%')

function share(
  value: Value,
  key: string,
  reporter: FileReporter,
  isShare: (percent: number) => boolean,
  example = '0.1%',
) {
  const percent = readLiteralOf(value, 'percent', key, example, reporter)?.percent
  if (percent === undefined || isShare(percent)) return percent === undefined ? undefined : shareOfPercent(percent)
  return reporter.report('out-of-range', value.span, `"${key}" cannot be ${kindName(value)}`)
}

/** Without the tail that the division leaves: 99.9 % is 0.999. */
const shareOfPercent = (percent: number): number => Number((percent / 100).toPrecision(12))

/** Types of nodes that are about names. */
const isOfNames = (type: NodeType | undefined): boolean => type === 'ndn' || type === 'cache'

/** Where `cache` is room for Data, and no label. */
const isSize =
  (type: NodeType | undefined) =>
  (value: Value): boolean =>
    isOfNames(type) || isMeasured(value)

const readStore: Read<number> = (value, key, reporter) =>
  positive(readLiteralOf(value, 'size', key, '10GB', reporter)?.bytes, value, key, reporter)

const strategies: readonly NameStrategy[] = ['best-route', 'asf', 'multicast']

/** Where `strategy` is how Interests are sent on, and no label. */
const isNamed =
  (type: NodeType | undefined) =>
  (value: Value): boolean =>
    isOfNames(type) || strategies.some((one) => one === nameOf(value))

const readStrategy: Read<NameStrategy> = (value, _key, reporter) => {
  const name = nameOf(value)
  const strategy = strategies.find((one) => one === name)
  return (
    strategy ??
    reporter.report('unknown-name', value.span, `${kindName(value)} is no strategy`, {
      hint: didYouMean(name ?? '', strategies) ?? `one of ${strategies.join(', ')}`,
    })
  )
}

const readPlace: Read<Place> = (value, key, reporter) => {
  const its = unquoted(value)
  return its.kind === 'place'
    ? { lat: its.latitude.value, lon: its.longitude.value }
    : reporter.report('malformed-place', value.span, `"${key}" wants a place, not ${kindName(its)}`, {
        hint: 'for example (59.91, 10.75)',
      })
}
