import type { Diagnostic } from '@paranet/language'
import type { FlowIntent, Intent, TopologyIndex, Treatment } from '@paranet/network'
import { entriesOf, isFlow, isTreating, treatmentsOf } from '@paranet/network'
import { ClaimSpace } from '../classes/claim-space.js'
import { withPermissions } from '../classes/permissions.js'
import { joined } from '../state/joined.js'
import { NextHops } from '../state/next-hops.js'
import { isSameList } from '../plan/plan-memo.js'
import type { NeededEntry } from '../state/state-builder.js'
import { needed, StateBuilder } from '../state/state-builder.js'
import { ClassWays } from '../treatments/class-ways.js'
import { actionOf, addFlow, flowConflicts, flowPriority, matchesMeet } from '../treatments/flow-entries.js'
import { inseparableClasses } from '../treatments/inseparable.js'
import { addQueues, qosPlaces } from '../treatments/qos-queues.js'
import { treatedText, treatmentConflicts } from '../treatments/treatment-conflicts.js'
import { sightsOf } from '../treatments/treatment-entries.js'
import type { Composed } from './compose.js'
import type { PassContext, PassResult } from './pass.js'
import { reportAt } from './report.js'
import type { Synthesized } from './synthesize.js'

/** Adds what flows, marks, limits and qos need to what the devices do already, with its owners. In: intents in the order in which they are
 *  placed. Reports `conflict` between two of one priority, `shadowed` flows, `inseparable` classes, `over-capacity` of links whose queues are guaranteed
 *  more than they carry. Without such intents the states stay the same objects. */
export function treat(synthesized: Synthesized, composed: Composed, context: PassContext): PassResult<Synthesized> {
  const { index, memo } = context
  const { byId, select } = composed
  const flows = select(isFlow)
  const treatments = treatmentsOf(index, select(isTreating)).filter(({ class: its }) => its.sources.length > 0)
  if (flows.length + treatments.length === 0) return { output: synthesized, diagnostics: [] }
  const exact = new ClaimSpace(index)
  const builder = new StateBuilder(index)
  const about = memo.keep(
    index,
    'reports of treatments',
    (last) => isSameList(last.treatments, treatments),
    () => ({
      treatments,
      conflicts: treatmentConflicts(index, treatments, exact, byId),
      inseparable: inseparableClasses(index, treatments, byId),
    }),
  )
  const diagnostics: Diagnostic[] = [
    ...about.conflicts,
    ...flowConflicts(flows, exact, byId),
    ...about.inseparable,
    ...untreated(context, treatments, composed),
    ...addFlows({ flows, byId, synthesized, index }, builder),
  ]
  addMarksAndPolicers(context, treatments, builder)
  const forwarding = joined({ index, memo }, 'forwarding', synthesized, builder)
  const places = qosPlaces(
    context,
    treatments.filter(({ action }) => action.kind === 'qos'),
    new ClassWays(index, forwarding.state, exact),
    exact,
  )
  const queues = new StateBuilder(index)
  diagnostics.push(...addQueues(context, places, queues, byId))
  return { output: joined({ index, memo }, 'queues', forwarding, queues), diagnostics }
}

/** Treatments of packets that nobody may send: a treatment permits nothing by itself. */
function untreated(
  { index, memo }: PassContext,
  treatments: readonly Treatment[],
  { claims, byId }: Composed,
): Diagnostic[] {
  if (index.topology.default === 'open' || treatments.length === 0) return []
  return withPermissions(index, memo, claims, (permissions) =>
    treatments
      .filter(({ class: its }) => permissions.letThrough(its).length === 0)
      .map(({ intent: id }) => {
        const intent = byId.get(id)
        return reportAt(intent, 'untreated', 'warning', {
          message: `nothing lets the class of "${intent?.name}" through: there is nothing to treat`,
          hint: 'a `route` or `allow` must let it through',
        })
      }),
  )
}

/** What flows are added with. */
interface FlowContext {
  readonly flows: readonly FlowIntent[]
  readonly byId: ReadonlyMap<string, Intent>
  readonly synthesized: Synthesized
  readonly index: TopologyIndex
}

function addFlows({ flows, byId, synthesized, index }: FlowContext, builder: StateBuilder): Diagnostic[] {
  if (flows.length === 0) return []
  const hops = new NextHops(index)
  return flows.flatMap((flow) => {
    const place = (device: string) => priorityAt(synthesized, byId, index, hops, flow, device)
    addFlow(index, hops, flow, builder, place)
    return shadows(flow, flows)
  })
}

