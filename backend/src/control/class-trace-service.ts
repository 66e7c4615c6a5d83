import { type ClassInput, classOf, meantSegment, readDown } from '@paranet/language'
import type { AskedClass, OwnerLedger, TopologyIndex } from '@paranet/network'
import type { ClassTrace } from '@paranet/verifier'
import type { NetworkRow } from '../store/entities.js'
import type { PlannerPool } from '../workers/planner-pool.js'
import type { NetworkService } from './network-service.js'
import type { NetworkWatch } from './network-watch.js'
import type { PlanService } from './plan-service.js'
import type { RolloutService } from './rollout-service.js'
import { asField } from './trace-problem.js'

/** Which packets, and what to take for down. */
export interface ClassTraceInput extends ClassInput {
  /** Link ids and node names; absent: what is known to be. */
  readonly down?: readonly string[]
}

export interface ClassTracePorts {
  readonly networks: NetworkService
  readonly plans: Pick<PlanService, 'observe'>
  readonly rollouts: RolloutService
  readonly planner: PlannerPool
  readonly watch: Pick<NetworkWatch, 'down'>
}

/** Says what can happen to a whole class of packets in what the devices run. */
export class ClassTraceService {
  readonly #ports: ClassTracePorts

  constructor(ports: ClassTracePorts) {
    this.#ports = ports
  }

  async trace(network: NetworkRow, input: ClassTraceInput, signal?: AbortSignal): Promise<ClassTrace> {
    const { networks, plans, rollouts, planner, watch } = this.#ports
    const { index, topology } = networks.topology(network.id)
    const segment = asField(() => meantSegment(index, input))
    const asked = readClass(segment.index, input)
    const plan = await rollouts.activePlan(network)
    const task = {
      network: network.id,
      topology,
      state: await plans.observe(network.id),
      ...(plan ? { ledger: ledgerOf(plan.ledger) } : {}),
      down: input.down ?? watch.down(network.id),
      class: asked,
      segment: segment.name,
    }
    return planner.run(network.id, 'traceClass', task, signal)
  }
}

function readClass(index: TopologyIndex, input: ClassTraceInput): AskedClass {
  return asField(() => {
    readDown(index, input.down ?? [], 'down')
    return classOf(index, input)
  })
}

const ledgerOf = (ledger: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>): OwnerLedger =>
  new Map(Object.entries(ledger).map(([device, entries]) => [device, new Map(Object.entries(entries))])) as never
