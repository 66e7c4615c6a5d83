import type { DeviceState, Entry, IpFamily, PacketMatch, PortRange, Prefix, RouteAction } from '@paranet/network'
import { localInterface, prefixRange, stateOf, stubInterface } from '@paranet/network'
import { lastDistance } from '../../linux/static-paths.js'
import type { AclList, AclRule } from '../acl-lists.js'
import { filtersOfLists } from '../acl-lists.js'
import { assignedBy, deviceOfDescription, isInterfaceAddress } from '../device-parts.js'
import { leakingRoutes } from '../lacking.js'
import type { Interfaces } from '../read-values.js'
import { hopOf, prefixIn } from '../read-values.js'
import { rootElements } from '../root-elements.js'
import type { Fields, Shape } from '../xml/read-fields.js'
import { FieldReader } from '../xml/read-fields.js'
import type { XmlElement } from '../xml/read-xml.js'
import { readXml } from '../xml/read-xml.js'
import { instanceName, openconfig, restRule } from './namespaces.js'

const { interfaces: oif, ip: oip, instances: ni, acl: oacl } = openconfig

/** Reads the `<config>` that `renderOpenconfig` wrote, or what a get-config of the same answers. Throws ArtifactError at what might change the way of
 *  packets and that ParaNet cannot judge. */
export function readOpenconfig(file: string, text: string): DeviceState {
  const read = new FieldReader(file)
  const root = readXml(file, text)
  const parts = rootElements(read, root, { interfaces: oif, 'network-instances': ni, acl: oacl })
  const interfaces = parts.interfaces ? readInterfaces(read, parts.interfaces) : new Map()
  const instances = parts['network-instances']
  const { device, routes, closed } = instances
    ? readInstances(read, instances, interfaces)
    : { device: undefined, routes: [], closed: new Set<Prefix>() }
  const lists = parts.acl ? readAcl(read, parts.acl) : []
  const filters = filtersOfLists(lists).map((entry) => ({ kind: 'filter' as const, ...entry }))
  if (device === undefined)
    return read.refuse(root, `no network instance "${instanceName}" says whose configuration it is`)
  const state = stateOf(device, [...routes, ...filters])
  for (const [key, shorter] of leakingRoutes(state, closed))
    read.refuse(
      instances ?? root,
      `when all next hops of ${key} are down, ${shorter} gets its packets: add a DROP of metric ${lastDistance}`,
    )
  return state
}

/** A list's element and its configuration, whose key must be the same. */
function keyed(read: FieldReader, element: XmlElement, key: string, shape: Shape, own: Partial<Shape>) {
  const fields = read.fields(element, {
    ...shape,
    one: [key, 'config', ...(shape.one ?? [])],
    ignored: ['state', ...(shape.ignored ?? [])],
  })
  const config = configOf(read, fields, { namespace: shape.namespace, ...own, one: [key, ...(own.one ?? [])] })
  const value = fields.need(key)
  if (config.text(key) !== value) read.refuse(element, `<config> says another <${key}> than the list`)
  return { fields, config, value }
}

function configOf(read: FieldReader, fields: Fields, shape: Shape): Fields {
  const config = fields.one('config') ?? read.refuse(fields.element, `<${fields.element.name}> needs <config>`)
  return read.fields(config, shape)
}

/** The `<config>` of a container that has nothing else. */
const onlyConfig = (read: FieldReader, element: XmlElement, shape: Shape): Fields =>
  configOf(read, read.fields(element, { namespace: shape.namespace, one: ['config'], ignored: ['state'] }), shape)

function readInterfaces(read: FieldReader, element: XmlElement): Interfaces {
  const found = new Map<string, readonly string[]>()
  for (const one of read.fields(element, { namespace: oif, many: ['interface'] }).many('interface')) {
    const { fields, config, value } = keyed(
      read,
      one,
      'name',
      { namespace: oif, one: ['subinterfaces'], ignored: ['hold-time'] },
      { one: ['description', 'enabled'], ignored: ['type', 'mtu', 'loopback-mode'] },
    )
    if (config.text('enabled') === 'false') read.refuse(one, `the interface ${value} is switched off`)
    const all = fields.one('subinterfaces')
    const subinterfaces = all ? read.fields(all, { namespace: oif, many: ['subinterface'] }).many('subinterface') : []
    for (const subinterface of subinterfaces) checkSubinterface(read, subinterface)
    found.set(value, assignedBy(config.text('description')))
  }
  return found
}

function checkSubinterface(read: FieldReader, element: XmlElement): void {
  const others = { ipv4: oip, ipv6: oip }
  const shape = { namespace: oif, one: ['ipv4', 'ipv6'], others }
  const { fields, config } = keyed(read, element, 'index', shape, { one: ['enabled'], ignored: ['description'] })
  if (config.text('index') !== '0') read.refuse(element, 'ParaNet judges the subinterface 0 alone')
  if (config.text('enabled') === 'false') read.refuse(element, 'the subinterface is switched off')
  for (const family of ['ipv4', 'ipv6'] as const) {
    const its = fields.one(family)
    if (its) checkFamily(read, its)
  }
}