/** Of equal classes the lower rate holds, and both own its entries. */
function addMarksAndPolicers(
  { index, memo }: PassContext,
  treatments: readonly Treatment[],
  builder: StateBuilder,
): void {
  const limits = new Map<string, Treatment[]>()
  for (const one of treatments)
    if (one.action.kind === 'limit') {
      const equal = limits.get(limitKey(one))
      if (equal) equal.push(one)
      else limits.set(limitKey(one), [one])
    }
  for (const treatment of treatments) {
    const { action } = treatment
    if (action.kind === 'qos') continue
    const stricter = action.kind === 'limit' ? strictest(limits.get(limitKey(treatment)) ?? [treatment]) : action
    const make = () => ({ stricter, entries: entriesFor(index, treatment, stricter) })
    const known = memo.of(index, 'treated', treatment, make)
    if (known.stricter !== stricter) Object.assign(known, make())
    builder.addAll(known.entries)
  }
}

function entriesFor(index: TopologyIndex, treatment: Treatment, action: MarkOrLimit): NeededEntry[] {
  const priority = treatment.priority * 4
  return sightsOf(index, treatment).map(({ device, interface: name, match }) => {
    const common = { ...(name === undefined ? {} : { interface: name }), priority, match }
    const entry =
      action.kind === 'mark'
        ? ({ kind: 'mark', ...common, dscp: action.dscp } as const)
        : ({ ...common, direction: 'in', ...rateOf(action), kind: 'policer' } as const)
    return needed(index.nodes[device]?.name ?? '', entry, [treatment.intent])
  })
}

type MarkOrLimit = Exclude<Treatment['action'], { kind: 'qos' }>
type Limit = Extract<Treatment['action'], { kind: 'limit' }>

const rateOf = ({ bucket, rate, burst }: Limit) => ({ bucket, rate, burst })

/** Worked out once for each treatment. */
function limitKey(limit: Treatment): string {
  let key = limitKeys.get(limit)
  if (key === undefined) limitKeys.set(limit, (key = `${limit.priority} ${treatedText(limit)}`))
  return key
}

const limitKeys = new WeakMap<Treatment, string>()

function strictest(equal: readonly Treatment[]): Limit {
  const [lowest] = equal
    .map(({ action }) => action as Limit)
    .sort((a, b) => a.rate - b.rate || a.burst - b.burst || (a.bucket < b.bucket ? -1 : 1))
  return lowest as Limit
}

/** The priority of a flow's policy route: on its own scale, but above every entry of intents of lower priority that it meets, since those may
 *  have taken higher numbers for classes inside others. */
function priorityAt(
  { state, ledger }: Synthesized,
  intents: ReadonlyMap<string, Intent>,
  index: TopologyIndex,
  hops: NextHops,
  flow: FlowIntent,
  device: string,
): number {
  const action = JSON.stringify(actionOf(index, hops, device, flow))
  let priority = flowPriority(flow)
  for (const [key, entry] of entriesOf(state.get(device) ?? { device, routes: [], policyRoutes: [], filters: [] })) {
    if (entry.kind !== 'policy-route' || JSON.stringify(entry.action) === action) continue
    const owners = ledger.get(device)?.get(key) ?? []
    const isBelow = owners.every((owner) => priorityOf(intents.get(owner)) < flow.priority)
    const { match, inInterface } = entry
    const meets = matchesMeet(flow.match, { ...match, ...(inInterface === undefined ? {} : { inInterface }) })
    if (isBelow && meets && entry.priority >= priority) priority = entry.priority + 1
  }
  return priority
}

const priorityOf = (intent: Intent | undefined): number =>
  intent === undefined ? -1 : intent.kind === 'assert' ? intent.asserts.priority : intent.priority

/** A flow all of whose packets another one of higher priority takes on every device. */
function shadows(flow: FlowIntent, flows: readonly FlowIntent[]): Diagnostic[] {
  const above = flows.find(
    (other) =>
      other.priority > flow.priority &&
      flow.at.every((device) => other.at.includes(device)) &&
      Object.entries(other.match).every(
        ([field, value]) => JSON.stringify(flow.match[field as keyof typeof flow.match]) === JSON.stringify(value),
      ) &&
      JSON.stringify(other.action) !== JSON.stringify(flow.action),
  )
  if (!above || flow.yields) return []
  return [
    reportAt(flow, 'shadowed', 'warning', {
      message: `"${flow.name}" never applies: "${above.name}" has a higher priority and takes all its packets`,
      hint: 'raise its `priority`, or remove it',
      related: [{ intent: above, message: `"${above.name}" is here` }],
    }),
  ]
}
