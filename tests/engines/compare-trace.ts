import { AtomNetwork, ternaryEngine, type TernaryNetwork } from '@paranet/verifier'
import { readEvents, type TraceEvent, TraceOracle } from './trace-oracle.js'

/** How much was compared, and what did not agree. */
export interface Compared {
  packets: number
  updates: number
  readonly disagreements: string[]
}

type Change = Extract<TraceEvent, { device: number }>

/** Replays a trace in the engine of atoms and in the oracle. After every update, packets from every device to the corners of its prefix and beside them are compared
 *  (next ports at each device; loops, black holes, cut prefixes); and at all corners of all rules as often as it takes to come to so many packets. The
 *  engine of open bits answers for the state before the first mark and for the last. */
export function compareTrace(text: string, packets: number): Compared {
  const events = readEvents(text)
  const changes = events.filter((event): event is Change => 'device' in event)
  const corners = [...new Set(changes.flatMap(cornersOf))]
  const network = new AtomNetwork()
  const oracle = new TraceOracle()
  const done: Compared = { packets: 0, updates: 0, disagreements: [] }
  let isLoading = true
  const sweep = () => {
    network.settle()
    for (const address of corners) compareAddress(network, oracle, address, done)
  }
  const loaded: Change[] = []
  const updates = Math.max(1, changes.length - events.findIndex(({ kind }) => kind === 'mark'))
  let nextSweep = 0
  for (const event of events) {
    oracle.take(event)
    if ('device' in event) loaded.push(event)
    apply(network, event)
    if (event.kind === 'mark') {
      if (isLoading) compareTernary(events, loaded, oracle, corners, done)
      isLoading = false
    }
    if (isLoading) continue
    network.settle()
    done.updates++
    if ('device' in event) for (const address of cornersOf(event)) compareAddress(network, oracle, address, done)
    if (done.updates < nextSweep || done.packets >= packets) continue
    sweep()
    nextSweep = done.updates + Math.max(1, Math.floor((updates * corners.length * oracle.devices) / packets))
  }
  while (done.packets < packets && done.disagreements.length === 0) sweep()
  compareTernary(events, loaded, oracle, corners, done)
  return done
}

function cornersOf({ address, length }: Change): number[] {
  const last = address + 2 ** (32 - length) - 1
  return [address - 1, address, last, last + 1].filter((one) => one >= 0 && one < 2 ** 32)
}

function apply(network: AtomNetwork, event: TraceEvent): void {
  if (event.kind === 'node') network.addDevice()
  else if (event.kind === 'link') network.addLink(...event.ends)
  else if (event.kind !== 'mark') {
    const { kind, device, address, length, ports } = event
    if (kind === 'own') network.own(device, address | 0, length)
    else if (kind === 'del') network.remove(device, address | 0, length)
    else if (kind === 'add') network.add(device, address | 0, length, network.action(device, ports))
    else network.set(device, address | 0, length, network.action(device, ports))
  }
}

function compareAddress(network: AtomNetwork, oracle: TraceOracle, address: number, done: Compared): void {
  const { tree, state } = network.inside
  const { rows, hops, findings } = state
  let atom = 0
  for (let node = 0; node >= 0; ) {
    const size = tree.length[node]!
    if (size > 0 && (address ^ tree.address[node]!) >>> (32 - size) !== 0) break
    if (tree.atom[node]! >= 0) atom = tree.atom[node]!
    if (size === 32) break
    node = (address >>> (31 - size)) & 1 ? tree.high[node]! : tree.low[node]!
  }
  const fate = oracle.fateOf(address)
  const [, owner, loops, strays, holes] = findings.facts.subarray(atom * 8, atom * 8 + 8)
  const found = [loops! > 0, holes, owner !== -1 && loops! + strays! > 0].join()
  const expected = [fate.goesRound, fate.holes, fate.isCut].join()
  if (found !== expected) disagree(done, `${address}: loop, holes, cut: ${found}, not ${expected}`)
  fate.ports.forEach((ports, device) => {
    const cell = rows.cells[rows.blockOf[atom * rows.blocksPerRow + (device >> 5)]! * 32 + (device & 31)]!
    const own = hops.actionPorts[device]![cell & 0x7fff]!
    if (text(own) !== text(ports ?? []))
      disagree(done, `${address} at device ${device}: ${text(own)}, not ${text(ports ?? [])}`)
    done.packets++
  })
}

const text = (ports: readonly number[]): string =>
  ports.length < 2 ? ports.join() : [...ports].sort((a, b) => a - b).join()

function disagree({ disagreements }: Compared, what: string): void {
  if (disagreements.length < 20) disagreements.push(what)
}

/** The same packets through the engine of open bits: each device a box, with one more port for what it delivers. */
function compareTernary(
  events: readonly TraceEvent[],
  changes: readonly Change[],
  oracle: TraceOracle,
  corners: readonly number[],
  done: Compared,
): void {
  const { network, local } = ternaryOf(events, changes)
  const outcome = ternaryEngine(network)
  if (outcome.kind !== 'ready') return disagree(done, `open bits: ${JSON.stringify(outcome)}`)
  for (const address of corners) {
    const fate = oracle.fateOf(address)
    for (let device = 0; device < oracle.devices; device++) {
      const answer = outcome.engine.fateOf({ box: device, port: local }, [address])
      if (answer.kind !== 'fate') return disagree(done, `open bits: ${answer.exploded}`)
      const { ends, goesRound } = oracle.endsOf(device, fate)
      const leaves = answer.leaves.map(({ box, port }) => `${box}:${port === local ? -2 : port}`).sort()
      if (answer.goesRound !== goesRound || leaves.join() !== [...ends].sort().join())
        disagree(done, `${address} from device ${device}, open bits: ${leaves.join()}, not ${[...ends].join()}`)
      done.packets++
    }
  }
}

function ternaryOf(
  events: readonly TraceEvent[],
  changes: readonly Change[],
): { network: TernaryNetwork; local: number } {
  const rules = new Map<string, Change>()
  for (const change of changes) {
    const key = `${change.device} ${change.address} ${change.length}`
    const held = rules.get(key)
    if (held?.kind === 'own') continue
    if (change.kind === 'del') rules.delete(key)
    else if (change.kind === 'add' && held) rules.set(key, { ...change, ports: [...held.ports, ...change.ports] })
    else rules.set(key, change)
  }
  const links = events.flatMap((event) => (event.kind === 'link' ? [event.ends] : []))
  const local = Math.max(0, ...links.flatMap(([, a, , b]) => [a, b]), ...changes.flatMap(({ ports }) => ports)) + 1
  const devices = events.filter(({ kind }) => kind === 'node').length
  const boxes = Array.from({ length: devices }, (_, device) => ({
    name: `d${device}`,
    ports: local + 1,
    rules: [...rules.values()]
      .filter((rule) => rule.device === device)
      .sort((a, b) => b.length - a.length)
      .map(({ kind, address, length, ports }) => ({
        match: [{ value: address, mask: 2 ** 32 - 2 ** (32 - length) }],
        ports: kind === 'own' ? [local] : ports.flatMap((port) => (port === -1 ? [] : [port === -2 ? local : port])),
      })),
  }))
  return {
    local,
    network: {
      fields: [{ name: 'dst', bits: 32 }],
      boxes,
      links: links.map(
        ([a, from, b, to]) =>
          [
            { box: a, port: from },
            { box: b, port: to },
          ] as const,
      ),
    },
  }
}
