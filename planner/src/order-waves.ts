import type { DeviceDiff, DeviceState, NetworkState } from '@paranet/network'
import { contentHash, diffDevice, emptyDeviceState, isEmptyDiff } from '@paranet/network'
import type { Order, Prove, Standoff } from '@paranet/verifier'
import { allLost, searchOrder } from '@paranet/verifier'
import { applyDiff } from './apply-diff.js'
import { orderInParts } from './change-parts.js'
import type { Plan, Wave, WaveStep } from './plan.js'

export interface OrderedRollout {
  readonly waves: readonly Wave[]
  readonly rollout: Plan['rollout']
}

/** Orders a change into waves, each proved for every subset of its devices. Tried in turn: orders of whole devices, all of them; then what is
 *  added, then what changes, then what goes, each in any order of devices; then both again with destinations in orders of their own. Where
 *  none is safe the change is one wave that says what it loses, and which devices stand against each other. */
export function orderWaves(
  before: NetworkState,
  after: NetworkState,
  diffs: readonly DeviceDiff[],
  prove: Prove,
  fingerprint: (state: DeviceState) => string = contentHash,
): OrderedRollout {
  if (diffs.length === 0) return { waves: [], rollout: { kind: 'ordered' } }
  const whole = new Map(diffs.map(({ device }) => [device, after.get(device) ?? emptyDeviceState(device)]))
  const phases = phasesOf(before, diffs)
  let because: Order | undefined
  for (const search of [ofDevices, ofParts])
    for (const steps of [[whole], phases]) {
      const { states, order } = inOrder(before, steps, prove, search)
      if (states) return { waves: wavesOf(before, states, fingerprint), rollout: { kind: 'ordered' } }
      because ??= order
    }
  const loses = [...allLost(prove(before, whole))].sort()
  return {
    waves: wavesOf(before, [whole], fingerprint),
    rollout: { kind: 'needs-disruption-window', loses, ...reasonOf(because) },
  }
}

/** How many mixtures are proved before a search gives up: for the change at once, and again for its phases together. */
const proofBudget = 160

/** What waves bring, in order, where there is one. */
interface Ordered {
  readonly states?: readonly NetworkState[]
  readonly order?: Order | undefined
  readonly proofs: number
}

type Search = (before: NetworkState, changing: NetworkState, prove: Prove, budget: number) => Ordered

/** Brings the network through the steps, one after the other; without states where one has no order. */
function inOrder(before: NetworkState, steps: readonly NetworkState[], prove: Prove, search: Search): Ordered {
  const states: NetworkState[] = []
  let current = before
  let proofs = 0
  let order: Order | undefined
  for (const step of steps) {
    const from = current
    const changing = new Map([...step].filter(([device, state]) => !isEmptyDiff(diffOf(from, device, state))))
    const found = search(from, changing, prove, proofBudget - proofs)
    proofs += found.proofs
    order = found.order
    if (!found.states) return { order, proofs }
    states.push(...found.states)
    current = new Map([...current, ...changing])
  }
  return { states, order, proofs }
}

const ofDevices: Search = (before, changing, prove, budget) => {
  const order = searchOrder({ before, after: changing, devices: [...changing.keys()], prove, budget })
  if (order.kind !== 'found') return { order, proofs: order.proofs }
  const states = order.waves.map(
    (devices): NetworkState => new Map([...changing].filter(([device]) => devices.includes(device))),
  )
  return { states, order, proofs: order.proofs }
}

const ofParts: Search = (before, changing, prove, budget) =>
  orderInParts(
    before,
    [...changing].map(([device, state]) => diffOf(before, device, state)),
    prove,
    budget,
  )

const diffOf = (before: NetworkState, device: string, state: DeviceState): DeviceDiff =>
  diffDevice(before.get(device) ?? emptyDeviceState(device), state)

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
      diffs.map((diff) => [
        diff.device,
        applyDiff(before.get(diff.device) ?? emptyDeviceState(diff.device), diff, isIn),
      ]),
    )
  return [
    phase({ changes: false, removals: false }),
    phase({ changes: true, removals: false }),
    phase({ changes: true, removals: true }),
  ]
}

function wavesOf(
  before: NetworkState,
  states: readonly NetworkState[],
  fingerprint: (state: DeviceState) => string,
): Wave[] {
  let current = before
  return states.map((next) => {
    const wave = waveOf(current, next, fingerprint)
    current = new Map([...current, ...next])
    return wave
  })
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
