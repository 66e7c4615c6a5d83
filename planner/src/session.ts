import { PlanMemo } from '@paranet/compiler'
import { ParsedFiles } from '@paranet/language'
import type { DeviceState, NetworkState, OwnerLedger, Topology, TopologyIndex } from '@paranet/network'
import { contentHash, emptyDeviceState, entriesOf, indexTopology, isSameJson, stateFingerprint } from '@paranet/network'
import { VerifierSession } from '@paranet/verifier'
import type { Plan } from './plan.js'

type Owners = OwnerLedger extends ReadonlyMap<string, infer Its> ? Its : never

/** States of one device that are kept: what it runs, what it should run, and some that were tried. */
const keptStates = 6

/** What a planner keeps from one plan of a network to the next, so that only what changed is worked out anew. Plans are the same, byte for
 *  byte, with a fresh session and with an old one. */
export class PlannerSession {
  readonly memo = new PlanMemo()
  readonly proofs = new VerifierSession()
  /** Of what is observed: judged by claims of its own, so that plans find theirs again. */
  readonly observations = new VerifierSession()
  readonly parsed = new ParsedFiles()
  #topology: Topology | undefined
  #index: TopologyIndex | undefined
  #revision = ''
  readonly #states = new Map<string, readonly DeviceState[]>()
  readonly #owners = new WeakMap<Owners, { readonly state: DeviceState; readonly plain: Plan['ledger'][string] }>()

  /** The topology with all that is derived from it, and its content hash. */
  indexOf(topology: Topology): { readonly index: TopologyIndex; readonly revision: string } {
    if (this.#index && topology === this.#topology) return { index: this.#index, revision: this.#revision }
    const revision = contentHash(topology)
    if (!this.#index || revision !== this.#revision) this.#index = indexTopology(topology)
    this.#topology = topology
    this.#revision = revision
    return { index: this.#index, revision }
  }

  /** The same states, as the objects that were seen before where they say the same: whatever is remembered of an object is found again. */
  known(state: NetworkState): NetworkState {
    return new Map([...state].map(([device, its]) => [device, this.#knownState(device, its)]))
  }

  #knownState(device: string, state: DeviceState): DeviceState {
    const kept = this.#states.get(device) ?? []
    const same = kept.find((one) => one === state || isSameJson(one, state))
    const found = same ?? withKnownEntries(state, kept[0])
    this.#states.set(device, [found, ...kept.filter((one) => one !== found)].slice(0, keptStates))
    return found
  }

  /** Owners of the entries that lie on the devices. */
  plainLedger(ledger: OwnerLedger, state: NetworkState): Plan['ledger'] {
    return Object.fromEntries(
      [...ledger].map(([device, owners]) => [
        device,
        this.#plainOwners(owners, state.get(device) ?? emptyDeviceState(device)),
      ]),
    )
  }

  #plainOwners(owners: Owners, state: DeviceState): Plan['ledger'][string] {
    const known = this.#owners.get(owners)
    if (known?.state === state) return known.plain
    const entries = entriesOf(state)
    const plain = Object.fromEntries([...owners].filter(([key]) => entries.has(key)))
    this.#owners.set(owners, { state, plain })
    return plain
  }

  /** The content hash of a device state. */
  fingerprint(state: DeviceState): string {
    return stateFingerprint(state)
  }
}

/** The state with the entries of another of the same device where they say the same. Lists are in canonical order in both. */
function withKnownEntries(state: DeviceState, other: DeviceState | undefined): DeviceState {
  if (!other) return state
  return {
    ...state,
    routes: shared(state.routes, other.routes),
    policyRoutes: shared(state.policyRoutes, other.policyRoutes),
    filters: shared(state.filters, other.filters),
  }
}

/** Equal items stand in the same order in both lists, with few between them that are in one list only. */
function shared<T>(list: readonly T[], known: readonly T[]): T[] {
  let next = 0
  return list.map((item) => {
    for (let i = next; i < Math.min(known.length, next + farthest); i++) {
      if (!isSameJson(item, known[i])) continue
      next = i + 1
      return known[i] as T
    }
    return item
  })
}

/** How far ahead an equal entry is looked for. */
const farthest = 8
