import { type Clock, contentHash, type Topology } from '@paranet/network'
import { checkPrecondition, type Precondition } from '../http/precondition.js'
import { ProblemError } from '../http/problem.js'
import type { NetworkRow } from '../store/entities.js'
import type { PlannerPool } from '../workers/planner-pool.js'
import type { IntentService } from './intent-service.js'
import type { NetworkService } from './network-service.js'
import { planTimeAt } from './plan-time.js'
import type { LiveTopology } from './topology-cache.js'

/** A change of a topology: gives the new one, or throws a problem. */
export type Edit = (topology: Topology) => Topology

/** Who edits, and on which terms. */
export interface EditTerms {
  readonly actor: string
  /** May name a revision of the whole topology, or of the part that is edited. */
  readonly precondition?: Precondition
  /** The part that is edited; throws where there is none. */
  readonly part?: (topology: Topology) => unknown
}

export interface TopologyPorts {
  readonly networks: NetworkService
  readonly intents: IntentService
  readonly planner: PlannerPool
  /** Throws while a deployment is under way. */
  readonly clock: Clock
  readonly checkIdle: (network: string) => void
}

/** Changes of topologies, one at a time per network. */
export class TopologyService {
  readonly #ports: TopologyPorts
  readonly #turns = new Map<string, Promise<unknown>>()

  constructor(ports: TopologyPorts) {
    this.#ports = ports
  }

  /** Applies an edit. Refuses what takes away something that committed intents need. */
  edit(network: NetworkRow, edit: Edit, { actor, precondition = {}, part }: EditTerms): Promise<LiveTopology> {
    return this.#inTurn(network.id, async () => {
      const { networks, checkIdle } = this.#ports
      checkIdle(network.id)
      const live = networks.topology(network.id)
      const revisions = part ? [contentHash(part(live.topology)), live.revision] : [live.revision]
      checkPrecondition('topology', revisions, precondition)
      const topology = edit(live.topology)
      await this.#checkNeeds(network.id, live.topology, topology)
      return networks.setTopology(network.id, topology, live.revision, actor)
    })
  }

  /** Names the committed intents that hold on the old topology and cannot on the new one. */
  async #checkNeeds(network: string, before: Topology, after: Topology): Promise<void> {
    const { intents, planner, clock } = this.#ports
    if (onlyAdds(before, after)) return
    const files = await intents.files(network)
    if (files.length === 0) return
    const time = planTimeAt(clock.now())
    const now = await planner.run(network, 'check', { network, topology: after, files, time })
    const known = new Set(now.intents)
    const suspects = await intents.ids(network)
    const lost = suspects.filter((id) => !known.has(id) || now.broken.includes(id))
    if (lost.length === 0) return
    const was = await planner.run(network, 'check', { network, topology: before, files, time })
    const needing = lost.filter((id) => was.intents.includes(id) && !was.broken.includes(id))
    if (needing.length === 0) return
    const names = needing.map((id) => id.slice(id.lastIndexOf('/') + 1))
    throw new ProblemError('needed-by-intents', `committed intents need it: ${names.join(', ')}`, { intents: needing })
  }

  #inTurn<Result>(network: string, work: () => Promise<Result>): Promise<Result> {
    const result = (this.#turns.get(network) ?? Promise.resolve()).then(work)
    this.#turns.set(
      network,
      result.catch(() => undefined),
    )
    return result
  }
}

/** Everything that was there is there as it was: nothing that an intent needs can be gone. Edits keep what they do not touch. */
function onlyAdds(before: Topology, after: Topology): boolean {
  const kept = new Set<unknown>([...after.nodes, ...after.links, ...after.interfaces])
  return [...before.nodes, ...before.links, ...before.interfaces].every((one) => kept.has(one))
}
