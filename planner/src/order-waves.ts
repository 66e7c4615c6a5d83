import type { DeviceDiff, DeviceState, Entry, EntryKey, NetworkState } from '@paranet/network'
import { contentHash, diffDevice, emptyDeviceState, entriesOf, isEmptyDiff, stateOf } from '@paranet/network'
import type { Order, Prove, Standoff } from '@paranet/verifier'
import { allLost, searchOrder } from '@paranet/verifier'
import type { Plan, Wave, WaveStep } from './plan.js'

export interface OrderedRollout {
  readonly waves: readonly Wave[]
  readonly rollout: Plan['rollout']
}

/** Orders a change into waves, each proved for every subset of its devices. Tried in turn: orders of whole devices, all of them; then what is
 *  added, then what changes, then what goes, each in any order of devices. Where none is safe the change is one wave that says what it
 *  loses, and which devices stand against each other. */
export function orderWaves(
  before: NetworkState,
  after: NetworkState,
  diffs: readonly DeviceDiff[],
  prove: Prove,
  fingerprint: (state: DeviceState) => string = contentHash,
): OrderedRollout {
  if (diffs.length === 0) return { waves: [], rollout: { kind: 'ordered' } }
  const whole = new Map(diffs.map(({ device }) => [device, after.get(device) ?? emptyDeviceState(device)]))
  const first = inOrder(before, [whole], prove, fingerprint)
  if (first.waves) return { waves: first.waves, rollout: { kind: 'ordered' } }
  const { waves } = inOrder(before, phasesOf(before, diffs), prove, fingerprint)
  if (waves) return { waves, rollout: { kind: 'ordered' } }
  const loses = [...allLost(prove(before, whole))].sort()
  return {
    waves: [waveOf(before, whole, fingerprint)],
    rollout: { kind: 'needs-disruption-window', loses, ...reasonOf(first.order) },
  }
}

/** How many mixtures are proved before the search gives up: for whole devices, and again for the phases together. */
const proofBudget = 160

/** Brings all devices through the phases, one after the other; without waves where one has no order. */
function inOrder(
  before: NetworkState,
  phases: readonly NetworkState[],
  prove: Prove,
  fingerprint: (state: DeviceState) => string,
): { readonly waves?: readonly Wave[]; readonly order?: Order } {
  const waves: Wave[] = []
  let current = before
  let budget = proofBudget
  for (const phase of phases) {
    const from = current
    const changing = new Map(
      [...phase].filter(
        ([device, state]) => !isEmptyDiff(diffDevice(from.get(device) ?? emptyDeviceState(device), state)),
      ),
    )
    const order = searchOrder({ before: from, after: changing, devices: [...changing.keys()], prove, budget })
    budget -= order.proofs
    if (order.kind !== 'found') return { order }
    for (const devices of order.waves) {
      const next = new Map([...changing].filter(([device]) => devices.includes(device)))
      waves.push(waveOf(current, next, fingerprint))
      current = new Map([...current, ...next])
    }
  }
  return { waves }
}

/** Why whole devices have no order. */
function reasonOf(order: Order | undefined): { because: 'none' | 'unknown'; witness: readonly string[] } {
  if (order?.kind === 'none') return { because: 'none', witness: order.witness.map(standoffInWords) }
  return { because: 'unknown', witness: order?.kind === 'unknown' ? [order.reason] : [] }
}

function standoffInWords({ loses, old, fresh, packet }: Standoff): string {
  const sides = [
    ...(old.length > 0 ? [`${old.join(', ')} as before`] : []),
    ...(fresh.length > 0 ? [`${fresh.join(', ')} as after`] : []),
  ]
  return `${sides.join(' beside ') || 'every state'} loses ${loses}: ${packet}`
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
