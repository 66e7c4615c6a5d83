import { routes } from '@paranet/backend'
import { expect, test } from 'vitest'
import { smallNetwork, startTestServer, webIntents } from '../../backend/src/test-kit/test-server.js'
import { sendDescribed } from '../support/described-requests.js'
import { assail } from '../support/every-route.js'

const perRoute = Number(process.env['PARANET_RANDOM_REQUESTS'] ?? 20)
const seed = Number(process.env['PARANET_SEED'] ?? 7)

test(`random requests to every route are refused or served, never answered by a mistake (seed ${seed})`, async () => {
  await using server = await startTestServer({ log: { level: 'silent' } })
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
  await server.send('operator', 'PUT', 'intent/files/web.pn', { text: webIntents.text })
  const send = async (method: string, path: string, body: string | undefined) => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: { 'content-type': 'application/json', authorization: `Bearer ${server.token('admin')}` },
      ...(body === undefined ? {} : { body }),
    })
    return { status: response.status, text: await response.text() }
  }
  // Networks that come of it would only be more of the same.
  const chosen = routes.filter(({ path, method }) => !(method === 'DELETE' && path === '/networks/:id'))
  expect(await assail(chosen, send, { seed, perRoute })).toEqual([])
}, 120_000)

const described = Number(process.env['PARANET_DESCRIBED_REQUESTS'] ?? 300)

test(`${described} requests made from the description of the API are answered as it says (seed ${seed})`, async () => {
  await using server = await startTestServer({ log: { level: 'silent' } })
  const statuses = await sendDescribed(server, described, seed)
  // Enough of them are right, so that more than the checks of input is reached.
  expect(statuses.get(200)).toBeGreaterThan(described / 10)
}, 120_000)
