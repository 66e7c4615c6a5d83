import type { JsonSchema } from '../schema.js'
import { problemResponses } from './problem-responses.js'
import type { SchemaComponents } from './schema-components.js'

type FrameData = 'telemetry' | 'alert' | 'log-line' | 'plan-step' | 'deployment.json#/$defs/event'

/** A WebSocket channel as it is described. */
export interface ChannelDescription {
  readonly path: string
  readonly operationId: string
  readonly summary: string
  /** What it may be asked for beside the network and the place to resume from, with its description. */
  readonly query?: Readonly<Record<string, JsonSchema>>
  /** Kinds of frames beside hello, gap and heartbeat, with the shape of their data. */
  readonly frames: Readonly<Record<string, FrameData>>
}

/** Every channel. */
export const channelDescriptions: readonly ChannelDescription[] = [
  {
    path: '/ws/telemetry',
    operationId: 'streamTelemetry',
    summary: 'Measurements of a network as they are made; with `entries=true` also what each entry counted',
    query: {
      entries: {
        enum: ['true', 'false'],
        description: 'Whether samples have `entries`, which are most of their length.',
      },
    },
    frames: { sample: 'telemetry' },
  },
  {
    path: '/ws/deploy/:id',
    operationId: 'streamDeployment',
    summary: 'The steps of a deployment, with `since=0` from its first',
    frames: { event: 'deployment.json#/$defs/event' },
  },
  {
    path: '/ws/alerts',
    operationId: 'streamAlerts',
    summary: 'Alerts as they are raised, acknowledged and resolved',
    frames: { raised: 'alert', acknowledged: 'alert', resolved: 'alert' },
  },
  {
    path: '/ws/logs',
    operationId: 'streamLogs',
    summary: 'Lines of the log about a network as they are written; for operators',
    frames: { line: 'log-line' },
  },
  {
    path: '/ws/plans',
    operationId: 'streamPlans',
    summary: 'How far the plans are that are being made for a network, until each is made or given up; for operators',
    frames: { progress: 'plan-step', made: 'plan-step', 'given-up': 'plan-step' },
  },
]

const query = (name: string, description: string, schema: JsonSchema): JsonSchema => ({
  name,
  in: 'query',
  description,
  schema,
})

/** A channel as an operation: a GET that is answered by 101. */
export function channelOperation(channel: ChannelDescription, components: SchemaComponents): JsonSchema {
  const frames = Object.entries(channel.frames).map(([type, data]) => [
    type,
    components.use({ $ref: data.includes('.json') ? data : `${data}.json` }),
  ])
  const own = { type: 'object', description: 'Of a hello, a gap or a heartbeat.' }
  const data = { anyOf: [...new Map(frames.map(([, its]) => [JSON.stringify(its), its])).values(), own] }
  return {
    operationId: channel.operationId,
    tags: ['Channels'],
    summary: channel.summary,
    description:
      'A WebSocket. Its first frame is `hello` with `data: { epoch, seq }`; `gap` says that frames are missing, and `heartbeat` that the ' +
      'connection lives. A client that comes back asks for what it missed with `since` and `epoch`.',
    security: [{ ticket: [] }, { bearer: [] }],
    parameters: [
      ...[...channel.path.matchAll(/:(\w+)/g)].map(([, name]) => ({
        name,
        in: 'path',
        required: true,
        schema: { type: 'string', minLength: 1 },
      })),
      { $ref: '#/components/parameters/network' },
      ...Object.entries(channel.query ?? {}).map(([name, { description, ...schema }]) =>
        query(name, String(description), schema),
      ),
      query('since', 'The last `seq` that was seen.', { type: 'integer', minimum: 0 }),
      query('epoch', 'The epoch in which it was seen; in another one everything begins anew.', { type: 'string' }),
    ],
    responses: {
      101: {
        description:
          'The connection is a WebSocket from here on, with such frames; `x-websocket` has their data by type.',
        content: { 'application/json': { schema: { allOf: [components.use('ws-frame'), { properties: { data } }] } } },
      },
      ...problemResponses(['unauthenticated', 'not-found']),
      default: { description: 'Whatever is no upgrade to a WebSocket finds nothing here.' },
    },
    'x-websocket': { data: Object.fromEntries(frames) },
  }
}
