import { auditRows, type AuditWindow } from '../../store/audit-rows.js'
import { type ListQuery, rowList } from '../list.js'
import { route } from '../route.js'
import { type JsonSchema, listOf, objectOf, querySchema, textUpTo } from '../schema.js'
import { presentAudit } from './present-audit.js'

const name = textUpTo(200)
const auditList = rowList({
  orders: { seq: 'seq' },
  isReversed: true,
  id: 'seq',
  filters: {
    actor: { schema: { ...name, description: 'Name of a user, or `system`.' }, column: 'actor' },
    of: { schema: { ...name, description: 'Id of a network.' }, column: 'network' },
    outcome: { schema: { ...name, description: '`done`, or the code of a problem.' }, column: 'outcome' },
    request: { schema: { ...name, description: 'Id of a request.' }, column: 'requestId' },
  },
  limits: { usual: 100, most: 1000 },
})

const time = { type: 'integer', minimum: 0, description: 'ms since 1970.' }
const { properties } = auditList.query.schema as { readonly properties: Readonly<Record<string, JsonSchema>> }
const query = querySchema<ListQuery & AuditWindow>(
  objectOf(
    {
      ...properties,
      action: { ...name, description: 'Those that begin with this, such as `user.`' },
      since: time,
      until: time,
    },
    [],
  ),
)

const text = { type: 'string' }
const entry = {
  title: 'AuditEntry',
  ...objectOf(
    {
      seq: { type: 'integer' },
      at: { type: 'integer', description: 'ms since 1970' },
      actor: { ...text, description: 'Name of the user, or `system`' },
      actorId: text,
      token: { ...text, description: 'Id of the API token that was used' },
      network: text,
      action: text,
      before: { ...text, description: 'Revision, id or value before' },
      after: { ...text, description: 'Revision, id or value after' },
      detail: { type: 'object' },
      requestId: text,
      address: { ...text, description: 'The client’s' },
      outcome: { ...text, description: '`done`, or the code of the problem that it ended with' },
    },
    ['seq', 'at', 'actor', 'action', 'detail', 'outcome'],
  ),
}

export const listAuditEntries = route({
  method: 'GET',
  path: '/audit',
  role: 'admin',
  query,
  returns: 200,
  answer: listOf(entry),
  summary: 'Who changed what, or tried to, latest first',
  handle: async ({ query: asked }, { store }) => {
    const { items, next } = await auditList.page(auditRows(store.main.read, asked), asked)
    return { items: items.map(presentAudit), ...(next === undefined ? {} : { next }) }
  },
})
