import type { DeviceDiff, DeviceState, Entry, EntryKey, NetworkState } from '@paranet/network'
import { contentHash, diffDevice, emptyDeviceState, entriesOf, isEmptyDiff, stateOf } from '@paranet/network'
import type { Plan, Wave, WaveStep } from './plan.js'

/** What would be lost if the devices of `next` changed in any order: names of intents and properties. Empty: every mix is safe. */
export type LossesOf = (current: NetworkState, next: NetworkState) => readonly string[]

export interface OrderedRollout {
  readonly waves: readonly Wave[]
  readonly rollout: Plan['rollout']
}

/** How many mixed states are proved before the search gives up. */
const proofBudget = 160

/** Orders a change into waves, each proved for every subset of its devices. Tried in turn: all at once; device by device; first what is
 *  added, then what changes, then what goes, each device by device. Where none is safe the change is one wave that says what it loses. */
export function orderWaves(
  before: NetworkState,
  after: NetworkState,
  diffs: readonly DeviceDiff[],
  lossesOf: LossesOf,
  fingerprint: (state: DeviceState) => string = contentHash,
): OrderedRollout {
  if (diffs.length === 0) return { waves: [], rollout: { kind: 'ordered' } }
  const search = new WaveSearch(lossesOf, fingerprint)
  const whole = new Map(diffs.map(({ device }) => [device, after.get(device) ?? emptyDeviceState(device)]))
  const atOnce = lossesOf(before, whole)
  if (atOnce.length === 0) return { waves: [waveOf(before, whole, fingerprint)], rollout: { kind: 'ordered' } }
  const waves = search.greedy(before, [whole]) ?? search.greedy(before, phasesOf(before, diffs))
  if (waves) return { waves, rollout: { kind: 'ordered' } }
  return {
    waves: [waveOf(before, whole, fingerprint)],
    rollout: { kind: 'needs-disruption-window', loses: [...atOnce].sort() },
  }
}

/** Looks for safe waves within a budget of proofs. */
class WaveSearch {
  readonly #lossesOf: LossesOf
  readonly #fingerprint: (state: DeviceState) => string
  #left = proofBudget

  constructor(lossesOf: LossesOf, fingerprint: (state: DeviceState) => string) {
    this.#lossesOf = lossesOf
    this.#fingerprint = fingerprint
  }

  /** Brings all devices through the phases in order; undefined where it gets stuck or the budget ends. */
  greedy(before: NetworkState, phases: readonly NetworkState[]): Wave[] | undefined {
    const waves: Wave[] = []
    let current = before
    for (const phase of phases) {
      let left = new Map(
        [...phase].filter(
          ([device, state]) => !isEmptyDiff(diffDevice(current.get(device) ?? emptyDeviceState(device), state)),
        ),
      )
      while (left.size > 0) {
        const chosen = this.#chooseWave(current, left)
        if (!chosen) return undefined
        waves.push(waveOf(current, chosen, this.#fingerprint))
        current = new Map([...current, ...chosen])
        left = new Map([...left].filter(([device]) => !chosen.has(device)))
      }
    }
    return waves
  }

  /** As many of the devices as are safe together: all, or those that are safe alone, or the first of them. */
  #chooseWave(current: NetworkState, left: NetworkState): NetworkState | undefined {
    if (this.#isSafe(current, left)) return left
    const alone = [...left].filter(
      ([device, state]) => left.size > 1 && this.#isSafe(current, new Map([[device, state]])),
    )
    const [first] = alone
    if (!first) return undefined
    const together = new Map(alone)
    return alone.length > 1 && this.#isSafe(current, together) ? together : new Map([first])
  }

  #isSafe(current: NetworkState, next: NetworkState): boolean {
    return this.#left-- > 0 && this.#lossesOf(current, next).length === 0
  }
}

/** The states after additions, then after changes, then at the end. */
function phasesOf(before: NetworkState, diffs: readonly DeviceDiff[]): NetworkState[] {
  const phase = (isIn: { changes: boolean; removals: boolean }): NetworkState =>
    new Map(
      diffs.map((diff) => [diff.device, applied(before.get(diff.device) ?? emptyDeviceState(diff.device), diff, isIn)]),
    )
  return [
    phase({ changes: false, removals: false }),
    phase({ changes: true, removals: false }),
    phase({ changes: true, removals: true }),
  ]
}

function applied(state: DeviceState, diff: DeviceDiff, isIn: { changes: boolean; removals: boolean }): DeviceState {
  const entries = new Map<EntryKey, Entry>(entriesOf(state))
  for (const { key, entry } of diff.added) entries.set(key, entry)
  if (isIn.changes) for (const { key, after } of diff.changed) entries.set(key, after)
  if (isIn.removals) for (const { key } of diff.removed) entries.delete(key)
  return stateOf(diff.device, entries.values())
}

function waveOf(before: NetworkState, next: NetworkState, fingerprint: (state: DeviceState) => string): Wave {
  const steps = [...next]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([device, desired]): WaveStep => {
      const was = before.get(device) ?? emptyDeviceState(device)
      return { device, base: fingerprint(was), desired, diff: diffDevice(was, desired) }
    })
  return { steps }
}
