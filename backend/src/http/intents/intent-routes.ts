import { contentHash, inactiveAt, type Intent, isSystemIntent } from '@paranet/network'
import type { IntentFile, Plan } from '@paranet/planner'
import type { Services } from '../../services.js'
import type { NetworkRow } from '../../store/entities.js'
import { intentSetList, listIntentSets, listRenamed, type Renamed } from '../../store/intent-rows.js'
import { planList } from '../../store/plan-rows.js'
import { planningMs } from '../deadline.js'
import { containing, equalTo, memoryList, oneOf } from '../list.js'
import { invalidField, notFound } from '../problem.js'
import { param, route, tagged } from '../route.js'
import { bodySchema, listOf, objectOf, shape, textUpTo } from '../schema.js'
import { type PresentedIntent, presentIntent } from './present-intent.js'
import { presentPlan, presentPlanRow, presentWholePlan } from './present-plan.js'
import { translateWords } from './translate-words.js'

const intentList = memoryList<PresentedIntent>({
  orders: {
    place: ({ file, line = 0 }) => `${file}\u0000${String(line).padStart(9, '0')}`,
    name: ({ name }) => name,
    kind: ({ kind }) => kind,
    priority: ({ priority }) => priority,
  },
  id: ({ id }) => id,
  filters: {
    q: containing(({ name, text = '' }) => [name, text]),
    kind: equalTo(({ kind }) => kind),
    file: equalTo(({ file }) => file),
    verdicts: oneOf(['holds', 'violated', 'unknown', 'inactive', 'not-deployed'], ({ verdicts }) => verdicts),
    active: oneOf(['true', 'false'], ({ active }) => String(active)),
    owner: equalTo(({ labels }) => labels['owner'] ?? ''),
    reason: containing(({ labels }) => [labels['reason'] ?? '']),
  },
})
const parseBody = bodySchema<{ text: string; as?: 'pn' | 'words' }>(
  objectOf({ text: { type: 'string', maxLength: 4_000_000 }, as: { enum: ['pn', 'words'] } }, ['text']),
)
const compileBody = bodySchema<{
  files: readonly IntentFile[]
  mode?: 'merge' | 'replace'
  at?: string
  reoptimise?: boolean
}>(
  objectOf(
    {
      files: {
        type: 'array',
        maxItems: 500,
        // A file as it was read has more members; they change nothing.
        items: {
          type: 'object',
          properties: { name: textUpTo(200), text: { type: 'string', maxLength: 4_000_000 } },
          required: ['name', 'text'],
        },
      },
      mode: { enum: ['merge', 'replace'] },
      at: {
        ...textUpTo(40),
        description: 'The plan is for the intents that are active at this instant (ISO 8601); default: now.',
      },
      reoptimise: {
        type: 'boolean',
        description:
          'Place everything afresh, whoever was admitted first; default: what is deployed stays where it is.',
      },
    },
    ['files'],
  ),
)

const parsed = {
  title: 'ParsedIntents',
  ...objectOf(
    {
      intents: {
        description: 'of `pn` the intents; of `words` their text in the language',
        anyOf: [{ type: 'array', items: shape('intent') }, { type: 'string' }],
      },
      diagnostics: { type: 'array', items: shape('diagnostic') },
      formatted: { type: 'string', description: 'the text in its usual form' },
      ok: { type: 'boolean', description: 'of `words`: all of them became intents, and nothing is asked' },
      readBack: { type: 'string', description: 'of `words`: the intents in plain words, a line each' },
      confidence: { type: 'number', minimum: 0, maximum: 1 },
      questions: { type: 'array', items: { type: 'string' } },
      alternatives: {
        type: 'array',
        items: { type: 'string' },
        description: 'other readings, as text in the language',
      },
      translator: { type: 'string' },
    },
    ['intents', 'diagnostics', 'formatted'],
  ),
}

const text = { type: 'string' }
const planEvidenceShape = {
  title: 'PlanEvidence',
  ...objectOf(
    {
      verdicts: {
        type: 'array',
        items: {
          title: 'ProvedVerdict',
          ...objectOf({ intent: text, property: text, verdict: text }, ['intent', 'property', 'verdict']),
        },
      },
      evidence: shape('plan.json#/$defs/evidence'),
      certificate: {
        type: 'object',
        description: 'Steps, proofs and counterexamples: see "Certificates" in docs/verifier.md.',
      },
    },
    ['verdicts', 'evidence', 'certificate'],
  ),
}

