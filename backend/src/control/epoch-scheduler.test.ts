import { systemClock } from '@paranet/emulator'
import type { Clock } from '@paranet/network'
import { expect, test } from 'vitest'
import {
  deploy,
  eventually,
  smallNetwork,
  startTestServer,
  type TestServer,
  webIntents,
} from '../test-kit/test-server.js'

/** The clock of the machine, ahead by as much as the test says. */
class ShiftedClock implements Clock {
  ahead = 0
  now = () => systemClock.now() + this.ahead
  sleep = (ms: number, signal?: AbortSignal) => systemClock.sleep(ms, signal)
  goTo(text: string) {
    this.ahead = Date.parse(text) - systemClock.now()
  }
}

const day = {
  name: 'day.pn',
  text: 'route day { from: 10.1.0.0/16, to: 10.2.0.0/16, traffic: udp, active: Mon-Fri 08:00-18:00 Europe/Oslo, owner: "netops" }\n',
}
const fresh = new WeakMap<TestServer, string>()
/** Asks as an operator; logs in anew where the clock has gone past the life of the token. */
const ask = async (server: TestServer, method: string, path: string, body?: unknown) => {
  const send = () =>
    server.send('nobody', method, path, body, {
      authorization: `Bearer ${fresh.get(server) ?? server.token('operator')}`,
    })
  const answer = await send()
  if (answer.status !== 401) return answer
  const credentials = { username: 'operator', password: 'operator-password' }
  fresh.set(server, (await server.send('nobody', 'POST', 'auth/login', credentials)).body.accessToken)
  return send()
}
const started = async (clock: Clock) => {
  const server = await startTestServer({ clock, assureEveryMs: 60_000 })
  await server.send('operator', 'POST', 'networks', { name: 'small', topology: smallNetwork })
  return server
}
const list = async (server: TestServer, query = '') =>
  (await ask(server, 'GET', `intents${query}`)).body.items.map(
    ({ name, active, verdicts, schedule }: Record<string, unknown>) => [name, active, verdicts, schedule],
  )
const history = async (server: TestServer) => (await ask(server, 'GET', 'deploy/history')).body.items
const schedule = 'Mon-Fri 08:00-18:00 Europe/Oslo'

test('a boundary is a deployment of its own, also after a restart, and drafts stay as they are', async () => {
  const clock = new ShiftedClock()
  clock.goTo('2026-11-23T20:00Z')
  await using server = await started(clock)
  await deploy(server, [webIntents, day])
  expect(await list(server)).toEqual([
    ['day', false, 'inactive', schedule],
    ['web', true, 'holds', undefined],
  ])
  expect(await list(server, '?active=false')).toEqual([['day', false, 'inactive', schedule]])
  expect(await list(server, '?owner=netops')).toEqual([['day', false, 'inactive', schedule]])
  await server.send('operator', 'PUT', 'intent/files/draft.pn', { text: 'isolate draft { from: r1, to: web1 }' })

  clock.goTo('2026-11-24T08:00Z')
  const [latest] = await eventually(
    () => history(server),
    (items) => items.length === 2 && items[0].status === 'active',
  )
  expect(latest).toMatchObject({ actor: '(schedule)', status: 'active' })
  const seen = await eventually(
    () => list(server),
    ([first]) => first[2] === 'holds',
  )
  expect(seen).toEqual([
    ['day', true, 'holds', schedule],
    ['draft', true, 'not-deployed', undefined],
    ['web', true, 'holds', undefined],
  ])

  clock.goTo('2026-11-24T18:00Z')
  await server.restart()
  await eventually(
    () => history(server),
    (items) => items.length === 3 && items[0].status === 'active',
  )
  expect((await list(server, '?q=day'))[0]).toEqual(['day', false, 'inactive', schedule])
})

test('a set that cannot be deployed leaves what was, with an alert, and is not tried again', async () => {
  const clock = new ShiftedClock()
  clock.goTo('2026-11-23T20:00Z')
  await using server = await started(clock)
  const plan = (
    await server.send('operator', 'POST', 'intent/compile', {
      files: [webIntents, { ...day, text: day.text.replace('udp,', 'udp, latency: <= 1us,') }],
    })
  ).body
  expect([plan.ok, plan.epochs.sets.map(({ ok }: { ok: boolean }) => ok)]).toEqual([false, [true, false]])
  expect((await server.send('operator', 'POST', 'deploy/execute', { plan: plan.id })).status).toBe(422)
  const good = await deploy(server, [webIntents, day])
  await server.send('operator', 'POST', 'faults', { kind: 'refuse-stage', node: 'r1' })
  clock.goTo('2026-11-24T08:00Z')
  const alerts = await eventually(
    async () => (await ask(server, 'GET', 'monitor/alerts')).body.items,
    (items) => items.some(({ code }: { code: string }) => code === 'deployment-failed'),
  )
  expect(alerts.map(({ code }: { code: string }) => code)).toContain('deployment-failed')
  await new Promise((done) => setTimeout(done, 2500))
  expect((await history(server)).map(({ status }: { status: string }) => status)).toEqual(['rolled-back', 'active'])
  expect((await ask(server, 'GET', 'networks/small')).body.deployment).toBe(good.id)
})

test('a plan made for one epoch is stale in the next, and may be asked for', async () => {
  const clock = new ShiftedClock()
  clock.goTo('2026-11-23T20:00Z')
  await using server = await started(clock)
  const compile = async (at?: string) =>
    (await server.send('operator', 'POST', 'intent/compile', { files: [webIntents, day], ...(at ? { at } : {}) })).body
  const night = await compile()
  const later = await compile('2026-11-24T08:00:00Z')
  expect([night, later].map(({ epochs }) => epochs.sets[0].inactive)).toEqual([['small/day.pn/day'], []])
  const refused = await server.send('operator', 'POST', 'deploy/execute', { plan: later.id })
  expect([refused.status, refused.body.moved]).toEqual([
    409,
    [{ what: 'active intents', was: '', is: 'small/day.pn/day' }],
  ])
  const wrong = await server.send('operator', 'POST', 'intent/compile', { files: [], at: 'soon' })
  expect([wrong.status, wrong.body.errors?.[0]?.pointer]).toEqual([422, '/at'])
})
