import type { Ends, Place } from '../phrases/read-ends.js'
import { doubt } from './build.js'
import type { Clause, PlacedEnds } from './collect.js'
import { has } from './decide.js'
import { buildBaseline, buildNat, buildPeer, buildProtect } from './devices.js'
import type { Draft } from './draft.js'

const single = (place: Place): Ends => ({ places: [place], except: [], isChoice: false })

/** What a place is called in the text of an intent. */
export const valuesOf = (ends: Ends | undefined): string =>
  ends?.places.flatMap(({ values }) => values).join(', ') ?? ''

const any: Ends = {
  places: [{ kind: 'any', values: ['any'], doubts: [], from: 0, to: 0 }],
  except: [],
  isChoice: false,
}

/** Gives ends and keys to the kinds that are more than "who talks to whom". False where the plain roles are right. */
export function buildSpecial(draft: Draft, clause: Clause): boolean {
  switch (draft.kind) {
    case 'geocast':
      return buildGeocast(draft, clause)
    case 'multicast':
      return buildMulticast(draft, clause)
    case 'cache':
      return buildCache(draft, clause)
    case 'drain':
      return buildDrain(draft, clause)
    case 'mirror':
      return buildMirror(draft, clause)
    case 'balance':
      return buildBalance(draft, clause)
    case 'qos':
    case 'limit':
    case 'mark':
      return buildPolicy(draft, clause)
    case 'nat':
      buildNat(draft, clause)
      return true
    case 'peer':
      buildPeer(draft, clause)
      return true
    case 'baseline':
      buildBaseline(draft, clause)
      return true
    case 'protect':
      buildProtect(draft, clause)
      return true
    default:
      return buildNamed(draft, clause)
  }
}

function setPlaces(draft: Draft, clause: Clause, key: string, ends: Ends | undefined, question: string): void {
  if (!ends) return doubt(draft, clause, question)
  for (const { doubts } of [...ends.places, ...ends.except]) draft.doubts.push(...doubts)
  const value = valuesOf(ends)
  if (value !== '') draft.entries.set(key, value)
}

function buildGeocast(draft: Draft, clause: Clause): boolean {
  const area = clause.settings.find(({ key }) => key === 'area')
  setPlaces(
    draft,
    clause,
    'source',
    clause.from[0]?.ends ?? clause.bare[0]?.ends ?? clause.by[0]?.ends,
    'from where should it be sent?',
  )
  if (area) draft.entries.set('area', area.value)
  return true
}

const all = (clause: Clause): PlacedEnds[] =>
  [...clause.bare, ...clause.from, ...clause.to, ...clause.at, ...clause.for, ...clause.by, ...clause.between].sort(
    (a, b) => a.at - b.at,
  )

const ofKind = (clause: Clause, kind: Place['kind']): Place[] =>
  all(clause)
    .flatMap(({ ends }) => ends.places)
    .filter((place) => place.kind === kind)

const without = (list: readonly PlacedEnds[], kind: Place['kind']): Ends | undefined =>
  list.map(({ ends }) => ends).find((ends) => ends.places.every((place) => place.kind !== kind))

function buildMulticast(draft: Draft, clause: Clause): boolean {
  setPlaces(
    draft,
    clause,
    'source',
    without([...clause.from, ...clause.by], 'multicast') ??
      (clause.to.length > 0 ? without(clause.bare, 'multicast') : undefined),
    'from where is it sent?',
  )
  const [group] = ofKind(clause, 'multicast')
  if (group) draft.entries.set('group', group.values.join(', '))
  setPlaces(
    draft,
    clause,
    'receivers',
    without([...clause.to, ...clause.for, ...clause.at], 'multicast') ??
      (clause.from.length > 0 ? without(clause.bare, 'multicast') : undefined),
    'who should receive it?',
  )
  return true
}

function buildCache(draft: Draft, clause: Clause): boolean {
  draft.entries.set(
    'names',
    ofKind(clause, 'ndn')
      .flatMap(({ values }) => values)
      .join(', '),
  )
  setPlaces(
    draft,
    clause,
    'at',
    without([...clause.at, ...clause.to, ...clause.by, ...clause.for, ...clause.bare, ...clause.from], 'ndn'),
    'at which nodes should it be cached?',
  )
  return true
}

function buildDrain(draft: Draft, clause: Clause): boolean {
  const target = clause.bare[0]?.ends ?? clause.at[0]?.ends ?? clause.for[0]?.ends ?? clause.from[0]?.ends
  if (!target) doubt(draft, clause, 'which node should be drained?')
  else draft.from = target
  return true
}

