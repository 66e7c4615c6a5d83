import { type Fields, fieldsOf, isFields, itemsOf, numberOf, textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import { type Device, type Devices, keysOf } from './devices.js'
import { nameOf, type NetboxItem, type NetboxLists, ownOf, restLabels, slugOf } from './netbox-lists.js'
import { bandwidthOfType } from './roles.js'

/** A port of a device that is a node. */
export interface Port {
  readonly device: Device
  readonly name: string
  readonly isLoopback: boolean
  /** With their lengths. */
  readonly addresses: string[]
  readonly bandwidth: number | undefined
  readonly fields: Fields
  readonly own: Fields | undefined
  readonly labels: Readonly<Record<string, string>>
  readonly pointer: string
}

/** Ports by `#ID` and by device and name. */
export class Ports {
  readonly #byKey = new Map<string, Port>()
  readonly all: Port[] = []

  add(port: Port, id: unknown): void {
    this.all.push(port)
    if (typeof id === 'number') this.#byKey.set(`#${id}`, port)
    this.#byKey.set(`${port.device.id}\n${port.name}`, port)
  }

  byId(id: unknown): Port | undefined {
    return this.#byKey.get(`#${textOf(id)}`)
  }

  byName(device: Device | undefined, name: unknown): Port | undefined {
    return device && this.#byKey.get(`${device.id}\n${textOf(name)}`)
  }
}

const handled: ReadonlySet<string> = new Set([
  'device',
  'name',
  'mtu',
  'vrf',
  'cable',
  'cable_end',
  'link_peers',
  'link_peers_type',
  'connected_endpoints',
  'connected_endpoints_type',
  'connected_endpoints_reachable',
  'connected_endpoint',
  'cabled_object_type',
  'speed',
])

/** The interfaces of the devices with their addresses. Those of no known device are listed as lost. */
export function readInterfaces(lists: NetboxLists, devices: Devices, report: ImportReport): Ports {
  const ports = new Ports()
  for (const item of lists.get('interfaces') ?? []) {
    const device = devices.find(item.fields['device'])
    if (device) ports.add(portOf(item, device, report), item.fields['id'])
    else if (!devices.isPassive(item.fields['device']))
      report.lose(
        `the interface "${nameOf(item.fields['name'])}"`,
        nameOf(item.fields['device']),
        'no device of the list has it',
      )
  }
  for (const item of lists.get('ip-addresses') ?? []) addAddress(item, devices, ports, report)
  return ports
}

function portOf({ fields, pointer }: NetboxItem, device: Device, report: ImportReport): Port {
  const name = nameOf(fields['name'])
  const type = slugOf(fields['type'])
  const speed = numberOf(fields['speed'], 1)
  const where = `${device.name} ${name}`
  const { enabled, mgmt_only, mark_connected, ...labels } = restLabels(fields, handled, (key) =>
    report.lose(`"${key}"`, where, 'a label is a text'),
  )
  if (itemsOf(fields['tags']).length > 0) report.lose('tags', where, 'groups are of nodes')
  const isLoopback = /^(?:lo|loopback|system)\d*(?:\.\d+)?$/i.test(name)
  return {
    device,
    name,
    isLoopback: isLoopback && (type === 'virtual' || type === '' || type === 'other'),
    addresses: [],
    bandwidth: speed === undefined ? bandwidthOfType(type) : speed * 1000,
    fields,
    own: ownOf(fields),
    labels: {
      ...labels,
      ...(type === '' ? {} : { type }),
      ...(enabled === 'false' ? { enabled } : {}),
      ...(mgmt_only === 'true' ? { mgmt_only } : {}),
      ...(mark_connected === 'true' ? { mark_connected } : {}),
    },
    pointer,
  }
}

/** What of an address is its place, or what NetBox keeps of every one. */
const addressHandled: ReadonlySet<string> = new Set([
  'address',
  'family',
  'status',
  'assigned_object',
  'assigned_object_id',
  'assigned_object_type',
  'interface',
  'device',
  'vrf',
  'nat_inside',
  'nat_outside',
])

function addAddress({ fields, pointer }: NetboxItem, devices: Devices, ports: Ports, report: ImportReport): void {
  const address = textOf(fields['address'])
  const object = fields['assigned_object'] ?? fields['interface']
  const holder = isFields(object) ? devices.find(object['device']) : devices.find(fields['device'])
  const rest = Object.keys(restLabels(fields, addressHandled, () => undefined)).concat(
    ['vrf', 'nat_inside'].filter((key) => nameOf(fields[key]) !== '' || isFields(fields[key])),
    itemsOf(fields['tags']).length > 0 ? ['tags'] : [],
  )
  if (rest.length > 0) report.lose(rest.join(', '), `the address ${address}`, 'an address is a number')
  const port =
    ports.byId(fields['assigned_object_id'] ?? fieldsOf(object)['id'] ?? '') ??
    ports.byName(holder, isFields(object) ? object['name'] : object)
  if (port) port.addresses.push(address.includes('/') ? address : `${address}/${address.includes(':') ? 128 : 32}`)
  else report.lose(`the address ${address}`, pointer, 'no interface of the list has it')
}

/** The ports behind a port, as NetBox traces them through panels. */
export const endpointsOf = ({ fields }: Port): readonly unknown[] => {
  const one = fields['connected_endpoint']
  return one === undefined || one === null ? itemsOf(fields['connected_endpoints']) : [one]
}

/** The port that an endpoint names. */
export const portOfEndpoint = (endpoint: unknown, devices: Devices, ports: Ports): Port | undefined => {
  const fields = fieldsOf(endpoint)
  const [key = ''] = keysOf({ id: fields['id'] })
  return ports.byId(key.slice(1)) ?? ports.byName(devices.find(fields['device']), fields['name'])
}
