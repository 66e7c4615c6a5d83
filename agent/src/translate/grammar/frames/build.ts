import { type TrafficItem, writeTraffic } from '../phrases/read-traffic.js'
import type { Setting } from '../phrases/read-measure.js'
import type { Things } from '../phrases/read-things.js'
import type { Clause } from './collect.js'
import { has, isDoubleNegative } from './decide.js'
import type { Draft, DraftKind } from './draft.js'
import { giveRoles } from './roles.js'
import { buildSpecial } from './special.js'

/** Makes the draft of a clause whose kind is known. Doubts go into it; it never throws. */
export function buildDraft(kind: DraftKind, clause: Clause): Draft {
  const draft: Draft = {
    kind,
    entries: new Map(),
    doubts: [],
    supposed: [],
    isMutual: false,
    isAssert: has(clause, 'v-assert'),
    isPairwise: clause.words.has('respectively'),
    start: clause.start,
    end: clause.end,
  }
  if (isDoubleNegative(clause))
    doubt(draft, clause, 'two negations in one sentence: should it be allowed or forbidden?')
  if (clause.isOnly) doubt(draft, clause, 'should all others be kept away as well? say so in a sentence of its own')
  if (kind !== 'isolate' && (clause.isNegated || clause.verbs.some(({ isNegated }) => isNegated)))
    doubt(draft, clause, looseNegation)
  if (clause.words.has('only') && !clause.isOnly && clause.traffic.length + clause.schedules.length === 0)
    doubt(draft, clause, 'only what? say in a sentence of its own what must not be')
  if (kind === 'isolate' && clause.isNegated && clause.verbs.some(({ concepts }) => concepts.includes('v-deny')))
    doubt(draft, clause, looseNegation)
  const hasBound = clause.settings.some(
    ({ key }) => key === 'rate' || key === 'latency' || key === 'hops' || key === 'duration',
  )
  if (kind === 'route' && has(clause, 'v-limit') && !hasBound)
    doubt(draft, clause, 'limited to what: which rate, latency or number of hops?')
  if (clause.words.has('unneeded'))
    doubt(draft, clause, 'what is not needed: should it be forbidden, or only not be promised?')
  if (clause.isExclusive)
    doubt(draft, clause, 'what should hold for this traffic, and what for all other? say each in a sentence of its own')
  if (!buildSpecial(draft, clause)) giveRoles(clause, draft)
  setTraffic(draft, clause.traffic)
  nameByLabel(draft, clause)
  // What a balance goes over are its ends, not its way.
  constrain(draft, kind === 'balance' ? { ...clause, via: [] } : clause)
  return draft
}

/** A negation that belongs to no verb and no way: reading on would turn the meaning round. */
export const looseNegation = 'what does the negation belong to? say it in a sentence of its own'

/** A class of traffic may have a name of its own where the intent marks or shapes it; elsewhere nobody knows what it is. */
function nameByLabel(draft: Draft, clause: Clause): void {
  const [label] = clause.labels
  if (label === undefined) return
  if (draft.kind === 'mark' || draft.kind === 'qos' || draft.kind === 'limit') draft.entries.set('~name', label)
  else doubt(draft, clause, `what is "${label}" traffic: which protocol and ports?`)
}

export const doubt = (draft: Draft, clause: Pick<Clause, 'start' | 'end'>, question: string): void =>
  void draft.doubts.push({ question, from: clause.start, to: clause.end })

/** Traffic named in a clause; several namings are one class. */
export function setTraffic(draft: Draft, traffic: readonly (readonly TrafficItem[])[]): void {
  const items = traffic.flat()
  if (items.length > 0 && !(items.length === 1 && items[0]?.protocol === 'ip'))
    draft.entries.set('traffic', writeTraffic(items))
}

