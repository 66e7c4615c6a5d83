import type { DeviceState, IpFamily, PacketMatch, PortRange, RouteAction, RouteEntry } from '@paranet/network'
import { canonicalState, localInterface, prefixRange, stubInterface } from '@paranet/network'
import type { DeviceContext } from '../../linux/device-context.js'
import { emptyContext } from '../../linux/device-context.js'
import type { AclList, AclRule } from '../acl-lists.js'
import { aclNameOf, listsOfFilters } from '../acl-lists.js'
import type { DeviceInterface } from '../device-parts.js'
import { addressOf, descriptionOfDevice, interfacesOfDevice } from '../device-parts.js'
import type { XmlNode } from '../xml/write-xml.js'
import { leaf, node, nodeIfAny, writeXml } from '../xml/write-xml.js'
import { ietf, restRule, staticProtocol } from './namespaces.js'

/** The `<config>` of an edit-config: interfaces (RFC 8343, 8344), static routes (RFC 8349), access lists (RFC 8519). */
export function renderIetf(given: DeviceState, context: DeviceContext = emptyContext): string {
  const state = canonicalState(given)
  const lists = listsOfFilters(state)
  return writeXml(
    node(
      'config',
      [
        node('interfaces', interfacesOfDevice(state, context).map(interfaceNode), { xmlns: ietf.interfaces }),
        routingNode(state, context),
        lists.length === 0 ? undefined : aclsNode(lists),
      ],
      { xmlns: ietf.netconf },
    ),
  )
}

const interfaceNode = ({ name, type, addresses, description }: DeviceInterface): XmlNode =>
  node('interface', [
    leaf('name', name),
    description === undefined ? undefined : leaf('description', description),
    leaf('type', `ianaift:${type}`, { 'xmlns:ianaift': ietf.interfaceTypes }),
    ...([4, 6] as const).map((family) =>
      node(
        `ipv${family}`,
        [
          leaf('forwarding', 'true'),
          ...addresses[family].map(({ ip, length }) =>
            node('address', [leaf('ip', ip), leaf('prefix-length', length)]),
          ),
        ],
        { xmlns: ietf.ip },
      ),
    ),
  ])

function routingNode(state: DeviceState, context: DeviceContext): XmlNode {
  const routesOf = (family: IpFamily) => state.routes.filter(({ prefix }) => prefixRange(prefix).family === family)
  const families = ([4, 6] as const).map((family) =>
    nodeIfAny(
      `ipv${family}`,
      routesOf(family).map((route) => routeNode(route, family, context)),
      { xmlns: family === 4 ? ietf.routing4 : ietf.routing6 },
    ),
  )
  const protocol = node('control-plane-protocol', [
    leaf('type', 'static'),
    leaf('name', staticProtocol),
    leaf('description', descriptionOfDevice(state.device)),
    nodeIfAny('static-routes', families),
  ])
  return node('routing', [node('control-plane-protocols', [protocol])], { xmlns: ietf.routing })
}

const routeNode = ({ prefix, action }: RouteEntry, family: IpFamily, context: DeviceContext): XmlNode =>
  node('route', [leaf('destination-prefix', prefix), node('next-hop', nextHopNodes(action, family, context))])

function nextHopNodes(action: RouteAction, family: IpFamily, context: DeviceContext): XmlNode[] {
  if (action.kind === 'drop') return [leaf('special-next-hop', 'blackhole')]
  if (action.kind === 'deliver')
    return action.interface === localInterface
      ? [leaf('special-next-hop', 'receive')]
      : [leaf('outgoing-interface', action.interface)]
  const ways = (action.groups[0] ?? []).map((hop) => {
    const address = addressOf(hop, family, context)
    return [
      leaf('outgoing-interface', hop.interface),
      ...(address === undefined ? [] : [leaf('next-hop-address', address)]),
    ]
  })
  const [only = []] = ways
  if (ways.length === 1 && !isLikeDelivery(only)) return only
  return [
    node(
      'next-hop-list',
      ways.map((way, i) => node('next-hop', [leaf('index', i + 1), ...way])),
    ),
  ]
}

/** A lone next hop without an address by `lan` would be read as a delivery. */
const isLikeDelivery = ([first, second]: readonly XmlNode[]): boolean =>
  second === undefined && first?.text === stubInterface

const aclsNode = (lists: readonly AclList[]): XmlNode =>
  node('acls', [...lists.map(aclNode), node('attachment-points', attachmentNodes(lists))], { xmlns: ietf.acl })

const aclNode = (list: AclList): XmlNode =>
  node('acl', [
    leaf('name', aclNameOf(list)),
    leaf('type', `ipv${list.family}-acl-type`),
    node('aces', [...list.rules.map((rule) => aceNode(rule, list.family)), aceOf(restRule, undefined, 'permit')]),
  ])

const aceNode = ({ priority, place, match, action }: AclRule, family: IpFamily): XmlNode =>
  aceOf(`rule-${place}-priority-${priority}`, matchesNode(match, family), action)

const aceOf = (name: string, matches: XmlNode | undefined, action: AclRule['action']): XmlNode =>
  node('ace', [
    leaf('name', name),
    matches,
    node('actions', [leaf('forwarding', action === 'permit' ? 'accept' : 'drop')]),
  ])

function matchesNode(match: PacketMatch, family: IpFamily): XmlNode | undefined {
  const { src, dst, protocol, srcPort, dstPort, dscp } = match
  const header = nodeIfAny(`ipv${family}`, [
    dscp === undefined ? undefined : leaf('dscp', dscp),
    protocol === undefined ? undefined : leaf('protocol', protocol),
    dst === undefined ? undefined : leaf(`destination-ipv${family}-network`, dst),
    src === undefined ? undefined : leaf(`source-ipv${family}-network`, src),
  ])
  const ports = nodeIfAny(protocol === 6 ? 'tcp' : 'udp', [
    srcPort && portNode('source-port', srcPort),
    dstPort && portNode('destination-port', dstPort),
  ])
  return nodeIfAny('matches', [header, ports])
}

const portNode = (name: string, [first, last]: PortRange): XmlNode =>
  node(
    name,
    first === last
      ? [leaf('operator', 'eq'), leaf('port', first)]
      : [leaf('lower-port', first), leaf('upper-port', last)],
  )

function attachmentNodes(lists: readonly AclList[]): XmlNode[] {
  const names = [...new Set(lists.map((list) => list.interface))]
  return names.map((name) => {
    const own = (direction: AclList['direction']) =>
      lists.filter((list) => list.interface === name && list.direction === direction)
    return node('interface', [
      leaf('interface-id', name),
      attachedNode('ingress', own('in')),
      attachedNode('egress', own('out')),
    ])
  })
}

const attachedNode = (name: string, lists: readonly AclList[]): XmlNode | undefined =>
  lists.length === 0
    ? undefined
    : node(name, [
        node(
          'acl-sets',
          lists.map((list) => node('acl-set', [leaf('name', aclNameOf(list))])),
        ),
      ])
