import type { AtomState } from './check-atom.js'
import { type DownWalk, eraseRule, writeRule } from './change-rule.js'
import type { Findings } from './findings.js'
import { factsPerAtom, makeFindings } from './findings.js'
import {
  actionBits,
  blockSize,
  cellAt,
  fitRows,
  hasOwnBlock,
  makeForwardingRows,
  newBlock,
  ownRule,
} from './forwarding-rows.js'
import { type LoopSearch, makeLoopSearch } from './loop-search.js'
import { actionFor, actions, addDevice, addLink, makeNextHops, unionOf } from './next-hops.js'
import { changePort, forgetClasses, ruleChanged } from './port-filters/change-filter.js'
import { type FilteredFacts, makeFilteredFacts, recountAll } from './port-filters/filtered-facts.js'
import {
  addFilteringDevice,
  type Direction,
  forgetGates,
  makePortFilters,
  type PortFilters,
} from './port-filters/gates.js'
import {
  dropRule,
  enterRule,
  type FilterRule,
  kinds,
  makePortFilter,
  type PortFilter,
} from './port-filters/port-filter.js'
import { findPrefix, insertPrefix, makePrefixTree, type PrefixTree } from './prefix-tree.js'
import { settle } from './settle.js'
import { splitAtom } from './split-atom.js'

/** Atoms of owned prefixes of which a filter denies packets on some device's way, and how many became so since the last reset. */
export interface FilteredSums {
  readonly filtered: number
  readonly newFiltered: number
}

/** How much may be made for one question. */
export interface AtomLimits {
  /** Decision nodes that the set of what one filter permits to one class of destinations may cost. */
  readonly filterNodes?: number
}

const defaultFilterNodes = 1 << 18

/** A filter's class of destinations of which it is not known whether all packets are permitted, some or none: `unknown`, and what exploded. */
export interface UndecidedClass {
  readonly reason: 'budget'
  readonly filter: number
  readonly address: number
  readonly length: number
}

/** The whole network's forwarding by destination address, and what is wrong with it, exact after every change of a rule. Devices,
 *  ports and actions are numbers; addresses are signed 32-bit integers with no bits beyond the prefix. Starts in loading: rules are only
 *  noted until `settle`, which checks everything at once; from then on each change is checked as it comes. */
export class AtomNetwork {
  readonly #tree: PrefixTree = makePrefixTree()
  readonly #state: AtomState & { search: LoopSearch; filtered: FilteredFacts | undefined }
  readonly #walk: DownWalk = { stack: new Int32Array(64) }
  /** Devices that own an atom's prefix. */
  readonly #owners = new Map<number, number[]>()
  /** Rules that do nothing, as the device owns the same prefix: by atom and device. */
  readonly #shadowed = new Map<number, number>()
  readonly #filters: PortFilters
  #isLoading = true
  #rules = 0

