import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { DataSource } from 'typeorm'
import { expect, test } from 'vitest'
import { runCommand, startEmulatorProcess, startServerProcess, temporaryFolder } from '../walking-line/processes.js'

const main = fileURLToPath(new URL('../../backend/dist/main.js', import.meta.url))

test('a data folder has one server: the second is refused, and one that was killed leaves nothing in the way', async () => {
  const folder = temporaryFolder()
  const emulator = await startEmulatorProcess(folder.path)
  try {
    const data = join(folder.path, 'data')
    const first = await startServerProcess(folder.path)
    const second = await runCommand(['serve', '--port', '0', '--data', data])
    expect(second.code).toBe(2)
    expect(second.stderr).toContain(`another ParaNet server (process ${first.process.pid}) works on the data folder`)
    expect(second.stderr).toContain('--data')
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200)
    const taken = await runCommand(['serve', '--port', new URL(first.url).port, '--data', join(folder.path, 'other')])
    expect({ code: taken.code, stderr: taken.stderr }).toMatchObject({ code: 2, stderr: /EADDRINUSE/ })
    await first.stop('SIGKILL')
    const third = await startServerProcess(folder.path)
    await third.stop('SIGTERM')
  } finally {
    await emulator.stop()
    folder.remove()
  }
}, 60_000)

test('a server refuses a database that a newer version changed, in words and with exit code 2', async () => {
  const folder = temporaryFolder()
  const emulator = await startEmulatorProcess(folder.path)
  try {
    await (await startServerProcess(folder.path)).stop('SIGTERM')
    const data = join(folder.path, 'data')
    const source = await new DataSource({ type: 'sqlite', database: join(data, 'paranet.db') }).initialize()
    await source.query(`INSERT INTO migrations (timestamp, name) VALUES (4102444800000, 'FlyingCars4102444800000')`)
    await source.destroy()
    const refused = await runCommand(['serve', '--port', '0', '--data', data])
    expect(refused).toMatchObject({ code: 2, stdout: '' })
    expect(refused.stderr).toMatch(/newer version of ParaNet.*FlyingCars4102444800000/)
    expect(refused.stderr).toMatch(/start the newer version .* or restore a backup/)
    const asProcess = await runNode(data)
    expect(asProcess).toMatchObject({ code: 2, stderr: /FlyingCars4102444800000/ })
  } finally {
    await emulator.stop()
    folder.remove()
  }
}, 60_000)

const runNode = (data: string) => runCommand([], { PARANET_DATA: data, PARANET_PORT: '0' }, { program: [main] })
