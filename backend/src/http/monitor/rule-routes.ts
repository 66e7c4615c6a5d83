import { metricNames, metrics, stepFunctions } from '@paranet/orchestrator'
import type { RuleInput } from '../../control/rule-service.js'
import { ProblemError } from '../problem.js'
import { param, route } from '../route.js'
import { bodySchema, type JsonSchema, listOf, objectOf, textUpTo } from '../schema.js'

const labelSchema = objectOf(
  Object.fromEntries(['link', 'direction', 'node', 'flow', 'intent'].map((name) => [name, textUpTo(300)])),
  [],
)
const ruleFields: Readonly<Record<string, JsonSchema>> = {
  name: textUpTo(100),
  metric: { enum: metricNames },
  labels: { ...labelSchema, description: 'Only series with these labels; default: all' },
  comparison: { enum: ['above', 'below'] },
  threshold: { type: 'number' },
  clear: {
    type: 'number',
    description: 'A raised alert is resolved when the value has come back to this; default: the threshold',
  },
  forSeconds: { type: 'integer', minimum: 0, maximum: 86_400, description: 'How long it has to be beyond; default 0' },
  over: {
    ...objectOf({ fn: { enum: stepFunctions }, seconds: { type: 'integer', minimum: 1, maximum: 3600 } }, [
      'fn',
      'seconds',
    ]),
    description: 'Compare this function over the last seconds, and not the latest value',
  },
  severity: { enum: ['critical', 'warning', 'info'], description: 'default: warning' },
  enabled: { type: 'boolean', description: 'default: true' },
}
const ruleAnswer = {
  title: 'AlertRule',
  ...objectOf({ id: { type: 'string' }, ...ruleFields }, [
    'id',
    'name',
    'metric',
    'labels',
    'comparison',
    'threshold',
    'forSeconds',
    'severity',
    'enabled',
  ]),
}

type RuleBody = Pick<RuleInput, 'name' | 'metric' | 'comparison' | 'threshold'> & Partial<RuleInput>

const ruleBody = bodySchema<RuleBody>({
  title: 'AlertRuleInput',
  ...objectOf(ruleFields, ['name', 'metric', 'comparison', 'threshold']),
})

const example = {
  name: 'busy link',
  metric: 'link_utilisation',
  comparison: 'above',
  threshold: 0.8,
  clear: 0.7,
  forSeconds: 30,
} as const

/** The rule with its defaults. Throws where it could never raise an alert, or never resolve it. */
function completed(body: RuleBody): RuleInput {
  const { comparison, threshold, clear = threshold, metric, labels = {} } = body
  const errors = Object.keys(labels)
    .filter((name) => !(metrics[metric].labels as readonly string[]).includes(name))
    .map((name) => ({
      pointer: `/labels/${name}`,
      message: `${metric} has the labels ${metrics[metric].labels.join(', ')}`,
    }))
  if (comparison === 'above' ? clear > threshold : clear < threshold)
    errors.push({ pointer: '/clear', message: `must lie on the other side of the threshold ${threshold}` })
  if (errors.length > 0) throw new ProblemError('invalid', 'the rule makes no sense', { errors })
  return { forSeconds: 0, severity: 'warning', enabled: true, ...body, labels }
}

export const listRules = route({
  method: 'GET',
  path: '/monitor/alerts/rules',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: listOf(ruleAnswer),
  summary: 'When measured values raise alerts',
  handle: async ({ network }, { rules }) => ({ items: await rules.list(network.id) }),
})

export const addRule = route({
  method: 'POST',
  path: '/monitor/alerts/rules',
  role: 'operator',
  scope: 'monitor',
  network: true,
  body: ruleBody,
  heeds: ['idempotency-key'],
  returns: 201,
  answer: ruleAnswer,
  summary: 'Raise an alert when a value stays beyond a threshold',
  problems: ['wrong-status'],
  example: { body: example },
  handle: async ({ network, body, actor }, { rules }) => rules.add(network.id, completed(body), actor.name),
})

export const changeRule = route({
  method: 'PUT',
  path: '/monitor/alerts/rules/:id',
  role: 'operator',
  scope: 'monitor',
  network: true,
  body: ruleBody,
  returns: 200,
  answer: ruleAnswer,
  summary: 'Another rule in the place of this one; its alerts are resolved',
  example: { params: { id: 'rule-4be1c9d27a5f4f0e8c3b6a90' }, body: { ...example, threshold: 0.9 } },
  handle: async (request, { rules }) =>
    rules.change(request.network.id, param(request, 'id'), completed(request.body), request.actor.name),
})

export const deleteRule = route({
  method: 'DELETE',
  path: '/monitor/alerts/rules/:id',
  role: 'operator',
  scope: 'monitor',
  network: true,
  returns: 204,
  summary: 'No such alerts any more',
  example: { params: { id: 'rule-4be1c9d27a5f4f0e8c3b6a90' } },
  handle: async (request, { rules }) => {
    await rules.remove(request.network.id, param(request, 'id'), request.actor.name)
  },
})
