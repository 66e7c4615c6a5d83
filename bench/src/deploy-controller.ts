import { randomUUID } from 'node:crypto'
import { openStore } from '@paranet/backend'
import { systemClock } from '@paranet/emulator'
import { DeploymentService, DriverRegistry } from '@paranet/orchestrator'
import type { DeploySize } from './deploy-plans.js'
import { middleWave, planBetween } from './deploy-plans.js'

/** What a controller is told: deploy one version after the other and tell how each went; `crash`: be killed in the middle of the first; `recover`: take
 *  up what an earlier one left. */
export interface ControllerTask {
  readonly kind: 'deploy' | 'crash' | 'recover'
  readonly size: DeploySize
  readonly folder: string
  readonly socketPath: string
  readonly versions: readonly number[]
}

/** How a deployment went. */
export interface Went {
  readonly status: string
  readonly ms: number
  /** From the decision to go back until everything was undone. */
  readonly undoMs: number
  /** From when the controller opened its journal. */
  readonly sinceStartMs: number
}

process.once('message', (task: ControllerTask) => {
  void work(task).then((went) => process.send?.(went, () => process.exit(0)))
})

async function work({ kind, size, folder, socketPath, versions }: ControllerTask): Promise<Went[]> {
  const started = performance.now()
  const store = await openStore(folder)
  const clock = systemClock
  const drivers = new DriverRegistry({ clock, emulated: { socketPath } }, () => 'emulated')
  const service = new DeploymentService({
    journal: store.journal,
    lease: store.lease,
    drivers,
    clock,
    ids: { id: (prefix) => `${prefix}-${randomUUID()}` },
  })
  const left = await store.journal.unfinished()
  await service.start()
  const went: Went[] = []
  let wentBackAt: number | undefined
  service.subscribe(({ record }) => {
    if (record.event.type === 'rolling-back') wentBackAt = record.at
  })
  const finished = async (id: string): Promise<Went> => {
    const { status, ms = 0, finishedAt = 0 } = await service.finished(id)
    const undoMs = wentBackAt === undefined ? 0 : finishedAt - wentBackAt
    return { status, ms, undoMs, sinceStartMs: performance.now() - started }
  }
  if (kind === 'recover') for (const { deployment } of left) went.push(await finished(deployment))
  else
    for (const [i, version] of versions.slice(1).entries()) {
      const plan = planBetween(size, versions[i] ?? 0, version)
      if (kind === 'crash') killAfter(service, middleWave(plan))
      const { id } = await service.execute({ plan, actor: 'bench' })
      went.push(await finished(id))
    }
  await service.stop()
  return went
}

function killAfter(service: DeploymentService, wave: number): void {
  service.subscribe(({ record: { event } }) => {
    if (event.type === 'wave-done' && event.wave === wave) process.kill(process.pid, 'SIGKILL')
  })
}
