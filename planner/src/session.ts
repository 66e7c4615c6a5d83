import { PlanMemo } from '@paranet/compiler'
import type { DeviceState, Topology, TopologyIndex } from '@paranet/network'
import { contentHash, indexTopology } from '@paranet/network'
import { VerifierSession } from '@paranet/verifier'

/** What a planner keeps from one plan of a network to the next, so that only what changed is worked out anew. Plans are the same, byte for
 *  byte, with a fresh session and with an old one. */
export class PlannerSession {
  readonly memo = new PlanMemo()
  readonly proofs = new VerifierSession()
  #topology: Topology | undefined
  #index: TopologyIndex | undefined
  #revision = ''
  readonly #fingerprints = new WeakMap<DeviceState, string>()

  /** The topology with all that is derived from it, and its content hash. */
  indexOf(topology: Topology): { readonly index: TopologyIndex; readonly revision: string } {
    if (this.#index && topology === this.#topology) return { index: this.#index, revision: this.#revision }
    const revision = contentHash(topology)
    if (!this.#index || revision !== this.#revision) this.#index = indexTopology(topology)
    this.#topology = topology
    this.#revision = revision
    return { index: this.#index, revision }
  }

  /** The content hash of a device state. */
  fingerprint(state: DeviceState): string {
    let known = this.#fingerprints.get(state)
    if (known === undefined) {
      known = contentHash(state)
      this.#fingerprints.set(state, known)
    }
    return known
  }
}
