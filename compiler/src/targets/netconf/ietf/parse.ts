import type { DeviceState, Entry, IpFamily, NextHop, PacketMatch, PortRange, RouteAction } from '@paranet/network'
import { localInterface, stateOf, stubInterface } from '@paranet/network'
import type { AclList, AclRule } from '../acl-lists.js'
import { filtersOfLists } from '../acl-lists.js'
import { assignedBy, deviceOfDescription, isInterfaceAddress } from '../device-parts.js'
import { leakingRoutes } from '../lacking.js'
import type { Fields, Shape } from '../xml/read-fields.js'
import { FieldReader } from '../xml/read-fields.js'
import type { XmlElement } from '../xml/read-xml.js'
import { readXml } from '../xml/read-xml.js'
import { rootElements } from '../root-elements.js'
import type { Interfaces } from '../read-values.js'
import { hopOf, prefixIn } from '../read-values.js'
import { ietf, restRule, staticProtocol } from './namespaces.js'

/** Reads the `<config>` that `renderIetf` wrote, or what a get-config of the same answers: other prefixes, another order of what has none, defaults
 *  said. Throws ArtifactError at what might change the way of packets and that ParaNet cannot judge. */
export function readIetf(file: string, text: string): DeviceState {
  const read = new FieldReader(file)
  const root = readXml(file, text)
  const parts = rootElements(read, root, { interfaces: ietf.interfaces, routing: ietf.routing, acls: ietf.acl })
  const interfaces = parts.interfaces ? readInterfaces(read, parts.interfaces) : new Map()
  const { device, routes } = parts.routing
    ? readRouting(read, parts.routing, interfaces)
    : { device: undefined, routes: [] }
  const lists = parts.acls ? readAcls(read, parts.acls) : []
  const filters = filtersOfLists(lists).map((entry) => ({ kind: 'filter' as const, ...entry }))
  const state = stateOf(
    device ?? read.refuse(root, `no static protocol "${staticProtocol}" says whose configuration it is`),
    [...routes, ...filters],
  )
  for (const [key, shorter] of leakingRoutes(state))
    read.refuse(parts.routing ?? root, `when all next hops of ${key} are down, ${shorter} gets its packets`)
  return state
}

function readInterfaces(read: FieldReader, element: XmlElement): Interfaces {
  const names = new Map<string, readonly string[]>()
  for (const one of read.fields(element, { namespace: ietf.interfaces, many: ['interface'] }).many('interface')) {
    const fields = read.fields(one, {
      namespace: ietf.interfaces,
      one: ['name', 'description', 'type', 'enabled', 'ipv4', 'ipv6'],
      ignored: ['link-up-down-trap-enable'],
      others: { ipv4: ietf.ip, ipv6: ietf.ip },
    })
    if (fields.text('enabled') === 'false') read.refuse(one, `the interface ${fields.need('name')} is switched off`)
    for (const family of ['ipv4', 'ipv6'] as const) checkFamily(read, one, fields.one(family), family)
    names.set(fields.need('name'), assignedBy(fields.text('description')))
  }
  return names
}

function checkFamily(read: FieldReader, at: XmlElement, element: XmlElement | undefined, family: string): void {
  if (!element) return read.refuse(at, `the interface forwards no ${family}: expected <${family}>`)
  const fields = read.fields(element, {
    namespace: ietf.ip,
    one: ['enabled', 'forwarding'],
    many: ['address'],
    ignored: ['mtu', 'neighbor', 'dup-addr-detect-transmits', 'autoconf', 'ipv6-router-advertisements'],
    others: { 'ipv6-router-advertisements': 'urn:ietf:params:xml:ns:yang:ietf-ipv6-unicast-routing' },
  })
  if (fields.text('enabled') === 'false' || fields.text('forwarding') !== 'true')
    read.refuse(element, `the interface forwards no ${family}: expected <forwarding>true</forwarding>`)
  for (const address of fields.many('address')) {
    const its = read.fields(address, { namespace: ietf.ip, one: ['ip', 'prefix-length'] })
    if (!isInterfaceAddress(its.need('ip'), its.need('prefix-length'))) read.refuse(address, 'it is no address')
  }
}

