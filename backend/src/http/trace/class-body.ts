import type { ClassTraceInput } from '../../control/class-trace-service.js'
import { bodySchema, objectOf, textUpTo } from '../schema.js'

const port = { type: 'integer', minimum: 0, maximum: 65_535 }

/** Whom a class is asked about. */
export const classBody = bodySchema<ClassTraceInput>(
  objectOf(
    {
      from: textUpTo(300),
      to: textUpTo(300),
      protocol: {
        anyOf: [{ enum: ['tcp', 'udp', 'icmp'] }, { type: 'integer', minimum: 0, maximum: 255 }],
        description: 'Absent: all traffic, or with a port TCP.',
      },
      dstPort: port,
      srcPort: port,
      established: { type: 'boolean', description: 'Answers instead of packets that open.' },
      down: {
        type: 'array',
        maxItems: 1000,
        items: textUpTo(600),
        description: 'Link ids and node names that are taken to be down; absent: those that are known to be.',
      },
    },
    ['from', 'to'],
  ),
)
