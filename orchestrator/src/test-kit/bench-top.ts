import type { DeviceState } from '@paranet/network'
import { contentHash } from '@paranet/network'
import type { Plan } from '@paranet/planner'
import { DeploymentService } from '../transaction/deployment-service.js'
import type { JournalRecord } from '../transaction/journal.js'
import type { PlanCheck } from '../transaction/run.js'
import { FakeDevices } from './fake-devices.js'
import { blankPaper, MemoryJournal, MemoryLease, type Paper } from './memory-journal.js'
import { TestClock } from './test-clock.js'

/** A clock, devices that run what the plan starts from, and a journal. */
export interface BenchTop {
  readonly clock: TestClock
  readonly devices: FakeDevices
  readonly paper: Paper
  readonly records: JournalRecord[]
  readonly errors: unknown[]
  readonly old: Record<string, string>
  readonly new: Record<string, string>
  /** A controller of its own on the same devices and the same records. */
  controller(journal?: MemoryJournal, lease?: MemoryLease, checkPlan?: PlanCheck): DeploymentService
}

/** Sets a bench top up for a plan; `others` are devices that the plan does not touch. */
export function benchTop(plan: Plan, others: readonly DeviceState[] = []): BenchTop {
  const clock = new TestClock()
  const devices = new FakeDevices(clock, [...Object.values(plan.before), ...others])
  const paper = blankPaper()
  const errors: unknown[] = []
  let tokens = 1
  let ids = 1
  return {
    clock,
    devices,
    paper,
    records: paper.records,
    errors,
    old: devices.fingerprints(),
    new: { ...devices.fingerprints(), ...hashes(plan.desired) },
    controller: (journal = new MemoryJournal(paper), lease = new MemoryLease((tokens += 100)), checkPlan) =>
      new DeploymentService({
        journal,
        lease,
        drivers: devices,
        clock,
        ...(checkPlan ? { checkPlan } : {}),
        ids: { id: (prefix) => `${prefix}-${ids++}` },
        onError: (_, error) => errors.push(error),
      }),
  }
}

const hashes = (states: Readonly<Record<string, DeviceState>>): Record<string, string> =>
  Object.fromEntries(Object.entries(states).map(([name, state]) => [name, contentHash(state)]))
