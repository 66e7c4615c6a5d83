import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestServer, type TestServer } from '../test-kit/test-server.js'

let folder: string
let server: TestServer
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'paranet-console-'))
  mkdirSync(join(folder, 'dist/assets'), { recursive: true })
  writeFileSync(join(folder, 'secret.txt'), 'secret')
  writeFileSync(join(folder, 'dist/index.html'), '<title>console</title>')
  writeFileSync(join(folder, 'dist/assets/app-1.js'), 'export {}')
  server = await startTestServer({ consoleDir: join(folder, 'dist') })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  rmSync(folder, { recursive: true, force: true })
})

/** Sends the path as it is: `fetch` would tidy it up. */
const get = (path: string) =>
  new Promise<{ status: number; text: string; cache: string }>((resolve) => {
    const { port } = new URL(server.url)
    request({ port, host: '127.0.0.1', path }, (answer) => {
      let text = ''
      answer.on('data', (chunk) => (text += chunk))
      answer.on('end', () =>
        resolve({ status: answer.statusCode ?? 0, text, cache: String(answer.headers['cache-control']) }),
      )
    }).end()
  })

test('files are served, screens get the page, and nothing else is found', async () => {
  expect(await get('/')).toMatchObject({ status: 200, text: '<title>console</title>', cache: 'no-cache' })
  expect(await get('/topology/r1')).toMatchObject({ status: 200, text: '<title>console</title>' })
  expect((await get('/assets/app-1.js')).cache).toMatch('immutable')
  expect((await get('/assets/none.js')).status).toBe(404)
  expect((await get('/api/v1/none')).status).toBe(404)
})

for (const path of [
  '/../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/assets/../../secret.txt',
  '/%00',
  '/%ff',
])
  test(`nothing outside the folder: ${path}`, async () => expect((await get(path)).text).not.toMatch('secret'))
