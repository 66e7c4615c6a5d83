import { AtomNetwork } from '@paranet/verifier'
import { Latencies } from './latencies.js'
import { readTrace, type RuleBatch, ruleKinds } from './read-trace.js'

/** What one phase of a trace came to. */
export interface PhaseFigures {
  readonly name: string
  readonly updates: Latencies
  /** The same loop and clock around nothing: what the machine adds by itself. */
  readonly idle: Latencies
  /** Time in the engine, in s: loading and checking at once, or the sum of all updates. */
  engineS: number
  loops: number
  blackHoles: number
  cutPrefixes: number
  /** Owned prefixes of which a filter on a port denies packets. */
  filtered: number
  loopsAtEnd: number
  blackHolesAtEnd: number
  cutPrefixesAtEnd: number
  filteredAtEnd: number
  /** Classes of filters whose sets were larger than the budget. */
  undecided: number
  atoms: number
  rules: number
  filterRules: number
  updateCount: number
  memory: { readonly heapMB: number; readonly rssMB: number }
}

export interface Replay {
  readonly phases: readonly PhaseFigures[]
  readonly devices: number
  readonly engineBytes: number
  /** Whole time, reading included, in s. */
  readonly seconds: number
}

/** Replays a trace: all before the first mark is loaded and checked at once, each change after it by itself. `measureMemory` is
 *  called at the end of each phase. */
export function replayTrace(file: string, measureMemory: () => PhaseFigures['memory']): Replay {
  const network = new AtomNetwork()
  const phases: PhaseFigures[] = [newPhase('load')]
  let isLoading = true
  const phase = (): PhaseFigures => phases[phases.length - 1]!
  const settle = () => {
    const started = performance.now()
    network.settle()
    phase().engineS += (performance.now() - started) / 1000
  }
  const finish = () => {
    settle()
    finishPhase(phase(), network, measureMemory)
  }
  const started = performance.now()
  readTrace(file, {
    node: () => void network.addDevice(),
    link: (from, fromPort, to, toPort) => network.addLink(from, fromPort, to, toPort),
    own: (device, address, length) => network.own(device, address, length),
    action: (device, ports) => network.action(device, ports),
    filter: () => void network.addFilter(),
    rules: (batch) => {
      if (isLoading) load(network, batch, phase())
      else {
        settle()
        replay(network, batch, phase())
        idle(batch, phase())
      }
    },
    mark: (name) => {
      finish()
      isLoading = false
      phases.push(newPhase(name))
    },
  })
  finish()
  return { phases, devices: network.devices, engineBytes: network.bytes, seconds: (performance.now() - started) / 1000 }
}

function newPhase(name: string): PhaseFigures {
  return {
    name,
    updates: new Latencies(),
    idle: new Latencies(),
    engineS: 0,
    loops: 0,
    blackHoles: 0,
    cutPrefixes: 0,
    filtered: 0,
    loopsAtEnd: 0,
    blackHolesAtEnd: 0,
    cutPrefixesAtEnd: 0,
    filteredAtEnd: 0,
    undecided: 0,
    atoms: 0,
    rules: 0,
    filterRules: 0,
    updateCount: 0,
    memory: { heapMB: 0, rssMB: 0 },
  }
}

function finishPhase(phase: PhaseFigures, network: AtomNetwork, measureMemory: () => PhaseFigures['memory']): void {
  const { findings } = network
  const isLoad = phase.updates.count === 0
  phase.engineS += phase.updates.totalS
  phase.loops = isLoad ? findings.loops : findings.newLoops
  phase.blackHoles = isLoad ? findings.holes : findings.newHoles
  phase.cutPrefixes = isLoad ? findings.cut : findings.newCuts
  phase.filtered = isLoad ? findings.filtered : findings.newFiltered
  phase.loopsAtEnd = findings.loops
  phase.blackHolesAtEnd = findings.holes
  phase.cutPrefixesAtEnd = findings.cut
  phase.filteredAtEnd = findings.filtered
  phase.undecided = network.undecided.length
  phase.atoms = network.atoms
  phase.rules = network.rules
  phase.filterRules = network.filterRules
  phase.memory = measureMemory()
  network.resetNews()
}

function load(network: AtomNetwork, batch: RuleBatch, phase: PhaseFigures): void {
  const started = performance.now()
  for (let i = 0; i < batch.count; i++) apply(network, batch, i)
  phase.engineS += (performance.now() - started) / 1000
  phase.updateCount += batch.count
}

function replay(network: AtomNetwork, batch: RuleBatch, { updates }: PhaseFigures): void {
  for (let i = 0; i < batch.count; i++) {
    const started = performance.now()
    apply(network, batch, i)
    updates.add(performance.now() - started)
  }
}

function idle(batch: RuleBatch, { idle: times }: PhaseFigures): void {
  for (let i = 0; i < batch.count; i++) {
    const started = performance.now()
    times.add(performance.now() - started)
  }
}

function apply(network: AtomNetwork, batch: RuleBatch, i: number): void {
  const kind = batch.kind[i]!
  const device = batch.device[i]!
  const address = batch.address[i]!
  const length = batch.length[i]!
  if (kind === ruleKinds.add) network.add(device, address, length, batch.action[i]!)
  else if (kind === ruleKinds.mod) network.set(device, address, length, batch.action[i]!)
  else if (kind === ruleKinds.del) network.remove(device, address, length)
  else applyFilter(network, batch, i)
}

function applyFilter(network: AtomNetwork, batch: RuleBatch, i: number): void {
  const kind = batch.kind[i]!
  const device = batch.device[i]!
  const port = batch.address[i]!
  const direction = batch.length[i]! === 1 ? 'out' : 'in'
  if (kind === ruleKinds.acl) network.addFilterRule(batch.action[i]!, batch.rules[i]!)
  else if (kind === ruleKinds.unacl) network.removeFilterRule(device, batch.action[i]!)
  else if (kind === ruleKinds.bind) network.bind(device, port, direction, batch.action[i]!)
  else network.unbind(device, port, direction)
}
