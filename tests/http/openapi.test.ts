import { openApiDocument, operations } from '@paranet/backend'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect, test } from 'vitest'
import { startTestServer } from '../../backend/src/test-kit/test-server.js'

test('the description of the API passes the rules that Redocly recommends', async () => {
  // The router tells `alerts/rules/{id}` and `alerts/{id}/acknowledge` apart by their methods; users know both paths.
  const config = await createConfig({ extends: ['recommended'], rules: { 'no-ambiguous-paths': 'off' } })
  const source = JSON.stringify(openApiDocument())
  const problems = await lintFromString({ source, absoluteRef: 'openapi.json', config })
  const told = problems.map(({ ruleId, message, location }) => `${ruleId} ${location[0]?.pointer}: ${message}`)
  expect(told).toEqual([])
})

test('it is served, and has every route under the name of its record', async () => {
  await using server = await startTestServer()
  const response = await fetch(`${server.url}/openapi.json`)
  expect(response.headers.get('content-type')).toMatch('application/json')
  const document = (await response.json()) as { paths: Record<string, Record<string, { operationId: string }>> }
  expect(document).toEqual(JSON.parse(JSON.stringify(openApiDocument())))
  const described = Object.values(document.paths).flatMap((path) =>
    Object.values(path).map(({ operationId }) => operationId),
  )
  expect(described).toEqual(expect.arrayContaining(operations.map(({ name }) => name)))
})
