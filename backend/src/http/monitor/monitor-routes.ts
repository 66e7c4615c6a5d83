import { contentHash, diffNetwork } from '@paranet/network'
import {
  type Alert,
  type Labels,
  type MetricName,
  type MetricRings,
  metricNames,
  metrics,
  type StepFunction,
  stepFunctions,
  stepped,
} from '@paranet/orchestrator'
import type { EntryCoverage, EntryUse } from '@paranet/verifier'
import { readDesired } from '../../store/state-rows.js'
import { needNode } from '../../control/edit-topology.js'
import type { Services } from '../../services.js'
import { equalTo, memoryList, oneOf } from '../list.js'
import { notFound, ProblemError } from '../problem.js'
import { param, route } from '../route.js'
import { listOf, objectOf, querySchema, shape } from '../schema.js'

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

const names = { type: 'array', items: { type: 'string' } }
const count = { type: 'integer', minimum: 0 }
const lostPacket = {
  packet: { $ref: 'common.json#/$defs/packet' },
  ingress: objectOf({ node: { type: 'string' }, interface: { type: 'string' } }, ['node', 'interface']),
  reason: { type: 'string' },
}
const lostMembers = ['packet', 'ingress', 'reason']
const resilienceItem = objectOf(
  {
    intent: { type: 'string', description: 'Intent id' },
    holds: { type: 'boolean', description: 'Whether it is kept as things are' },
    reason: { type: 'string', description: 'Why it is not' },
    survives: {
      type: 'array',
      items: objectOf(
        {
          element: { enum: ['link', 'core-link', 'node', 'risk'] },
          count: { ...count, description: 'Everything is kept in every scenario of up to so many failures' },
          bound: { enum: ['exact', 'at-least', 'any'] },
          breaking: objectOf({ failed: names, ...lostPacket }, ['failed', ...lostMembers]),
        },
        ['element', 'count', 'bound'],
      ),
    },
    singlePoints: {
      type: 'array',
      items: objectOf(
        {
          element: { enum: ['link', 'node', 'risk'] },
          name: { type: 'string' },
          role: { enum: ['way', 'end', 'waypoint'] },
          ...lostPacket,
        },
        ['element', 'name', 'role', ...lostMembers],
      ),
    },
    headroom: objectOf(
      { share: { type: 'number' }, link: { type: 'string' }, from: { type: 'string' }, failed: names },
      ['share', 'link', 'from', 'failed'],
    ),
    latency: objectOf({ us: { type: 'number', minimum: 0 }, failed: names }, ['us', 'failed']),
    looked: { ...count, description: 'Scenarios that were looked at' },
    unclear: { type: 'string' },
  },
  ['intent', 'holds', 'survives', 'singlePoints', 'looked'],
)
const resilienceReport = {
  title: 'ResilienceReport',
  ...objectOf({ items: { type: 'array', items: resilienceItem } }, ['items']),
}

interface CoverageQuery {
  readonly use?: EntryUse
  readonly device?: string
}

const uses = ['used', 'standby', 'idle', 'shadowed'] as const satisfies readonly EntryUse[]
const coverageQuery = querySchema<CoverageQuery>(
  objectOf(
    {
      use: { enum: uses, description: 'Only entries of this use' },
      device: { type: 'string', minLength: 1, maxLength: 300, description: 'Only entries of this device' },
    },
    [],
  ),
)
const coverageReport = {
  title: 'CoverageReport',
  ...objectOf(
    {
      totals: {
        ...objectOf(Object.fromEntries(uses.map((use) => [use, count])), uses),
        description: 'Entries of all devices, by use',
      },
      entries: {
        type: 'array',
        items: objectOf(
          {
            device: { type: 'string' },
            key: { type: 'string', description: 'What the entry matches' },
            use: {
              enum: uses,
              description:
                'By packets of intents; only while a link is down; by none of them; or by no packet at all, as entries before it take them',
            },
            intents: { ...names, description: 'Ids of those whose packets it decides on' },
            shadowedBy: { ...names, description: 'Keys of the entries before it' },
            unowned: { type: 'boolean', description: 'Whether no intent owns it' },
          },
          ['device', 'key', 'use', 'intents'],
        ),
      },
      links: {
        type: 'array',
        items: objectOf(
          {
            link: { type: 'string' },
            intents: { ...names, description: 'Whose packets pass it as things are' },
            inFailures: { ...names, description: 'Whose packets pass it only while another link is down' },
          },
          ['link', 'intents', 'inFailures'],
        ),
      },
      unusedDevices: { ...names, description: 'Devices that no packet of an intent comes to' },
    },
    ['totals', 'entries', 'links', 'unusedDevices'],
  ),
}

interface MetricsQuery extends Labels {
  readonly metric?: MetricName
  readonly from?: number
  readonly to?: number
  readonly step?: number
  readonly fn?: StepFunction
}

