import type { Diagnostic, StatementChange, TextEdit } from '@paranet/language'
import { editsBetween } from '@paranet/language'
import type { Intent } from '@paranet/network'
import { claimsOf, scheduleOf } from '@paranet/network'
import { mayShare } from '../classes/sharing.js'
import type { Said } from './feasibility.js'
import { Feasibility } from './feasibility.js'
import { viaText } from './parts.js'
import { costs, leftOut, orderings } from './relaxations.js'
import type { WrittenIntents } from './text.js'
import { readIntents, writeChanges } from './text.js'
import { whyNot } from './why-not.js'

/** A change of the text after which a diagnostic is not there any more, nor any new error. */
export interface Fix {
  readonly title: string
  readonly edits: readonly TextEdit[]
}

interface Wish {
  readonly title: string
  readonly cost: number
  readonly intent: string
  readonly change: StatementChange
}

/** Codes that the plan gives: what to ask for instead is searched for. */
const planCodes: readonly string[] = [
  'no-path',
  'over-capacity',
  'latency-unreachable',
  'hops-unreachable',
  'too-few-paths',
  'not-protected',
]

/** How to mend what a diagnostic says, cheapest first; each was written down, read and compiled again. Empty where nothing is known that helps. */
export function fixesOf(written: WrittenIntents, diagnostic: Diagnostic): Fix[] {
  const ids = spokenOf(written, diagnostic)
  const intents = ids.flatMap((id) => written.intents.filter((intent) => intent.id === id))
  const [first] = ids
  if (first === undefined) return []
  if (planCodes.includes(diagnostic.code) || (diagnostic.code === 'unsupported-by-target' && asksProtocol(intents[0])))
    return whyNot({ ...written, targets: [first] }).relaxations.map(({ title, edits }) => ({ title, edits }))
  const feasibility = new Feasibility(written.index)
  const wishes = wishesFor(diagnostic.code, intents).sort((a, b) => a.cost - b.cost || (a.title < b.title ? -1 : 1))
  return wishes.flatMap((wish) => {
    const edits = proved(feasibility, written, wish, { code: diagnostic.code, ids })
    return edits ? [{ title: wish.title, edits }] : []
  })
}

/** Whether only some devices can carry it. */
const asksProtocol = (intent: Intent | undefined): boolean => intent?.kind === 'route' && intent.protocol !== undefined

/** The intents at whose places it is reported, and those that it relates to. */
function spokenOf({ intents }: WrittenIntents, { file, span, related = [] }: Diagnostic): string[] {
  const at = (place: { readonly file: string; readonly span: Diagnostic['span'] }) =>
    intents.find(({ source }) => source?.file === place.file && source.offset === place.span.offset)?.id ?? []
  return [...new Set([{ file, span }, ...related].flatMap(at))]
}

function wishesFor(code: string, [intent, ...others]: readonly Intent[]): Wish[] {
  if (!intent) return []
  const gone = leftOut(intent, costs.intent)
  switch (code) {
    case 'conflict':
      return [intent, ...others]
        .flatMap((one) => [
          ...orderings(one, [intent, ...others]),
          ...(one.kind === 'route' && one.via.length > 0 ? [sameWay(one, others[0] === one ? intent : others[0])] : []),
          leftOut(one, costs.intent),
        ])
        .filter((wish) => wish !== undefined)
    case 'shadowed':
      return [...raised(intent, others), yielding(intent), gone]
    case 'partly-shadowed':
      return [sameWay(intent, others[0]), withoutWay(intent), gone].filter((wish) => wish !== undefined)
    case 'redundant':
      return [gone]
    case 'never-active':
      return [
        {
          ...gone,
          title: `let ${intent.name} be active always`,
          cost: costs.item,
          change: { kind: 'unset', key: 'active' },
        },
        gone,
      ]
    case 'stateless-reply':
      return [answered(intent, 'stateless', costs.item), answered(intent, 'none', costs.weaker)]
    default:
      return []
  }
}

