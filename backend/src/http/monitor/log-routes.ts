import { isAtLeast, logLevels, type LogLevel, type LogLine } from '../../log-ring.js'
import { containing, equalTo, memoryList } from '../list.js'
import { route } from '../route.js'
import { listOf, shape } from '../schema.js'

const logList = memoryList<LogLine>({
  orders: { seq: ({ seq }) => seq },
  isReversed: true,
  id: ({ seq }) => String(seq),
  filters: {
    level: {
      schema: { enum: logLevels, description: 'Only lines that are at least this grave.' },
      accepts: ({ level }, least: LogLevel) => isAtLeast(level, least),
    },
    text: containing(({ message, fields }) => [message, JSON.stringify(fields)]),
    requestId: equalTo(({ requestId }) => requestId),
    since: {
      schema: { type: 'integer', minimum: 0, description: 'Only lines from this time on, ms since 1970.' },
      accepts: ({ at }, since: number) => at >= since,
    },
  },
  limits: { usual: 100, most: 1000 },
})

/** Lines about the network; administrators see those about none as well. */
export const listLogs = route({
  method: 'GET',
  path: '/monitor/logs',
  role: 'operator',
  scope: 'monitor',
  network: true,
  query: logList.query,
  returns: 200,
  answer: listOf(shape('log-line')),
  summary: 'The latest lines of the log about the network, latest first; follow them at /ws/logs',
  handle: async ({ network, query, actor }, { logs }) => {
    const isMeant = (line: LogLine) =>
      line.network === network.id || (line.network === undefined && actor.role === 'admin')
    return logList.page(logs.lines().filter(isMeant), query)
  },
})
