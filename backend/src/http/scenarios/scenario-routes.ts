import type { KnownScenario } from '../../control/scenario-service.js'
import { containing, memoryList } from '../list.js'
import { param, route } from '../route.js'
import { listOf, objectOf } from '../schema.js'

const text = { type: 'string' }
const scenario = {
  title: 'KnownScenario',
  description: 'A fault story that the server can play.',
  ...objectOf(
    { name: text, title: text, description: text, steps: { type: 'integer', minimum: 1, description: 'How many.' } },
    ['name', 'title', 'steps'],
  ),
}
const step = objectOf(
  {
    index: { type: 'integer', minimum: 0 },
    kind: text,
    title: text,
    status: { enum: ['passed', 'failed', 'skipped'] },
    ms: { type: 'number', minimum: 0, description: 'Of the story.' },
    message: text,
  },
  ['index', 'kind', 'title', 'status', 'ms'],
)
const run = {
  title: 'ScenarioRun',
  description: 'One play of a scenario, as far as it has come.',
  ...objectOf(
    {
      id: text,
      scenario: text,
      title: text,
      status: { enum: ['playing', 'passed', 'failed', 'broken'], description: 'broken: it could not be played.' },
      startedAt: { type: 'integer', description: 'ms since 1970' },
      ms: { type: 'number', minimum: 0, description: 'Of the story, once it is over.' },
      message: text,
      steps: { type: 'array', items: step },
    },
    ['id', 'scenario', 'title', 'status', 'startedAt', 'steps'],
  ),
}

const scenarioList = memoryList<KnownScenario>({
  orders: { name: ({ name }) => name },
  id: ({ name }) => name,
  filters: { q: containing(({ name, title }) => [name, title]) },
})

export const listScenarios = route({
  method: 'GET',
  path: '/scenarios',
  role: 'viewer',
  returns: 200,
  answer: listOf(scenario),
  summary: 'The fault stories that this server can play',
  query: scenarioList.query,
  handle: async ({ query }, { scenarios }) => scenarioList.page(scenarios.list(), query),
})

export const runScenario = route({
  method: 'POST',
  path: '/scenarios/:name/run',
  role: 'operator',
  scope: 'faults',
  returns: 202,
  answer: run,
  summary: 'Play one, on an emulated network of its own where time passes quickly',
  problems: ['wrong-status'],
  example: { params: { name: 'one-way-loss' } },
  handle: async (request, { scenarios }) => scenarios.start(param(request, 'name')),
})

export const getScenarioRun = route({
  method: 'GET',
  path: '/scenario-runs/:id',
  role: 'viewer',
  returns: 200,
  answer: run,
  summary: 'How a play stands, step by step',
  example: { params: { id: 'run-4be1c9d27a5f' } },
  handle: async (request, { scenarios }) => scenarios.run(param(request, 'id')),
})
