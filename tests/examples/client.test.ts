import { readFileSync, writeFileSync } from 'node:fs'
import { openApiDocument } from '@paranet/backend'
import { expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { adminPassword, startTestServer } from '../../backend/src/test-kit/test-server.js'
import { ApiProblem, Client } from '../../examples/client/client.js'
import { generateTypes } from '../../examples/client/generate.js'
import { walkingLine } from '../../examples/client/walking-line.js'

const file = new URL('../../examples/client/generated/requests.ts', import.meta.url)

test('the types of the client are those of the description (UPDATE_GOLDEN=1 writes them anew)', async () => {
  const types = await generateTypes(JSON.parse(JSON.stringify(openApiDocument())))
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(file, types)
  expect(readFileSync(file, 'utf8') === types, 'examples/client/generated/requests.ts is stale').toBe(true)
})

test('the client walks the whole line', async () => {
  // Browsers and newer versions of Node have one of their own.
  globalThis.WebSocket ??= WebSocket as unknown as typeof globalThis.WebSocket
  await using server = await startTestServer()
  const client = new Client(server.url)
  const { user } = await client.login('admin', adminPassword)
  expect(user.role).toBe('admin')
  const lines: string[] = []
  await walkingLine(client, (line) => lines.push(line))
  const told = lines.join('\n')
  expect(told).toMatch(/imported 15 nodes/)
  expect(told).toMatch(/plan \w{12}: (\d+) of \1 promises are proved/)
  expect(told).toMatch(/is active\na packet goes .* → fw1 → .* and is delivered\n/)
  expect(told).toMatch(/raised: link .* is down[^]*resolved: link .* is down/)
})

test('a problem keeps its code', async () => {
  await using server = await startTestServer()
  const client = new Client(server.url)
  const problem = await client.send('GET /api/v1/networks').catch((error: unknown) => error)
  expect(problem).toBeInstanceOf(ApiProblem)
  expect(problem).toMatchObject({ problem: { status: 401, code: 'unauthenticated' } })
})
