import type { DeviceState, NextHop, QueueEntry, RouteAction } from '@paranet/network'
import { canonicalJson, localInterface } from '@paranet/network'
import type { DeviceContext } from '../linux/device-context.js'
import { stableNumbers } from './stable-numbers.js'

/** A token bucket: bit/s and bytes. */
export interface Bucket {
  readonly bucket: string
  readonly rate: number
  readonly burst: number
}

/** A queue of an interface. */
export type Queue = Pick<QueueEntry, 'class' | 'min' | 'max'>

/** What the flows of a switch call by numbers. */
export interface DeviceNumbers {
  /** Interface → port. */
  readonly ports: ReadonlyMap<string, number>
  /** Meter → bucket. */
  readonly meters: ReadonlyMap<number, Bucket>
  /** `PORT QUEUE` → queue. */
  readonly queues: ReadonlyMap<string, Queue>
  /** Next hops that say an address: number → next hop. */
  readonly hops: ReadonlyMap<number, Required<NextHop>>
}

/** What numbers a kind of switch has. */
export interface NumberSpace {
  /** Ports are 1 to this. */
  readonly ports: number
  /** Of the device itself. */
  readonly localPort: number
  /** Meters are 1 to this. */
  readonly meters: number
}

/** Numbers for everything that a device's state and its context name. They stay while the names do. */
export function numberDevice(state: DeviceState, context: DeviceContext, space: NumberSpace): DeviceNumbers {
  const numbered = stableNumbers(interfacesOf(state, context), 1, space.ports, 'ports')
  const ports = new Map([...numbered, [localInterface, space.localPort] as const])
  return {
    ports,
    meters: metersOf(state, space.meters),
    queues: queuesOf(state, ports),
    hops: numberHops(hopsOf(state)),
  }
}

function interfacesOf(state: DeviceState, context: DeviceContext): string[] {
  const said = [...state.filters, ...(state.marks ?? []), ...(state.policers ?? []), ...(state.queues ?? [])]
  const copies = state.copies ?? []
  const names = new Set([
    ...copies.flatMap(({ interface: name, to }) => [name, to]),
    ...(state.groupRoutes ?? []).flatMap(({ inInterface, out }) => [inInterface, ...out]),
    ...context.interfaces.map(({ name }) => name),
    ...said.map((entry) => entry.interface),
    ...(state.queues ?? []).map(({ inInterface }) => inInterface),
    ...state.policyRoutes.map(({ inInterface }) => inInterface),
    ...actionsOf(state).flatMap(interfacesOfAction),
  ])
  return [...names].filter((name): name is string => name !== undefined && name !== localInterface)
}

/** All actions of routes and policy routes, each object once. */
export const actionsOf = (state: DeviceState): RouteAction[] => [
  ...new Set([...state.routes, ...state.policyRoutes].map(({ action }) => action)),
]

function interfacesOfAction(action: RouteAction): string[] {
  if (action.kind === 'deliver') return [action.interface]
  return action.kind === 'forward' ? action.groups.flat().map((hop) => hop.interface) : []
}

const hopsOf = (state: DeviceState): Required<NextHop>[] =>
  actionsOf(state).flatMap((action) =>
    action.kind === 'forward'
      ? action.groups.flat().filter((hop): hop is Required<NextHop> => hop.address !== undefined)
      : [],
  )

function numberHops(hops: readonly Required<NextHop>[]): Map<number, Required<NextHop>> {
  const byKey = new Map(hops.map((hop) => [canonicalJson([hop.interface, hop.address]), hop]))
  const numbers = stableNumbers(byKey.keys(), 1, 0xffff, 'next hops')
  return sortedMap([...byKey].map(([key, hop]) => [numbers.get(key) ?? 0, hop]))
}

function metersOf({ policers = [] }: DeviceState, count: number): Map<number, Bucket> {
  const buckets = new Map(policers.map(({ bucket, rate, burst }) => [bucket, { bucket, rate, burst }]))
  const numbers = stableNumbers(buckets.keys(), 1, count, 'meters')
  return sortedMap([...buckets].map(([name, bucket]) => [numbers.get(name) ?? 0, bucket]))
}

function queuesOf({ queues = [] }: DeviceState, ports: ReadonlyMap<string, number>): Map<string, Queue> {
  const found: [string, Queue][] = []
  for (const name of new Set(queues.map((entry) => entry.interface))) {
    const own = queues.filter((entry) => entry.interface === name).map(plainQueue)
    const byKey = new Map(own.map((queue) => [canonicalJson(queue), queue]))
    const numbers = stableNumbers(byKey.keys(), 1, 0xefff, 'queues of a port')
    for (const [key, queue] of byKey) found.push([`${ports.get(name)} ${numbers.get(key)}`, queue])
  }
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** What an entry says of its queue. */
export const plainQueue = ({ class: name, min, max }: Queue): Queue => ({
  class: name,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
})

const sortedMap = <T>(pairs: readonly (readonly [number, T])[]): Map<number, T> =>
  new Map([...pairs].sort(([a], [b]) => a - b))