function checkFamily(read: FieldReader, element: XmlElement): void {
  const ignored = ['state', 'neighbors', 'proxy-arp', 'router-advertisement']
  const fields = read.fields(element, { namespace: oip, one: ['addresses', 'config'], ignored })
  if (fields.one('config')) {
    const own = { namespace: oip, one: ['enabled'], ignored: ['mtu', 'dhcp-client', 'dup-addr-detect-transmits'] }
    if (configOf(read, fields, own).text('enabled') === 'false') read.refuse(element, `${element.name} is switched off`)
  }
  const addresses = fields.one('addresses')
  for (const one of addresses ? read.fields(addresses, { namespace: oip, many: ['address'] }).many('address') : []) {
    const { config, value } = keyed(read, one, 'ip', { namespace: oip }, { one: ['prefix-length'], ignored: ['type'] })
    if (!isInterfaceAddress(value, config.need('prefix-length'))) read.refuse(one, 'it is no address')
  }
}

interface ReadRoutes {
  device: string | undefined
  readonly routes: Entry[]
  /** Prefixes of routes that end in a drop. */
  readonly closed: Set<Prefix>
}

function readInstances(read: FieldReader, element: XmlElement, interfaces: Interfaces): ReadRoutes {
  const found: ReadRoutes = { device: undefined, routes: [], closed: new Set() }
  for (const one of read.fields(element, { namespace: ni, many: ['network-instance'] }).many('network-instance')) {
    const { fields, config, value } = keyed(
      read,
      one,
      'name',
      { namespace: ni, one: ['protocols'], ignored: ['tables', 'interfaces', 'fdb', 'afts'] },
      { one: ['description'], ignored: ['type', 'enabled', 'router-id'] },
    )
    if (value !== instanceName) read.refuse(one, 'ParaNet judges the default network instance alone')
    found.device = deviceOfDescription(config.text('description'))
    const protocols = fields.one('protocols')
    const all = protocols ? read.fields(protocols, { namespace: ni, many: ['protocol'] }).many('protocol') : []
    for (const protocol of all) readProtocol(read, protocol, interfaces, found)
  }
  return found
}

function readProtocol(read: FieldReader, element: XmlElement, interfaces: Interfaces, found: ReadRoutes): void {
  const { fields } = keyed(
    read,
    element,
    'name',
    { namespace: ni, one: ['identifier', 'static-routes'] },
    { one: ['identifier'], ignored: ['enabled', 'default-metric'] },
  )
  const type = read.identity(fields, 'identifier', openconfig.policyTypes, ni)
  if (type === 'DIRECTLY_CONNECTED') return
  if (type !== 'STATIC') read.refuse(element, 'ParaNet does not judge routes of other protocols than static ones')
  const routes = fields.one('static-routes')
  for (const one of routes ? read.fields(routes, { namespace: ni, many: ['static'] }).many('static') : [])
    readRoute(read, one, interfaces, found)
}

function readRoute(read: FieldReader, element: XmlElement, interfaces: Interfaces, found: ReadRoutes): void {
  const shape = { namespace: ni, one: ['next-hops'] }
  const { fields, config } = keyed(read, element, 'prefix', shape, { ignored: ['description', 'set-tag'] })
  const prefix = prefixIn(read, config, 'prefix') ?? read.refuse(element, 'it has no prefix')
  const { family } = prefixRange(prefix)
  const hops = fields.one('next-hops') ?? read.refuse(element, '<static> needs <next-hops>')
  const ways = read
    .fields(hops, { namespace: ni, many: ['next-hop'] })
    .many('next-hop')
    .map((one) => readWay(read, one, interfaces, family))
  if (new Set(ways.map(({ metric }) => metric === undefined)).size !== 1)
    read.refuse(hops, 'expected next hops that all say their metric, or none of them')
  ways.sort((a, b) => (a.metric ?? 0) - (b.metric ?? 0) || compareIndex(a.index, b.index))
  if (ways.some(({ hop }) => hop === undefined)) found.closed.add(prefix)
  found.routes.push({ kind: 'route', prefix, action: actionOf(ways) })
}

type Way = ReturnType<typeof readWay>

const compareIndex = (a: string, b: string): number => Number(a) - Number(b) || (a < b ? -1 : a > b ? 1 : 0)