export const listIntents = route({
  method: 'GET',
  path: '/intents',
  role: 'viewer',
  network: true,
  keptBy: intentsKey,
  returns: 200,
  tagged: true,
  answer: listOf(shape('intent-status')),
  summary: 'The committed intents and how they fare',
  query: intentList.query,
  handle: async ({ network, query }, services) => {
    const page = intentList.page(await presentAll(network, services), query)
    return tagged(page, contentHash(page))
  },
})

export const getIntent = route({
  method: 'GET',
  path: '/intents/:name',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: 'intent-status',
  summary: 'One intent by its name, or by one that it had, with its verdicts',
  example: { params: { name: 'web' } },
  handle: async (request, services) => {
    const wanted = param(request, 'name')
    const all = await presentAll(request.network, services)
    const found =
      all.find(({ id, name }) => id === wanted || name === wanted) ??
      all.find(({ formerNames = [] }) => formerNames.includes(wanted))
    if (!found) throw notFound(`intent ${wanted}`)
    const verdicts = await currentVerdicts(request.network, services)
    return { ...found, allVerdicts: verdicts.filter(({ intent }) => intent === found.id) }
  },
})

export const parseIntents = route({
  method: 'POST',
  path: '/intent/parse',
  role: 'viewer',
  audit: false,
  network: true,
  body: parseBody,
  returns: 200,
  answer: parsed,
  summary: 'What a text or plain words say, without keeping it',
  problems: ['not-understood'],
  example: { body: { text: 'route web { from: 10.1.0.0/16, to: web1 }', as: 'pn' } },
  handle: async ({ body, network }, { networks }) => {
    if (body.as === 'words') return translateWords(body.text, networks.topology(network.id).index)
    const { format, resolveIntents } = await import('@paranet/language')
    const { index } = networks.topology(network.id)
    const file = { name: 'text.pn', text: body.text }
    const { intents, diagnostics } = resolveIntents([file], index, { network: network.id })
    const own = intents.filter((intent) => !isSystemIntent(intent))
    return { intents: own, diagnostics, formatted: format(body.text, file.name).text }
  },
})

export const compileIntents = route({
  method: 'POST',
  path: '/intent/compile',
  role: 'operator',
  scope: 'plan',
  audit: 'plan.make',
  network: true,
  body: compileBody,
  returns: 200,
  answer: 'plan-summary',
  summary: 'A proved plan for these files; nothing is deployed by that',
  problems: ['unavailable'],
  example: {
    body: {
      files: [
        { name: 'web.pn', text: 'route web { from: 10.1.0.0/16, to: web1, traffic: tcp dst-port 443, via: fw1 }\n' },
      ],
      mode: 'merge',
    },
  },
  timeLimitMs: planningMs,
  handle: async ({ body, network, actor, signal }, { plans }) => {
    const at = instantIn(body.at)
    const more = { signal, reoptimise: body.reoptimise ?? false, ...(at === undefined ? {} : { at }) }
    return presentPlan(await plans.compile(network, body.files, body.mode ?? 'merge', actor.name, more))
  },
})

export const previewPlan = route({
  method: 'GET',
  path: '/intent/preview/:plan',
  role: 'viewer',
  network: true,
  keptBy: () => 'a plan never changes',
  returns: 200,
  tagged: true,
  answer: 'plan',
  summary: 'A plan with the states of all devices that it touches',
  example: { params: { plan: '5c0f1f0c7a4b3f6a8f1d2e9b6c3a7d80' } },
  handle: async (request, { plans, evidence }) => {
    const plan = await plans.get(request.network.id, param(request, 'plan'))
    return tagged(presentWholePlan(plan, await evidence.summary(plan)), plan.id)
  },
})

export const listPlans = route({
  method: 'GET',
  path: '/plans',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: listOf(shape('plan-summary.json#/$defs/row')),
  summary: 'Plans, latest first',
  query: planList.query,
  handle: async ({ network, query }, { plans }) => {
    const { items, ...more } = await plans.list(network.id, query)
    return { items: items.map(presentPlanRow), ...more }
  },
})

export const getPlan = route({
  method: 'GET',
  path: '/plans/:id',
  role: 'viewer',
  network: true,
  keptBy: () => 'a plan never changes',
  returns: 200,
  tagged: true,
  answer: 'plan-summary',
  summary: 'One plan',
  example: { params: { id: '5c0f1f0c7a4b3f6a8f1d2e9b6c3a7d80' } },
  handle: async (request, { plans, evidence }) => {
    const plan = await plans.get(request.network.id, param(request, 'id'))
    return tagged(presentPlan(plan, await evidence.summary(plan)), plan.id)
  },
})

