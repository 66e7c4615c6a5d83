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
  /** Those that do not follow from the name alone (`stableNumbers`). */
  readonly moved?: readonly string[]
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
  const moved: string[] = []
  const numbered = stableNumbers(interfacesOf(state, context), 1, space.ports, 'ports', moved)
  const ports = new Map([...numbered, [localInterface, space.localPort] as const])
  return {
    ports,
    meters: metersOf(state, space.meters, moved),
    queues: queuesOf(state, ports, moved),
    hops: numberHops(hopsOf(state), moved),
    moved,
  }
}

function interfacesOf(state: DeviceState, context: DeviceContext): string[] {
  const names = new Set<string | undefined>(context.interfaces.map(({ name }) => name))
  for (const entries of [state.filters, state.marks, state.policers, state.queues, state.copies])
    for (const entry of entries ?? []) names.add(entry.interface)
  for (const entry of state.copies ?? []) names.add(entry.to)
  for (const { interface: name, to } of state.translations ?? [])
    for (const one of [name, ...to.map((target) => target.interface)]) names.add(one)
  for (const { inInterface, out } of state.groupRoutes ?? []) for (const name of [inInterface, ...out]) names.add(name)
  for (const entry of state.queues ?? []) names.add(entry.inInterface)
  for (const entry of state.policyRoutes) names.add(entry.inInterface)
  for (const action of actionsOf(state)) for (const name of interfacesOfAction(action)) names.add(name)
  return [...names].filter((name): name is string => name !== undefined && name !== localInterface)
}

/** All actions of routes and policy routes, each object once. Worked out once for each state. */
export function actionsOf(state: DeviceState): readonly RouteAction[] {
  let known = actions.get(state)
  if (!known) {
    const found = new Set<RouteAction>()
    for (const { action } of state.routes) found.add(action)
    for (const { action } of state.policyRoutes) found.add(action)
    actions.set(state, (known = [...found]))
  }
  return known
}

const actions = new WeakMap<DeviceState, readonly RouteAction[]>()

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

function numberHops(hops: readonly Required<NextHop>[], moved: string[]): Map<number, Required<NextHop>> {
  const byKey = new Map(hops.map((hop) => [canonicalJson([hop.interface, hop.address]), hop]))
  const numbers = stableNumbers(byKey.keys(), 1, 0xffff, 'next hops', moved)
  return sortedMap([...byKey].map(([key, hop]) => [numbers.get(key) ?? 0, hop]))
}

function metersOf({ policers = [] }: DeviceState, count: number, moved: string[]): Map<number, Bucket> {
  const buckets = new Map(policers.map(({ bucket, rate, burst }) => [bucket, { bucket, rate, burst }]))
  const numbers = stableNumbers(buckets.keys(), 1, count, 'meters', moved)
  return sortedMap([...buckets].map(([name, bucket]) => [numbers.get(name) ?? 0, bucket]))
}

function queuesOf(
  { queues = [] }: DeviceState,
  ports: ReadonlyMap<string, number>,
  moved: string[],
): Map<string, Queue> {
  const byPort = new Map<string, Map<string, Queue>>()
  for (const entry of queues) {
    let own = byPort.get(entry.interface)
    if (!own) byPort.set(entry.interface, (own = new Map()))
    own.set(queueText(entry), entry)
  }
  const found: [string, Queue][] = []
  for (const [name, byKey] of byPort) {
    const numbers = stableNumbers(byKey.keys(), 1, 0xefff, 'queues of a port', moved)
    for (const [key, entry] of byKey) found.push([`${ports.get(name)} ${numbers.get(key)}`, plainQueue(entry)])
  }
  return new Map(found.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Equal for equal queues. Worked out once for each object. */
export function queueText(queue: Queue): string {
  let known = queueTexts.get(queue)
  if (known === undefined) queueTexts.set(queue, (known = canonicalJson(plainQueue(queue))))
  return known
}

const queueTexts = new WeakMap<Queue, string>()

/** What an entry says of its queue. */
export const plainQueue = ({ class: name, min, max }: Queue): Queue => ({
  class: name,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
})

const sortedMap = <T>(pairs: readonly (readonly [number, T])[]): Map<number, T> =>
  new Map([...pairs].sort(([a], [b]) => a - b))
