import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { smallNetwork } from '../../backend/src/test-kit/test-server.js'
import {
  adminPassword,
  type Running,
  startEmulatorProcess,
  startServerProcess,
  temporaryFolder,
} from '../walking-line/processes.js'
import { filesOf, Heard, type Message, readTranscript, replay } from './transcript.js'

const path = fileURLToPath(new URL('websocket.jsonl', import.meta.url))
const folder = temporaryFolder()
let emulator: Running
let server: Running & { readonly url: string }
let token = ''

async function call(method: string, route: string, body?: unknown): Promise<Message> {
  const answer = await fetch(`${server.url}/api/v1/${route}`, {
    method,
    headers: { 'content-type': 'application/json', ...(token === '' ? {} : { authorization: `Bearer ${token}` }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  expect(answer.status, await answer.clone().text()).toBeLessThan(300)
  return (await answer.json()) as Message
}

beforeAll(async () => {
  emulator = await startEmulatorProcess(folder.path)
  server = await startServerProcess(folder.path)
  token = String((await call('POST', 'auth/login', { username: 'admin', password: adminPassword }))['accessToken'])
  await call('POST', 'networks', { name: 'small', topology: smallNetwork })
  for (const { name, text } of filesOf(readTranscript(path))) await call('PUT', `intent/files/${name}`, { text })
})
afterAll(async () => {
  await server.stop()
  await emulator.stop()
  folder.remove()
})

async function connect() {
  const { ticket } = await call('POST', 'auth/ws-ticket')
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/language?network=small&ticket=${String(ticket)}`)
  const heard = new Heard()
  socket.on('message', (text) => heard.take(String(text)))
  socket.on('error', () => {})
  await new Promise((done) => socket.once('open', done))
  const send = (message: Message) => socket.send(JSON.stringify({ jsonrpc: '2.0', ...message }))
  return { socket, heard, send }
}

test('the transcript is what the server says over a WebSocket', async () => {
  const { heard, send, socket } = await connect()
  await replay(path, {
    root: 'paranet:/small/',
    send,
    answer: (id) => heard.answer(id),
    published: (uri, times) => heard.published(uri, times),
  })
  socket.close()
})

test('messages that are none are answered with an error, and the connection stays', async () => {
  const { heard, send, socket } = await connect()
  for (const text of ['{', '[]', '{"jsonrpc":"2.0"}', '['.repeat(100_000)]) socket.send(text)
  send({ id: 1, method: 'initialize', params: {} })
  expect(await heard.answer(1)).toHaveProperty('result')
  expect(await heard.first(({ error }) => (error as Message | undefined)?.['code'] === -32700)).toBeDefined()
  socket.close()
})

test('too many messages, one that is too long, and bytes close the connection; the server answers others', async () => {
  const many = await connect()
  for (let n = 0; n < 1_000; n++) many.send({ method: 'initialized' })
  const long = await connect()
  long.socket.send('x'.repeat(9 * 1024 * 1024))
  const bytes = await connect()
  bytes.socket.send(Buffer.from([1, 2, 3]))
  for (const look of [many, long, bytes])
    while (look.socket.readyState !== WebSocket.CLOSED) await new Promise((done) => setTimeout(done, 20))
  expect(await call('GET', 'networks')).toHaveProperty('items')
})

test('without a ticket there is no upgrade', async () => {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws/language`)
  socket.on('error', () => {})
  const status = await new Promise((done) => socket.on('unexpected-response', (_, { statusCode }) => done(statusCode)))
  expect(status).toBe(401)
})
