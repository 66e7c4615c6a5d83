import { quoteName } from '@paranet/language'
import type { Ends } from './phrases/read-ends.js'
import type { Draft } from './frames/draft.js'

/** One intent as the language writes it, in pieces. */
export interface IntentText {
  readonly kind: string
  readonly keys: readonly (readonly [key: string, value: string])[]
  readonly isAssert: boolean
  /** `drain r2`: what stands as its name. */
  readonly subject?: string
  /** What the words call it. */
  readonly label?: string
}

export const writeEnds = (ends: Ends): string => {
  const of = (places: Ends['places']) => places.flatMap(({ values }) => values).join(', ')
  return ends.except.length > 0 ? `${of(ends.places)} except ${of(ends.except)}` : of(ends.places)
}

const order = [
  'routes',
  'from',
  'to',
  'source',
  'group',
  'receivers',
  'names',
  'area',
  'at',
  'as',
  'traffic',
  'protocol',
  'via',
  'avoid',
  'prefer',
  'paths',
  'max_hops',
  'latency',
  'bandwidth',
  'each',
  'loss',
  'availability',
  'survive',
  'class',
  'min',
  'max',
  'rate',
  'burst',
  'dscp',
  'copy_to',
  'weights',
  'size',
  'policy',
  'ttl',
  'priority',
  'active',
  'reply',
  'reason',
]

/** The intents that a draft without doubts stands for: both directions, or pair by pair, are several. */
export function intentsOf(draft: Draft): IntentText[] {
  if (draft.kind === 'drain')
    return (draft.from?.places ?? [])
      .flatMap(({ values }) => values)
      .map((subject) => ({ kind: 'drain', keys: activeOf(draft), isAssert: false, subject }))
  return pairsOf(draft).map(([from, to]) => {
    const entries = new Map([...draft.entries].filter(([key]) => !key.startsWith('~')))
    if (from !== undefined) entries.set('from', from)
    if (to !== undefined && !entries.has('to')) entries.set('to', to)
    const keys = [...entries].sort(([a], [b]) => order.indexOf(a) - order.indexOf(b))
    const label = draft.entries.get('~name')
    return { kind: draft.kind, keys, isAssert: draft.isAssert, ...(label === undefined ? {} : { label }) }
  })
}

const activeOf = (draft: Draft): (readonly [string, string])[] =>
  [...draft.entries].filter(([key]) => key === 'active' || key === 'reason')

function pairsOf(draft: Draft): (readonly [string | undefined, string | undefined])[] {
  const { from, to } = draft
  const [a, b] = [from && writeEnds(from), to && writeEnds(to)]
  if (draft.isPairwise && from && to && from.places.length === to.places.length)
    return from.places.map((place, index) => [place.values.join(', '), to.places[index]?.values.join(', ')] as const)
  if (draft.isMutual && a !== b)
    return [
      [a, b],
      [b, a],
    ]
  return [[a, b]]
}

const longestName = 48

/** Statements of the language, each with a name made from what it says; names are unique in the text. */
export function printIntents(intents: readonly IntentText[]): string {
  const taken = new Map<string, number>()
  return intents
    .map((intent) => {
      const body = `{ ${intent.keys.map(([key, value]) => `${key}: ${value}`).join(', ')} }`
      if (intent.subject !== undefined)
        return `${intent.kind} ${intent.subject} ${intent.keys.length > 0 ? body : '{ }'}\n`
      const name = uniqueName(intent.label === undefined ? nameOf(intent) : quoteName(intent.label), taken)
      return intent.isAssert ? `assert ${name} { ${intent.kind} ${body} }\n` : `${intent.kind} ${name} ${body}\n`
    })
    .join('')
}

function nameOf({ kind, keys }: IntentText): string {
  const value = (key: string) => keys.find(([own]) => own === key)?.[1]
  const parts = [
    value('from') ?? value('source') ?? value('names'),
    value('to') ?? value('receivers') ?? value('at'),
  ].filter((part) => part !== undefined)
  const slug = parts
    .map((part) =>
      part
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}]+/gu, '-')
        .replaceAll(/^-|-$/g, ''),
    )
    .join('-to-')
  const cut = (slug === '' ? kind : slug).slice(0, longestName).replace(/-+$/, '')
  return quoteName(/^\p{N}|^(?:to|from)$/u.test(cut) ? `${kind}-${cut}` : cut)
}

function uniqueName(name: string, taken: Map<string, number>): string {
  const count = (taken.get(name) ?? 0) + 1
  taken.set(name, count)
  if (count === 1) return name
  const next = `${name}-${count}`
  return taken.has(next) ? uniqueName(next, taken) : next
}
