import { invalidField } from '../problem.js'
import { route } from '../route.js'
import { bodySchema, objectOf, shape, textUpTo } from '../schema.js'

interface ExplainBody {
  readonly intent?: string
  readonly device?: string
  readonly entry?: string
  readonly plan?: string
}

const explainBody = bodySchema<ExplainBody>(
  objectOf(
    {
      intent: { ...textUpTo(600), description: 'Id or name of an intent; or `device` and `entry`.' },
      device: textUpTo(300),
      entry: { ...textUpTo(2000), description: 'Key of an entry, as differences and traces show it.' },
      plan: { ...textUpTo(200), description: 'Of this plan; left out: of what is deployed.' },
    },
    [],
  ),
)

const text = { type: 'string' }
const texts = { type: 'array', items: text }
const count = { type: 'number', minimum: 0 }

const path = objectOf(
  {
    nodes: texts,
    latency: { ...count, description: 'µs' },
    hops: count,
    weight: count,
    shortest: texts,
    reasons: texts,
  },
  ['nodes', 'latency', 'hops', 'weight', 'reasons'],
)
const ownedEntry = objectOf({ key: text, sharedWith: texts }, ['key', 'sharedWith'])
const ownedEntries = objectOf({ device: text, entries: { type: 'array', items: ownedEntry } }, ['device', 'entries'])

const explainedIntent = {
  title: 'ExplainedIntent',
  ...objectOf(
    {
      kind: { const: 'intent' },
      plan: text,
      intent: objectOf({ id: text, name: text, kind: text, text }, ['id', 'name', 'kind']),
      paths: { type: 'array', items: path },
      devices: { type: 'array', items: ownedEntries, description: 'Entries that it needs, and who else needs them.' },
      verdicts: { type: 'array', items: shape('verdict') },
      grade: { const: 'protected' },
      lost: {
        type: 'array',
        items: objectOf({ to: text, property: text, packet: { type: 'object' }, interest: text }, ['to', 'property']),
        description: 'What other intents took from it.',
      },
    },
    ['kind', 'plan', 'intent', 'paths', 'devices', 'verdicts', 'lost'],
  ),
}
const explainedEntry = {
  title: 'ExplainedEntry',
  ...objectOf(
    {
      kind: { const: 'entry' },
      plan: text,
      device: text,
      key: text,
      entry: { type: 'object', description: 'What it does.' },
      isDesired: { type: 'boolean' },
      isRunning: { type: 'boolean' },
      owners: {
        type: 'array',
        items: objectOf({ id: text, kind: text, why: text }, ['id', 'kind', 'why']),
        description: 'Nobody: it is unexplained.',
      },
    },
    ['kind', 'plan', 'device', 'key', 'isDesired', 'owners'],
  ),
}

export const explain = route({
  method: 'POST',
  path: '/intent/explain',
  role: 'viewer',
  audit: false,
  network: true,
  body: explainBody,
  returns: 200,
  answer: { oneOf: [explainedIntent, explainedEntry] },
  summary: 'Why an intent is realised as it is, or why an entry is on a device',
  problems: ['wrong-status', 'device-error', 'unavailable'],
  example: { body: { intent: 'web' } },
  handle: async ({ body, network }, { explainer }) => {
    const { intent, device, entry, plan } = body
    if (intent !== undefined) {
      if (device !== undefined || entry !== undefined)
        throw invalidField(device === undefined ? '/entry' : '/device', 'does not go with an intent')
      return explainer.intent(network, intent, plan)
    }
    if (device === undefined) throw invalidField(entry === undefined ? '/intent' : '/device', 'is missing')
    if (entry === undefined) throw invalidField('/entry', 'is missing')
    return explainer.entry(network, device, entry, plan)
  },
})
