import type { DeviceState, IpFamily, PacketMatch, PortRange, RouteAction, RouteEntry } from '@paranet/network'
import { canonicalState, prefixRange } from '@paranet/network'
import type { DeviceContext } from '../../linux/device-context.js'
import { emptyContext } from '../../linux/device-context.js'
import { lastDistance } from '../../linux/static-paths.js'
import type { AclList, AclRule } from '../acl-lists.js'
import { aclNameOf, listsOfFilters } from '../acl-lists.js'
import type { DeviceInterface } from '../device-parts.js'
import { addressOf, descriptionOfDevice, interfacesOfDevice } from '../device-parts.js'
import type { XmlNode } from '../xml/write-xml.js'
import { leaf, node, nodeIfAny, writeXml } from '../xml/write-xml.js'
import { instanceName, openconfig, restRule, staticProtocol } from './namespaces.js'

/** The `<config>` of an edit-config in OpenConfig's modules: interfaces, static routes of the default network instance, access lists. */
export function renderOpenconfig(given: DeviceState, context: DeviceContext = emptyContext): string {
  const state = canonicalState(given)
  const lists = listsOfFilters(state)
  const interfaces = interfacesOfDevice(state, context).map(interfaceNode)
  const parts = [
    node('interfaces', interfaces, { xmlns: openconfig.interfaces }),
    instancesNode(state, context),
    lists.length === 0 ? undefined : aclNode(lists),
  ]
  return writeXml(node('config', parts, { xmlns: openconfig.netconf }))
}

function interfaceNode({ name, type, addresses, description }: DeviceInterface): XmlNode {
  const families = ([4, 6] as const).map((family) => familyNode(family, addresses[family]))
  return node('interface', [
    leaf('name', name),
    node('config', [
      leaf('name', name),
      leaf('type', `ianaift:${type}`, { 'xmlns:ianaift': openconfig.interfaceTypes }),
      description === undefined ? undefined : leaf('description', description),
      leaf('enabled', 'true'),
    ]),
    node('subinterfaces', [node('subinterface', [...keyed('index', 0), ...families])]),
  ])
}

/** A list's key and the same leaf in its configuration. */
const keyed = (name: string, value: string | number, more: readonly (XmlNode | undefined)[] = []): XmlNode[] => [
  leaf(name, value),
  node('config', [leaf(name, value), ...more]),
]

const familyNode = (family: IpFamily, addresses: DeviceInterface['addresses'][IpFamily]): XmlNode =>
  node(
    `ipv${family}`,
    [
      nodeIfAny(
        'addresses',
        addresses.map(({ ip, length }) => node('address', keyed('ip', ip, [leaf('prefix-length', length)]))),
      ),
      node('config', [leaf('enabled', 'true')]),
    ],
    { xmlns: openconfig.ip },
  )

function instancesNode(state: DeviceState, context: DeviceContext): XmlNode {
  const type = leaf('type', 'oc-ni-types:DEFAULT_INSTANCE', { 'xmlns:oc-ni-types': openconfig.instanceTypes })
  const routes = state.routes.map((route) => routeNode(route, context))
  const identifier = leaf('identifier', 'oc-pol-types:STATIC', { 'xmlns:oc-pol-types': openconfig.policyTypes })
  const protocol = node('protocol', [
    identifier,
    leaf('name', staticProtocol),
    node('config', [identifier, leaf('name', staticProtocol)]),
    nodeIfAny('static-routes', routes),
  ])
  const instance = node('network-instance', [
    ...keyed('name', instanceName, [type, leaf('description', descriptionOfDevice(state.device))]),
    node('protocols', [protocol]),
  ])
  return node('network-instances', [instance], { xmlns: openconfig.instances })
}

function routeNode({ prefix, action }: RouteEntry, context: DeviceContext): XmlNode {
  const ways = waysOf(action, prefixRange(prefix).family, context)
  return node('static', [...keyed('prefix', prefix), node('next-hops', ways.map(wayNode))])
}

/** One next hop of a route; without an interface it drops. The lowest metric with a live one counts. */
interface Way {
  readonly metric: number
  readonly interface?: string
  readonly address?: string
}

