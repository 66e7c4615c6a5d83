import { hostOf, parseInterfaceAddress, prefixOf } from '@paranet/network'
import type { DraftInterface, DraftNode } from '../shared/draft.js'
import { textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import type { CableLink } from './cables.js'
import type { Device, Devices } from './devices.js'
import type { Port, Ports } from './interfaces.js'
import { nameOf, type NetboxLists, restLabels, slugOf } from './netbox-lists.js'

/** Nodes and interfaces with their addresses: what a loopback has belongs to its node; the subnet of a port of a forwarding device that
 *  no cable leaves is a prefix of the node. Prefixes in which no interface has an address are lost. */
export function readPrefixes(
  lists: NetboxLists,
  { all: devices }: Devices,
  { all: ports }: Ports,
  links: readonly CableLink[],
  report: ImportReport,
): { readonly nodes: DraftNode[]; readonly interfaces: DraftInterface[] } {
  const cabled = new Set(links.flatMap((link) => link.ports))
  const portsOf = new Map<Device, Port[]>()
  for (const port of ports) {
    const its = portsOf.get(port.device) ?? []
    portsOf.set(port.device, its)
    its.push(port)
  }
  losePrefixes(lists, ports, report)
  return {
    nodes: devices.map((device) => nodeOf(device, portsOf.get(device) ?? [], cabled)),
    interfaces: ports.flatMap((port) => interfaceOf(port, cabled, report)),
  }
}

function losePrefixes(lists: NetboxLists, ports: readonly Port[], report: ImportReport): void {
  const subnets = new Set(ports.flatMap(({ addresses }) => addresses.flatMap((one) => subnetOf(one) ?? [])))
  const placed = new Set(ports.flatMap((port) => port.addresses.map((one) => `${vrfOf(port)} ${subnetOf(one) ?? ''}`)))
  for (const { fields, pointer } of lists.get('prefixes') ?? []) {
    const prefix = textOf(fields['prefix'])
    const isOurs = slugOf(fields['role']) === 'paranet-attached'
    if (isOurs) continue
    if (!subnets.has(prefix)) {
      const isContainer = slugOf(fields['status']) === 'container'
      report.lose(
        `the prefix ${prefix}`,
        pointer,
        isContainer ? 'it is a container' : 'no interface has an address in it',
      )
      continue
    }
    const rest = Object.keys(restLabels(fields, handled, () => undefined))
    for (const key of ['site', 'scope']) if (nameOf(fields[key]) !== '') rest.push(key)
    if (!placed.has(`${nameOf(fields['vrf'])} ${prefix}`)) rest.push('vrf')
    if (rest.length > 0) report.lose(rest.join(', '), `the prefix ${prefix}`, 'a prefix is a number')
  }
}

const handled: ReadonlySet<string> = new Set([
  'prefix',
  'family',
  'status',
  'children',
  '_depth',
  'is_pool',
  'mark_utilized',
  'vrf',
  'site',
  'scope',
  'scope_type',
  'scope_id',
])

const subnetOf = (address: string): string | undefined => {
  const read = parseInterfaceAddress(address)
  return read && prefixOf(read)
}

function nodeOf(device: Device, ports: readonly Port[], cabled: ReadonlySet<Port>): DraftNode {
  const { id, name, own, region, location, pointer: spot } = device
  if (own) {
    const { name: its, location: place, ...given } = own
    const { lat, lon } = (place ?? {}) as { lat?: unknown; lon?: unknown }
    const where = typeof lat === 'number' && typeof lon === 'number' ? { location: { lat, lon } } : {}
    return { id, names: [textOf(its), name], ...where, given, spot }
  }
  const loopbacks = ports.filter((port) => port.isLoopback && vrfOf(port) === '')
  const found = isEnd(device)
    ? endAddresses(device, ports)
    : loopbacks.flatMap((port) => port.addresses.flatMap((one) => hostAddress(one) ?? []))
  const elsewhere = new Set(ports.flatMap((port) => port.addresses.flatMap((one) => hostAddress(one) ?? [])))
  // A primary address that no port of the list has is the device's own; one that a port has stays there.
  const addresses = [...new Set([...found, ...device.primary.filter((one) => !elsewhere.has(one))])]
  const primary = device.primary.filter((one) => !addresses.includes(one))
  const prefixes = isEnd(device)
    ? []
    : ports.filter((port) => isLan(port, cabled) && vrfOf(port) === '').flatMap(subnetsOf)
  const segment = isEnd(device) ? ports.map(vrfOf).find((vrf) => vrf !== '') : undefined
  const names = loopbacks.map((port) => port.name).join(', ')
  return {
    id,
    names: [name],
    location,
    given: {
      type: device.type,
      ...(region === '' ? {} : { region }),
      ...(segment === undefined ? {} : { segment }),
      ...(addresses.length > 0 ? { addresses } : {}),
      ...(prefixes.length > 0 ? { prefixes: [...new Set(prefixes)] } : {}),
      labels: {
        ...device.labels,
        ...(names === '' ? {} : { loopback: names }),
        ...(primary.length === 0 ? {} : { primary_ip: primary.join(', ') }),
      },
    },
    spot,
  }
}

const isEnd = ({ type }: Device): boolean => type === 'host' || type === 'server'

function endAddresses({ primary }: Device, ports: readonly Port[]): string[] {
  const found = ports
    .filter((port) => port.labels['mgmt_only'] !== 'true')
    .flatMap((port) => port.addresses.flatMap((one) => hostAddress(one) ?? []))
  return [...new Set([...primary.filter((one) => found.length === 0 || found.includes(one)), ...found])]
}

const hostAddress = (address: string): string | undefined => {
  const read = parseInterfaceAddress(address)
  return read && hostOf(read)
}

const isSubnet = (address: string): boolean => !/\/(?:32|128)$/.test(address)

const vrfOf = ({ fields }: Port): string => nameOf(fields['vrf'])

/** Whether what the port has no cable to is attached to its device. */
const isLan = (port: Port, cabled: ReadonlySet<Port>): boolean =>
  !port.isLoopback && !cabled.has(port) && port.labels['mgmt_only'] !== 'true'

const subnetsOf = ({ addresses }: Port): string[] =>
  addresses.flatMap((one) => (isSubnet(one) ? (subnetOf(one) ?? []) : []))

/** A port as an interface, where it says more than that it ends a link. What is attached to one of a VRF is attached in that. */
function interfaceOf(port: Port, cabled: ReadonlySet<Port>, report: ImportReport): DraftInterface[] {
  const { device, name, own, fields, addresses, labels, pointer: spot } = port
  if (own) return [{ node: device.id, name, given: own, spot }]
  const vrf = vrfOf(port)
  const isOfNode = port.isLoopback && vrf === ''
  if (isOfNode) loseLoopback(port, report)
  if (device.own || isOfNode) return []
  const its = isEnd(device) ? [] : addresses
  const prefixes = vrf !== '' && !isEnd(device) && isLan(port, cabled) ? subnetsOf(port) : []
  const isManagement = isEnd(device) && labels['mgmt_only'] === 'true'
  for (const address of isManagement ? addresses : [])
    report.lose(`the address ${address}`, `${device.name} ${name}`, 'a port for management alone carries no packets')
  return [
    {
      node: device.id,
      name,
      given: {
        addresses: its,
        mtu: fields['mtu'],
        ...(vrf === '' ? {} : { segment: vrf }),
        ...(prefixes.length > 0 ? { prefixes } : {}),
        labels,
      },
      spot,
    },
  ]
}

/** Of a loopback its name and addresses are kept, by the node. */
function loseLoopback({ device, name, labels, fields }: Port, report: ImportReport): void {
  const { type: _, ...rest } = labels
  const said = [...Object.keys(rest), ...['mtu'].filter((key) => nameOf(fields[key]) !== '')]
  if (said.length > 0) report.lose(said.join(', '), `${device.name} ${name}`, 'a loopback is no interface here')
}
