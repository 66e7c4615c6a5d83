import type { Diagnostic } from '@paranet/language'
import type { Resolved } from '../../control/intent-service.js'
import type { IntentFileRow } from '../../store/entities.js'
import { containing, memoryList } from '../list.js'
import { invalidField, notFound } from '../problem.js'
import { param, route, tagged } from '../route.js'
import { bodySchema, listOf, objectOf, shape } from '../schema.js'

const fileBody = bodySchema<{ text: string }>(objectOf({ text: { type: 'string', maxLength: 4_000_000 } }, ['text']))

const intentFiles = listOf(shape('intent-file.json#/$defs/info'), { revision: { type: 'string' } })

/** Names of intent files: no folders, nothing hidden. */
const fileName = /^[\p{L}\p{N}_][\p{L}\p{N}_. -]{0,198}$/u

const fileList = memoryList<ReturnType<typeof presentRow>>({
  orders: { name: ({ name }) => name, updatedAt: ({ updatedAt }) => updatedAt, size: ({ size }) => size },
  id: ({ name }) => name,
  filters: { q: containing(({ name }) => [name]) },
})

export const listIntentFiles = route({
  method: 'GET',
  path: '/intent/files',
  role: 'viewer',
  network: true,
  returns: 200,
  tagged: true,
  answer: intentFiles,
  summary: 'The files that hold the committed intents',
  query: fileList.query,
  handle: async ({ network, query }, { intents }) => {
    const page = fileList.page((await intents.rows(network.id, network.intentsRevision)).map(presentRow), query)
    return tagged({ revision: network.intentsRevision, ...page }, network.intentsRevision)
  },
})

export const getIntentFile = route({
  method: 'GET',
  path: '/intent/files/:file',
  role: 'viewer',
  network: true,
  returns: 200,
  tagged: true,
  answer: 'intent-file',
  summary: 'One file with what there is to say about it',
  example: { params: { file: 'web.pn' } },
  handle: async (request, services) => {
    const name = param(request, 'file')
    const row = (await services.intents.rows(request.network.id, request.network.intentsRevision)).find(
      (one) => one.name === name,
    )
    if (!row) throw notFound(`intent file ${name}`)
    const { intents } = services
    return presentFile(row, await intents.committed(request.network.id, request.network.intentsRevision))
  },
})

export const putIntentFile = route({
  method: 'PUT',
  path: '/intent/files/:file',
  role: 'operator',
  scope: 'deploy',
  network: true,
  body: fileBody,
  heeds: ['if-match', 'if-none-match'],
  returns: 200,
  tagged: true,
  answer: 'intent-file',
  summary: 'Write a file; nothing is deployed by that',
  problems: ['deployment-running'],
  example: {
    params: { file: 'web.pn' },
    body: { text: 'route web { from: 10.1.0.0/16, to: web1, traffic: tcp dst-port 443, via: fw1 }\n' },
  },
  handle: async (request, services) => {
    const { network, body, actor, precondition } = request
    const name = param(request, 'file')
    if (!fileName.test(name))
      throw invalidField('', `cannot be called ${name}: letters, digits, dots, blanks and hyphens`)
    const { row, resolved } = await services.intents.put(network, { name, text: body.text }, actor.name, precondition)
    return presentFile(row, resolved)
  },
})

export const deleteIntentFile = route({
  method: 'DELETE',
  path: '/intent/files/:file',
  role: 'operator',
  scope: 'deploy',
  network: true,
  heeds: ['if-match'],
  returns: 204,
  summary: 'Take a file away; nothing is undeployed by that',
  problems: ['deployment-running'],
  example: { params: { file: 'web.pn' } },
  handle: (request, { intents }) =>
    intents.remove(request.network, param(request, 'file'), request.actor.name, request.precondition),
})

const presentRow = ({ name, revision, text, updatedAt }: IntentFileRow) => ({
  name,
  revision,
  size: text.length,
  updatedAt,
})

function presentFile(row: IntentFileRow, { diagnostics }: Resolved) {
  const its = diagnostics.filter(({ file }: Diagnostic) => file === row.name)
  return tagged(
    { name: row.name, text: row.text, revision: row.revision, updatedAt: row.updatedAt, diagnostics: its },
    row.revision,
  )
}
