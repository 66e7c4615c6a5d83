import type { Fault } from '@paranet/emulator'
import { schemas } from '@paranet/schemas'
import { insertAudit } from '../../store/audit-rows.js'
import { equalTo, memoryList } from '../list.js'
import { notFound } from '../problem.js'
import { param, route } from '../route.js'
import { listOf, wireSchema } from '../schema.js'
import { checkEmulated } from './check-emulated.js'

const { $id: _, $schema: _schema, ...fault } = schemas.fault
const common = {
  id: { type: 'string' },
  setAt: { type: 'integer', minimum: 0, description: 'Since when, ms since 1970' },
}
/** A fault with what all kinds have in common. */
const activeFault = {
  ...fault,
  title: 'ActiveFault',
  description: 'Something that an emulated network suffers from now.',
  oneOf: fault.oneOf.map((kind) => ({
    ...kind,
    properties: { ...common, ...kind.properties },
    required: ['id', 'setAt', ...kind.required],
  })),
}

const faultList = memoryList<Fault & { readonly id: string }>({
  orders: { id: ({ id }) => id, kind: ({ kind }) => kind },
  id: ({ id }) => id,
  filters: {
    kind: equalTo(({ kind }) => kind),
    node: equalTo((fault) => ('node' in fault ? fault.node : undefined)),
    link: equalTo((fault) => ('link' in fault ? fault.link : undefined)),
  },
})

export const listFaults = route({
  method: 'GET',
  path: '/faults',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: listOf(activeFault),
  summary: 'What is broken on purpose',
  problems: ['not-emulated', 'device-error', 'unavailable'],
  query: faultList.query,
  handle: async ({ network, query }, services) => {
    checkEmulated(network, services)
    return faultList.page(await services.emulator.use((client) => client.faults(network.id)), query)
  },
})

export const createFault = route({
  method: 'POST',
  path: '/faults',
  role: 'operator',
  scope: 'faults',
  network: true,
  body: wireSchema('fault'),
  heeds: ['idempotency-key'],
  returns: 201,
  answer: activeFault,
  summary: 'Break something',
  problems: ['not-emulated', 'device-error', 'unavailable'],
  example: { body: { kind: 'link-down', link: 'r1--r3' } },
  handle: async ({ network, body, actor }, services) => {
    checkEmulated(network, services)
    const fault = await services.emulator.use((client) => client.setFault(network.id, body as Fault))
    const entry = {
      at: services.clock.now(),
      actor: actor.name,
      network: network.id,
      action: 'fault.set',
      detail: { ...fault },
    }
    await services.store.main.write((manager) => insertAudit(manager, entry))
    services.assurance.wake(network.id)
    return fault
  },
})

export const deleteFault = route({
  method: 'DELETE',
  path: '/faults/:id',
  role: 'operator',
  scope: 'faults',
  audit: 'fault.clear',
  network: true,
  returns: 204,
  summary: 'Mend one',
  problems: ['not-emulated', 'device-error', 'unavailable'],
  example: { params: { id: 'fault-1' } },
  handle: async (request, services) => {
    const { network } = request
    checkEmulated(network, services)
    const id = param(request, 'id')
    const known = await services.emulator.use((client) => client.faults(network.id))
    if (!known.some((fault) => fault.id === id)) throw notFound(`fault ${id}`)
    await services.emulator.use((client) => client.clearFaults(network.id, id))
    services.assurance.wake(network.id)
  },
})

export const deleteFaults = route({
  method: 'DELETE',
  path: '/faults',
  role: 'operator',
  scope: 'faults',
  audit: 'fault.clear',
  network: true,
  returns: 204,
  summary: 'Mend everything',
  problems: ['not-emulated', 'device-error', 'unavailable'],
  handle: async ({ network }, services) => {
    checkEmulated(network, services)
    await services.emulator.use((client) => client.clearFaults(network.id))
    services.assurance.wake(network.id)
  },
})