const answered = ({ id, name }: Intent, value: 'stateless' | 'none', cost: number): Wish => ({
  title:
    value === 'none' ? `let no answers to ${name} back` : `let all answers to ${name} back: the reversed class is open`,
  cost,
  intent: id,
  change: { kind: 'set', key: 'reply', value },
})

const priorityOf = (intent: Intent): number => (intent.kind === 'assert' ? intent.asserts.priority : intent.priority)

function raised(intent: Intent, others: readonly Intent[]): Wish[] {
  const priority = Math.max(...others.map(priorityOf)) + 1
  if (!(priority <= 1000)) return []
  const title = `put ${intent.name} above ${others.map(({ name }) => name).join(', ')}, by priority ${priority}`
  return [
    { title, cost: costs.order, intent: intent.id, change: { kind: 'set', key: 'priority', value: String(priority) } },
  ]
}

const yielding = ({ id, name }: Intent): Wish => ({
  title: `say that ${name} yields`,
  cost: costs.item,
  intent: id,
  change: { kind: 'set', key: 'yields', value: 'true' },
})

function sameWay(intent: Intent, other: Intent | undefined): Wish | undefined {
  if (intent.kind !== 'route' || other?.kind !== 'route' || other.via.length === 0) return undefined
  const value = viaText(other.via)
  const title = `send ${intent.name} by ${value}, as ${other.name}`
  return { title, cost: costs.weaker, intent: intent.id, change: { kind: 'set', key: 'via', value } }
}

const withoutWay = ({ id, name }: Intent): Wish => ({
  title: `drop \`via\` of ${name}`,
  cost: costs.key,
  intent: id,
  change: { kind: 'unset', key: 'via' },
})

/** More intents than these are not compiled as a whole for each fix. */
const mostCompiled = 1000

function proved(
  feasibility: Feasibility,
  written: WrittenIntents,
  wish: Wish,
  about: { readonly code: string; readonly ids: readonly string[] },
): TextEdit[] | undefined {
  const files = writeChanges(written, [wish])
  const read = files && readIntents(files, written)
  if (!files || !read || read.diagnostics > readIntents(written.files, written).diagnostics) return undefined
  const among = concerned(written, about.ids)
  const before = feasibility.said(written.intents.filter(({ id }) => among.has(id)))
  const after = feasibility.said(read.intents.filter(({ id }) => among.has(id)))
  const errors = new Set(before.filter(({ severity }) => severity === 'error').map(keyOf))
  const isOld = (said: Said) => said.severity !== 'error' || errors.has(keyOf(said))
  if (after.some((said) => !isOld(said) || isSaid(said, about))) return undefined
  if (about.code === 'never-active' && read.intents.some((one) => one.id === wish.intent && scheduleOf(one)))
    return undefined
  return editsBetween(written.files, files)
}

const keyOf = ({ code, intents }: Said): string => `${code} ${intents.join()}`

/** Whether it is still said: of the same intent, and of a pair of the same pair. */
const isSaid = (said: Said, { code, ids }: { readonly code: string; readonly ids: readonly string[] }): boolean =>
  said.code === code &&
  (code === 'conflict' || code === 'partly-shadowed'
    ? said.intents.every((id) => ids.includes(id))
    : said.intents[0] === ids[0])

/** All of a small set, else those that may share packets with these. */
function concerned({ index, intents }: WrittenIntents, ids: readonly string[]): ReadonlySet<string> {
  if (intents.length <= mostCompiled) return new Set(intents.map(({ id }) => id))
  const { claims } = claimsOf(index, intents)
  const own = claims.filter(({ intent }) => ids.includes(intent))
  return new Set([
    ...ids,
    ...claims.filter((one) => own.some((other) => mayShare(one, other))).map(({ intent }) => intent),
  ])
}
