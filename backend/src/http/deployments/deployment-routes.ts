import { rejection } from '../../control/rollout-service.js'
import { deploymentList } from '../../store/deployment-rows.js'
import { planningMs } from '../deadline.js'
import { param, route } from '../route.js'
import { bodySchema, listOf, objectOf, shape, textUpTo } from '../schema.js'
import { presentDeployment, presentDeploymentRow, presentStep } from './present-deployment.js'

const planBody = bodySchema<{ plan: string }>(objectOf({ plan: textUpTo(200) }, ['plan']))
const executeBody = bodySchema<{ plan: string; confirmWithin?: number; force?: boolean; reason?: string }>(
  objectOf(
    {
      plan: textUpTo(200),
      confirmWithin: { type: 'number', minimum: 1, maximum: 86_400, description: 'seconds' },
      force: { type: 'boolean' },
      reason: textUpTo(2000),
    },
    ['plan'],
  ),
)
const rollbackBody = bodySchema<{ force?: boolean; reason?: string; confirmWithin?: number; only?: string }>(
  objectOf(
    {
      force: { type: 'boolean' },
      reason: textUpTo(2000),
      confirmWithin: { type: 'number', minimum: 1, maximum: 86_400, description: 'seconds' },
      only: { ...textUpTo(600), description: 'Id or name of the one intent that goes back; all others stay.' },
    },
    [],
  ),
)

const text = { type: 'string' }
const validity = {
  title: 'PlanValidity',
  ...objectOf(
    {
      valid: { type: 'boolean' },
      problems: {
        type: 'array',
        items: {
          title: 'PlanProblem',
          ...objectOf(
            {
              code: { enum: ['plan-has-errors', 'not-proved', 'stale-plan', 'certificate-rejected'] },
              message: text,
              moved: { type: 'array', items: shape('deployment.json#/$defs/moved') },
            },
            ['code', 'message'],
          ),
        },
      },
      verdicts: { type: 'array', items: shape('verdict') },
      evidence: shape('plan.json#/$defs/evidence'),
    },
    ['valid', 'problems', 'verdicts'],
  ),
}
const status = shape('deployment.json#/$defs/status')
const started = {
  title: 'StartedDeployment',
  ...objectOf({ deployment: text, status }, ['deployment', 'status']),
}
const rollbackStarted = {
  title: 'StartedRollback',
  ...objectOf({ deployment: text, status, plan: text }, ['deployment', 'status', 'plan']),
}

export const validatePlan = route({
  method: 'POST',
  path: '/deploy/validate',
  role: 'viewer',
  audit: false,
  network: true,
  body: planBody,
  returns: 200,
  answer: validity,
  summary: 'Whether a plan can still be deployed',
  problems: ['not-found'],
  example: { body: { plan: '5c0f1f0c7a4b3f6a8f1d2e9b6c3a7d80' } },
  handle: async ({ body, network }, { plans, evidence }) => {
    const row = await plans.row(network.id, body.plan)
    const plan = await plans.get(network.id, body.plan)
    const moved = await plans.moved(network, row, plan)
    const names = moved.map(({ what }) => what).join(', ')
    const checked = await evidence.check(plan)
    const summary = checked.accepted ? await evidence.summary(plan) : undefined
    const problems = [
      ...(plan.diagnostics.some(({ severity }) => severity === 'error')
        ? [{ code: 'plan-has-errors', message: 'the plan has errors' }]
        : plan.ok
          ? []
          : [{ code: 'not-proved', message: 'the plan does not hold what its intents promise' }]),
      ...(moved.length > 0 ? [{ code: 'stale-plan', message: `${names} moved since the plan was made`, moved }] : []),
      ...(checked.accepted ? [] : [{ code: 'certificate-rejected', message: rejection(checked.reason) }]),
    ]
    return {
      valid: problems.length === 0,
      problems,
      verdicts: plan.verdicts,
      ...(summary ? { evidence: summary } : {}),
    }
  },
})

export const executePlan = route({
  method: 'POST',
  path: '/deploy/execute',
  role: 'operator',
  scope: 'deploy',
  network: true,
  body: executeBody,
  heeds: ['idempotency-key'],
  returns: 202,
  answer: started,
  summary: 'Deploy a plan',
  problems: [
    'stale-plan',
    'not-proved',
    'certificate-rejected',
    'plan-has-errors',
    'deployment-running',
    'device-error',
    'unavailable',
  ],
  example: { body: { plan: '5c0f1f0c7a4b3f6a8f1d2e9b6c3a7d80', confirmWithin: 30 } },
  timeLimitMs: planningMs,
  handle: async ({ body, network, actor, once }, { rollouts }) => {
    const { id, status } = await rollouts.execute(network, body.plan, {
      actor: actor.name,
      confirmWithinMs: body.confirmWithin === undefined ? undefined : Math.round(body.confirmWithin * 1000),
      force: body.force,
      reason: body.reason,
      idempotencyKey: once,
    })
    return { deployment: id, status }
  },
})

export const deploymentStatus = route({
  method: 'GET',
  path: '/deploy/status/:id',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: 'deployment',
  summary: 'A deployment with every step that it took',
  example: { params: { id: 'dep-4be1c9d27a5f4f0e8c3b6a90' } },
  handle: async (request, { rollouts }) => {
    const id = param(request, 'id')
    const deployment = await rollouts.get(request.network.id, id)
    return { ...presentDeployment(deployment), events: (await rollouts.steps(id)).map(presentStep) }
  },
})

export const deploymentHistory = route({
  method: 'GET',
  path: '/deploy/history',
  role: 'viewer',
  network: true,
  query: deploymentList.query,
  returns: 200,
  answer: listOf(shape('deployment')),
  summary: 'Deployments, latest first',
  example: { query: { limit: 20 } },
  handle: async ({ network, query }, { rollouts }) => {
    await rollouts.settled()
    const { items, ...more } = await rollouts.list(network.id, query)
    return { items: items.map(presentDeploymentRow), ...more }
  },
})

export const rollbackDeployment = route({
  method: 'POST',
  path: '/deploy/rollback/:id',
  role: 'operator',
  scope: 'deploy',
  network: true,
  body: rollbackBody,
  heeds: ['idempotency-key'],
  returns: 202,
  answer: rollbackStarted,
  summary: 'Back to the intents and states before a deployment',
  problems: [
    'stale-plan',
    'not-proved',
    'certificate-rejected',
    'plan-has-errors',
    'newly-violated',
    'deployment-running',
    'wrong-status',
    'device-error',
    'unavailable',
  ],
  example: { params: { id: 'dep-4be1c9d27a5f4f0e8c3b6a90' }, body: { reason: 'the web servers are slow since' } },
  timeLimitMs: planningMs,
  handle: async (request, { rollouts }) => {
    const { network, body, actor, once } = request
    const { id, status, plan } = await rollouts.rollback(network, param(request, 'id'), {
      actor: actor.name,
      force: body.force,
      reason: body.reason,
      confirmWithinMs: body.confirmWithin === undefined ? undefined : Math.round(body.confirmWithin * 1000),
      idempotencyKey: once,
      ...(body.only === undefined ? {} : { only: body.only }),
    })
    return { deployment: id, status, plan }
  },
})
