import { readFileSync } from 'node:fs'
import { createServer, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../walking-line/processes.js'

const file = fileURLToPath(new URL('../data/formats/netbox.json', import.meta.url))
const lists = JSON.parse(readFileSync(file, 'utf8')) as Record<string, { results: unknown[] }>
const asked: string[] = []
let server: Server
let address = ''

/** Lists as NetBox serves them: pages by limit and offset, of three at most here, a token, and `next` with a name that is not ours. */
function answer(url: URL, authorization: string | undefined, response: ServerResponse): void {
  asked.push(`${url.pathname}${url.search}`)
  const send = (status: number, body: unknown, headers = {}) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
  const [, mount = '', list = ''] = /^(\/\w+)?\/api\/(\w+\/[\w-]+)\/$/.exec(url.pathname) ?? []
  if (mount === '/moved') return void send(302, {}, { location: 'https://elsewhere.example.net/' })
  if (mount === '/huge') return void response.writeHead(200).end('x'.repeat(40 * 1024 * 1024))
  if (mount === '/other') return void send(200, { hello: 'world' })
  if (authorization !== 'Token secret') return void send(403, { detail: 'Invalid token' })
  const { results } = lists[list] ?? { results: [] }
  const offset = Number(url.searchParams.get('offset') ?? 0)
  const page = results.slice(offset, offset + Math.min(3, Number(url.searchParams.get('limit') ?? 50)))
  const rest = offset + page.length < results.length
  const next = rest ? `http://internal.example.net/api/${list}/?limit=3&offset=${offset + page.length}` : null
  send(200, { count: results.length, next, previous: null, results: page })
}

beforeAll(async () => {
  server = createServer(({ url = '/', headers }, response) =>
    answer(new URL(url, 'http://localhost'), headers.authorization, response),
  )
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => {
  server.close()
})

const importing = (path: string, token = 'secret') =>
  runCommand(['import', 'netbox', `${address}${path}`, '--json'], { NETBOX_TOKEN: token })

test('a NetBox is read page by page, and gives what its lists in a file give', async () => {
  const [live, offline] = await Promise.all([importing('/'), runCommand(['import', 'netbox', file, '--json'])])
  expect(live.code).toBe(0)
  const [a, b] = [live, offline].map(({ stdout }) => JSON.parse(stdout) as { text: string; lost: unknown[] })
  const withoutName = (text = '') => text.replace(/^network .*$/m, '')
  expect(withoutName(a?.text)).toBe(withoutName(b?.text))
  expect(a?.lost.length).toBeGreaterThan(3)
  expect(asked).toContain('/api/dcim/devices/?limit=500&offset=3')
  expect(live.stderr).toContain('osl-pp1')
})

test.each([
  ['/', 'wrong', 'NETBOX_TOKEN'],
  ['/moved', 'secret', 'answers 302'],
  ['/huge', 'secret', 'more than 32 MiB'],
  ['/other', 'secret', 'no list of NetBox'],
  ['/?a=b', 'secret', 'no address of a NetBox'],
])('%s with the token "%s": %s', async (path, token, expected) => {
  const { code, stderr, stdout } = await importing(path, token)
  expect(code).not.toBe(0)
  expect(stderr + stdout).toContain(expected)
})