const time = { type: 'integer', minimum: 0, maximum: 8_640_000_000_000_000 }
const metricsQuery = querySchema<MetricsQuery>(
  objectOf(
    {
      metric: { enum: metricNames, description: 'Its values over time, and not the latest measurement' },
      from: { ...time, description: 'ms since 1970; five minutes before `to` where it is left out' },
      to: { ...time, description: 'ms since 1970; now where it is left out' },
      step: {
        type: 'integer',
        minimum: 1000,
        description: 'ms; a value for each; such that there are 300 where it is left out',
      },
      fn: { enum: stepFunctions, description: 'What is made of the values of a step; `avg` where it is left out' },
      ...Object.fromEntries(
        ['link', 'direction', 'node', 'flow', 'intent'].map((label) => [
          label,
          { type: 'string', minLength: 1, maxLength: 300, description: `Only series with this ${label}` },
        ]),
      ),
    },
    [],
  ),
)
const metricRange = {
  title: 'MetricRange',
  ...objectOf(
    {
      metric: { enum: metricNames },
      fn: { enum: stepFunctions },
      from: time,
      to: time,
      step: { type: 'integer', minimum: 1 },
      since: { type: ['integer', 'null'], description: 'When the oldest measurement was taken that is still there' },
      series: {
        type: 'array',
        items: objectOf(
          {
            metric: { enum: metricNames },
            labels: { type: 'object', additionalProperties: { type: 'string' } },
            points: {
              type: 'array',
              description: 'The end of each step that has a value, ms since 1970, and the value',
              items: { type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
            },
          },
          ['metric', 'labels', 'points'],
        ),
      },
    },
    ['metric', 'fn', 'from', 'to', 'step', 'since', 'series'],
  ),
}

/** Steps of one answer, and values of all its series together. */
const mostSteps = 11_000
const mostPoints = 500_000

export const getMetrics = route({
  method: 'GET',
  path: '/monitor/metrics',
  role: 'viewer',
  network: true,
  query: metricsQuery,
  returns: 200,
  answer: { title: 'Metrics', anyOf: [shape('telemetry'), metricRange] },
  summary: 'The latest measurement of the whole network; with `metric` its values over time',
  problems: ['device-error', 'unavailable'],
  example: { query: { metric: 'link_utilisation', fn: 'max', step: 10_000 } },
  handle: async ({ network, query }, { watch, rings, clock }) =>
    query.metric === undefined
      ? watch.sample(network.id)
      : rangeOf(rings, network.id, query as MetricsQuery & { metric: MetricName }, clock.now()),
})

function rangeOf(rings: MetricRings, network: string, query: MetricsQuery & { metric: MetricName }, now: number) {
  const { metric, fn = 'avg', to = now, from = to - 300_000, step: asked, ...labels } = query
  const errors = Object.keys(labels)
    .filter((name) => !(metrics[metric].labels as readonly string[]).includes(name))
    .map((name) => ({ pointer: `/${name}`, message: `${metric} has the labels ${metrics[metric].labels.join(', ')}` }))
  if (from >= to) errors.push({ pointer: '/from', message: 'must be before `to`' })
  if (fn === 'rate' && !metrics[metric].isTotal)
    errors.push({ pointer: '/fn', message: `\`rate\` is for what only grows; ${metric} does not` })
  const step = asked ?? Math.max(1000, Math.ceil((to - from) / 300_000) * 1000)
  if ((to - from) / step > mostSteps) errors.push({ pointer: '/step', message: `more than ${mostSteps} steps` })
  if (errors.length > 0) throw new ProblemError('invalid', 'the query makes no sense', { errors })
  const found = rings.read(network, metric, labels, from - step, to)
  if ((found.length * (to - from)) / step > mostPoints)
    throw new ProblemError('invalid', `more than ${mostPoints} values`, {
      errors: [{ pointer: '/step', message: `${found.length} series: take longer steps, or name a label` }],
    })
  const series = found.map((one) => stepped(one, { from, to, step }, fn))
  return { metric, fn, from, to, step, since: rings.since(network) ?? null, series }
}

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
  handle: async ({ network }, services) => {
    const { report, observed } = await observedNow(network.id, services)
    const desired = await readDesired(services.store.main.read, network.id)
    return {
      devices: desired ? diffNetwork(desired, new Map([...desired, ...observed])) : [],
      unreachable: report?.unreachable ?? [],
      verdicts: report?.verdicts ?? (await services.rollouts.activeVerdicts(network)),
      at: report?.at ?? null,
    }
  },
})

/** What the devices run now, and its revision; the last look of assurance, where there was one. */
async function observedNow(network: string, { assurance, rollouts, plans, watch }: Services) {
  await Promise.all([rollouts.settled(), watch.refresh(network)])
  const report = (await assurance.check(network)) ?? assurance.latest(network)
  const observed = report?.observed ?? (await plans.observe(network))
  return { report, observed, revision: report?.observedRevision ?? contentHash([...observed]) }
}

/** Remembered until intents, topology, what is down or what runs has changed. */
export const resilience = route({
  method: 'GET',
  path: '/monitor/resilience',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: resilienceReport,
  summary: 'How many failures each deployed route survives by what the devices run, and what breaks it',
  problems: ['device-error', 'unavailable'],
  handle: async ({ network }, services) => {
    const { observed, revision } = await observedNow(network.id, services)
    return { items: await services.watch.resilience(network.id, observed, revision) }
  },
})

/** Remembered as long as `resilience`. */
export const coverage = route({
  method: 'GET',
  path: '/monitor/coverage',
  role: 'viewer',
  network: true,
  query: coverageQuery,
  returns: 200,
  answer: coverageReport,
  summary: 'Which entries, links and devices the deployed intents use, and which they do not',
  problems: ['device-error', 'unavailable'],
  example: { query: { use: 'idle' } },
  handle: async ({ network, query }, services) => {
    const { observed, revision } = await observedNow(network.id, services)
    const found = await services.watch.coverage(network.id, observed, revision)
    const { entries = [], links = [], unusedDevices = [] } = found ?? {}
    const isAsked = ({ use, device }: EntryCoverage) =>
      (query.use ?? use) === use && (query.device ?? device) === device
    return {
      totals: Object.fromEntries(uses.map((one) => [one, entries.filter(({ use }) => use === one).length])),
      entries: entries.filter(isAsked),
      links,
      unusedDevices,
    }
  },
})
