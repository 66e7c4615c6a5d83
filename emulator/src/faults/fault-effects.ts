import type { Scenario, TopologyIndex } from '@paranet/network'
import { type ActiveFault, EmulatorError, type Fault } from '../protocol/messages.js'

/** What the faults that are set do to links and nodes. */
export interface FaultEffects {
  readonly scenario: Scenario
  /** µs added, per link. */
  readonly delay: ReadonlyMap<number, number>
  /** 0–1, per link. */
  readonly loss: ReadonlyMap<number, number>
  /** Nodes whose management does not answer: down, or dead. */
  readonly unreachable: ReadonlySet<string>
  readonly refusesStage: ReadonlySet<string>
  readonly refusesCommit: ReadonlySet<string>
}

export function effectsOf(index: TopologyIndex, faults: readonly ActiveFault[]): FaultEffects {
  const downLinks = new Set<number>()
  const downNodes = new Set<number>()
  const delay = new Map<number, number>()
  const loss = new Map<number, number>()
  const nodesWith = (...kinds: Fault['kind'][]) =>
    new Set(faults.flatMap((fault) => (kinds.includes(fault.kind) && 'node' in fault ? [fault.node] : [])))
  for (const fault of faults) {
    const link = 'link' in fault ? index.linkId.get(fault.link) : undefined
    const node = 'node' in fault ? index.nodeId.get(fault.node) : undefined
    if (fault.kind === 'link-down' && link !== undefined) downLinks.add(link)
    else if (fault.kind === 'node-down' && node !== undefined) downNodes.add(node)
    else if (fault.kind === 'link-delay' && link !== undefined)
      delay.set(link, (delay.get(link) ?? 0) + fault.microseconds)
    else if (fault.kind === 'link-loss' && link !== undefined)
      loss.set(link, 1 - (1 - (loss.get(link) ?? 0)) * (1 - fault.fraction))
  }
  return {
    scenario: { downLinks, downNodes },
    delay,
    loss,
    unreachable: nodesWith('node-down', 'die-after-stage'),
    refusesStage: nodesWith('refuse-stage'),
    refusesCommit: nodesWith('refuse-commit'),
  }
}

/** Refuses a fault of something that the network does not have. */
export function checkFault(index: TopologyIndex, fault: Fault): void {
  if ('link' in fault && !index.linkId.has(fault.link)) throw new EmulatorError('not-found', `no link ${fault.link}`)
  if ('node' in fault && !index.nodeId.has(fault.node)) throw new EmulatorError('not-found', `no node ${fault.node}`)
  const isOfDevice = fault.kind !== 'link-down' && fault.kind !== 'node-down' && 'node' in fault
  if (isOfDevice && index.isEnd[index.nodeId.get(fault.node) ?? -1])
    throw new EmulatorError('not-found', `${fault.node} is a host: it has no state`)
}
