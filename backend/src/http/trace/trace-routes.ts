import type { TraceInput } from '../../control/trace-service.js'
import { route } from '../route.js'
import { bodySchema, objectOf, textUpTo } from '../schema.js'

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
