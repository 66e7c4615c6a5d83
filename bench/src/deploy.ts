import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EmulatorClient } from '@paranet/emulator'
import { contentHash } from '@paranet/network'
import type { BenchOptions, BenchResult } from './benchmark.js'
import type { ControllerTask, Went } from './deploy-controller.js'
import { lastDevice, network, ringOf, statesOf } from './deploy-plans.js'
import { startEmulatorProcess } from './emulator-process.js'
import { inProcess } from './in-process.js'
import { machineText, median, rounded } from './statistics.js'

/** A transaction over emulated devices, all of which change: committed, undone since a device of the last wave refuses, and taken up by a new
 *  controller after the old one was killed in the middle. Emulator and controllers are processes of their own; journal and devices are on
 *  the disk. Throws where a device ends up with anything but all the old or all the new. */
export async function deploy({ seed, devices = 100, rules: text = '10000' }: BenchOptions): Promise<BenchResult> {
  const rules = Number(text)
  if (!Number.isSafeInteger(rules) || rules < devices || devices < 4)
    throw new RangeError(`deploy wants --devices of 4 or more and --rules not fewer: ${devices}, ${text}`)
  const size = { devices, rules, seed }
  const folder = mkdtempSync(join(tmpdir(), 'paranet-bench-'))
  const emulator = await startEmulatorProcess(folder)
  try {
    const { socketPath } = emulator
    const client = await EmulatorClient.connect(socketPath)
    await client.load(network, ringOf(devices))
    const ask = (kind: ControllerTask['kind'], versions: readonly number[]) => {
      const task: ControllerTask = { kind, size, folder: join(folder, 'data'), socketPath, versions }
      return inProcess<Went[]>('deploy-controller.js', task)
    }
    const expectVersion = async (...versions: readonly number[]): Promise<void> => {
      const found = await client.observeAll(network)
      const is = (version: number) => {
        const wanted = statesOf(size, version)
        return found.every(({ device, state }) => contentHash(state) === contentHash(wanted.get(device)))
      }
      if (!versions.some(is)) throw new Error(`the devices do not run version ${versions.join(' or ')}`)
    }
    const commits = await ask('deploy', [0, 1, 2, 3])
    expectStatus(commits, 'active')
    await expectVersion(3)
    await client.setFault(network, { kind: 'refuse-commit', node: lastDevice(size) })
    const aborts = await ask('deploy', [3, 4])
    expectStatus(aborts, 'rolled-back')
    await expectVersion(3)
    await client.clearFaults(network)
    const killed = await ask('crash', [3, 4]).then(
      () => false,
      () => true,
    )
    if (!killed) throw new Error('the controller was not killed')
    const started = performance.now()
    const [recovered] = await ask('recover', [])
    const restartMs = performance.now() - started
    if (!recovered) throw new Error('nothing was left to recover')
    await expectVersion(recovered.status === 'active' ? 4 : 3)
    client.close()
    const figures = {
      commitMs: median(commits.map(({ ms }) => ms)),
      abortMs: aborts[0]?.ms ?? 0,
      undoMs: aborts[0]?.undoMs ?? 0,
      recoverMs: rounded(recovered.sinceStartMs, 0),
      restartMs: rounded(restartMs, 0),
    }
    const input = `${devices} devices, ${rules} entries, 4 waves, seed ${seed}; recovered: ${recovered.status}`
    return { name: 'deploy', input, figures, machine: machineText() }
  } finally {
    await emulator.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function expectStatus(went: readonly Went[], status: string): void {
  for (const one of went) if (one.status !== status) throw new Error(`a deployment is ${one.status}, not ${status}`)
}
