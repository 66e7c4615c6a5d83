import { withRoom } from './growable.js'

/** What a rule does at its device, as a small number per device. The first four are the same everywhere. */
export const actions = { none: 0, drop: 1, owned: 2, local: 3 } as const

/** Where an action leads: a device's number, or one of these; `group - n` is the n-th set of several next hops. */
export const ends = { none: -1, drop: -2, local: -3, out: -4, group: -5 } as const

/** Ports as the rules name them: numbers per device from 0, or one of these. */
export const portOf = { drop: -1, local: -2 } as const

/** Most actions that one device may have: a cell of a row is 16 bits, one of them says that the device has a rule of its own. */
export const mostActions = 0x7fff

/** Where packets go by action, per device; rows of `1 << shift` actions. */
export interface NextHops {
  devices: number
  shift: number
  next: Int32Array
  /** Devices that have a link to this one, each once. */
  readonly feeders: number[][]
  /** Members of groups that are devices, each once. */
  readonly groupDevices: Int32Array[]
  readonly groupDrops: boolean[]
  readonly groupDelivers: boolean[]
  readonly groupLeaves: boolean[]
  /** Device behind each port, where a link names it. */
  readonly behind: Map<number, number>[]
  readonly actionPorts: (readonly number[])[][]
  readonly actionIds: Map<string, number>[]
  /** Unions that were asked for before, per device, by both actions. */
  readonly unions: Map<number, number>[]
}

export function makeNextHops(): NextHops {
  return {
    devices: 0,
    shift: 4,
    next: new Int32Array(0),
    feeders: [],
    groupDevices: [],
    groupDrops: [],
    groupDelivers: [],
    groupLeaves: [],
    behind: [],
    actionPorts: [],
    actionIds: [],
    unions: [],
  }
}

/** Adds a device; answers its number. */
export function addDevice(hops: NextHops): number {
  const device = hops.devices++
  hops.feeders.push([])
  hops.behind.push(new Map())
  hops.unions.push(new Map())
  hops.actionPorts.push([[], [portOf.drop], [portOf.local], [portOf.local]])
  hops.actionIds.push(
    new Map([
      [`${portOf.drop}`, actions.drop],
      [`${portOf.local}`, actions.local],
    ]),
  )
  hops.next = withRoom(hops.next, hops.devices << hops.shift, ends.none)
  for (let action = 0; action < 4; action++) setNext(hops, device, action)
  return device
}

/** Joins two ports, both ways. Actions that exist already lead there too. */
export function addLink(hops: NextHops, from: number, fromPort: number, to: number, toPort: number): void {
  join(hops, from, fromPort, to)
  join(hops, to, toPort, from)
}

function join(hops: NextHops, from: number, port: number, to: number): void {
  hops.behind[from]!.set(port, to)
  if (!hops.feeders[to]!.includes(from)) hops.feeders[to]!.push(from)
  hops.actionPorts[from]!.forEach((ports, action) => ports.includes(port) && setNext(hops, from, action))
}

/** The action that sends to these ports (in any order), one of the device's own numbers. Throws where there are too many. */
export function actionFor(hops: NextHops, device: number, ports: readonly number[]): number {
  const members = [...new Set(ports)].sort((a, b) => a - b)
  const key = members.join()
  const known = hops.actionIds[device]!.get(key)
  if (known !== undefined) return known
  const action = hops.actionPorts[device]!.length
  if (action > mostActions) throw new RangeError(`more than ${mostActions} different sets of ports at one device`)
  hops.actionPorts[device]!.push(members)
  hops.actionIds[device]!.set(key, action)
  if (action >= 1 << hops.shift) widen(hops)
  setNext(hops, device, action)
  return action
}

/** The action that sends to the ports of both. */
export function unionOf(hops: NextHops, device: number, one: number, other: number): number {
  const key = (one << 15) | other
  const known = hops.unions[device]!.get(key)
  if (known !== undefined) return known
  const ports = hops.actionPorts[device]!
  const union = actionFor(hops, device, [...ports[one]!, ...ports[other]!])
  hops.unions[device]!.set(key, union)
  return union
}

function widen(hops: NextHops): void {
  const wide = new Int32Array(hops.devices << (hops.shift + 1)).fill(ends.none)
  const row = 1 << hops.shift
  for (let device = 0; device < hops.devices; device++)
    wide.set(hops.next.subarray(device * row, (device + 1) * row), device * row * 2)
  hops.shift += 1
  hops.next = wide
}

function setNext(hops: NextHops, device: number, action: number): void {
  const ports = hops.actionPorts[device]![action]!
  hops.next[(device << hops.shift) | action] =
    ports.length === 0 ? ends.none : ports.length === 1 ? endOf(hops, device, ports[0]!) : groupOf(hops, device, ports)
}

function endOf(hops: NextHops, device: number, port: number): number {
  if (port === portOf.drop) return ends.drop
  if (port === portOf.local) return ends.local
  return hops.behind[device]!.get(port) ?? ends.out
}

function groupOf(hops: NextHops, device: number, ports: readonly number[]): number {
  const members = new Set(ports.map((port) => endOf(hops, device, port)))
  if (members.size === 1) return [...members][0]!
  hops.groupDevices.push(Int32Array.from([...members].filter((member) => member >= 0)))
  hops.groupDrops.push(members.has(ends.drop))
  hops.groupDelivers.push(members.has(ends.local))
  hops.groupLeaves.push(members.has(ends.out))
  return ends.group - (hops.groupDevices.length - 1)
}
