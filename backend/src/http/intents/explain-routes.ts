import type { IntentFile } from '@paranet/planner'
import { planningMs } from '../deadline.js'
import { invalidField } from '../problem.js'
import { route } from '../route.js'
import { bodySchema, objectOf, shape, textUpTo } from '../schema.js'

interface ExplainBody {
  readonly intent?: string
  readonly device?: string
  readonly entry?: string
  readonly plan?: string
  readonly whyNot?: readonly string[]
  readonly files?: readonly IntentFile[]
}

const explainBody = bodySchema<ExplainBody>(
  objectOf(
    {
      intent: { ...textUpTo(600), description: 'Id or name of an intent; or `device` and `entry`.' },
      device: textUpTo(300),
      entry: { ...textUpTo(2000), description: 'Key of an entry, as differences and traces show it.' },
      whyNot: {
        type: 'array',
        minItems: 1,
        maxItems: 50,
        items: textUpTo(600),
        description: 'Ids or names of intents: why they cannot be compiled, and what could be asked for instead.',
      },
      files: {
        type: 'array',
        maxItems: 500,
        items: objectOf({ name: textUpTo(200), text: { type: 'string', maxLength: 4_000_000 } }, ['name', 'text']),
        description: 'With `whyNot`: beside the committed files, in place of those of the same name.',
      },
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
const source = {
  ...objectOf({ file: text, offset: count, line: count, column: count, length: count }, [
    'file',
    'offset',
    'line',
    'column',
    'length',
  ]),
  description: 'Where it is written. UTF-16 offsets; lines and columns from 1.',
}
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
      grade: { enum: ['protected', 'restored', 'converged'] },
      lost: {
        type: 'array',
        items: objectOf(
          { to: text, property: text, packet: { type: 'object' }, interest: text, placed: { type: 'object' } },
          ['to', 'property'],
        ),
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
        items: objectOf(
          { id: text, kind: text, why: text, source, constraints: texts, paths: { type: 'array', items: path } },
          ['id', 'kind', 'why', 'constraints', 'paths'],
        ),
        description: 'Nobody: it is unexplained.',
      },
    },
    ['kind', 'plan', 'device', 'key', 'isDesired', 'owners'],
  ),
}

const edit = {
  ...objectOf({ file: text, offset: count, length: count, text }, ['file', 'offset', 'length', 'text']),
  description: 'Text in place of a part of a file.',
}
const explainedWhyNot = {
  title: 'ExplainedWhyNot',
  ...objectOf(
    {
      kind: { const: 'why-not' },
      intents: texts,
      compiles: { type: 'boolean', description: 'Nothing is in the way.' },
      failures: {
        type: 'array',
        items: objectOf({ code: text, message: text, intents: texts }, ['code', 'message', 'intents']),
      },
      conflict: {
        type: 'array',
        description: 'Intents and constraints that cannot all be kept. Without any one of them the rest can.',
        items: objectOf({ intent: text, key: text, text, source }, ['intent', 'text']),
      },
      relaxations: {
        type: 'array',
        description: 'Cheapest first. With its edits made, the intents compile.',
        items: objectOf(
          {
            title: text,
            cost: count,
            edits: { type: 'array', items: edit },
            capacity: {
              type: 'array',
              items: objectOf({ link: text, bandwidth: { ...count, description: 'bit/s' } }, ['link', 'bandwidth']),
            },
          },
          ['title', 'cost', 'edits'],
        ),
      },
    },
    ['kind', 'intents', 'compiles', 'failures', 'conflict', 'relaxations'],
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
  answer: { oneOf: [explainedIntent, explainedEntry, explainedWhyNot] },
  summary: 'Why an intent is realised as it is, why an entry is on a device, or why intents cannot be compiled',
  timeLimitMs: planningMs,
  problems: ['wrong-status', 'device-error', 'unavailable'],
  example: { body: { intent: 'web' } },
  handle: async ({ body, network, signal }, { explainer }) => {
    const { intent, device, entry, plan, whyNot, files } = body
    if (whyNot !== undefined) {
      const other = (['intent', 'device', 'entry', 'plan'] as const).find((key) => body[key] !== undefined)
      if (other) throw invalidField(`/${other}`, 'does not go with whyNot')
      return explainer.whyNot(network, whyNot, files ?? [], signal)
    }
    if (files !== undefined) throw invalidField('/files', 'goes with whyNot alone')
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