function readWay(read: FieldReader, element: XmlElement, interfaces: Interfaces, family: IpFamily) {
  const { fields, config, value } = keyed(
    read,
    element,
    'index',
    { namespace: ni, one: ['interface-ref'] },
    { one: ['next-hop', 'metric'] },
  )
  const metric = read.number(config, 'metric', 0, 0xffff_ffff)
  const text = config.text('next-hop')
  const reference = fields.one('interface-ref')
  if (text !== undefined && /[A-Z_]/.test(text) && /^([\w.-]+:)?[A-Z_]+$/.test(text)) {
    if (read.identity(config, 'next-hop', openconfig.localRouting, ni) !== 'DROP' || reference)
      read.refuse(element, `ParaNet does not judge the next hop "${text.slice(0, 40)}"`)
    return { index: value, metric, hop: undefined }
  }
  const name = reference ? readReference(read, reference) : read.refuse(element, 'a next hop needs its interface')
  return { index: value, metric, hop: hopOf(read, element, interfaces, name, text, family) }
}

function readReference(read: FieldReader, element: XmlElement): string {
  const own = onlyConfig(read, element, { namespace: element.namespace, one: ['interface', 'subinterface'] })
  if ((own.text('subinterface') ?? '0') !== '0') read.refuse(element, 'ParaNet judges the subinterface 0 alone')
  return own.need('interface')
}

/** What the ways of a route do, lowest metric first. Those behind a drop are never used. */
function actionOf(ways: readonly Way[]): RouteAction {
  const stop = ways.find(({ hop }) => hop === undefined)
  const end = stop && (stop.metric ?? 0)
  const used = ways.filter(({ hop, metric }) => hop && (end === undefined || (metric ?? 0) < end))
  const [only] = used
  const at = only?.hop?.interface
  if (used.length === 1 && end === undefined && only?.hop?.address === undefined)
    if (at === localInterface || at === stubInterface) return { kind: 'deliver', interface: at }
  if (used.length === 0 && end !== lastDistance) return { kind: 'drop' }
  const groups = new Map<number, NonNullable<Way['hop']>[]>()
  for (const { hop, metric = 0 } of used) if (hop) groups.set(metric, [...(groups.get(metric) ?? []), hop])
  return { kind: 'forward', groups: [...groups.values()] }
}

interface AclSet {
  readonly family: IpFamily
  readonly rules: readonly AclRule[]
}

function readAcl(read: FieldReader, element: XmlElement): AclList[] {
  const fields = read.fields(element, {
    namespace: oacl,
    one: ['acl-sets', 'interfaces'],
    ignored: ['config', 'state'],
  })
  const sets = fields.one('acl-sets')
  const all = sets ? read.fields(sets, { namespace: oacl, many: ['acl-set'] }).many('acl-set') : []
  const byName = new Map(all.map((set) => readSet(read, set)))
  const points = fields.one('interfaces')
  return points
    ? read
        .fields(points, { namespace: oacl, many: ['interface'] })
        .many('interface')
        .flatMap((one) => readAttachment(read, one, byName))
    : []
}

function readAttachment(read: FieldReader, element: XmlElement, sets: ReadonlyMap<string, AclSet>): AclList[] {
  const shape = { namespace: oacl, one: ['interface-ref', 'ingress-acl-sets', 'egress-acl-sets'] }
  const { fields } = keyed(read, element, 'id', shape, {})
  const reference = fields.one('interface-ref') ?? read.refuse(element, '<interface> needs <interface-ref>')
  const at = readReference(read, reference)
  return (['ingress', 'egress'] as const).flatMap((name) => {
    const its = fields.one(`${name}-acl-sets`)
    if (!its) return []
    const entry = `${name}-acl-set`
    const lists = read
      .fields(its, { namespace: oacl, many: [entry] })
      .many(entry)
      .map((set): AclList => {
        const { fields: own, value } = keyed(
          read,
          set,
          'set-name',
          { namespace: oacl, one: ['type'] },
          { one: ['type'] },
        )
        const type = read.identity(own, 'type', oacl) ?? ''
        const found = sets.get(`${type} ${value}`) ?? read.refuse(set, `there is no acl-set "${value.slice(0, 64)}"`)
        return { interface: at, direction: name === 'ingress' ? 'in' : 'out', ...found }
      })
    if (new Set(lists.map(({ family }) => family)).size < lists.length)
      read.refuse(its, 'ParaNet judges one list for each family here')
    return lists
  })
}

function readSet(read: FieldReader, element: XmlElement): [string, AclSet] {
  const shape = { namespace: oacl, one: ['type', 'acl-entries'] }
  const { fields, value } = keyed(read, element, 'name', shape, { one: ['type'], ignored: ['description'] })
  const type = read.identity(fields, 'type', oacl)
  if (type !== 'ACL_IPV4' && type !== 'ACL_IPV6')
    return read.refuse(element, 'ParaNet judges lists of the types ACL_IPV4 and ACL_IPV6')
  const family = type === 'ACL_IPV4' ? 4 : 6
  const entries = fields.one('acl-entries')
  const all = entries ? read.fields(entries, { namespace: oacl, many: ['acl-entry'] }).many('acl-entry') : []
  const rules = all.map((entry) => readEntry(read, entry, family))
  rules.sort((a, b) => a.place - b.place)
  return [`${type} ${value}`, { family, rules: withoutRest(read, element, rules) }]
}

