import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  deploy,
  smallNetwork,
  startTestServer,
  type TestServer,
  webIntents,
} from '../../backend/src/test-kit/test-server.js'

const clients = 1000
let server: TestServer
beforeAll(async () => {
  server = await startTestServer({ sampleEveryMs: 20, limits: { socketsPerUser: clients } })
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
  await deploy(server, [webIntents])
})
afterAll(() => server[Symbol.asyncDispose]())

/** A WebSocket on a bare connection that reads its status line and never anything again. */
const openDeaf = () =>
  new Promise<{ socket: Socket; status: number }>((resolve, reject) => {
    const { hostname, port } = new URL(server.url)
    const socket = connect(Number(port), hostname)
    socket.once('connect', () =>
      socket.write(
        [
          'GET /ws/telemetry HTTP/1.1',
          'Host: x',
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
          `Authorization: Bearer ${server.token('viewer')}`,
          '\r\n',
        ].join('\r\n'),
      ),
    )
    socket.once('data', (data) => {
      socket.pause()
      resolve({ socket, status: Number(String(data).split(' ')[1]) })
    })
    socket.once('error', reject)
  })

test('a client with 1,000 sockets that never reads costs little and holds nobody up; more are refused', async () => {
  const before = process.memoryUsage().rss
  const open: Socket[] = []
  for (let from = 0; from < clients; from += 100) {
    const some = await Promise.all(Array.from({ length: 100 }, openDeaf))
    for (const { socket, status } of some) {
      expect(status).toBe(101)
      open.push(socket)
    }
  }
  const more = await openDeaf()
  expect(more.status).toBe(429)
  more.socket.destroy()
  // 150 samples for each, of which the connections of most take a part.
  await new Promise((done) => setTimeout(done, 3_000))
  const started = performance.now()
  expect((await server.send('viewer', 'GET', 'topology')).status).toBe(200)
  expect(performance.now() - started).toBeLessThan(1_000)
  expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(200)
  for (const socket of open) socket.destroy()
}, 60_000)
