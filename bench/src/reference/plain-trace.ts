import { type PortFilterRule, portOf } from '@paranet/verifier'
import { Latencies } from '../trace/latencies.js'
import { readTrace, type RuleBatch, ruleKinds } from '../trace/read-trace.js'
import { GaveUp, PlainBdd } from './plain-bdd.js'

export interface PlainTrace {
  readonly loadS: number
  /** Rules that it came to before the first mark. */
  readonly rules: number
  readonly updates: Latencies
  readonly gaveUp: boolean
}

interface Trie {
  action?: number
  readonly sides: [Trie?, Trie?]
}

interface Device {
  readonly routes: Trie
  readonly actions: (readonly number[])[]
  /** Per action: the packets that it is for. */
  readonly sets: number[]
  readonly behind: Map<number, { device: number; port: number }>
}

interface Filter {
  readonly rules: Map<number, PortFilterRule>
  set: number
}

/** Replays a trace with one set per device and action and one per filter. After each change the packets that it moved are followed from the device, until they
 *  are at an end, or back (a loop). */
export function plainTrace(file: string): PlainTrace {
  const bdd = new PlainBdd()
  const network = new PlainNetwork(bdd)
  const updates = new Latencies()
  const started = performance.now()
  const load = { s: 0, rules: 0, isDone: false }
  let gaveUp = false
  try {
    readTrace(file, {
      node: () => network.addDevice(),
      link: (from, fromPort, to, toPort) => network.link(from, fromPort, to, toPort),
      own: (device, address, length) => network.change(device, address, length, 0),
      action: (device, ports) => network.devices[device]!.actions.push(ports) - 1,
      filter: () => void network.filters.push({ rules: new Map(), set: 0 }),
      rules: (batch) => {
        for (let i = 0; i < batch.count; i++) {
          const from = performance.now()
          apply(network, batch, i)
          if (load.isDone) updates.add(performance.now() - from)
          else load.rules++
          if (i % 16 === 0) bdd.check()
        }
      },
      mark: () => {
        if (!load.isDone) load.s = (performance.now() - started) / 1000
        load.isDone = network.isLoaded = true
      },
    })
  } catch (error) {
    if (!(error instanceof GaveUp)) throw error
    gaveUp = true
  }
  if (!load.isDone) load.s = (performance.now() - started) / 1000
  return { loadS: load.s, rules: load.rules, updates, gaveUp }
}

function apply(network: PlainNetwork, batch: RuleBatch, i: number): void {
  const [kind, device, address] = [batch.kind[i]!, batch.device[i]!, batch.address[i]!]
  const [length, action] = [batch.length[i]!, batch.action[i]!]
  if (kind === ruleKinds.add || kind === ruleKinds.mod) network.change(device, address, length, action)
  else if (kind === ruleKinds.del) network.change(device, address, length, undefined)
  else if (kind === ruleKinds.acl) network.changeFilter(action, batch.rules[i]!.seq, batch.rules[i])
  else if (kind === ruleKinds.unacl) network.changeFilter(device, action, undefined)
  else network.bind(`${device}:${address}:${length}`, kind === ruleKinds.bind ? action : undefined)
}

class PlainNetwork {
  readonly devices: Device[] = []
  readonly filters: Filter[] = []
  isLoaded = false
  loops = 0
  readonly #bdd: PlainBdd
  readonly #bound = new Map<string, number>()

  constructor(bdd: PlainBdd) {
    this.#bdd = bdd
  }

  addDevice(): void {
    const actions = [[portOf.local]]
    this.devices.push({ routes: { sides: [] }, actions, sets: [], behind: new Map() })
  }

  link(from: number, fromPort: number, to: number, toPort: number): void {
    this.devices[from]!.behind.set(fromPort, { device: to, port: toPort })
    this.devices[to]!.behind.set(toPort, { device: from, port: fromPort })
  }

