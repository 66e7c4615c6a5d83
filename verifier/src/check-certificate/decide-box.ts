import type { DeviceState, NextHopGroups, PacketMatch, RouteAction } from '@paranet/network'
import type { NextStep } from '../certificate/certificate.js'
import type { Box } from './header-box.js'
import { boxesOf, Refusal, relate, withDscp } from './header-box.js'

interface Rule {
  readonly key: string
  readonly match: PacketMatch
  readonly interface?: string | undefined
  readonly priority: number
  readonly isPermit?: boolean
  readonly dscp?: number
  readonly action?: RouteAction
}

/** What a device does to all packets of a box. */
export interface Decision {
  readonly entries: readonly string[]
  readonly next: readonly (NextStep & { readonly isPermitted: boolean })[]
  /** As they go on. */
  readonly box: Box
}

interface Lists extends Readonly<Record<'forward' | 'marks' | 'policies' | 'routes', readonly Rule[]>> {
  /** By interface. */
  readonly in: ReadonlyMap<string | undefined, readonly Rule[]>
  readonly out: ReadonlyMap<string | undefined, readonly Rule[]>
}

const known = new WeakMap<DeviceState, Lists>()

function listsOf(state: DeviceState): Lists {
  let lists = known.get(state)
  if (!lists) known.set(state, (lists = makeLists(state)))
  return lists
}

function makeLists(state: DeviceState): Lists {
  const sorted = (rules: Rule[]) => rules.sort((a, b) => b.priority - a.priority || (a.key < b.key ? -1 : 1))
  const filters = (wanted: string) =>
    sorted(
      state.filters
        .filter(({ direction }) => direction === wanted)
        .map(({ interface: at, priority, match, action }) => {
          const key = `filter ${wanted}${at === undefined ? '' : ` ${at}`} ${priority} ${matchText(match)}`
          return { key, interface: at, priority, match, isPermit: action === 'permit' }
        }),
    )
  return {
    in: byInterface(filters('in')),
    out: byInterface(filters('out')),
    forward: filters('forward'),
    marks: sorted(
      (state.marks ?? []).map((one) => ({
        ...one,
        key: `mark${one.interface === undefined ? '' : ` in ${one.interface}`} ${one.priority} ${matchText(one.match)}`,
      })),
    ),
    policies: sorted(
      state.policyRoutes.map(({ priority, match, action, inInterface }) => {
        const place = inInterface === undefined ? '' : ` in ${inInterface}`
        const key = `policy-route ${priority}${place} ${matchText(match)}`
        return { key, priority, match, action, interface: inInterface }
      }),
    ),
    routes: sorted(
      state.routes.map(({ prefix, action }) => {
        const priority = Number(prefix.split('/')[1])
        return { key: `route ${prefix}`, priority, match: { dst: prefix }, action }
      }),
    ),
  }
}

function byInterface(rules: readonly Rule[]): Map<string | undefined, Rule[]> {
  const lists = new Map<string | undefined, Rule[]>()
  for (const rule of rules) {
    const list = lists.get(rule.interface)
    if (list) list.push(rule)
    else lists.set(rule.interface, [rule])
  }
  return lists
}

/** How entries name their match. */
function matchText({ src, dst, protocol, srcPort, dstPort, dscp, established }: PacketMatch): string {
  const range = ([a, b]: readonly [number, number]) => (a === b ? `${a}` : `${a}-${b}`)
  const words = [
    src === undefined ? '' : `src ${src}`,
    dst === undefined ? '' : `dst ${dst}`,
    protocol === undefined ? '' : `proto ${protocol}`,
    srcPort ? `src-port ${range(srcPort)}` : '',
    dstPort ? `dst-port ${range(dstPort)}` : '',
    dscp === undefined ? '' : `dscp ${dscp}`,
    established === undefined ? '' : established ? 'established' : 'new',
  ].filter((word) => word !== '')
  return words.length === 0 ? 'any' : words.join(' ')
}

/** Hears of a match that holds a part of a box: the box is to be cut there. */
export class Mixed extends Refusal {
  readonly match: PacketMatch

  constructor(match: PacketMatch, what: string) {
    super(`packets of one class are treated apart by ${what}`)
    this.match = match
  }
}

/** The first rule of an interface's list that holds the box; none of those before it may hold a part of it. */
function firstOf(rules: readonly Rule[] = [], box: Box, at: string | undefined, isAny: boolean): Rule | undefined {
  for (const rule of rules) {
    if (rule.interface !== at && !(isAny && rule.interface === undefined)) continue
    const relation = relate(box, boxesOf(rule.match))
    if (relation === 'partly') throw new Mixed(rule.match, `"${rule.key}"`)
    if (relation === 'within') return rule
  }
  return undefined
}

/** What a device does to a box that comes in by an interface: in filter, mark, forward filter, policy routes and routes, out filter. `live` picks the next
 *  hops of ordered groups. Devices that translate the packets, or send them along a tree, are refused; copies too where they matter. */
export function decideBox(
  state: DeviceState,
  arrived: Box,
  inInterface: string,
  live: (groups: NextHopGroups) => readonly string[],
  mayCopy: boolean,
): Decision {
  const lists = listsOf(state)
  const entries: string[] = []
  const take = <Found extends Rule | undefined>(rule: Found): Found => {
    if (rule) entries.push(rule.key)
    return rule
  }
  const ended = (box: Box): Decision => ({ entries, next: [], box })
  if (take(firstOf(lists.in.get(inInterface), arrived, inInterface, false))?.isPermit === false) return ended(arrived)
  const mark = take(firstOf(lists.marks, arrived, inInterface, true))
  const box = mark?.dscp === undefined ? arrived : withDscp(arrived, mark.dscp)
  refuseOthers(state, box, mayCopy)
  if (take(firstOf(lists.forward, box, undefined, false))?.isPermit === false) return ended(box)
  const route = take(firstOf(lists.policies, box, inInterface, true) ?? firstOf(lists.routes, box, undefined, false))
  const outs = !route?.action || route.action.kind === 'drop' ? [] : outsOf(route.action, live)
  const next = outs.map((out) => {
    const rule = firstOf(lists.out.get(out), box, out, false)
    return { out, ...(rule ? { entry: rule.key } : {}), isPermitted: rule?.isPermit !== false }
  })
  return { entries, next, box }
}

const outsOf = (
  action: Exclude<RouteAction, { readonly kind: 'drop' }>,
  live: (groups: NextHopGroups) => readonly string[],
): readonly string[] => (action.kind === 'deliver' ? [action.interface] : live(action.groups))

function refuseOthers(
  { device, translations = [], copies = [], groupRoutes = [] }: DeviceState,
  box: Box,
  mayCopy: boolean,
) {
  const meets = (match: PacketMatch) => relate(box, boxesOf(match)) !== 'apart'
  const isAnswering = box.spans[6]?.[1] === 1
  if (translations.length > 0 && (isAnswering || translations.some(({ match }) => meets(match))))
    throw new Refusal(`${device} translates addresses`)
  if (!mayCopy && copies.some(({ match }) => meets(match))) throw new Refusal(`${device} copies packets`)
  for (const { source, group } of groupRoutes)
    if (meets({ src: source, dst: `${group}` as typeof source })) throw new Refusal(`${device} sends to a group`)
}
