import type { DeviceState, InterfaceAddress, IpAddress, IpFamily, NextHop } from '@paranet/network'
import {
  canonicalState,
  localInterface,
  parseAddressNumber,
  parseInterfaceAddress,
  stubInterface,
} from '@paranet/network'
import type { DeviceContext } from '../linux/device-context.js'
import { addressed, interfacesOf } from '../linux/render-parts.js'

/** An interface as both models need it. */
export interface DeviceInterface {
  readonly name: string
  /** IANA's name of its kind. */
  readonly type: 'ethernetCsmacd' | 'softwareLoopback' | 'bridge'
  readonly addresses: { readonly [F in IpFamily]: readonly { readonly ip: IpAddress; readonly length: number }[] }
  /** Says which next hops by it ParaNet assigned, so that they say no address when they are read. */
  readonly description?: string
}

/** All interfaces that a device's topology or state speaks of: `local` is its loopback, `lan` the bridge of what is attached. */
export function interfacesOfDevice(given: DeviceState, context: DeviceContext): DeviceInterface[] {
  const state = canonicalState(given)
  const gateways = new Map(context.interfaces.map(({ name, gateway }) => [name, gateway]))
  return addressed(state, context, interfacesOf(state, context)).map(({ name, addresses }) => ({
    name,
    type: name === localInterface ? 'softwareLoopback' : name === stubInterface ? 'bridge' : 'ethernetCsmacd',
    addresses: { 4: addressesOf(addresses, 4), 6: addressesOf(addresses, 6) },
    ...descriptionOf(gateways.get(name)),
  }))
}

const addressesOf = (addresses: readonly string[], family: IpFamily) =>
  addresses.filter((one) => one.includes(':') === (family === 6)).map(splitAddress)

const splitAddress = (address: string) => {
  const at = address.lastIndexOf('/')
  return { ip: address.slice(0, at) as IpAddress, length: Number(address.slice(at + 1)) }
}

const sign = 'next hops assigned by ParaNet:'

function descriptionOf(gateway: DeviceContext['interfaces'][number]['gateway'] = {}): { description?: string } {
  const assigned = [gateway[4], gateway[6]].filter((one) => one !== undefined)
  return assigned.length === 0 ? {} : { description: `${sign} ${assigned.join(' ')}` }
}

/** The next hops that the description of an interface says ParaNet assigned. */
export const assignedBy = (description = ''): string[] =>
  description.startsWith(sign) ? description.slice(sign.length).trim().split(/\s+/) : []

/** Whether an address with its length is one that an interface can have. */
export const isInterfaceAddress = (ip: string, length: string): boolean =>
  parseInterfaceAddress(`${ip}/${length}` as InterfaceAddress) !== undefined

/** What a next hop says of its neighbour's address in a family: its own, or the one that ParaNet assigned on the link. */
export function addressOf(hop: NextHop, family: IpFamily, context: DeviceContext): IpAddress | undefined {
  const own = hop.address === undefined ? undefined : parseAddressNumber(hop.address)
  if (own?.family === family) return hop.address
  return context.interfaces.find(({ name }) => name === hop.interface)?.gateway[family]
}

const description = 'ParaNet configuration of '

/** The text by which a document says whose it is. */
export const descriptionOfDevice = (device: string): string => `${description}${device}`

/** The device that `descriptionOfDevice` names; undefined where it names none. */
export const deviceOfDescription = (text = ''): string | undefined =>
  text.startsWith(description) ? text.slice(description.length) : undefined
