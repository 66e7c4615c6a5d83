import type { Clause, PlacedEnds } from './collect.js'
import { has } from './decide.js'
import { type Draft, endsOf } from './draft.js'
import type { Ends } from '../phrases/read-ends.js'

interface Roles {
  from?: Ends | undefined
  to?: Ends | undefined
  isMutual?: boolean
}

const ends = (list: readonly PlacedEnds[], index = 0): Ends | undefined => list[index]?.ends

/** Who talks to whom: prepositions first, then what the verb makes of names without one. */
export function giveRoles(clause: Clause, draft: Draft): void {
  const { from, to, isMutual } = findRoles(clause, draft.kind === 'isolate')
  if (from) draft.from = from
  if (to) draft.to = to
  if (isMutual) draft.isMutual = true
}

function findRoles(clause: Clause, isDenial: boolean): Roles {
  const between = clause.between[0] && splitBetween(clause.between[0].ends)
  if (between) return { ...between, isMutual: isDenial || clause.isMutual }
  const isWay =
    clause.to.some(({ word }) => /^\p{Script=Han}/u.test(word)) && clause.bare.length + clause.from.length > 0
  const isReachable = has(clause, 'a-reachable', 'a-forbidden') && !has(clause, 'v-reach') && !isWay
  if (isReachable) return reachableRoles(clause)
  if (isDenial && !clause.to[0] && (!has(clause, 'v-reach', 'n-access') || clause.bare.length < 2))
    return denialRoles(clause)
  return plainRoles(clause, isDenial)
}

/** The last of a list is one side, the others the other. */
function splitBetween(list: Ends): Roles {
  const last = list.places.length - 1
  return { from: { ...list, places: list.places.slice(0, last) }, to: endsOf(list, last) }
}

/** "X is reachable from Y", "make X available to Y", "open web1 for the branch". */
function reachableRoles(clause: Clause): Roles {
  const target = ends(clause.bare) ?? ends(clause.at)
  const source =
    ends(clause.from) ??
    ends(clause.by) ??
    ends(clause.for) ??
    (target ? ends(clause.to) : undefined) ??
    ends(clause.bare, 1)
  return { to: target ?? ends(clause.to), from: source }
}

/** "block A from B", "isolate A from B", "separate A and B", "keep A out of B", "block ssh from A". */
function denialRoles(clause: Clause): Roles {
  const [first, second] = [ends(clause.bare), ends(clause.bare, 1)]
  const from = ends(clause.from)
  if (first && second) return { from: first, to: second, isMutual: clause.isMutual }
  // "nobody from A may reach B": only a verb of denial takes "from" for the other side.
  const isObject =
    has(clause, 'v-reach') && !isBeforeVerb(clause) && !has(clause, 'v-deny', 'v-isolate', 'v-apart', 'v-keep')
  if (first && from && isObject) return { from, to: first }
  const passive = ends(clause.by)
  if (first && from && isAny(first)) return { from, to: first }
  if (first && from) return { from: first, to: from, isMutual: clause.isMutual }
  if (first && first.places.length === 2 && (has(clause, 'v-isolate', 'v-apart') || clause.isMutual))
    return { from: endsOf(first, 0), to: endsOf(first, 1), isMutual: true }
  if (first && clause.for[0] && isInternet(first)) return { from: ends(clause.for), to: first }
  if (first && isAny(first)) return { from: from ?? first, to: ends(clause.at) ?? first }
  if (first && has(clause, 'v-reach', 'n-access'))
    return isBeforeVerb(clause) ? { from: first } : { to: first, from: passive ?? ends(clause.for) }
  if (first && clause.traffic.length > 0)
    return clause.for[0] && !passive ? { from: ends(clause.for), to: first } : { from: passive ?? first }
  return { from: from ?? first ?? ends(clause.for), to: ends(clause.at) }
}

const isInternet = (list: Ends): boolean => list.places.every(({ kind }) => kind === 'internet')

const isAny = (list: Ends): boolean => list.places.every(({ kind }) => kind === 'any') && list.except.length === 0

function isBeforeVerb(clause: Clause): boolean {
  const verb = clause.verbs.findLast(({ concepts }) => concepts.includes('v-reach') || concepts.includes('n-access'))
  return verb !== undefined && (clause.bare[0]?.at ?? 0) < verb.at
}

function plainRoles(clause: Clause, isDenial: boolean): Roles {
  const [first, second] = [ends(clause.bare), ends(clause.bare, 1)]
  let from = ends(clause.from)
  let to = ends(clause.to)
  const passive = ends(clause.by)
  if (passive && first && !to && !from && has(clause, 'v-reach')) return { from: passive, to: first }
  const partner = partnerOf(clause)
  if (partner && first && !to && (!from || from === partner))
    return { from: first, to: partner, isMutual: clause.isMutual }
  if (!from && !to && first && second) return { from: first, to: second }
  if (
    !from &&
    !to &&
    first &&
    first.places.length === 2 &&
    (clause.isMutual || has(clause, 'v-connect', 'n-access', 'v-reach')) &&
    !first.isChoice &&
    isJoining(clause)
  )
    return { from: endsOf(first, 0), to: endsOf(first, 1), isMutual: clause.isMutual }
  if (!from && to) from = first ?? ends(clause.for) ?? passive
  else if (!to && from) to = first ?? ends(clause.for) ?? ends(clause.at)
  else if (!from && !to && first)
    [from, to] =
      isBeforeVerb(clause) || !has(clause, 'v-reach', 'n-access')
        ? [first, ends(clause.at) ?? ends(clause.for)]
        : [ends(clause.for), first]
  else if (!from && !to) [from, to] = [ends(clause.for), ends(clause.at)]
  return { from, to, isMutual: clause.isMutual && !isDenial ? true : clause.isMutual }
}

/** "connect A with B", "соединение A с B": the other end, though the preposition could mean an origin. */
function partnerOf(clause: Clause): Ends | undefined {
  const other = clause.by.find(({ word }) => word === 'with') ?? clause.from.find(({ word }) => /^со?$/.test(word))
  return other && (other.word === 'with' || has(clause, 'v-connect', 'n-access')) ? other.ends : undefined
}

/** "connect A and B", "A and B can talk": the two of a list are the two ends. */
const isJoining = (clause: Clause): boolean => clause.isMutual || has(clause, 'v-connect') || !has(clause, 'v-want')
