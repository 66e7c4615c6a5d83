import { diffNetwork } from '@paranet/network'
import type { Alert } from '@paranet/orchestrator'
import { readDesired } from '../../store/state-rows.js'
import { needNode } from '../../control/edit-topology.js'
import { equalTo, memoryList, oneOf } from '../list.js'
import { notFound } from '../problem.js'
import { param, route } from '../route.js'
import { listOf, objectOf, shape } from '../schema.js'

const nodeSample = {
  title: 'NodeMetrics',
  ...objectOf(
    {
      network: { type: 'string' },
      at: { type: 'integer', minimum: 0, description: 'When it was measured, ms since 1970' },
      node: shape('telemetry.json#/$defs/node'),
      links: { type: 'array', items: shape('telemetry.json#/$defs/link') },
      flows: { type: 'array', items: shape('telemetry.json#/$defs/flow') },
      entries: { type: 'array', items: shape('telemetry.json#/$defs/entry') },
    },
    ['network', 'at', 'node', 'links', 'flows', 'entries'],
  ),
}
const driftReport = {
  title: 'DriftReport',
  ...objectOf(
    {
      devices: { type: 'array', items: shape('device-diff') },
      unreachable: { type: 'array', items: { type: 'string' } },
      verdicts: { type: 'array', items: shape('verdict') },
      at: { type: ['integer', 'null'], description: 'When the devices were looked at, ms since 1970' },
    },
    ['devices', 'unreachable', 'verdicts', 'at'],
  ),
}

export const latestMetrics = route({
  method: 'GET',
  path: '/monitor/metrics',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: 'telemetry',
  summary: 'The latest measurement of the whole network',
  problems: ['device-error', 'unavailable'],
  handle: ({ network }, { watch }) => watch.sample(network.id),
})

export const nodeMetrics = route({
  method: 'GET',
  path: '/monitor/metrics/:node',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: nodeSample,
  summary: 'The latest measurement of one node and its links',
  problems: ['device-error', 'unavailable'],
  example: { params: { node: 'r1' } },
  handle: async (request, { watch, networks }) => {
    const { index, topology } = networks.topology(request.network.id)
    const { name } = needNode(topology, param(request, 'node'))
    const sample = await watch.sample(request.network.id)
    const own = new Set((index.adjacency[index.nodeId.get(name) ?? -1] ?? []).map(({ link }) => index.links[link]?.id))
    return {
      network: sample.network,
      at: sample.at,
      node: sample.nodes.find((node) => node.name === name) ?? { name, up: true, entries: 0 },
      links: sample.links.filter(({ id }) => own.has(id)),
      flows: sample.flows.filter(({ path }) => path.includes(name)),
      entries: sample.entries.filter(({ device }) => device === name),
    }
  },
})

const alertList = memoryList<Alert>({
  orders: {
    raisedAt: ({ raisedAt }) => raisedAt,
    severity: ({ severity }) => severity,
    code: ({ code }) => code,
    subject: ({ subject }) => subject,
  },
  isReversed: true,
  id: ({ id }) => id,
  filters: {
    severity: oneOf(['critical', 'warning', 'info'], ({ severity }) => severity),
    code: equalTo(({ code }) => code),
    subject: equalTo(({ subject }) => subject),
    open: {
      schema: { type: 'boolean', description: 'true: what is wrong now; false: what is resolved.' },
      accepts: ({ resolvedAt }, isOpen) => (resolvedAt === undefined) === isOpen,
    },
  },
})

export const listAlerts = route({
  method: 'GET',
  path: '/monitor/alerts',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: listOf(shape('alert')),
  summary: 'What is wrong now, and what was lately',
  query: alertList.query,
  handle: async ({ network, query }, { alerts }) => alertList.page(alerts.list(network.id), query),
})

export const acknowledgeAlert = route({
  method: 'POST',
  path: '/monitor/alerts/:id/acknowledge',
  role: 'operator',
  scope: 'monitor',
  audit: 'alert.acknowledge',
  network: true,
  returns: 200,
  answer: 'alert',
  summary: 'Someone has seen it',
  example: { params: { id: 'alert-4be1c9d27a5f4f0e8c3b6a90' } },
  handle: async (request, { alerts }) => {
    const id = param(request, 'id')
    const alert = alerts.acknowledge(request.network.id, id, request.actor.name)
    if (!alert) throw notFound(`alert ${id}`)
    return alert
  },
})

/** Differences lead from what is desired to what runs: `added` is unexplained, `removed` is missing. */
export const drift = route({
  method: 'GET',
  path: '/monitor/drift',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: driftReport,
  summary: 'What the devices run and should not, or should and do not',
  problems: ['device-error', 'unavailable'],
  handle: async ({ network }, { assurance, rollouts, plans, store, watch }) => {
    await Promise.all([rollouts.settled(), watch.refresh(network.id)])
    const desired = await readDesired(store.main.read, network.id)
    const report = (await assurance.check(network.id)) ?? assurance.latest(network.id)
    const observed = report?.observed ?? (await plans.observe(network.id))
    return {
      devices: desired ? diffNetwork(desired, new Map([...desired, ...observed])) : [],
      unreachable: report?.unreachable ?? [],
      verdicts: report?.verdicts ?? (await rollouts.activeVerdicts(network)),
      at: report?.at ?? null,
    }
  },
})