  /** A route comes, changes, or goes. */
  change(at: number, address: number, length: number, action: number | undefined): void {
    const { routes, sets } = this.devices[at]!
    let above: number | undefined
    let node = routes
    for (let bit = 0; bit < length; bit++) {
      above = node.action ?? above
      node = node.sides[(address >>> (31 - bit)) & 1] ??= { sides: [] }
    }
    const before = node.action ?? above
    if (action === undefined) delete node.action
    else node.action = action
    const after = action ?? above
    if (before === after) return
    const moved = this.#bdd.bits(0, 32, address >>> 0, 2 ** 32 - 2 ** (32 - length), this.#left(node, length))
    if (before !== undefined) sets[before] = this.#bdd.minus(sets[before]!, moved)
    if (after === undefined) return
    sets[after] = this.#bdd.or(sets[after] ?? 0, moved)
    if (this.isLoaded && this.#goesRound(at, at, moved, 0)) this.loops++
  }

  /** What longer routes leave of a node's addresses. */
  #left(node: Trie, depth: number): number {
    const side = (one: Trie | undefined): number =>
      one === undefined ? 1 : one.action !== undefined ? 0 : this.#left(one, depth + 1)
    return depth === 32 ? 1 : this.#bdd.node(depth, side(node.sides[0]), side(node.sides[1]))
  }

  /** A filter's set is made anew from its list. */
  changeFilter(at: number, seq: number, rule: PortFilterRule | undefined): void {
    const filter = this.filters[at]!
    if (rule) filter.rules.set(seq, rule)
    else filter.rules.delete(seq)
    if (!this.isLoaded) return
    const before = filter.set
    this.#makeSet(filter)
    this.#follow(at, this.#bdd.minus(filter.set, before))
  }

  #makeSet(filter: Filter): void {
    filter.set = 0
    for (const rule of [...filter.rules.values()].sort((a, b) => b.seq - a.seq)) {
      const set = this.#headers(rule)
      filter.set = rule.isPermit ? this.#bdd.or(filter.set, set) : this.#bdd.minus(filter.set, set)
    }
  }

  #headers({ dst, dstLength, src, srcLength, protocol, srcPorts, dstPorts }: PortFilterRule): number {
    const address = (at: number, value: number, length: number, below: number) =>
      this.#bdd.bits(at, 32, value >>> 0, 2 ** 32 - 2 ** (32 - length), below)
    const own = protocol < 0 ? 1 : this.#bdd.bits(96, 8, protocol, 255, 1)
    const ports = this.#bdd.range(64, 16, ...dstPorts, this.#bdd.range(80, 16, ...srcPorts, own))
    return address(0, dst, dstLength, address(32, src, srcLength, ports))
  }

  bind(place: string, filter: number | undefined): void {
    if (filter === undefined) this.#bound.delete(place)
    else {
      this.#bound.set(place, filter)
      this.#makeSet(this.filters[filter]!)
    }
  }

  /** Packets that a filter lets through now are followed from the devices where it is bound. */
  #follow(filter: number, fresh: number): void {
    if (fresh === 0) return
    for (const [place, bound] of this.#bound) {
      const device = Number(place.split(':')[0])
      if (bound === filter && this.#goesRound(device, device, fresh, 0)) this.loops++
    }
  }

  #goesRound(start: number, at: number, set: number, depth: number): boolean {
    const { sets, actions, behind } = this.devices[at]!
    if (depth > this.devices.length) return true
    return actions.some((ports, action) => {
      const taken = this.#bdd.and(set, sets[action] ?? 0)
      if (taken === 0) return false
      return ports.some((port) => {
        const next = port >= 0 ? behind.get(port) : undefined
        if (!next) return false
        const out = this.#through(`${at}:${port}:1`, taken)
        const through = this.#through(`${next.device}:${next.port}:0`, out)
        if (through === 0) return false
        return next.device === start || this.#goesRound(start, next.device, through, depth + 1)
      })
    })
  }

  #through(place: string, set: number): number {
    const filter = this.#bound.get(place)
    return filter === undefined ? set : this.#bdd.and(set, this.filters[filter]!.set)
  }
}