export const planEvidence = route({
  method: 'GET',
  path: '/plans/:id/evidence',
  role: 'viewer',
  network: true,
  returns: 200,
  answer: planEvidenceShape,
  summary: 'What is needed to check the verdicts of a plan by other code',
  example: { params: { id: '5c0f1f0c7a4b3f6a8f1d2e9b6c3a7d80' } },
  handle: async (request, { plans, evidence }) => {
    const plan = await plans.get(request.network.id, param(request, 'id'))
    const found = await evidence.evidence(plan)
    if (!found) throw notFound(`evidence for plan ${plan.id}`)
    const verdicts = plan.verdicts.map(({ intent, property, verdict }) => ({ intent, property, verdict }))
    return { verdicts, evidence: found.summary, certificate: found.certificate }
  },
})

export const intentHistory = route({
  method: 'GET',
  path: '/intent/history',
  role: 'viewer',
  network: true,
  query: intentSetList.query,
  returns: 200,
  answer: listOf(shape('intent-set')),
  summary: 'Intent sets that were committed, latest first',
  example: { query: { limit: 20 } },
  handle: async ({ network, query }, { store }) => {
    const { items: rows, ...more } = await listIntentSets(store.main.read, network.id, query)
    const items = rows.map(({ revision, at, actor, files, deployment, renamed }) => ({
      revision,
      at,
      actor,
      files: Object.entries(JSON.parse(files) as Record<string, string>).map(([name, its]) => ({
        name,
        revision: its,
      })),
      ...(deployment === null ? {} : { deployment }),
      ...(renamed === null ? {} : { renamed: JSON.parse(renamed) as Renamed[] }),
    }))
    return { items, ...more }
  },
})

/** The instant that a request names. */
function instantIn(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const instant = Date.parse(text)
  const year = new Date(instant).getUTCFullYear()
  if (year >= 1970 && year <= 9999) return instant
  throw invalidField('/at', 'is no instant: for example 2026-12-01T08:00:00Z')
}

/** All that the list of intents is made from; the minute, since schedules have minutes. */
function intentsKey({ network }: { readonly network: NetworkRow }, { clock, networks, assurance }: Services): string {
  const { intentsRevision, deployment, id } = network
  const minute = Math.floor(clock.now() / 60_000)
  return [intentsRevision, deployment, networks.topology(id).revision, assurance.latest(id)?.at, minute].join(' ')
}

async function presentAll(network: NetworkRow, services: Services) {
  const { intents, rollouts } = services
  const { parse, statementsOf } = await import('@paranet/language')
  const files = (await intents.files(network.id, network.intentsRevision)).map(({ name, text }) => ({
    name,
    text,
    statements: statementsOf(parse(text, name).document)
      .flatMap((statement) => (statement.kind === 'network' ? statementsOf(statement.body) : [statement]))
      .map(({ span }) => span),
  }))
  const { intents: committed } = await intents.committed(network.id, network.intentsRevision)
  const plan = await rollouts.activePlan(network)
  const deployed = plan ? await deployedIds(network, committed, plan, services) : new Set<string>()
  const verdicts = await currentVerdicts(network, services)
  const inactive = new Set(inactiveAt(committed, services.clock.now()))
  const renamed = await listRenamed(services.store.main.read, network.id)
  return committed.map((intent) => presentIntent(intent, { files, deployed, verdicts, plan, renamed, inactive }))
}

/** On what really runs, where assurance has looked; else what the active plan promised. */
async function currentVerdicts(network: NetworkRow, { assurance, rollouts }: Services) {
  return assurance.latest(network.id)?.verdicts ?? rollouts.activeVerdicts(network)
}

/** Intents that mean the same as those deployed under their ids. */
async function deployedIds(
  { id: network, intentsRevision }: NetworkRow,
  committed: readonly Intent[],
  { files, intentsRevision: deployedRevision }: Plan,
  { networks }: Services,
): Promise<Set<string>> {
  if (intentsRevision === deployedRevision) return new Set(committed.map(({ id }) => id))
  const { resolveIntents } = await import('@paranet/language')
  const { intents } = resolveIntents(files, networks.topology(network).index, { network })
  const known = new Map(intents.map((intent) => [intent.id, meaningOf(intent)]))
  return new Set(committed.filter((intent) => known.get(intent.id) === meaningOf(intent)).map(({ id }) => id))
}

/** An intent without its place in the text, its rank and the name that it had. */
function meaningOf(intent: Intent): string {
  const spoken = intent.kind === 'assert' ? intent.asserts : intent
  const { source: _, rank: _rank, renamedFrom: _former, ...meaning } = spoken
  return contentHash([intent.kind, intent.labels, meaning])
}