  constructor({ filterNodes = defaultFilterNodes }: AtomLimits = {}) {
    this.#filters = makePortFilters(filterNodes)
    this.#state = {
      rows: makeForwardingRows(),
      hops: makeNextHops(),
      findings: makeFindings(),
      search: makeLoopSearch(0),
      filtered: undefined,
    }
  }

  addDevice(): number {
    this.#reload()
    addFilteringDevice(this.#filters)
    return addDevice(this.#state.hops)
  }

  /** Joins two ports, both ways. Ports are numbers per device; one that no link names leads out of the network. */
  addLink(from: number, fromPort: number, to: number, toPort: number): void {
    this.#reload()
    addLink(this.#state.hops, from, fromPort, to, toPort)
    this.#filters.peerPort[from]!.set(fromPort, toPort)
    this.#filters.peerPort[to]!.set(toPort, fromPort)
  }

  /** Packets to the prefix, and to no longer one that the device has a rule for, are delivered at the device. */
  own(device: number, address: number, length: number): void {
    this.#reload()
    const atom = this.#atom(address, length)
    const owners = this.#owners.get(atom) ?? []
    if (owners.includes(device)) return
    this.#owners.set(atom, [...owners, device])
    const cell = this.#loadingCell(atom, device)
    const { cells } = this.#state.rows
    if ((cells[cell]! & ownRule) !== 0) this.#shadowed.set(this.#key(atom, device), cells[cell]! & actionBits)
    cells[cell] = actions.owned | ownRule
  }

  /** The number of the action that sends to these ports; ports -1 and -2 are drop and local. */
  action(device: number, ports: readonly number[]): number {
    return actionFor(this.#state.hops, device, ports)
  }

  /** A rule; where the device has one for this prefix, packets are spread over the ports of both. */
  add(device: number, address: number, length: number, action: number): void {
    this.#write(device, address, length, action, true)
  }

  /** A rule in place of the one that the device may have for this prefix. */
  set(device: number, address: number, length: number, action: number): void {
    this.#write(device, address, length, action, false)
  }

  /** Takes a rule away; answers whether there was one. */
  remove(device: number, address: number, length: number): boolean {
    const tree = this.#tree
    const node = findPrefix(tree, address, length)
    if (node < 0) return false
    const atom = tree.atom[node]!
    const { rows } = this.#state
    if (!hasOwnBlock(rows, atom, device >> 5)) return false
    const cell = cellAt(rows, atom, device)
    const held = rows.cells[cell]!
    if ((held & ownRule) === 0) return false
    if (held === (actions.owned | ownRule)) return this.#unshadow(atom, device)
    this.#rules -= 1
    if (this.#isLoading) rows.cells[cell] = 0
    else eraseRule(this.#state, tree, this.#walk, atom, device)
    return true
  }

  /** A filter without rules, which denies everything; answers its number. */
  addFilter(): number {
    return this.#filters.filters.push(makePortFilter()) - 1
  }

  /** Puts a rule into a filter. Throws `RangeError` where the filter has one of this sequence number. */
  addFilterRule(filter: number, rule: FilterRule): void {
    const list = this.#filters.filters[filter]!
    if (list.bySeq.has(rule.seq)) throw new RangeError(`the filter has a rule ${rule.seq} already`)
    if (this.#isUsed(filter)) this.#atom(rule.dst, rule.dstLength)
    this.#ruleChanged(filter, enterRule(list, rule), true)
  }

  /** Takes a rule out of a filter; answers whether there was one. */
  removeFilterRule(filter: number, seq: number): boolean {
    const list = this.#filters.filters[filter]!
    const rule = list.bySeq.get(seq)
    if (rule === undefined) return false
    dropRule(list, rule)
    this.#ruleChanged(filter, rule, false)
    return true
  }

  /** Packets that come in at the port, or go out by it, pass the filter first. Takes the place of the one that was bound there. Packets that
   *  begin at a device have come in by no port. */
  bind(device: number, port: number, direction: Direction, filter: number): void {
    const bound = this.#bound(direction)[device]!
    if (bound.get(port) === filter) return
    if (!this.#isLoading) this.#cutByFilter(this.#filters.filters[filter]!)
    this.#changePort(device, port, direction, () => void bound.set(port, filter))
  }

  /** Answers whether a filter was bound there. */
  unbind(device: number, port: number, direction: Direction): boolean {
    const bound = this.#bound(direction)[device]!
    if (!bound.has(port)) return false
    this.#changePort(device, port, direction, () => void bound.delete(port))
    return true
  }

  /** Ends loading: checks everything at once. */
  settle(): void {
    if (!this.#isLoading) return
    for (let filter = 0; filter < this.#filters.filters.length; filter++) {
      const list = this.#filters.filters[filter]!
      list.kind.fill(kinds.unknown)
      list.epochs.fill(0)
      if (this.#isBound(filter)) this.#cutByFilter(list)
    }
    const state = this.#state
    state.search = makeLoopSearch(state.hops.devices)
    settle(state, this.#tree, this.#owners)
    this.#isLoading = false
    if (!state.filtered) return
    forgetGates(this.#filters, state.hops)
    recountAll(state, state.filtered)
  }

  get findings(): Readonly<Omit<Findings, 'checked' | 'facts' | 'size' | 'ownerSets'>> & FilteredSums {
    const { findings, filtered } = this.#state
    return filtered ?? { ...findings, filtered: 0, newFiltered: 0 }
  }

  /** Sets the counts of what is new to 0. */
  resetNews(): void {
    const { findings, filtered } = this.#state
    findings.newLoops = findings.newHoles = findings.newCuts = findings.checked = 0
    if (filtered) filtered.newLoops = filtered.newHoles = filtered.newCuts = filtered.newFiltered = 0
  }

  /** Classes of filters whose sets were larger than the budget: loops, black holes and denials of their packets may be told of that are none, never the other
   *  way. Costs a look at every class. */
  get undecided(): UndecidedClass[] {
    return this.#filters.filters.flatMap(({ kind, nodes, tree }, filter) =>
      nodes.flatMap((node, itsClass) =>
        kind[itsClass] === kinds.undecided
          ? [{ reason: 'budget' as const, filter, address: tree.address[node]!, length: tree.length[node]! }]
          : [],
      ),
    )
  }

  get rules(): number {
    return this.#rules
  }

  get filterRules(): number {
    return this.#filters.filters.reduce((sum, { bySeq }) => sum + bySeq.size, 0)
  }

  get atoms(): number {
    return this.#tree.atoms
  }

  get devices(): number {
    return this.#state.hops.devices
  }

  /** Memory of the arrays that are used, in bytes. */
  get bytes(): number {
    const { rows, findings, hops } = this.#state
    const [tree, rowBytes] = [this.#tree, rows.blocks * blockSize * 4 + rows.blocks * 4]
    const perAtom = rows.blocksPerRow * 4 + factsPerAtom * 4 + 8
    return (
      tree.nodes * 17 +
      tree.slots.byteLength +
      tree.atoms * perAtom +
      rowBytes +
      findings.ownerSets.length * 64 +
      hops.next.byteLength
    )
  }

  /** What an expert reads: the arrays behind. */
  get inside(): { readonly tree: PrefixTree; readonly state: AtomState } {
    return { tree: this.#tree, state: this.#state }
  }

  #write(device: number, address: number, length: number, action: number, joins: boolean): void {
    const tree = this.#tree
    const node = findPrefix(tree, address, length)
    const atom = node >= 0 ? tree.atom[node]! : this.#atom(address, length)
    const { rows, hops } = this.#state
    const cell = this.#isLoading ? this.#loadingCell(atom, device) : cellAt(rows, atom, device)
    const held = rows.cells[cell]!
    let wanted = action
    if (this.#isLoading || hasOwnBlock(rows, atom, device >> 5)) {
      if (held === (actions.owned | ownRule)) return this.#shadow(atom, device, action, joins)
      if ((held & ownRule) === 0) this.#rules += 1
      else if (joins && (held & actionBits) !== action) wanted = unionOf(hops, device, held & actionBits, action)
    } else this.#rules += 1
    if (this.#isLoading) rows.cells[cell] = wanted | ownRule
    else writeRule(this.#state, tree, this.#walk, atom, device, wanted)
  }

  #atom(address: number, length: number): number {
    const tree = this.#tree
    const node = findPrefix(tree, address, length)
    if (node >= 0) return tree.atom[node]!
    if (!this.#isLoading) return splitAtom(this.#state, tree, address, length)
    const made = insertPrefix(tree, address, length)
    return tree.atom[made]!
  }

  #bound(direction: Direction): Map<number, number>[] {
    return direction === 'in' ? this.#filters.into : this.#filters.out
  }

  #isBound(filter: number): boolean {
    const holds = (ports: Map<number, number>) => {
      for (const bound of ports.values()) if (bound === filter) return true
      return false
    }
    return this.#filters.out.some(holds) || this.#filters.into.some(holds)
  }

  /** Whether what is known of atoms depends on the filter now. */
  #isUsed(filter: number): boolean {
    return !this.#isLoading && (this.#filters.senders[filter]?.length ?? 0) > 0
  }

  #ruleChanged(filter: number, rule: number, comes: boolean): void {
    const { filtered } = this.#state
    if (this.#isUsed(filter) && filtered) ruleChanged(this.#state, filtered, filter, rule, comes)
    else forgetClasses(this.#filters.filters[filter]!, rule)
  }

  /** An atom for each prefix that a filter's rules name: then no atom lies in two classes of the filter. */
  #cutByFilter({ tree }: PortFilter): void {
    for (let node = 0; node < tree.nodes; node++)
      if (tree.atom[node]! >= 0) this.#atom(tree.address[node]!, tree.length[node]!)
  }

  #changePort(device: number, port: number, direction: Direction, change: () => void): void {
    const state = this.#state
    const isFirst = state.filtered === undefined
    state.filtered ??= makeFilteredFacts(this.#filters, this.#tree)
    const { filtered } = state
    if (this.#isLoading) return change()
    const changeAll = () => {
      change()
      forgetGates(this.#filters, state.hops)
    }
    if (!isFirst) return changePort(state, filtered, this.#sendersTo(device, port, direction), changeAll)
    changeAll()
    const { newLoops, newHoles, newCuts } = state.findings
    Object.assign(filtered, { newLoops, newHoles, newCuts })
    recountAll(state, filtered)
    filtered.newFiltered = filtered.filtered
  }

  /** Devices and their ports whose packets pass a filter bound here. */
  #sendersTo(device: number, port: number, direction: Direction): (readonly [number, number])[] {
    if (direction === 'out') return [[device, port]]
    const { hops } = this.#state
    return hops.feeders[device]!.flatMap((feeder) =>
      [...hops.behind[feeder]!].flatMap(([from, to]): (readonly [number, number])[] =>
        to === device && this.#filters.peerPort[feeder]!.get(from) === port ? [[feeder, from]] : [],
      ),
    )
  }

  #loadingCell(atom: number, device: number): number {
    const { rows, hops } = this.#state
    fitRows(rows, this.#tree.atoms, hops.devices)
    if (!hasOwnBlock(rows, atom, device >> 5)) newBlock(rows, atom, device >> 5)
    return (rows.blockOf[atom * rows.blocksPerRow + (device >> 5)]! * blockSize) | (device & 31)
  }

  /** Back to loading, where the network itself changes. */
  #reload(): void {
    this.#isLoading = true
  }

  #key(atom: number, device: number): number {
    return atom * 0x100000 + device
  }

  #shadow(atom: number, device: number, action: number, joins: boolean): void {
    const key = this.#key(atom, device)
    const held = this.#shadowed.get(key)
    if (held === undefined) this.#rules += 1
    const wanted = held !== undefined && joins ? unionOf(this.#state.hops, device, held, action) : action
    this.#shadowed.set(key, wanted)
  }

  #unshadow(atom: number, device: number): boolean {
    const had = this.#shadowed.delete(this.#key(atom, device))
    if (had) this.#rules -= 1
    return had
  }
}
