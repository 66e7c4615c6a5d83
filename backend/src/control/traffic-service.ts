import type { Flow } from '@paranet/emulator'
import { checkDemands, type Clock, noTraffic, type TopologyIndex, type TrafficMatrix } from '@paranet/network'
import type { SchemaError } from '@paranet/schemas'
import { ProblemError } from '../http/problem.js'
import { insertAudit } from '../store/audit-rows.js'
import type { Database } from '../store/database.js'
import { keepTraffic, readTraffic } from '../store/traffic-rows.js'
import { demandFlows, unroutableDemands } from './demand-flows.js'
import type { NetworkService } from './network-service.js'

/** Times in a day of a profile at which the flows are worked out anew. */
const stepsPerPeriod = 96

/** The most errors that are told at once. */
const mostErrors = 100

export interface TrafficPorts {
  readonly database: Database
  readonly clock: Clock
  readonly networks: NetworkService
}

/** The demand matrix of each network, kept beside its topology. */
export class TrafficService {
  readonly #ports: TrafficPorts

  constructor(ports: TrafficPorts) {
    this.#ports = ports
  }

  async get(network: string): Promise<TrafficMatrix> {
    return (await readTraffic(this.#ports.database.read, network)) ?? noTraffic
  }

  /** Another matrix for a network, or none. Throws where its demands are not between nodes that can send to each other. */
  async put(network: string, matrix: TrafficMatrix | undefined, actor: string): Promise<void> {
    const { database, clock, networks } = this.#ports
    if (matrix) check(networks, network, matrix)
    const at = clock.now()
    const detail = matrix ? { demands: matrix.demands.length, scale: matrix.scale } : { demands: 0 }
    await database.write(async (manager) => {
      await keepTraffic(manager, network, matrix, { at, actor })
      await insertAudit(manager, { at, actor, network, action: 'traffic.set', detail })
    })
  }

  /** The flows that the matrix asks for now, and when to ask again, ms from now; absent where they stay as they are. */
  async flows(network: string, index: TopologyIndex): Promise<{ flows: readonly Flow[]; againInMs?: number }> {
    const matrix = await this.get(network)
    const flows = demandFlows(index, matrix, this.#ports.clock.now())
    return matrix.profile
      ? { flows, againInMs: Math.max(1000, Math.round(matrix.profile.periodMs / stepsPerPeriod)) }
      : { flows }
  }
}

function check(networks: NetworkService, network: string, { demands }: TrafficMatrix): void {
  const { topology, index } = networks.topology(network)
  const errors: SchemaError[] = checkDemands(topology, demands).map(({ index: place, field, message }) => ({
    pointer: `/demands/${place}/${field}`,
    message,
  }))
  if (errors.length === 0)
    for (const place of unroutableDemands(index, demands))
      errors.push({
        pointer: `/demands/${place}`,
        message: 'its ends share no address family: no packet of it can exist',
      })
  if (errors.length === 0) return
  const [first] = errors
  throw new ProblemError('invalid', `${errors.length} of the demands are wrong: ${first?.message}`, {
    errors: errors.slice(0, mostErrors),
  })
}
