import type { TrafficMatrix } from '@paranet/network'
import { checkEmulated } from '../faults/check-emulated.js'
import { route } from '../route.js'
import { wireSchema } from '../schema.js'

export const getTraffic = route({
  method: 'GET',
  path: '/traffic',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: 'traffic-matrix',
  summary: 'Who wants to send how much to whom, beside what the intents speak of',
  handle: async ({ network }, { traffic }) => traffic.get(network.id),
})

export const putTraffic = route({
  method: 'PUT',
  path: '/traffic',
  role: 'operator',
  scope: 'faults',
  network: true,
  body: wireSchema('traffic-matrix'),
  returns: 200,
  answer: 'traffic-matrix',
  summary: 'Another demand matrix: it flows at once',
  problems: ['not-emulated', 'device-error', 'unavailable'],
  example: { body: { demands: [{ from: 'r1', to: 'r2', bitsPerSecond: 2_000_000_000 }], scale: 1 } },
  handle: async ({ network, body, actor }, services) => {
    checkEmulated(network, services)
    await services.traffic.put(network.id, body as TrafficMatrix, actor.name)
    await services.watch.setTraffic(network.id)
    return services.traffic.get(network.id)
  },
})

export const deleteTraffic = route({
  method: 'DELETE',
  path: '/traffic',
  role: 'operator',
  scope: 'faults',
  network: true,
  returns: 204,
  summary: 'No demands: only what the intents speak of flows',
  problems: ['not-emulated', 'device-error', 'unavailable'],
  handle: async ({ network, actor }, services) => {
    checkEmulated(network, services)
    await services.traffic.put(network.id, undefined, actor.name)
    await services.watch.setTraffic(network.id)
  },
})
