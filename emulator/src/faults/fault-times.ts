import { type Random, seededRandom } from '@paranet/network'
import type { ActiveFault, Flapping } from '../protocol/messages.js'

/** When the fault clears itself, ms since 1970; infinite where it stays, and while it waits for what sets it off. */
export const endOf = (fault: ActiveFault): number =>
  fault.forMs === undefined || ('armed' in fault && fault.armed) ? Number.POSITIVE_INFINITY : fault.setAt + fault.forMs

/** Whether the fault acts at that time: one that flaps acts while it holds its link or node down. */
export const isActing = (fault: ActiveFault, at: number): boolean =>
  at < endOf(fault) && (!isFlapping(fault) || isDown(fault, at - fault.setAt))

/** The next time after `at` when something changes by itself; infinite where nothing does. */
export const nextChange = (faults: readonly ActiveFault[], at: number): number =>
  Math.min(...faults.flatMap((fault) => changesOf(fault, at)), Number.POSITIVE_INFINITY)

function changesOf(fault: ActiveFault, at: number): number[] {
  const end = endOf(fault)
  if (end <= at) return []
  return isFlapping(fault) ? [end, fault.setAt + nextTurn(fault, at - fault.setAt)] : [end]
}

type FlappingFault = Extract<ActiveFault, { kind: 'link-flap' | 'node-flap' }>

const isFlapping = (fault: ActiveFault): fault is FlappingFault =>
  fault.kind === 'link-flap' || fault.kind === 'node-flap'

/** Times since the fault was set, ms. */
interface DownTime {
  readonly from: number
  readonly until: number
}

/** The time down in a period: at its start, or later by a chance that depends on nothing but the seed and the period's number. */
function downTime({ periodMs, duty, jitter = 0, seed = 1 }: Flapping, period: number): DownTime {
  const length = periodMs * (1 - duty)
  const chance: Random = seededRandom((seed ^ Math.imul(period + 1, 0x9e3779b1)) >>> 0)
  const from = period * periodMs + Math.round(chance.next() * jitter * duty * periodMs)
  return { from, until: from + Math.round(length) }
}

function isDown(flapping: Flapping, elapsed: number): boolean {
  const { from, until } = downTime(flapping, Math.floor(elapsed / flapping.periodMs))
  return elapsed >= from && elapsed < until
}

function nextTurn(flapping: Flapping, elapsed: number): number {
  const period = Math.floor(elapsed / flapping.periodMs)
  const turns = [period, period + 1].flatMap((one) => Object.values(downTime(flapping, one)) as number[])
  return turns.find((turn) => turn > elapsed) ?? (period + 2) * flapping.periodMs
}
