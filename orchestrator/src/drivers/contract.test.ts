import { describe, it } from 'vitest'
import { FakeDevices } from '../test-kit/fake-devices.js'
import { stateWith } from '../test-kit/plans.js'
import { ProtocolServer } from '../test-kit/protocol-server.js'
import { TestClock } from '../test-kit/test-clock.js'
import { driverContract } from './contract.js'
import { EmulatedDriver } from './emulated/emulated-driver.js'

const [before, after, later] = [stateWith('r1', 1), stateWith('r1', 1, 2), stateWith('r1', 3)]

const fresh = () => {
  const clock = new TestClock()
  return { clock, devices: new FakeDevices(clock, [before]), pass: async (ms: number) => clock.advance(ms) }
}

describe('the devices of the tests', () => {
  for (const [rule, check] of Object.entries(driverContract))
    it(rule, async () => {
      const { devices, pass } = fresh()
      await check({ session: await devices.open('net', 'r1'), before, after, later, pass })
    })
})

describe('the emulated driver', () => {
  for (const [rule, check] of Object.entries(driverContract))
    it(rule, async () => {
      const { clock, devices, pass } = fresh()
      const server = await new ProtocolServer(devices).listen()
      const driver = new EmulatedDriver({ clock, socketPath: server.socketPath })
      try {
        await check({ session: await driver.open('net', 'r1'), before, after, later, pass })
      } finally {
        await driver[Symbol.asyncDispose]()
        await server[Symbol.asyncDispose]()
      }
    })
})