/** Adds ways, bounds, protection and time to a draft, of the same clause or of a later one. */
export function constrain(draft: Draft, clause: Clause): void {
  addWays(draft, clause)
  for (const setting of clause.settings) addSetting(draft, clause, setting)
  for (const { value, doubts } of clause.schedules) {
    draft.doubts.push(...doubts)
    if (value !== '') draft.entries.set('active', value)
  }
  if (clause.words.has('n-geo')) draft.entries.set('protocol', 'geo')
  if (clause.words.has('n-direction')) draft.entries.set('reply', 'none')
  if (clause.reason !== undefined && clause.reason.trim() !== '')
    draft.entries.set('reason', JSON.stringify(clause.reason.trim()))
}

function addWays(draft: Draft, clause: Clause): void {
  const steps = clause.via.flat()
  for (const step of steps) addVia(draft, clause, step)
  if (clause.via.some((chain, index) => index < clause.via.length - 1 && (chain.at(-1)?.values.length ?? 0) > 1))
    doubt(draft, clause, 'whose way is it? say each way in a sentence of its own')
  addThings(draft, 'avoid', clause.avoid)
  addThings(draft, 'prefer', clause.prefer)
  const passes = clause.verbs.filter(
    ({ concepts }) => concepts.includes('v-pass') || concepts.includes('v-avoid') || concepts.includes('v-prefer'),
  )
  if (
    draft.kind !== 'route' &&
    draft.kind !== 'allow' &&
    (steps.length > 0 || clause.avoid.length + clause.prefer.length > 0)
  )
    doubt(
      draft,
      clause,
      `a way through or around something belongs to a route, not to ${draft.kind}: what should happen there?`,
    )
  if (
    passes.length > 0 &&
    steps.length + clause.avoid.length + clause.prefer.length === 0 &&
    clause.settings.length === 0 &&
    draft.kind === 'route' &&
    !draft.to
  )
    doubt(draft, clause, 'through what, or around what?')
}

function addVia(draft: Draft, clause: Clause, step: Things): void {
  draft.doubts.push(...step.doubts)
  if (
    step.values.some((value) => value.startsWith('link ') || value.startsWith('region ') || value.startsWith('risk '))
  )
    return doubt(
      draft,
      clause,
      'a route can pass devices; a link or region can only be avoided or preferred: which is meant?',
    )
  if (step.values.length === 0) return
  const before = draft.entries.get('via')
  if (step.isChoice && step.values.length > 1)
    draft.entries.set(
      'via',
      [before, `one of ${step.values.join(', ')}`].filter((part) => part !== undefined).join(' then '),
    )
  else draft.entries.set('via', [before, ...step.values].filter((part) => part !== undefined).join(' then '))
  if (!step.isChoice && step.values.length > 1)
    draft.supposed.push('waypoints are passed in the order in which they are named')
}

function addThings(draft: Draft, key: 'avoid' | 'prefer', all: readonly Things[]): void {
  for (const { values, doubts } of all) {
    draft.doubts.push(...doubts)
    const before = draft.entries.get(key)
    if (values.length > 0) draft.entries.set(key, [before, ...values].filter((part) => part !== undefined).join(', '))
  }
}

/** Kinds whose own frames took the settings of devices. */
const deviceKinds: ReadonlySet<DraftKind> = new Set(['peer', 'baseline', 'protect'])

const routeOnly = new Set<Setting['key']>(['latency', 'hops', 'loss', 'availability', 'survive', 'paths', 'restored'])

