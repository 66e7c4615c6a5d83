import type { DeviceState } from '@paranet/network'
import type { NetworkShelf } from '../network/network-shelf.js'
import type { Connection } from './connection.js'
import { EmulatorError } from './messages.js'
import {
  readDeviceState,
  readEntryPoint,
  readFault,
  readFlows,
  readHeader,
  readName,
  readNumber,
  readObject,
  readOwners,
  readPacket,
  readTarget,
  readText,
  readTopology,
} from './read-params.js'

type Params = Readonly<Record<string, unknown>>

/** One method of the protocol: what it does for the shelf of networks, on behalf of a connection. */
export type Method = (shelf: NetworkShelf, params: Params, connection: Connection) => unknown

const networkOf = (shelf: NetworkShelf, params: Params) => shelf.get(readText(params, 'network'))
const deviceOf = (shelf: NetworkShelf, params: Params) => networkOf(shelf, params).reach(readText(params, 'device'))

/** Every method by its name. */
export const methods: Readonly<Record<string, Method>> = {
  hello: () => ({ name: 'paranet-emulator', version: '0.1.0', pid: process.pid }),

  'network.load': async (shelf, params) => {
    const network = await shelf.load(readText(params, 'network'), readTopology(params['topology']))
    return { devices: network.deviceNames }
  },
  'network.unload': async (shelf, params) => {
    await shelf.unload(readText(params, 'network'))
    return {}
  },
  'network.list': (shelf) => ({ networks: shelf.ids }),

  'device.observe': async (shelf, params) => {
    const { state, ...rest } = await (await deviceOf(shelf, params)).observe()
    return params['known'] === rest.fingerprint ? rest : { state, ...rest }
  },
  'device.observeAll': async (shelf, params) => {
    const network = networkOf(shelf, params)
    const observe = async (name: string) => ({ device: name, ...(await (await network.reach(name)).observe()) })
    const answers = await Promise.all(network.reachable.map((name) => observe(name).catch(unlessUnreachable)))
    return { devices: answers.filter((answer) => answer !== undefined) }
  },
  'device.stage': async (shelf, params) => {
    const device = await deviceOf(shelf, params)
    const desired = readDeviceState(params['desired'], device.name)
    const network = networkOf(shelf, params)
    network.checkStage(device.name, usesConnections(desired))
    const staged = await device.stage({
      id: readText(params, 'id'),
      base: readText(params, 'base'),
      desired,
      owners: readOwners(params['owners']),
    })
    await network.afterStage(device.name)
    return staged
  },
  'device.commit': async (shelf, params) => {
    const staged = readText(params, 'staged')
    const within =
      params['confirmWithinMs'] === undefined ? undefined : readNumber(params, 'confirmWithinMs', '', 0, 1e12)
    const device = await deviceOf(shelf, params)
    return device.commit(staged, within, networkOf(shelf, params).checkCommit(device.name))
  },
  'device.confirm': async (shelf, params) => {
    const revision = readText(params, 'revision')
    await (await deviceOf(shelf, params)).confirm(revision)
    return {}
  },
  'device.rollback': async (shelf, params) => {
    const to = params['to'] === undefined ? undefined : readText(params, 'to')
    return (await deviceOf(shelf, params)).rollback(to)
  },

  'fault.set': (shelf, params) => networkOf(shelf, params).setFault(readFault(params['fault'])),
  'fault.list': (shelf, params) => ({ faults: networkOf(shelf, params).faults }),
  'fault.clear': async (shelf, params) => ({
    cleared: await networkOf(shelf, params).clearFaults(
      params['id'] === undefined ? undefined : readText(params, 'id'),
    ),
  }),

  trace: (shelf, params) => ({
    walk: networkOf(shelf, params).trace(readEntryPoint(params['at'], '/at'), readPacket(params['packet'], '/packet')),
  }),
  interest: (shelf, params) => networkOf(shelf, params).ask(readText(params, 'node'), readName(params, 'name')),
  place: (shelf, params) => ({
    walk: networkOf(shelf, params).sendTo(
      readText(params, 'node'),
      readTarget(params, 'to'),
      readHeader(params['header'], '/header'),
    ),
  }),
  'traffic.set': async (shelf, params) => {
    await networkOf(shelf, params).setFlows(readFlows(params['flows']))
    return {}
  },
  'traffic.get': (shelf, params) => ({ flows: networkOf(shelf, params).flows }),
  counters: (shelf, params) => networkOf(shelf, params).sample(),

  'telemetry.subscribe': (shelf, params, connection) => {
    const { id } = networkOf(shelf, params)
    const intervalMs = readNumber(params, 'intervalMs', '', 50, 3_600_000)
    const name = `telemetry ${id}`
    connection.repeat(name, intervalMs, shelf.clock, () =>
      connection.sendLatest('telemetry', name, () => shelf.find(id)?.sample()),
    )
    return {}
  },
  'events.subscribe': (shelf, params, connection) => {
    const { id } = networkOf(shelf, params)
    connection.hold(`events ${id}`, () => shelf.events.subscribe(id, (event) => connection.send('event', event)))
    return {}
  },
}

/** A device that went away while it was asked is passed over. */
function unlessUnreachable(error: unknown): undefined {
  if (error instanceof EmulatorError && error.code === 'unreachable') return undefined
  throw error
}

const usesConnections = ({
  filters,
  policyRoutes,
  marks = [],
  policers = [],
  queues = [],
  translations,
}: DeviceState) =>
  (translations?.length ?? 0) > 0 ||
  [...filters, ...policyRoutes, ...marks, ...policers, ...queues].some(({ match }) => match.established !== undefined)

/** Runs a method by its name. */
export async function runMethod(
  shelf: NetworkShelf,
  name: string,
  params: unknown,
  connection: Connection,
): Promise<unknown> {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined
  if (!method) throw new EmulatorError('unknown-method', `no method ${name.slice(0, 80)}`, { path: '/method' })
  return method(shelf, readObject(params ?? {}, ''), connection)
}
