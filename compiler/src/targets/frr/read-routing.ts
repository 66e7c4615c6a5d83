import type {
  ConfiguredRoute,
  InterfaceAddress,
  IpAddress,
  OspfInterface,
  Prefix,
  PrefixRule,
  Redistribution,
  RouteMapRule,
  RoutingConfig,
  RoutingInterface,
} from '@paranet/network'
import { parseAddress, parseInterfaceAddress, parsePrefix, prefixHolds, prefixOf, prefixRange } from '@paranet/network'
import type { Header } from '../linux/header.js'
import { readHeader } from '../linux/header.js'
import { dottedArea } from './ospf.js'
import { BgpReader } from './read-bgp-routing.js'

/** Lines that change no route. */
const harmless =
  /^(!|#|$|exit|end|frr |hostname|domainname|service|log |debug|banner|line vty|agentx|password|enable |username|vty|description|exec-timeout|bandwidth|ip forwarding|ipv6 |no ipv6 |ospf router-id|log-adjacency|bgp log-neighbor|timers throttle|no shutdown|ip nht|Building|Current)/

const opening =
  /^(interface|router|route-map|ip route|ip prefix-list|ipv6 prefix-list|ipv6 route|vrf|bfd|key|access-list|line)\b/

/** What an frr.conf says of addresses, static routes and routing protocols, for the device that it is of. The first statement that may count for routes
 *  and is not read is kept in `unread`, with its line: nothing is refused here. */
export function readRouting(file: string, device: string, text: string): RoutingConfig {
  return new RoutingReader(file, device, readHeader(text)).read(text)
}

class RoutingReader {
  readonly #file: string
  readonly #device: string
  readonly #header: Header
  readonly #interfaces = new Map<string, { addresses: InterfaceAddress[]; ospf?: OspfInterface }>()
  readonly #statics: ConfiguredRoute[] = []
  readonly #lists = new Map<string, PrefixRule[]>()
  readonly #maps = new Map<string, RouteMapRule[]>()
  readonly #bgp: BgpReader
  #ospf:
    | { -readonly [Key in keyof NonNullable<RoutingConfig['ospf']>]: NonNullable<RoutingConfig['ospf']>[Key] }
    | undefined
  #unread: string | undefined
  #context = ''

  constructor(file: string, device: string, header: Header) {
    this.#file = file
    this.#device = device
    this.#header = header
    this.#bgp = new BgpReader((linux) => this.#nameOf(linux))
  }

  read(text: string): RoutingConfig {
    for (const [i, raw] of text.split('\n').entries()) {
      const line = raw.trim()
      if (opening.test(line) || line === 'exit') this.#context = line
      if (!this.#line(line) && !harmless.test(line))
        this.#unread ??= `${this.#file}:${i + 1}: ParaNet does not judge "${line.slice(0, 80)}"`
    }
    const unread = this.#unread ?? this.#bgp.unread
    const bgp = this.#bgp.config()
    return {
      device: this.#device,
      interfaces: [...this.#interfaces].map(([name, one]): RoutingInterface => ({ name, ...one })),
      staticRoutes: this.#statics,
      ...(this.#ospf ? { ospf: this.#ospf } : {}),
      ...(bgp ? { bgp } : {}),
      prefixLists: sortedRules(this.#lists),
      routeMaps: sortedRules(this.#maps),
      ...(unread === undefined ? {} : { unread }),
    }
  }

  #nameOf(linux: string): string {
    return this.#header.names.get(linux) ?? linux
  }

  #line(line: string): boolean {
    const [word = ''] = this.#context.split(' ')
    if (line === this.#context) return this.#opens(line)
    if (word === 'interface') return this.#ofInterface(this.#nameOf(this.#context.split(/\s+/)[1] ?? ''), line)
    if (this.#context === 'router ospf') return this.#ofOspf(line)
    if (this.#context.startsWith('router bgp ')) return this.#bgp.line(line)
    if (word === 'route-map') return this.#ofMap(line)
    return false
  }

  #opens(line: string): boolean {
    if (/^interface \S+$/.test(line)) return true
    if (line === 'router ospf') {
      this.#ospf ??= { networks: [], isPassiveByDefault: false, passive: [], redistribute: [], distance: 110 }
      return true
    }
    const as = /^router bgp (\d{1,10})$/.exec(line)?.[1]
    if (as !== undefined) return this.#bgp.open(Number(as))
    if (/^route-map \S+ (permit|deny) \d+$/.test(line)) return this.#opensMap(line)
    if (line.startsWith('ip prefix-list ')) return this.#list(line)
    if (line.startsWith('ip route ')) return this.#static(line)
    return line === 'exit' || /^(ipv6|line) /.test(line)
  }

  #ofInterface(name: string, line: string): boolean {
    const own = this.#interfaces.get(name) ?? { addresses: [] }
    this.#interfaces.set(name, own)
    const address = parseInterfaceAddress(/^ip(?:v6)? address (\S+)$/.exec(line)?.[1] ?? '')
    if (address !== undefined) {
      own.addresses.push(address)
      return true
    }
    const [, word, value = ''] = /^ip ospf (\S+)(?: (\S+))?$/.exec(line) ?? []
    const said = word === undefined ? undefined : ospfInterface(word, value)
    if (said) own.ospf = { ...own.ospf, ...said }
    return said !== undefined
  }

  #ofOspf(line: string): boolean {
    const ospf = this.#ospf
    if (!ospf) return false
    const routerId = parseAddress(/^(?:ospf )?router-id (\S+)$/.exec(line)?.[1] ?? '')
    const [, prefixText, area] = /^network (\S+) area (\S+)$/.exec(line) ?? []
    const prefix = parsePrefix(prefixText ?? '')
    const distance = /^distance (\d{1,3})$/.exec(line)?.[1]
    const [, no, name] = /^(no )?passive-interface (\S+)$/.exec(line) ?? []
    const redistribution = readRedistribution(line)
    if (routerId !== undefined) ospf.routerId = routerId
    else if (prefix !== undefined) ospf.networks = [...ospf.networks, { prefix, area: dottedArea(area) }]
    else if (distance !== undefined) ospf.distance = Number(distance)
    else if (name === 'default') ospf.isPassiveByDefault = no === undefined
    else if (name !== undefined)
      ospf.passive = [...ospf.passive, { interface: this.#nameOf(name), isPassive: no === undefined }]
    else if (redistribution) ospf.redistribute = [...ospf.redistribute, redistribution]
    else return false
    return true
  }

  #opensMap(line: string): boolean {
    const [, name = '', action, seq] = /^route-map (\S+) (permit|deny) (\d+)$/.exec(line) ?? []
    const rule: RouteMapRule = { seq: Number(seq), action: action === 'permit' ? 'permit' : 'deny', set: {} }
    this.#maps.set(name, [...(this.#maps.get(name) ?? []), rule])
    return true
  }

  #ofMap(line: string): boolean {
    const name = this.#context.split(/\s+/)[1] ?? ''
    const rules = this.#maps.get(name) ?? []
    const rule = rules.at(-1)
    const [, list] = /^match ip address prefix-list (\S+)$/.exec(line) ?? []
    const [, word, value = ''] = /^set (local-preference|metric|as-path prepend) ([\d ]+)$/.exec(line) ?? []
    if (!rule || (list === undefined && word === undefined)) return false
    const set =
      word === 'local-preference'
        ? { localPreference: Number(value) }
        : word === 'metric'
          ? { med: Number(value) }
          : { prepend: value.split(' ').map(Number) }
    const more = list === undefined ? { set: { ...rule.set, ...set } } : { prefixList: list }
    rules[rules.length - 1] = { ...rule, ...more }
    return true
  }

  #list(line: string): boolean {
    const [, name = '', seq, action, text = '', ge, le] =
      /^ip prefix-list (\S+)(?: seq (\d+))? (permit|deny) (\S+)(?: ge (\d+))?(?: le (\d+))?$/.exec(line) ?? []
    const prefix = parsePrefix(text === 'any' ? '0.0.0.0/0' : text)
    if (prefix === undefined) return false
    const rules = this.#lists.get(name) ?? []
    const { length } = prefixRange(prefix)
    rules.push({
      seq: seq === undefined ? (rules.at(-1)?.seq ?? 0) + 5 : Number(seq),
      action: action === 'permit' ? 'permit' : 'deny',
      prefix,
      ge: Number(ge ?? length),
      le: Number(le ?? (ge !== undefined || text === 'any' ? 32 : length)),
    })
    this.#lists.set(name, rules)
    return true
  }

  #static(line: string): boolean {
    const [, , prefixText = '', ...rest] = line.split(/\s+/)
    const prefix = parsePrefix(prefixText)
    const words = rest.filter((word, i) => word !== 'onlink' && word !== 'tag' && rest[i - 1] !== 'tag')
    if (prefix === undefined || words.includes('table')) return words.includes('table')
    const distance = Number(words.find((word) => /^\d+$/.test(word)) ?? 1)
    const isDrop = /^(blackhole|reject|null0)$/i.test(words[0] ?? '')
    const address = words.map((word) => parseAddress(word)).find((one) => one !== undefined)
    const name = words.find((word) => parseAddress(word) === undefined && !/^\d+$/.test(word))
    const via = {
      ...(address === undefined ? {} : { address }),
      ...(name === undefined ? {} : { interface: this.#nameOf(name) }),
    }
    this.#statics.push({ prefix, distance, ...(isDrop ? {} : { via }) })
    return true
  }
}

function ospfInterface(word: string, value: string): OspfInterface | undefined {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : undefined
  if (word === 'area') return { area: dottedArea(value) }
  if (word === 'passive' && value === '') return { isPassive: true }
  if (word === 'network' && (value === 'point-to-point' || value === 'broadcast')) return { network: value }
  if (number === undefined) return undefined
  if (word === 'cost') return { cost: number }
  if (word === 'hello-interval') return { helloInterval: number }
  return word === 'dead-interval' ? { deadInterval: number } : undefined
}

/** `redistribute static metric 5 metric-type 1 route-map x` */
export function readRedistribution(line: string): Redistribution | undefined {
  const [, from, metric, type, routeMap] =
    /^redistribute (connected|static|ospf|bgp)(?: metric (\d+))?(?: metric-type ([12]))?(?: route-map (\S+))?$/.exec(
      line,
    ) ?? []
  if (from === undefined) return undefined
  return {
    from: from as Redistribution['from'],
    ...(metric === undefined ? {} : { metric: Number(metric) }),
    ...(type === undefined ? {} : { metricType: type === '1' ? 1 : 2 }),
    ...(routeMap === undefined ? {} : { routeMap }),
  }
}

const sortedRules = <Rule extends { readonly seq: number }>(lists: ReadonlyMap<string, readonly Rule[]>) =>
  new Map([...lists].map(([name, rules]) => [name, rules.toSorted((a, b) => a.seq - b.seq)]))

/** Whether routes that neighbours teach are used: `router ospf` or `router bgp` without the distance at which they are not. */
export const learnsRoutes = (text: string): boolean =>
  (/^router ospf$/m.test(text) && !/^ *distance 255$/m.test(text)) ||
  (/^router bgp /m.test(text) && !/^ *distance bgp 255 255 255$/m.test(text))

/** The file without what routing protocols are told, and with the interface of every static route's gateway: what the device forwards by itself. */
export function withoutRouting(text: string, { interfaces }: RoutingConfig): string {
  const header = readHeader(text)
  const linuxOf = new Map([...header.names].map(([linux, name]) => [name, linux]))
  const interfaceTo = (gateway: IpAddress): string | undefined => {
    const one = interfaces.find(({ addresses }) =>
      addresses.some((own) => prefixHolds(prefixOf(own) as Prefix, gateway)),
    )
    return one && (linuxOf.get(one.name) ?? one.name)
  }
  let isInside = false
  const kept: string[] = []
  for (const raw of text.split('\n')) {
    const line = raw.trim()
    if (opening.test(line)) isInside = /^(router|route-map)\b/.test(line)
    if (!isInside && !/^ip (ospf|prefix-list)\b/.test(line)) kept.push(withInterface(raw, interfaceTo))
    if (line === 'exit') isInside = false
  }
  return kept.join('\n')
}

function withInterface(line: string, interfaceTo: (gateway: IpAddress) => string | undefined): string {
  const [, start = '', gatewayText = '', rest = ''] =
    /^(ip route \S+) (\d+\.\d+\.\d+\.\d+)(| \d+| tag .*)$/.exec(line) ?? []
  const gateway = parseAddress(gatewayText)
  const name = gateway === undefined ? undefined : interfaceTo(gateway)
  return name === undefined ? line : `${start} ${gatewayText} ${name}${rest}`
}