/** The last "to" says where the copies go; one before it says whose traffic is copied. */
function buildMirror(draft: Draft, clause: Clause): boolean {
  const targets = [...clause.to]
  const [first] = clause.bare
  const copies = targets.pop()?.ends ?? (clause.from.length > 0 ? undefined : clause.bare.at(1)?.ends)
  setPlaces(draft, clause, 'copy_to', copies, 'where should the copies go?')
  const between = clause.between[0]?.ends
  draft.from =
    between && between.places[0]
      ? single(between.places[0])
      : (clause.from[0]?.ends ??
        clause.by[0]?.ends ??
        (first && (targets.length === 0 || first.at < (targets[0]?.at ?? 0)) ? first.ends : any))
  draft.to = between?.places[1] ? single(between.places[1]) : (targets[0]?.ends ?? any)
  if (
    clause.from.length + targets.length + clause.bare.length + clause.between.length === 0 &&
    clause.traffic.length === 0
  )
    doubt(draft, clause, 'whose traffic should be mirrored?')
  const at = clause.at[0]?.ends
  if (at) setPlaces(draft, clause, 'at', at, '')
  return true
}

function buildBalance(draft: Draft, clause: Clause): boolean {
  const over = clause.via.flat()[0]
  const target =
    clause.between[0]?.ends ??
    clause.to[0]?.ends ??
    clause.at.find(({ ends }) => ends.places.length > 0)?.ends ??
    clause.bare.at(-1)?.ends
  const values = over ? over.values : (target?.places.flatMap(({ values: its }) => its) ?? [])
  draft.doubts.push(...(over ? over.doubts : (target?.places.flatMap(({ doubts }) => doubts) ?? [])))
  if (values.length === 0) doubt(draft, clause, 'over which servers should it be balanced?')
  draft.from = clause.from[0]?.ends ?? any
  draft.entries.set('to', `one of ${values.join(', ')}`)
  const weights = values.map((value) => clause.weights.find(({ place }) => valuesOf(place) === value)?.factor ?? 1)
  if (clause.weights.length > 0) draft.entries.set('weights', weights.join(', '))
  return true
}

/** qos, limit and mark: whose traffic, to where, at which devices. */
function buildPolicy(draft: Draft, clause: Clause): boolean {
  const between = clause.between[0]?.ends
  const bare = clause.bare.map(({ ends }) => ends)
  draft.from =
    (between?.places[0] && single(between.places[0])) ??
    clause.from[0]?.ends ??
    clause.for[0]?.ends ??
    bare[0] ??
    clause.by[0]?.ends ??
    (clause.to.length > 0 || clause.traffic.length > 0 ? any : draft.from) ??
    any
  const second = clause.from.length + clause.for.length > 0 ? bare[0] : bare[1]
  draft.to =
    (between?.places[1] && single(between.places[1])) ??
    clause.to[0]?.ends ??
    second ??
    clause.at.find(({ ends }) => ends.places.every(({ kind }) => kind === 'internet'))?.ends ??
    (draft.kind === 'qos' && draft.from !== any ? draft.from : any)
  if (draft.from === any && draft.to === any && clause.traffic.length === 0)
    doubt(draft, clause, 'whose traffic is meant?')
  const at = clause.at.find(({ ends }) => ends !== draft.from && ends !== draft.to)?.ends
  if (at) setPlaces(draft, clause, 'at', at, '')
  if (draft.kind === 'qos' && clause.words.has('n-voice')) draft.entries.set('class', 'ef')
  else if (draft.kind === 'qos' && !clause.settings.some(({ key }) => key === 'class' || key === 'dscp'))
    doubt(draft, clause, 'which class should it have: ef, af41, cs3…?')
  return true
}

/** Names flow to who asks: "consumers in oslo want /ndn/video from the studio". */
function buildNamed(draft: Draft, clause: Clause): boolean {
  const names = ofKind(clause, 'ndn')
  const [first] = names
  if (!first) return false
  const value = names.map(({ values }) => `prefix(${values[0]})`)
  const named: Ends = { places: [{ ...first, values: value }], except: [], isChoice: false }
  const asking =
    has(clause, 'v-want', 'v-reach', 'v-permit', 'n-access') ||
    clause.to.some(({ ends }) => ends.places.some(({ kind }) => kind === 'ndn'))
  const others = (list: readonly PlacedEnds[]) => without(list, 'ndn')
  const askers = asking
    ? (others(clause.bare) ?? others(clause.for) ?? others(clause.at) ?? others(clause.from) ?? others(clause.by))
    : (others(clause.to) ?? others(clause.for) ?? others(clause.bare) ?? others(clause.at))
  if (askers) draft.from = askers
  draft.to = named
  draft.entries.set('protocol', 'ndn')
  const producer = others(clause.from)
  if (producer && producer !== askers) draft.entries.set('~producer', valuesOf(producer))
  return true
}