function addSetting(draft: Draft, clause: Clause, setting: Setting): void {
  const { value, doubts = [] } = setting
  const key = setting.key === 'percent' ? percentKey(clause) : setting.key
  draft.doubts.push(...doubts)
  const isProtection = draft.kind === 'protect' && key === 'survive'
  if (routeOnly.has(key) && !isProtection && draft.kind !== 'route' && draft.kind !== 'allow')
    return doubt(draft, clause, `"${value}" belongs to a route, not to ${draft.kind}: is a route wanted as well?`)
  switch (key) {
    case 'latency':
      return put(draft, clause, 'latency', `<= ${value}`)
    case 'loss':
      return put(draft, clause, 'loss', `<= ${value}`)
    case 'hops':
      return put(draft, clause, 'max_hops', value)
    case 'rate':
      return addRate(draft, clause, setting)
    case 'restored':
      return put(draft, clause, 'survive', `${draft.entries.get('survive') ?? '1 link'} restored within ${value}`, true)
    case 'duration':
      if (clause.words.has('n-latency') && has(clause, 'v-limit')) return put(draft, clause, 'latency', `<= ${value}`)
      if (draft.kind === 'cache') return put(draft, clause, 'ttl', value)
      return doubt(draft, clause, `what should be ${value}: the latency, or a time to keep something?`)
    case 'ttl':
      if (draft.kind === 'cache') return put(draft, clause, 'ttl', value)
      return doubt(draft, clause, `what should last ${value}?`)
    case 'as':
    case 'interface':
    case 'baseline':
    case 'routes':
      return draft.entries.has(key) || deviceKinds.has(draft.kind)
        ? undefined
        : doubt(draft, clause, `what does "${value}" belong to?`)
    case 'percent':
      return doubt(draft, clause, `${value} of what: the loss, or the availability?`)
    case 'paths':
      return addPathCount(draft, clause, setting)
    case 'dscp':
    case 'class':
      return addCode(draft, clause, setting)
    case 'weights':
    case 'size':
    case 'policy':
    case 'burst':
    case 'even':
      return addOwn(draft, clause, setting)
    case 'area':
      return draft.kind === 'geocast'
        ? undefined
        : doubt(draft, clause, 'an area belongs to a geocast: what should be sent there?')
    default:
      return put(draft, clause, key, value)
  }
}

/** What a percentage measures, where its noun stands apart from it. */
const percentKey = ({ words }: Clause): Setting['key'] =>
  words.has('n-loss') === words.has('n-availability') ? 'percent' : words.has('n-loss') ? 'loss' : 'availability'

const owners: Readonly<Record<string, DraftKind>> = {
  weights: 'balance',
  even: 'balance',
  size: 'cache',
  policy: 'cache',
  burst: 'limit',
}

function addOwn(draft: Draft, clause: Clause, { key, value }: Setting): void {
  if (draft.kind !== owners[key] && !(key === 'even' && draft.entries.has('paths')))
    return doubt(draft, clause, `what does "${value || 'evenly'}" apply to?`)
  if (key !== 'even') put(draft, clause, key, value)
}

/** A key that is said twice with two values is asked about. */
function put(draft: Draft, clause: Clause, key: string, value: string, isOverriding = false): void {
  const before = draft.entries.get(key)
  if (before !== undefined && before !== value && !isOverriding)
    doubt(draft, clause, `${key} is given twice, ${before} and ${value}: which holds?`)
  draft.entries.set(key, value)
}

function addRate(draft: Draft, clause: Clause, { value, bound, isEach }: Setting): void {
  switch (draft.kind) {
    case 'limit':
      return put(draft, clause, 'rate', value)
    case 'qos':
      return put(draft, clause, bound === 'max' || (has(clause, 'v-limit') && bound !== 'min') ? 'max' : 'min', value)
    case 'route':
      if (bound === 'max') return doubt(draft, clause, `should ${value} be reserved, or be the most that may pass?`)
      return put(draft, clause, isEach ? 'each' : 'bandwidth', value)
    default:
      return doubt(draft, clause, `what does ${value} apply to?`)
  }
}

function addPathCount(draft: Draft, clause: Clause, { value, bound }: Setting): void {
  const isSpread = has(clause, 'v-balance') || clause.words.has('even') || clause.words.has('equal-cost')
  if (bound === 'min' && !isSpread)
    doubt(draft, clause, `should the paths be disjoint, or equal paths that share the load?`)
  put(draft, clause, 'paths', value)
}

function addCode(draft: Draft, clause: Clause, { value }: Setting): void {
  if (draft.kind === 'mark') return put(draft, clause, 'dscp', value)
  if (draft.kind === 'qos') return put(draft, clause, 'class', value)
  const before = draft.entries.get('traffic')
  draft.entries.set('traffic', before === undefined ? `dscp ${value}` : `${before} dscp ${value}`)
  if (before?.includes(' or ')) doubt(draft, clause, `does DSCP ${value} hold for all of the traffic?`)
}
