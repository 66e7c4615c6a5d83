import type { Services } from '../../services.js'
import type { NetworkRow } from '../../store/entities.js'
import { ProblemError } from '../problem.js'

/** Only emulated networks can be broken, or be given traffic. */
export function checkEmulated(network: NetworkRow, { networks }: Services): void {
  if (!networks.topology(network.id).isEmulated)
    throw new ProblemError('not-emulated', `${network.name} has devices that are not emulated`)
}