function readRouting(read: FieldReader, element: XmlElement, interfaces: Interfaces) {
  const { routing } = ietf
  const fields = read.fields(element, {
    namespace: routing,
    one: ['control-plane-protocols', 'ribs'],
    ignored: ['router-id'],
  })
  const protocols = fields.one('control-plane-protocols')
  const ribs = fields.one('ribs')
  if (ribs) checkRibs(read, ribs)
  const all = protocols
    ? read.fields(protocols, { namespace: routing, many: ['control-plane-protocol'] }).many('control-plane-protocol')
    : []
  const routes: Entry[] = []
  let device: string | undefined
  for (const one of all) {
    const its = read.fields(one, { namespace: routing, one: ['type', 'name', 'description', 'static-routes'] })
    const type = read.identity(its, 'type', routing)
    if (type === 'direct') continue
    if (type !== 'static') read.refuse(one, 'ParaNet does not judge routes of other protocols than static ones')
    if (its.text('name') === staticProtocol) device = deviceOfDescription(its.text('description'))
    const its2 = its.one('static-routes')
    if (its2) routes.push(...readStaticRoutes(read, its2, interfaces))
  }
  return { device, routes }
}

/** Tables may be named; where they come from is another matter. */
function checkRibs(read: FieldReader, ribs: XmlElement): void {
  for (const rib of read.fields(ribs, { namespace: ietf.routing, many: ['rib'] }).many('rib'))
    read.fields(rib, { namespace: ietf.routing, ignored: ['name', 'address-family', 'description'] })
}

function readStaticRoutes(read: FieldReader, element: XmlElement, interfaces: Interfaces): Entry[] {
  const others = { ipv4: ietf.routing4, ipv6: ietf.routing6 }
  const fields = read.fields(element, { namespace: ietf.routing, one: ['ipv4', 'ipv6'], others })
  return ([4, 6] as const).flatMap((family) => {
    const its = fields.one(`ipv${family}`)
    const namespace = family === 4 ? ietf.routing4 : ietf.routing6
    return its
      ? read
          .fields(its, { namespace, many: ['route'] })
          .many('route')
          .map((route) => readRoute(read, route, { namespace, family, interfaces }))
      : []
  })
}

interface RouteContext {
  readonly namespace: string
  readonly family: IpFamily
  readonly interfaces: Interfaces
}

function readRoute(read: FieldReader, element: XmlElement, context: RouteContext): Entry {
  const { namespace } = context
  const fields = read.fields(element, { namespace, one: ['destination-prefix', 'next-hop'], ignored: ['description'] })
  const prefix =
    prefixIn(read, fields, 'destination-prefix', context.family) ?? read.refuse(element, 'it has no prefix')
  const hop = fields.one('next-hop') ?? read.refuse(element, '<route> needs <next-hop>')
  return { kind: 'route', prefix, action: readNextHop(read, hop, context) }
}

function readNextHop(read: FieldReader, element: XmlElement, context: RouteContext): RouteAction {
  const { namespace } = context
  const fields = read.fields(element, {
    namespace,
    one: ['outgoing-interface', 'next-hop-address', 'special-next-hop', 'next-hop-list'],
  })
  const special = fields.text('special-next-hop')
  const list = fields.one('next-hop-list')
  const isSimple = fields.one('outgoing-interface') !== undefined || fields.one('next-hop-address') !== undefined
  if (Number(special !== undefined) + Number(list !== undefined) + Number(isSimple) !== 1)
    read.refuse(element, 'a next hop is one of an interface, a special one, or a list')
  if (special !== undefined) return readSpecial(read, element, special)
  if (list) return readHopList(read, list, context)
  const hop = readHop(read, fields, context)
  if (hop.interface === stubInterface && hop.address === undefined) return { kind: 'deliver', interface: stubInterface }
  return { kind: 'forward', groups: [[hop]] }
}

