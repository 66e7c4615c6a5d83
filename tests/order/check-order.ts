import type { NetworkState } from '@paranet/network'
import { diffNetwork } from '@paranet/network'
import { orderWaves } from '@paranet/planner'
import { orderOf, TransitionProof } from '@paranet/verifier'
import { allUp, breachesOf, oraclePacket } from '../oracle/index.js'
import type { Change } from './random-change.js'

/** What an order said of a change, and what the packet oracle says against it (nothing, if both agree). */
export interface Checked {
  readonly kind: 'found' | 'none' | 'unknown'
  readonly waves: number
  readonly against: readonly string[]
}

/** Every subset of every wave is clean, or no order of devices is: by walking packets through each state. */
export function checkOrder(change: Change): Checked {
  const { index, intents, before, after } = change
  const order = orderOf({ index, intents, before, after })
  const devices = diffNetwork(before, after).map(({ device }) => device)
  const states = new CleanStates(change, devices)
  if (order.kind === 'unknown') return { kind: 'unknown', waves: 0, against: [order.reason] }
  if (order.kind === 'none') {
    const all = 2 ** devices.length - 1
    return { kind: 'none', waves: 0, against: states.reaches(0, all, new Set()) ? ['there is an order'] : [] }
  }
  const bit = (device: string) => 1 << devices.indexOf(device)
  const against: string[] = []
  let done = 0
  for (const wave of order.waves) {
    const bits = wave.reduce((sum, device) => sum | bit(device), 0)
    for (let part = bits; ; part = (part - 1) & bits) {
      if (!states.isClean(done | part)) against.push(`wave ${wave.join()} at ${done | part}`)
      if (part === 0) break
    }
    done |= bits
  }
  if (done !== 2 ** devices.length - 1) against.push('not all devices change')
  return { kind: 'found', waves: order.waves.length, against }
}

/** What stands against the rollout that a plan would have: states of its waves that are not clean, for every subset of each. */
export function checkRollout(change: Change): { readonly isOrdered: boolean; readonly against: readonly string[] } {
  const { index, intents, before, after } = change
  const diffs = diffNetwork(before, after)
  const proof = new TransitionProof({ index, intents, before, after, diffs })
  const { waves, rollout } = orderWaves(before, after, diffs, (current, next) => proof.quickMixture(current, next))
  if (rollout.kind !== 'ordered') return { isOrdered: false, against: [] }
  const clean = new CleanStates(change, [])
  const against: string[] = []
  let current = before
  for (const [i, { steps }] of waves.entries()) {
    for (let part = 2 ** steps.length - 1; part >= 0; part--) {
      const some = steps.filter((_, bit) => part & (1 << bit))
      const state = new Map([...current, ...some.map(({ device, desired }) => [device, desired] as const)])
      if (!clean.isCleanState(state)) against.push(`wave ${i}, ${some.map(({ device }) => device).join()}`)
    }
    current = new Map([...current, ...steps.map(({ device, desired }) => [device, desired] as const)])
  }
  if (diffNetwork(current, after).length > 0) against.push('it does not end where it should')
  return { isOrdered: true, against }
}

/** States by the set of devices that have changed, as bits. */
class CleanStates {
  readonly #change: Change
  readonly #devices: readonly string[]
  readonly #known = new Map<number, boolean>()
  /** Per packet: what may become of it. An intent that some packet sees broken before or after may be broken on the way. */
  readonly #allowed: readonly ReadonlySet<string>[]

  constructor(change: Change, devices: readonly string[]) {
    this.#change = change
    this.#devices = devices
    const of = (states: NetworkState) => change.packets.map((one) => this.#fateOf(states, one))
    const [old, fresh] = [of(change.before), of(change.after)]
    const broken = [...old, ...fresh].flat().filter((what) => what.startsWith('broken'))
    this.#allowed = old.map((its, i) => new Set([...its, ...(fresh[i] ?? []), ...broken]))
  }

  isClean(changed: number): boolean {
    let known = this.#known.get(changed)
    if (known === undefined) this.#known.set(changed, (known = this.#look(changed)))
    return known
  }

  /** Whether devices can change one by one through clean states only. */
  reaches(from: number, to: number, seen: Set<number>): boolean {
    if (seen.has(from) || !this.isClean(from)) return false
    seen.add(from)
    return from === to || this.#devices.some((_, i) => !(from & (1 << i)) && this.reaches(from | (1 << i), to, seen))
  }

  #look(changed: number): boolean {
    const { before, after } = this.#change
    const states = new Map(
      [...before].map(([name, state]) => {
        const i = this.#devices.indexOf(name)
        return [name, i >= 0 && changed & (1 << i) ? (after.get(name) ?? state) : state]
      }),
    )
    return this.isCleanState(states)
  }

  isCleanState(states: NetworkState): boolean {
    const { packets } = this.#change
    return packets.every((one, i) =>
      this.#fateOf(states, one).every((what) => what !== 'loops' && this.#allowed[i]?.has(what)),
    )
  }

  /** What becomes of a packet: that it loops, that it is delivered, promises that it sees broken. */
  #fateOf(states: NetworkState, { at, packet }: Change['packets'][number]): string[] {
    const { topology, intents } = this.#change
    const { branches } = oraclePacket(topology, states, allUp, at, packet)
    const loops = branches.some(({ end }) => end === 'looped') ? ['loops'] : []
    const delivered = branches.some(({ end }) => end === 'delivered' || end === 'misdelivered') ? ['delivered'] : []
    const broken = breachesOf({ topology, intents, states }, { at, packet })
      .filter(({ intent }) => intent !== 'system')
      .map(({ intent }) => `broken ${intent}`)
    return [...new Set([...loops, ...delivered, ...broken])]
  }
}
