import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmulatorClient, type Fault, startEmulator, systemClock } from '@paranet/emulator'
import { resolveNetwork } from '@paranet/language'
import { contentHash } from '@paranet/network'
import { EmulatedDriver } from '@paranet/orchestrator'
import { describe, it } from 'vitest'
import { type BreakableDevice, driverContract, faultContract } from '../../orchestrator/src/drivers/contract.js'
import { stateWith } from '../../orchestrator/src/test-kit/plans.js'

const [before, after, later] = [stateWith('r1', 1), stateWith('r1', 1, 2, 3), stateWith('r1', 4)]
const { topology } = resolveNetwork([
  { name: 'n.pn', text: 'network n { node r1 : router { } node r2 : router { } link r1 -- r2 }' },
])
const pass = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

/** One rule on a device of a real emulator that suffers from faults. */
async function checkOn(faults: readonly Fault[], rule: (device: BreakableDevice) => Promise<void>): Promise<void> {
  if (!topology) throw new Error('no topology')
  const folder = mkdtempSync(join(tmpdir(), 'paranet-contract-'))
  const socketPath = join(folder, 's')
  const emulator = await startEmulator({ socketPath, directory: join(folder, 'devices'), clock: systemClock })
  const client = await EmulatorClient.connect(socketPath)
  const driver = new EmulatedDriver({ clock: systemClock, socketPath })
  try {
    await client.load('net', topology)
    const { fingerprint } = await client.observe('net', 'r1')
    await client.stage('net', 'r1', { id: 'first', base: fingerprint, desired: before })
    const { fingerprint: is } = await client.commit('net', 'r1', 'first')
    if (is !== contentHash(before)) throw new Error('the device runs something else')
    for (const fault of faults) await client.setFault('net', fault)
    const breakCommits = async (lies: boolean) =>
      void (await client.setFault('net', { kind: 'partial-commit', node: 'r1', entries: 1, lies }))
    await rule({ session: await driver.open('net', 'r1'), before, after, later, pass, breakCommits })
  } finally {
    await driver[Symbol.asyncDispose]()
    client.close()
    await emulator[Symbol.asyncDispose]()
    rmSync(folder, { recursive: true, force: true })
  }
}

const troubles: Readonly<Record<string, readonly Fault[]>> = {
  'nothing wrong': [],
  'a slow device': [{ kind: 'slow-device', node: 'r1', ms: 5 }],
  'a clock a little ahead': [{ kind: 'clock-skew', node: 'r1', ms: 20 }],
  'a link that flaps': [{ kind: 'link-flap', link: 'r1--r2', periodMs: 100, duty: 0.5, jitter: 1 }],
}

describe.each(Object.entries(troubles))('the emulator, with %s', (_, faults) => {
  for (const [rule, check] of Object.entries({ ...driverContract, ...faultContract }))
    it(rule, () => checkOn(faults, check))
})