function waysOf(action: RouteAction, family: IpFamily, context: DeviceContext): Way[] {
  if (action.kind === 'drop') return [{ metric: 1 }]
  if (action.kind === 'deliver') return [{ metric: 1, interface: action.interface }]
  const ways = action.groups.flatMap((group, i) =>
    group.map((hop): Way => {
      const address = addressOf(hop, family, context)
      return { metric: i + 1, interface: hop.interface, ...(address === undefined ? {} : { address }) }
    }),
  )
  return [...ways, { metric: lastDistance }]
}

function wayNode({ metric, interface: at, address }: Way, i: number): XmlNode {
  const drop = leaf('next-hop', 'oc-loc-rt:DROP', { 'xmlns:oc-loc-rt': openconfig.localRouting })
  const hop = at === undefined ? drop : address === undefined ? undefined : leaf('next-hop', address)
  return node('next-hop', [
    ...keyed('index', i + 1, [hop, leaf('metric', metric)]),
    at === undefined ? undefined : referenceNode(at),
  ])
}

const referenceNode = (name: string): XmlNode =>
  node('interface-ref', [node('config', [leaf('interface', name), leaf('subinterface', 0)])])

const aclNode = (lists: readonly AclList[]): XmlNode =>
  node('acl', [node('acl-sets', lists.map(setNode)), node('interfaces', attachmentNodes(lists))], {
    xmlns: openconfig.acl,
  })

function setNode(list: AclList): XmlNode {
  const key = [leaf('name', aclNameOf(list)), leaf('type', `ACL_IPV${list.family}`)]
  const last = (list.rules.at(-1)?.place ?? 0) + 1
  const rules = list.rules.map((rule) => entryNode(rule, list.family))
  const rest = entryOf(last, restRule, [], 'permit')
  return node('acl-set', [...key, node('config', key), node('acl-entries', [...rules, rest])])
}

const entryNode = ({ place = 0, priority, match, action }: AclRule, family: IpFamily): XmlNode =>
  entryOf(place, `priority ${priority}`, matchNodes(match, family), action)

const entryOf = (
  place: number,
  description: string,
  matches: readonly (XmlNode | undefined)[],
  action: AclRule['action'],
): XmlNode =>
  node('acl-entry', [
    ...keyed('sequence-id', place * 10, [leaf('description', description)]),
    ...matches,
    node('actions', [node('config', [leaf('forwarding-action', action === 'permit' ? 'ACCEPT' : 'DROP')])]),
  ])

function matchNodes(match: PacketMatch, family: IpFamily): (XmlNode | undefined)[] {
  const { src, dst, protocol, srcPort, dstPort, dscp } = match
  const header = nodeIfAny('config', [
    src === undefined ? undefined : leaf('source-address', src),
    dst === undefined ? undefined : leaf('destination-address', dst),
    dscp === undefined ? undefined : leaf('dscp', dscp),
    protocol === undefined ? undefined : leaf('protocol', protocol),
  ])
  const ports = nodeIfAny('config', [
    srcPort && leaf('source-port', portText(srcPort)),
    dstPort && leaf('destination-port', portText(dstPort)),
  ])
  return [header && node(`ipv${family}`, [header]), ports && node('transport', [ports])]
}

const portText = ([first, last]: PortRange): string => (first === last ? `${first}` : `${first}..${last}`)

function attachmentNodes(lists: readonly AclList[]): XmlNode[] {
  const names = [...new Set(lists.map((list) => list.interface))]
  return names.map((name) => {
    const own = (direction: AclList['direction']) =>
      lists.filter((list) => list.interface === name && list.direction === direction)
    return node('interface', [
      ...keyed('id', name),
      referenceNode(name),
      attachedNode('ingress', own('in')),
      attachedNode('egress', own('out')),
    ])
  })
}

const attachedNode = (name: string, lists: readonly AclList[]): XmlNode | undefined =>
  nodeIfAny(
    `${name}-acl-sets`,
    lists.map((list) => {
      const key = [leaf('set-name', aclNameOf(list)), leaf('type', `ACL_IPV${list.family}`)]
      return node(`${name}-acl-set`, [...key, node('config', key)])
    }),
  )