type NamedRule = AclRule & { readonly place: number; readonly name: string }

/** Every packet must meet a rule: what a device does with others is its own matter. */
function withoutRest(read: FieldReader, element: XmlElement, rules: readonly NamedRule[]): AclRule[] {
  const last = rules.at(-1)
  if (!last || Object.keys(last.match).length > 0)
    read.refuse(element, 'what no entry of this list matches is left to the device: let a last one accept or drop all')
  const kept = last?.name === restRule && last.action === 'permit' ? rules.slice(0, -1) : rules
  return kept.map(({ name: _, ...rule }) => rule)
}

function readEntry(read: FieldReader, element: XmlElement, family: IpFamily): NamedRule {
  const shape = { namespace: oacl, one: [`ipv${family}`, 'transport', 'actions'] }
  const { fields, config } = keyed(read, element, 'sequence-id', shape, { one: ['description'] })
  const place = read.number(config, 'sequence-id', 0, 0xffff_ffff) ?? 0
  const actions = fields.one('actions') ?? read.refuse(element, '<acl-entry> needs <actions>')
  const own = onlyConfig(read, actions, { namespace: oacl, one: ['forwarding-action'], ignored: ['log-action'] })
  const action = read.identity(own, 'forwarding-action', oacl)
  if (action !== 'ACCEPT' && action !== 'DROP' && action !== 'REJECT')
    return read.refuse(actions, 'forwarding-action is ACCEPT, DROP or REJECT')
  const name = config.text('description') ?? ''
  const [, priority] = /^priority (-?\d{1,15})$/.exec(name) ?? []
  return {
    name,
    place,
    ...(priority === undefined ? {} : { priority: Number(priority) }),
    match: readMatch(read, fields, family),
    action: action === 'ACCEPT' ? 'permit' : 'deny',
  }
}

/** Protocols that have names. */
const protocols: Readonly<Record<string, number>> = {
  IP_ICMP: 1,
  IP_IGMP: 2,
  IP_IN_IP: 4,
  IP_TCP: 6,
  IP_UDP: 17,
  IP_RSVP: 46,
  IP_GRE: 47,
  IP_AUTH: 51,
  IP_PIM: 103,
  IP_L2TP: 115,
}

function readMatch(read: FieldReader, fields: Fields, family: IpFamily): PacketMatch {
  const header = fields.one(`ipv${family}`)
  const match = header ? readHeader(read, header, family) : {}
  const transport = fields.one('transport')
  if (!transport) return match
  const ports = onlyConfig(read, transport, { namespace: oacl, one: ['source-port', 'destination-port'] })
  const srcPort = readPorts(read, ports, 'source-port')
  const dstPort = readPorts(read, ports, 'destination-port')
  return { ...match, ...(srcPort ? { srcPort } : {}), ...(dstPort ? { dstPort } : {}) }
}

function readHeader(read: FieldReader, element: XmlElement, family: IpFamily): PacketMatch {
  const one = ['source-address', 'destination-address', 'dscp', 'protocol']
  const own = onlyConfig(read, element, { namespace: oacl, one })
  const src = prefixIn(read, own, 'source-address', family)
  const dst = prefixIn(read, own, 'destination-address', family)
  const dscp = read.number(own, 'dscp', 0, 63)
  const protocol = readProtocolNumber(read, own)
  return {
    ...(src === undefined ? {} : { src }),
    ...(dst === undefined ? {} : { dst }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(dscp === undefined ? {} : { dscp }),
  }
}

function readProtocolNumber(read: FieldReader, fields: Fields): number | undefined {
  if (!/[A-Z]/.test(fields.text('protocol') ?? '')) return read.number(fields, 'protocol', 0, 254)
  const name = read.identity(fields, 'protocol', openconfig.matchTypes, oacl) ?? ''
  return protocols[name] ?? read.refuse(fields.element, `ParaNet does not know the protocol "${name.slice(0, 40)}"`)
}

function readPorts(read: FieldReader, fields: Fields, name: string): PortRange | undefined {
  const text = fields.text(name)
  if (text === undefined || text === 'ANY') return undefined
  const [, first = '', last = first] = /^(\d{1,5})(?:\.\.(\d{1,5}))?$/.exec(text) ?? []
  const range = [Number(first), Number(last)] as const
  return first !== '' && range[0] <= range[1] && range[1] <= 65_535
    ? range
    : read.refuse(fields.element, `"${text.slice(0, 40)}" is no port and no range like 80..89`)
}
