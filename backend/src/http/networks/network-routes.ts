import type { Topology } from '@paranet/network'
import { emptyTopology } from '@paranet/network'
import { containing, memoryList } from '../list.js'
import { ProblemError } from '../problem.js'
import { route } from '../route.js'
import { bodySchema, listOf, objectOf, shape, textUpTo } from '../schema.js'
import { roleOn } from '../../auth/rights.js'
import { presentNetwork } from './present-network.js'

const newNetwork = bodySchema<{ name: string; topology?: string }>(
  objectOf({ name: textUpTo(100), topology: textUpTo(8_000_000) }, ['name']),
)
const newName = bodySchema<{ name: string }>(objectOf({ name: textUpTo(100) }, ['name']))

const networkList = memoryList<ReturnType<typeof presentNetwork>>({
  orders: {
    createdAt: ({ createdAt }) => createdAt,
    name: ({ name }) => name,
    nodes: ({ nodes }) => nodes,
    links: ({ links }) => links,
  },
  id: ({ id }) => id,
  filters: { q: containing(({ id, name }) => [id, name]) },
})

export const listNetworks = route({
  method: 'GET',
  path: '/networks',
  role: 'user',
  scope: 'read',
  returns: 200,
  answer: listOf(shape('network')),
  summary: 'The networks that you may see, oldest first',
  query: networkList.query,
  handle: async ({ actor, query }, { networks }) => {
    const visible = (await networks.list()).filter(({ id }) => roleOn(actor, id) !== 'none')
    return networkList.page(
      visible.map((row) => presentNetwork(row, networks.topology(row.id), actor)),
      query,
    )
  },
})

export const createNetwork = route({
  method: 'POST',
  path: '/networks',
  role: 'operator',
  scope: 'topology',
  body: newNetwork,
  heeds: ['idempotency-key'],
  returns: 201,
  answer: 'network',
  summary: 'A new network, empty or with a topology in the language',
  problems: ['already-exists'],
  example: { body: { name: 'small', topology: 'network small { node r1 : router { address: 10.0.0.1 } }' } },
  handle: async ({ body, actor }, { networks }) => {
    const topology = body.topology === undefined ? emptyTopology(body.name) : await readTopologyText(body.topology)
    const row = await networks.create(body.name, topology, actor.name)
    return presentNetwork(row, networks.topology(row.id), actor)
  },
})

export const getNetwork = route({
  method: 'GET',
  path: '/networks/:id',
  network: 'path',
  role: 'viewer',
  returns: 200,
  answer: 'network',
  summary: 'One network',
  example: { params: { id: 'small' } },
  handle: async ({ network, actor }, { networks }) => presentNetwork(network, networks.topology(network.id), actor),
})

export const renameNetwork = route({
  method: 'PATCH',
  path: '/networks/:id',
  network: 'path',
  role: 'operator',
  scope: 'topology',
  body: newName,
  returns: 200,
  answer: 'network',
  summary: 'Another name; the id stays',
  example: { params: { id: 'small' }, body: { name: 'branch office' } },
  handle: async ({ network, body, actor }, { networks }) => {
    const row = await networks.rename(network.id, body.name, actor.name)
    return presentNetwork(row, networks.topology(row.id), actor)
  },
})

export const deleteNetwork = route({
  method: 'DELETE',
  path: '/networks/:id',
  network: 'path',
  role: 'admin',
  returns: 204,
  summary: 'A network with everything that it has',
  problems: ['deployment-running'],
  example: { params: { id: 'small' } },
  handle: async ({ network, actor }, { networks, rollouts, users }) => {
    rollouts.checkIdle(network.id)
    await networks.delete(network.id, actor.name)
    await users.forgetNetwork(network.id)
  },
})

/** A network's text in the language; what is wrong with it becomes a problem of the field `topology`. */
async function readTopologyText(text: string): Promise<Topology> {
  const { importTopology } = await import('@paranet/language')
  const { topology, diagnostics } = importTopology(text, { file: 'topology.pn' })
  if (topology) return topology
  const errors = diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ span, message }) => ({ pointer: '/topology', message: `${span.line}:${span.column} ${message}` }))
  throw new ProblemError('invalid', 'the text holds no network, or one with errors', {
    errors: errors.length > 0 ? errors : [{ pointer: '/topology', message: 'holds no network' }],
    diagnostics,
  })
}
