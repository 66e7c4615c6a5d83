import { expect, it } from 'vitest'
import { FakeDevices } from '../../test-kit/fake-devices.js'
import { stateWith } from '../../test-kit/plans.js'
import { ProtocolServer } from '../../test-kit/protocol-server.js'
import { settle, TestClock, until } from '../../test-kit/test-clock.js'
import { EmulatedDriver } from './emulated-driver.js'

const setUp = async (shortMs?: number) => {
  const clock = new TestClock(1_000_000, shortMs)
  const devices = new FakeDevices(clock, [stateWith('r1', 1)])
  const server = await new ProtocolServer(devices).listen()
  const driver = new EmulatedDriver({ clock, socketPath: server.socketPath })
  return { clock, devices, server, driver, session: await driver.open('net', 'r1') }
}

it('connects again after the connection is lost', async () => {
  const { server, driver, session } = await setUp()
  await session.observe()
  server.drop()
  await settle()
  expect((await session.observe()).device).toBe('r1')
  await driver[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

it('what is under way when the connection is lost is unreachable, and may be tried again', async () => {
  const { server, driver, session } = await setUp()
  server.silent.add('device.observe')
  const call = session.observe()
  await until(() => server.received.length > 0)
  server.drop()
  await expect(call).rejects.toMatchObject({ code: 'unreachable', retryable: true, device: 'r1' })
  await driver[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

it('without an emulator every device is unreachable', async () => {
  const { server, driver, session } = await setUp()
  await server[Symbol.asyncDispose]()
  await expect(session.observe()).rejects.toMatchObject({ code: 'unreachable', retryable: true })
  await driver[Symbol.asyncDispose]()
})

it('no answer in time is unreachable', async () => {
  const { clock, server, driver, session } = await setUp()
  server.silent.add('device.observe')
  const call = session.observe()
  await until(() => server.received.length > 0)
  clock.advance(10_000)
  await expect(call).rejects.toMatchObject({ code: 'unreachable' })
  await driver[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

it('an unknown device is an error of its own, not worth a retry', async () => {
  const { server, driver } = await setUp()
  const session = await driver.open('net', 'nobody')
  await expect(session.observe()).rejects.toMatchObject({ code: 'unknown-device', retryable: false })
  await driver[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

it('follows samples and events of one network, also after the connection was lost', async () => {
  const { server, driver } = await setUp()
  const heard: unknown[] = []
  const stop = new AbortController()
  const feed = { onSample: (sample: unknown) => heard.push(sample), onEvent: (event: unknown) => heard.push(event) }
  const following = driver.follow('net', 1_000, feed, stop.signal)
  await until(() => server.received.includes('telemetry.subscribe'))
  await settle()
  server.notify('telemetry', { network: 'net', at: 1 })
  server.notify('telemetry', { network: 'other', at: 1 })
  await until(() => heard.length === 1)
  server.drop()
  await until(() => server.received.filter((method) => method === 'telemetry.subscribe').length === 2)
  await settle()
  server.notify('event', { network: 'net', kind: 'link' })
  await until(() => heard.length === 2)
  expect(heard).toEqual([
    { network: 'net', at: 1 },
    { network: 'net', kind: 'link' },
  ])
  stop.abort()
  await following
  await driver[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})
