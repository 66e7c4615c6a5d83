import type { Claim, NetworkState, OwnerLedger, TopologyIndex } from '@paranet/network'
import { graphOf } from '@paranet/network'
import type { PassContext } from '../passes/pass.js'
import type { Planned } from '../passes/plan-paths.js'
import { compareInOrder } from '../passes/report.js'
import { KeptList } from '../plan/kept-list.js'
import type { PlanMemo } from '../plan/plan-memo.js'
import type { TreeWay } from '../plan/tree-ways.js'
import type { Bundle } from './device-states.js'
import { bundleOf, DeviceStates } from './device-states.js'
import type { ClaimAtPort } from './edge-filters.js'
import { filtersAt, portsOfClaim } from './edge-filters.js'
import { GuidedRoutes } from './guided-routes.js'
import { nestingDepths } from './nesting.js'
import { NextHops } from './next-hops.js'
import { openRoutes, treeRoutes } from './routes.js'
import { trackingFilters } from './tracking-filters.js'

/** Entries of all devices, kept up from one compilation to the next: what did not change is not looked at again. */
export class Synthesis {
  readonly #index: TopologyIndex
  readonly #memo: PlanMemo
  readonly #states: DeviceStates
  readonly #hops: NextHops
  readonly #trees = new KeptList<TreeWay, Bundle>()
  readonly #guided: GuidedRoutes
  readonly #claims = new KeptList<Claim, ClaimAtPorts>()
  readonly #ports: PortFilters[]
  /** The routes of an open network, of the index that it was last. */
  #opened: { readonly index: TopologyIndex; readonly bundle: Bundle } | undefined

  constructor({ index, memo }: PassContext) {
    this.#index = index
    this.#memo = memo
    this.#states = new DeviceStates(index)
    this.#hops = new NextHops(index)
    this.#guided = new GuidedRoutes({ index, memo }, this.#hops)
    this.#ports = index.ports.map(() => ({ present: [], filters: undefined, tracking: undefined }))
  }

  turnTo(
    planned: Planned,
    index: TopologyIndex,
    course: PassContext['course'],
  ): { readonly state: NetworkState; readonly ledger: OwnerLedger } {
    if (this.#index.topology.default === 'open') this.#open(planned, index)
    const trees = this.#trees.turnTo(planned.ways, (way) => bundleOf(treeRoutes(this.#index, this.#hops, way)))
    const guided = this.#guided.turnTo(planned)
    if (trees.come.length > 0) place(this.#trees.made, 1)
    if (guided.come.length > 0) {
      place(this.#guided.deliveries, 2)
      place(this.#guided.policies, 3)
    }
    this.#replace([...trees.gone, ...guided.gone], [...trees.come, ...guided.come])
    this.#turnPorts(planned.claims)
    return this.#states.built(course)
  }

  #open({ places }: Planned, index: TopologyIndex): void {
    if (this.#opened?.index === index) return
    const bundle = bundleOf(openRoutes({ index, memo: this.#memo, graph: graphOf(index) }, this.#hops, places))
    this.#replace([this.#opened?.bundle], [bundle])
    this.#opened = { index, bundle }
  }

  #turnPorts(claims: readonly Claim[]): void {
    const { gone, come } = this.#claims.turnTo(claims, (claim) => ({ claim, at: portsOfClaim(this.#index, claim) }))
    const leaving = new Set(gone.map(({ claim }) => claim))
    const changed = new Set(this.#isFiltered ? [] : this.#ports.keys())
    this.#isFiltered = true
    for (const { at } of [...gone, ...come]) for (const [port] of at) changed.add(port)
    const arriving = new Map<number, ClaimAtPort[]>()
    for (const { at } of come)
      for (const [port, one] of at) {
        const list = arriving.get(port)
        if (list) list.push(one)
        else arriving.set(port, [one])
      }
    for (const id of changed) {
      const port = this.#ports[id]
      if (!port) continue
      const left = leaving.size > 0 ? port.present.filter(({ claim }) => !leaving.has(claim)) : port.present
      port.present = [...left, ...(arriving.get(id) ?? [])].sort((a, b) => compareInOrder(a.claim, b.claim))
      this.#refilter(id, port)
    }
  }
  #isFiltered = false

  #refilter(id: number, port: PortFilters): void {
    const [index, memo] = [this.#index, this.#memo]
    const its = index.ports[id]
    if (!its) return
    const depthOf = memo.remember(index, 'nesting depths', () => nestingDepths(index))
    const filters = bundleOf(filtersAt(index, its, port.present))
    const tracking = bundleOf(trackingFilters(index, depthOf, id, port.present))
    filters.place = 4 * apart + id
    tracking.place = 5 * apart + id
    this.#replace([port.filters, port.tracking], [filters, tracking])
    port.filters = filters
    port.tracking = tracking
  }

  #replace(gone: readonly (Bundle | undefined)[], come: readonly Bundle[]): void {
    for (const bundle of gone) if (bundle) this.#states.remove(bundle)
    for (const bundle of come) this.#states.add(bundle)
  }
}

/** A claim with what it says at its ports. */
interface ClaimAtPorts {
  readonly claim: Claim
  readonly at: readonly (readonly [port: number, ClaimAtPort])[]
}

interface PortFilters {
  present: readonly ClaimAtPort[]
  filters: Bundle | undefined
  tracking: Bundle | undefined
}

/** More than all bundles of one sort. */
const apart = 2 ** 32

function place(bundles: readonly Bundle[], sort: number): void {
  for (let i = 0; i < bundles.length; i++) (bundles[i] as Bundle).place = sort * apart + i
}
