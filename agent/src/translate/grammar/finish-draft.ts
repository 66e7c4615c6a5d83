import type { Draft } from './frames/draft.js'
import type { Names } from './names.js'
import type { Ends } from './phrases/read-ends.js'

const any: Ends = {
  places: [{ kind: 'any', values: ['any'], doubts: [], from: 0, to: 0 }],
  except: [],
  isChoice: false,
}

/** Completes a draft: ends that go without saying, questions for those that do not, and what the network must agree to. */
export function finishDraft(draft: Draft, names: Names): void {
  const ask = (question: string) => draft.doubts.push({ question, from: draft.start, to: draft.end })
  if (draft.kind === 'isolate') completeDenial(draft, ask)
  if (draft.kind === 'route' || draft.kind === 'allow') completeRoute(draft, ask)
  for (const [ends, word] of [
    [draft.from, 'from'],
    [draft.to, 'to'],
  ] as const)
    if (ends) checkEnds(draft, ends, word, ask)
  if (draft.from && isForeign(draft.from, names))
    ask('what is left out lies not inside the rest: who or what is excepted?')
  checkLoop(draft, ask)
  checkProducer(draft, names, ask)
  if (draft.isPairwise && draft.from && draft.to && draft.from.places.length !== draft.to.places.length)
    ask(`"respectively" joins ${draft.from.places.length} with ${draft.to.places.length}: which belongs to which?`)
  for (const key of ['rate', 'dscp', 'class'] as const)
    if (wants[key].includes(draft.kind) && !draft.entries.has(key)) ask(`${draft.kind}: which ${key}?`)
}

/** "A may reach B but not C": where C is no part of B, it is kept from A by an intent of its own. */
export function splitException(draft: Draft, names: Names): Draft[] {
  const { to } = draft
  if (
    draft.kind === 'isolate' &&
    to &&
    to.except.length > 0 &&
    lacksParts(to, names) &&
    (!draft.from || isAny(draft.from))
  )
    return [{ ...draft, from: { ...any, except: to.except }, to: { ...to, except: [] } }]
  if (!to || to.except.length === 0 || !lacksParts(to, names)) return [draft]
  if (draft.kind !== 'route' && draft.kind !== 'allow') {
    draft.doubts.push({
      question: 'what is left out lies not inside the rest: who or what is excepted?',
      from: draft.start,
      to: draft.end,
    })
    return [draft]
  }
  const rest: Draft = { ...draft, to: { ...to, except: [] } }
  const traffic = draft.entries.get('traffic')
  const denied: Draft = {
    ...draft,
    kind: 'isolate',
    to: { places: to.except, except: [], isChoice: false },
    entries: new Map(traffic === undefined ? [] : [['traffic', traffic]]),
    doubts: [],
    supposed: [],
  }
  return [rest, denied]
}

/** Whether the ends are single nodes, none of them excepted: then nothing can be taken from them. */
function lacksParts({ places, except }: Ends, { index }: Names): boolean {
  const left = new Set(except.flatMap(({ values }) => values))
  return (
    places.every(
      ({ kind, values }) =>
        kind === 'named' && values.every((value) => index.nodeId.has(value.replaceAll('"', '')) && !left.has(value)),
    ) && except.every(({ kind }) => kind === 'named')
  )
}

const wants: Readonly<Record<'rate' | 'dscp' | 'class', readonly string[]>> = {
  rate: ['limit'],
  dscp: ['mark'],
  class: ['qos'],
}

function completeDenial(draft: Draft, ask: (question: string) => void): void {
  const hasTraffic = draft.entries.has('traffic')
  if (!draft.from && !draft.to && hasTraffic) draft.supposed.push('everywhere')
  else if (!draft.to && !hasTraffic && draft.from !== undefined && !isAny(draft.from))
    ask('from what should it be kept apart?')
  draft.from ??= any
  draft.to ??= any
  if (isAny(draft.from) && isAny(draft.to) && !hasTraffic)
    ask('what should be blocked, and for whom? as said, it would be everything')
}

function completeRoute(draft: Draft, ask: (question: string) => void): void {
  if (!draft.from && !draft.to) ask('from where, and to where?')
  else if (!draft.from) ask('from where? say who should reach it')
  else if (!draft.to) ask('to where? say what should be reached')
  else if (isAny(draft.from) && isAny(draft.to) && !draft.entries.has('traffic'))
    ask('should really everything reach everything?')
}

const isAny = (ends: Ends): boolean => ends.places.every(({ kind }) => kind === 'any') && ends.except.length === 0

function checkEnds(draft: Draft, ends: Ends, word: string, ask: (question: string) => void): void {
  for (const { doubts } of [...ends.places, ...ends.except])
    for (const doubt of doubts) if (!draft.doubts.includes(doubt)) draft.doubts.push(doubt)
  if (ends.isChoice && ends.places.length > 1 && draft.kind !== 'isolate') ask(`${word} all of them, or any one?`)
}

/** Whether what is excepted is surely no part of the rest: other names, none of them a group or region. */
const isForeign = ({ places, except }: Ends, { index }: Names): boolean =>
  except.length > 0 &&
  places.every(({ kind, values }) => kind === 'named' && values.every((value) => !index.groups.has(value))) &&
  except.every(({ kind, values }) => kind === 'named' && values.every((value) => !index.nodeId.has(value))) &&
  !except.some(({ values }) => places.some((place) => place.values.some((value) => values.includes(value))))

/** Traffic from a place to itself, or through one of its own ends, is hardly meant. */
function checkLoop(draft: Draft, ask: (question: string) => void): void {
  if (draft.kind !== 'route' && draft.kind !== 'allow' && draft.kind !== 'isolate') return
  const names = (ends: Ends | undefined) =>
    ends?.except.length ? [] : (ends?.places.flatMap(({ values }) => values) ?? [])
  const [from, to] = [names(draft.from), names(draft.to)]
  if (from.length === 1 && to.length === 1 && from[0] === to[0] && from[0] !== 'any')
    ask(`from ${from[0]} to itself: where should the other end be?`)
  const via = (draft.entries.get('via') ?? '').split(/, | then |one of /)
  const end = [...from, ...to].find((name) => name !== 'any' && via.includes(name))
  if (end !== undefined)
    ask(`${end} is an end of this traffic and cannot be on its way as well: through what should it pass?`)
}

/** A producer that is named must produce what is asked for. */
function checkProducer(draft: Draft, names: Names, ask: (question: string) => void): void {
  const producer = draft.entries.get('~producer')
  if (producer === undefined) return
  const node = names.index.nodes[names.index.nodeId.get(producer) ?? -1]
  const wanted = (draft.to?.places ?? []).flatMap(({ values }) =>
    values.map((value) => value.replace(/^prefix\((.*)\)$/, '$1')),
  )
  const isRight = wanted.every((name) => node?.produces.some((own) => name === own || name.startsWith(`${own}/`)))
  if (!isRight) ask(`${producer} does not produce ${wanted.join(', ')}: from where should it come?`)
}