function readSpecial(read: FieldReader, element: XmlElement, special: string): RouteAction {
  if (special === 'receive') return { kind: 'deliver', interface: localInterface }
  if (special === 'blackhole' || special === 'unreachable' || special === 'prohibit') return { kind: 'drop' }
  return read.refuse(element, `"${special.slice(0, 40)}" is no special next hop`)
}

function readHopList(read: FieldReader, element: XmlElement, context: RouteContext): RouteAction {
  const { namespace } = context
  const hops = read
    .fields(element, { namespace, many: ['next-hop'] })
    .many('next-hop')
    .map((one) => {
      const fields = read.fields(one, { namespace, one: ['index', 'outgoing-interface', 'next-hop-address'] })
      return { index: fields.need('index'), hop: readHop(read, fields, context) }
    })
  if (hops.length === 0) read.refuse(element, 'a list of next hops has one at least')
  hops.sort((a, b) => Number(a.index) - Number(b.index) || (a.index < b.index ? -1 : 1))
  return { kind: 'forward', groups: [hops.map(({ hop }) => hop)] }
}

function readHop(read: FieldReader, fields: Fields, { family, interfaces }: RouteContext): NextHop {
  return hopOf(
    read,
    fields.element,
    interfaces,
    fields.need('outgoing-interface'),
    fields.text('next-hop-address'),
    family,
  )
}

interface Acl {
  readonly family: IpFamily
  readonly rules: readonly AclRule[]
}

function readAcls(read: FieldReader, element: XmlElement): AclList[] {
  const fields = read.fields(element, { namespace: ietf.acl, many: ['acl'], one: ['attachment-points'] })
  const acls = new Map(fields.many('acl').map((one) => readAcl(read, one)))
  const points = fields.one('attachment-points')
  return points
    ? read
        .fields(points, { namespace: ietf.acl, many: ['interface'] })
        .many('interface')
        .flatMap((one) => readAttachment(read, one, acls))
    : []
}

function readAttachment(read: FieldReader, element: XmlElement, acls: ReadonlyMap<string, Acl>): AclList[] {
  const fields = read.fields(element, { namespace: ietf.acl, one: ['interface-id', 'ingress', 'egress'] })
  const at = fields.need('interface-id')
  return (['ingress', 'egress'] as const).flatMap((name) => {
    const its = fields.one(name)
    const sets = its && read.fields(its, { namespace: ietf.acl, one: ['acl-sets'] }).one('acl-sets')
    if (!sets) return []
    const lists = read
      .fields(sets, { namespace: ietf.acl, many: ['acl-set'] })
      .many('acl-set')
      .map((set): AclList => {
        const acl = read.fields(set, { namespace: ietf.acl, one: ['name'] }).need('name')
        const found = acls.get(acl) ?? read.refuse(set, `there is no acl "${acl.slice(0, 64)}"`)
        return { interface: at, direction: name === 'ingress' ? 'in' : 'out', ...found }
      })
    if (new Set(lists.map(({ family }) => family)).size < lists.length)
      read.refuse(sets, 'ParaNet judges one list for each family here')
    return lists
  })
}

function readAcl(read: FieldReader, element: XmlElement): [string, Acl] {
  const fields = read.fields(element, { namespace: ietf.acl, one: ['name', 'type', 'aces'] })
  const type = read.identity(fields, 'type', ietf.acl)
  const family =
    type === 'ipv4-acl-type'
      ? 4
      : type === 'ipv6-acl-type'
        ? 6
        : read.refuse(element, 'ParaNet judges lists of the types ipv4-acl-type and ipv6-acl-type')
  const aces = fields.one('aces')
  const rules = aces
    ? read
        .fields(aces, { namespace: ietf.acl, many: ['ace'] })
        .many('ace')
        .map((ace) => readAce(read, ace, family))
    : []
  return [fields.need('name'), { family, rules: withoutRest(read, element, rules) }]
}

type NamedRule = AclRule & { readonly name: string }

