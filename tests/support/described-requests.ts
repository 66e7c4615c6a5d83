import { openApiDocument } from '@paranet/backend'
import fc from 'fast-check'
import { checkAnswer } from '../../backend/src/test-kit/check-answer.js'
import { deploy, smallNetwork, type TestServer, webIntents } from '../../backend/src/test-kit/test-server.js'
import { type RandomRequest, randomRequests } from './openapi-requests.js'

/** Not sent: they would take away what the others work on. */
const without = new Set(['deleteNetwork'])

const words = [
  'small',
  'r1',
  'r2',
  'r3',
  'fw1',
  'web1',
  'sites',
  'r1--r3',
  'web.pn',
  'web',
  'ada',
  'fault-1',
  'lan',
  'to-r3',
]
const texts = [
  '10.1.0.0/16',
  '10.3.0.10',
  '2001:db8::1/64',
  'tcp',
  '*',
  '',
  'route a { from: r1, to: web1 }',
  smallNetwork,
]

/** Sends random requests that are made from the description of the API. Fails where one is answered by a mistake of ours, or otherwise
 *  than the record of its route says; with the request in its shortest form.
 *  Gives how often each status came. */
export async function sendDescribed(
  server: TestServer,
  runs: number,
  seed: number,
): Promise<ReadonlyMap<number, number>> {
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
  const { id, plan } = await deploy(server, [webIntents])
  const document = JSON.parse(JSON.stringify(openApiDocument())) as Readonly<Record<string, unknown>>
  const requests = randomRequests(document, { without, known: [...words, ...texts, id, plan] })
  const statuses = new Map<number, number>()
  const property = fc.asyncProperty(requests, async (request) => {
    const status = await sendOne(server, request)
    statuses.set(status, (statuses.get(status) ?? 0) + 1)
  })
  await fc.assert(property, { numRuns: runs, seed })
  return statuses
}

async function sendOne(server: TestServer, { method, path, headers, body }: RandomRequest): Promise<number> {
  const response = await fetch(`${server.url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${server.token('admin')}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const told = `${method} ${path}: ${response.status} ${text.slice(0, 500)}`
  if (response.status === 500 || response.status === 501 || response.status > 504) throw new Error(told)
  const answer: unknown = text === '' ? undefined : JSON.parse(text)
  checkAnswer(method, path.replace('/api/v1', ''), { status: response.status, headers: response.headers, body: answer })
  return response.status
}
