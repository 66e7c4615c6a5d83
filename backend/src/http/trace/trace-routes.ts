import type { TraceInput } from '@paranet/language'
import type { InterestInput, PlaceInput } from '../../control/trace-service.js'
import { planningMs } from '../deadline.js'
import { route } from '../route.js'
import { bodySchema, objectOf, shape, textUpTo } from '../schema.js'
import { classBody } from './class-body.js'

const port = { type: 'integer', minimum: 0, maximum: 65_535 }
const traceBody = bodySchema<TraceInput>(
  objectOf(
    {
      from: textUpTo(300),
      to: textUpTo(300),
      protocol: {
        anyOf: [{ enum: ['tcp', 'udp', 'icmp'] }, { type: 'integer', minimum: 0, maximum: 255 }],
      },
      dstPort: port,
      srcPort: port,
      src: textUpTo(60),
      dst: textUpTo(60),
      at: textUpTo(200),
    },
    ['from', 'to'],
  ),
)

export const tracePacket = route({
  method: 'POST',
  path: '/trace',
  role: 'viewer',
  audit: false,
  network: true,
  body: traceBody,
  returns: 200,
  answer: 'trace',
  summary: 'The way of one packet, with the entries that decide and the intents that want them',
  problems: ['device-error', 'unavailable'],
  example: { body: { from: 'r1', to: 'web1', protocol: 'tcp', dstPort: 443 } },
  handle: ({ body, network }, { tracer }) => tracer.trace(network, body),
})

const interestBody = bodySchema<InterestInput>(
  objectOf({ from: textUpTo(300), name: textUpTo(4096) }, ['from', 'name']),
)
const text = { type: 'string' }
const interestEnd = {
  title: 'InterestEnd',
  description: 'produced: at a node that produces the name; kept: in a content store.',
  ...objectOf({ kind: { enum: ['produced', 'kept', 'lost'] }, node: text, reason: text }, ['kind', 'node']),
}
const interestTrace = {
  title: 'InterestTrace',
  ...objectOf(
    {
      name: text,
      hops: { type: 'array', items: shape('trace.json#/$defs/hop') },
      end: interestEnd,
      latency: { type: 'number', minimum: 0, description: 'propagation of the Interest, µs' },
      kept: { type: 'array', items: text, description: 'Devices that kept the Data on its way back.' },
    },
    ['name', 'hops', 'end', 'latency', 'kept'],
  ),
}

export const traceName = route({
  method: 'POST',
  path: '/trace/names',
  role: 'viewer',
  audit: false,
  network: true,
  body: interestBody,
  returns: 200,
  answer: interestTrace,
  summary: 'The way of one Interest in named content, with the entries that decide and the intents that want them',
  problems: ['device-error', 'unavailable'],
  example: { body: { from: 'r1', name: '/ndn/video/channel1' } },
  handle: ({ body, network }, { tracer }) => tracer.interest(network, body),
})

const placeBody = bodySchema<PlaceInput>(
  objectOf(
    {
      from: textUpTo(300),
      to: { ...textUpTo(300), description: 'A node, `circle(59.91, 10.75, 5km)` or `region(north)`.' },
      protocol: { anyOf: [{ enum: ['tcp', 'udp', 'icmp'] }, { type: 'integer', minimum: 0, maximum: 255 }] },
      dstPort: { type: 'integer', minimum: 0, maximum: 65535 },
    },
    ['from', 'to'],
  ),
)
const placeTrace = {
  title: 'PlaceTrace',
  ...objectOf(
    {
      hops: { type: 'array', items: shape('trace.json#/$defs/hop') },
      end: {
        title: 'PlaceEnd',
        description: 'flooded: it came to the area, and the deliveries say who got it.',
        ...objectOf({ kind: { enum: ['delivered', 'flooded', 'lost'] }, node: text, reason: text }, ['kind', 'node']),
      },
      deliveries: {
        type: 'array',
        items: {
          title: 'PlaceDelivery',
          ...objectOf(
            {
              node: text,
              nodes: { type: 'array', items: text },
              links: { type: 'array', items: text },
              latency: { type: 'number', minimum: 0, description: 'µs' },
            },
            ['node', 'nodes', 'links', 'latency'],
          ),
        },
      },
    },
    ['hops', 'end', 'deliveries'],
  ),
}

export const tracePlace = route({
  method: 'POST',
  path: '/trace/places',
  role: 'viewer',
  audit: false,
  network: true,
  body: placeBody,
  returns: 200,
  answer: placeTrace,
  summary: 'The way of one packet to the place of a node or to an area, with the entries that decide',
  problems: ['device-error', 'unavailable'],
  example: { body: { from: 'r1', to: 'r2', protocol: 'udp', dstPort: 5005 } },
  handle: ({ body, network }, { tracer }) => tracer.place(network, body),
})

export const traceWholeClass = route({
  method: 'POST',
  path: '/trace/class',
  role: 'viewer',
  audit: false,
  network: true,
  body: classBody,
  returns: 200,
  answer: 'class-trace',
  summary:
    'What can happen to every packet between two ends, with the entries that decide and the intents that want them',
  problems: ['device-error', 'unavailable', 'took-too-long'],
  timeLimitMs: planningMs,
  example: { body: { from: 'r1', to: 'web1', protocol: 'tcp', dstPort: 443 } },
  handle: ({ body, network, signal }, { classTracer }) => classTracer.trace(network, body, signal),
})