/** Every packet must meet a rule: what a device does with others is its own matter. */
function withoutRest(read: FieldReader, element: XmlElement, rules: readonly NamedRule[]): AclRule[] {
  const last = rules.at(-1)
  if (!last || Object.keys(last.match).length > 0)
    read.refuse(element, 'what no rule of this acl matches is left to the device: let a last ace accept or drop all')
  const kept = last?.name === restRule && last.action === 'permit' ? rules.slice(0, -1) : rules
  return kept.map(({ name: _, ...rule }) => rule)
}

const aceShape: Shape = { namespace: ietf.acl, one: ['name', 'matches', 'actions'] }

function readAce(read: FieldReader, element: XmlElement, family: IpFamily): NamedRule {
  const fields = read.fields(element, aceShape)
  const name = fields.need('name')
  const actions = fields.one('actions') ?? read.refuse(element, '<ace> needs <actions>')
  const action = read.identity(
    read.fields(actions, { namespace: ietf.acl, one: ['forwarding'], ignored: ['logging'] }),
    'forwarding',
    ietf.acl,
  )
  if (action !== 'accept' && action !== 'drop' && action !== 'reject')
    read.refuse(actions, 'forwarding is accept, drop or reject')
  const matches = fields.one('matches')
  const [, place, priority] = /^rule-(\d{1,9})-priority-(-?\d{1,15})$/.exec(name) ?? []
  return {
    name,
    ...(place === undefined ? {} : { place: Number(place), priority: Number(priority) }),
    match: matches ? readMatches(read, matches, family) : {},
    action: action === 'accept' ? 'permit' : 'deny',
  }
}

function readMatches(read: FieldReader, element: XmlElement, family: IpFamily): PacketMatch {
  const fields = read.fields(element, { namespace: ietf.acl, one: [`ipv${family}`, 'tcp', 'udp'] })
  const header = fields.one(`ipv${family}`)
  const match = header ? readHeader(read, header, family) : {}
  const ports = fields.one('tcp') ?? fields.one('udp')
  if (!ports) return match
  const protocol = ports.name === 'tcp' ? 6 : 17
  if ((match.protocol ?? protocol) !== protocol || (fields.one('tcp') && fields.one('udp')))
    read.refuse(ports, 'a rule speaks of one protocol')
  const its = read.fields(ports, { namespace: ietf.acl, one: ['source-port', 'destination-port'] })
  const srcPort = readPorts(read, its.one('source-port'))
  const dstPort = readPorts(read, its.one('destination-port'))
  return { ...match, protocol, ...(srcPort ? { srcPort } : {}), ...(dstPort ? { dstPort } : {}) }
}

function readHeader(read: FieldReader, element: XmlElement, family: IpFamily): PacketMatch {
  const [source, destination] = [`source-ipv${family}-network`, `destination-ipv${family}-network`]
  const fields = read.fields(element, { namespace: ietf.acl, one: ['dscp', 'protocol', source, destination] })
  const [src, dst] = [prefixIn(read, fields, source, family), prefixIn(read, fields, destination, family)]
  const protocol = read.number(fields, 'protocol', 0, 255)
  const dscp = read.number(fields, 'dscp', 0, 63)
  return {
    ...(src === undefined ? {} : { src }),
    ...(dst === undefined ? {} : { dst }),
    ...(protocol === undefined ? {} : { protocol }),
    ...(dscp === undefined ? {} : { dscp }),
  }
}

function readPorts(read: FieldReader, element: XmlElement | undefined): PortRange | undefined {
  if (!element) return undefined
  const fields = read.fields(element, { namespace: ietf.acl, one: ['lower-port', 'upper-port', 'operator', 'port'] })
  const [lower, upper, port] = ['lower-port', 'upper-port', 'port'].map((name) => read.number(fields, name, 0, 65_535))
  const operator = fields.text('operator') ?? 'eq'
  if (lower !== undefined && upper !== undefined && lower <= upper && port === undefined) return [lower, upper]
  if (port === undefined || lower !== undefined || upper !== undefined)
    return read.refuse(element, 'expected a port, or two in order')
  if (operator === 'eq') return [port, port]
  if (operator === 'lte') return [0, port]
  return operator === 'gte'
    ? [port, 65_535]
    : read.refuse(element, `ParaNet does not judge the operator "${operator.slice(0, 20)}"`)
}
