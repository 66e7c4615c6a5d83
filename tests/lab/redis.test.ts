import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  eventually,
  smallNetwork,
  startTestServer,
  type TestServer,
  webIntents,
} from '../../backend/src/test-kit/test-server.js'

const hasRedis = spawnSync('redis-server', ['--version']).status === 0
const title = hasRedis ? 'with a Redis' : 'skipped: needs redis-server'

/** A port that nobody has. */
const freePort = () =>
  new Promise<number>((done) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => done(typeof address === 'object' && address ? address.port : 0))
    })
  })

describe.skipIf(!hasRedis)(title, () => {
  const folder = mkdtempSync(join(tmpdir(), 'paranet-redis-'))
  let port = 0
  let redis: ChildProcess
  let server: TestServer

  const startRedis = async () => {
    redis = spawn('redis-server', ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--dir', folder], {
      stdio: 'ignore',
    })
    await eventually(
      async () => spawnSync('redis-cli', ['-p', String(port), 'ping']).stdout?.toString() ?? '',
      (answer) => answer.startsWith('PONG'),
    )
  }
  const stopRedis = async () => {
    const ended = new Promise((done) => redis.once('exit', done))
    redis.kill('SIGKILL')
    await ended
  }
  const keys = () => spawnSync('redis-cli', ['-p', String(port), 'keys', '*']).stdout.toString()
  const read = () => server.send('viewer', 'GET', 'topology/nodes')
  const left = async () => Number((await read()).headers.get('ratelimit-remaining'))

  beforeAll(async () => {
    port = await freePort()
    await startRedis()
    server = await startTestServer({ redisUrl: `redis://127.0.0.1:${port}`, limits: { perUser: 500 } })
    await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
  })
  afterAll(async () => {
    await server?.[Symbol.asyncDispose]()
    if (redis) await stopRedis()
    rmSync(folder, { recursive: true, force: true })
  })

  test('requests are counted and heavy answers kept in it', async () => {
    const first = await left()
    expect(await left()).toBe(first - 1)
    await eventually(
      async () => keys(),
      (text) => /rate:user/.test(text) && /rate:address/.test(text) && /answer:/.test(text),
    )
  })

  test('counts and answers outlive a restart of the server', async () => {
    const before = await left()
    await server.restart()
    await eventually(left, (now) => now < before && now > 0)
    expect((await read()).body.items).toHaveLength(5)
  })

  test('when it is lost, reads and writes go on, counted in memory, and it is used again when it is back', async () => {
    await stopRedis()
    const started = performance.now()
    const { status, headers } = await read()
    expect([status, headers.has('ratelimit-remaining')]).toEqual([200, true])
    const written = await server.send('operator', 'PUT', 'intent/files/web.pn', { text: webIntents.text })
    expect(written.status).toBe(200)
    await server.send('operator', 'POST', 'topology/nodes', { name: 'late', type: 'router' })
    expect((await read()).body.items).toHaveLength(6)
    expect(performance.now() - started).toBeLessThan(3000)
    await startRedis()
    await eventually(
      async () => {
        await read()
        return keys()
      },
      (text) => text.includes('rate:user'),
    )
  })
})
