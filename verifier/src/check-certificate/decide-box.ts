import type { DeviceState, NextHopGroups, PacketMatch, RouteAction } from '@paranet/network'
import type { NextStep } from '../certificate/certificate.js'
import { ByField } from './by-field.js'
import type { Box } from './header-box.js'
import { boxesOf, fieldAt, Refusal, relate, withDscp } from './header-box.js'

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

/** Rules in the order in which a device looks at them, and where to find those for a packet. */
interface RuleList {
  readonly rules: readonly Rule[]
  readonly byField: ByField
}

/** The lists of a device, made when they are first looked at. `filter` in one direction, of one interface or of the device. */
class Lists {
  readonly #state: DeviceState
  readonly #filters = {
    in: new Map<string | undefined, RuleList>(),
    out: new Map<string | undefined, RuleList>(),
    forward: new Map<string | undefined, RuleList>(),
  }
  #marks: RuleList | undefined
  #policies: RuleList | undefined
  #routes: RuleList | undefined

  constructor(state: DeviceState) {
    this.#state = state
  }

  filter(direction: 'in' | 'out' | 'forward', at?: string): RuleList {
    let list = this.#filters[direction].get(at)
    if (!list) this.#filters[direction].set(at, (list = listOf(filterRules(this.#state, direction, at))))
    return list
  }

  get marks(): RuleList {
    return (this.#marks ??= listOf(markRules(this.#state)))
  }

  get policies(): RuleList {
    return (this.#policies ??= listOf(policyRules(this.#state)))
  }

  get routes(): RuleList {
    return (this.#routes ??= listOf(routeRules(this.#state)))
  }
}

function listOf(found: readonly Rule[]): RuleList {
  const rules = found.toSorted((a, b) => b.priority - a.priority || (a.key < b.key ? -1 : 1))
  return { rules, byField: new ByField(rules.map(({ match }) => boxesOf(match))) }
}

const filterRules = ({ filters }: DeviceState, direction: string, at: string | undefined): Rule[] =>
  filters
    .filter((one) => one.direction === direction && one.interface === at)
    .map(({ priority, match, action }) => {
      const key = `filter ${direction}${at === undefined ? '' : ` ${at}`} ${priority} ${matchText(match)}`
      return { key, interface: at, priority, match, isPermit: action === 'permit' }
    })

const markRules = ({ marks = [] }: DeviceState): Rule[] =>
  marks.map((one) => {
    const place = one.interface === undefined ? '' : ` in ${one.interface}`
    return { ...one, key: `mark${place} ${one.priority} ${matchText(one.match)}` }
  })

const policyRules = ({ policyRoutes }: DeviceState): Rule[] =>
  policyRoutes.map(({ priority, match, action, inInterface }) => {
    const place = inInterface === undefined ? '' : ` in ${inInterface}`
    const key = `policy-route ${priority}${place} ${matchText(match)}`
    return { key, priority, match, action, interface: inInterface }
  })

const routeRules = ({ routes }: DeviceState): Rule[] =>
  routes.map(({ prefix, action }) => {
    const priority = Number(prefix.split('/')[1])
    return { key: `route ${prefix}`, priority, match: { dst: prefix }, action }
  })

const known = new WeakMap<DeviceState, Lists>()

function listsOf(state: DeviceState): Lists {
  let lists = known.get(state)
  if (!lists) known.set(state, (lists = new Lists(state)))
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
function firstOf({ rules, byField }: RuleList, box: Box, at: string | undefined, isAny: boolean): Rule | undefined {
  for (const place of byField.placesOf(box)) {
    const rule = rules[place] as Rule
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
  if (take(firstOf(lists.filter('in', inInterface), arrived, inInterface, false))?.isPermit === false)
    return ended(arrived)
  const mark = take(firstOf(lists.marks, arrived, inInterface, true))
  const box = mark?.dscp === undefined ? arrived : withDscp(arrived, mark.dscp)
  refuseOthers(state, box, mayCopy)
  if (take(firstOf(lists.filter('forward'), box, undefined, false))?.isPermit === false) return ended(box)
  const route = take(firstOf(lists.policies, box, inInterface, true) ?? firstOf(lists.routes, box, undefined, false))
  const outs = !route?.action || route.action.kind === 'drop' ? [] : outsOf(route.action, live)
  const next = outs.map((out) => {
    const rule = firstOf(lists.filter('out', out), box, out, false)
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
  const isAnswering = box.ends[fieldAt.established + 1] === 1
  if (translations.length > 0 && (isAnswering || translations.some(({ match }) => meets(match))))
    throw new Refusal(`${device} translates addresses`)
  if (!mayCopy && copies.some(({ match }) => meets(match))) throw new Refusal(`${device} copies packets`)
  for (const { source, group } of groupRoutes)
    if (meets({ src: source, dst: `${group}` as typeof source })) throw new Refusal(`${device} sends to a group`)
}
