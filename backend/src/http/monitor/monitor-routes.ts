import { diffNetwork } from '@paranet/network'
import { readDesired } from '../../store/state-rows.js'
import { needNode } from '../../control/edit-topology.js'
import { notFound } from '../problem.js'
import { param, route } from '../route.js'

export const latestMetrics = route({
  method: 'GET',
  path: '/monitor/metrics',
  role: 'viewer',
  network: true,
  returns: 200,
  summary: 'The latest measurement of the whole network',
  handle: ({ network }, { watch }) => watch.sample(network.id),
})

export const nodeMetrics = route({
  method: 'GET',
  path: '/monitor/metrics/:node',
  role: 'viewer',
  network: true,
  returns: 200,
  summary: 'The latest measurement of one node and its links',
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

export const listAlerts = route({
  method: 'GET',
  path: '/monitor/alerts',
  role: 'viewer',
  network: true,
  returns: 200,
  summary: 'What is wrong now, and what was lately',
  handle: async ({ network }, { alerts }) => ({ items: alerts.list(network.id) }),
})

export const acknowledgeAlert = route({
  method: 'POST',
  path: '/monitor/alerts/:id/acknowledge',
  role: 'operator',
  network: true,
  returns: 200,
  summary: 'Someone has seen it',
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
  summary: 'What the devices run and should not, or should and do not',
  handle: async ({ network }, { assurance, rollouts, plans, store }) => {
    await rollouts.settled()
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
