import type { Span } from '@paranet/language'
import type { AssertIntent, Intent } from '@paranet/network'
import { isSystemIntent } from '@paranet/network'
import type { Plan } from '@paranet/planner'
import type { Verdict } from '@paranet/verifier'
import { inactiveIn } from '../../control/plan-time.js'
import type { Renamed } from '../../store/intent-rows.js'

/** How an intent fares: `not-deployed` where what runs does not know it, or another form of it; `inactive` where its schedule left it out. */
export type VerdictSummary = 'holds' | 'violated' | 'unknown' | 'inactive' | 'not-deployed'

/** What an intent is shown with. */
export interface IntentSurroundings {
  readonly files: readonly { readonly name: string; readonly text: string; readonly statements: readonly Span[] }[]
  /** Ids of intents that are deployed as they are committed. */
  readonly deployed: ReadonlySet<string>
  /** On what really runs, where that was looked at; else of the plan. */
  readonly verdicts: readonly Verdict[]
  readonly plan?: Plan | undefined
  /** What was renamed, latest first. */
  readonly renamed: readonly Renamed[]
  /** Ids of intents whose schedules do not hold now. */
  readonly inactive: ReadonlySet<string>
}

export type PresentedIntent = ReturnType<typeof presentIntent>

export function presentIntent(
  intent: Intent,
  { files, deployed, verdicts, plan, renamed, inactive }: IntentSurroundings,
) {
  const spoken = intent.kind === 'assert' ? intent.asserts : intent
  const file = fileOf(intent.id)
  return {
    id: intent.id,
    name: intent.name,
    kind: intent.kind,
    file,
    ...(isSystemIntent(intent) ? { builtin: true as const } : {}),
    ...textOf(intent, files),
    ...formerOf(intent, renamed),
    ...(intent.source ? { line: intent.source.line } : {}),
    priority: spoken.priority,
    ...placesOf(spoken),
    labels: intent.labels,
    active: !inactive.has(intent.id),
    ...(spoken.active ? { schedule: spoken.active.text } : {}),
    verdicts: deployed.has(intent.id) ? summaryOf(intent.id, verdicts, plan) : 'not-deployed',
    paths: deployed.has(intent.id) ? (plan?.intents.find(({ id }) => id === intent.id)?.paths ?? []) : [],
  }
}

/** The names that it had, latest first; `file/name` where it was in another file. */
function formerOf({ id, renamedFrom }: Intent, renamed: readonly Renamed[]): { formerNames?: string[] } {
  const ids = [id]
  const add = (from: string | undefined) => from === undefined || ids.includes(from) || ids.push(from)
  add(renamedFrom)
  for (const { from, to } of renamed) if (ids.includes(to)) add(from)
  const nameIn = (one: string) =>
    fileOf(one) === fileOf(id) ? one.slice(one.lastIndexOf('/') + 1) : one.slice(one.indexOf('/') + 1)
  return ids.length === 1 ? {} : { formerNames: ids.slice(1).map(nameIn) }
}

/** Whom it concerns: ends, or devices, or other intents. */
function placesOf(spoken: Exclude<Intent, AssertIntent>) {
  if ('written' in spoken) return spoken.written
  if (spoken.kind === 'cache') return { at: spoken.at, from: spoken.names.join(', ') }
  if (spoken.kind === 'multicast') return { from: spoken.sender, to: spoken.receivers.join(', ') }
  if ('from' in spoken) return { from: spoken.from.text, to: spoken.to.text }
  if (spoken.kind === 'protect') return { routes: spoken.routes }
  return { at: spoken.kind === 'peer' ? [spoken.at.node] : spoken.at }
}

/** network/file/name; files and names may have slashes of their own only in quotes, the source is surer. */
const fileOf = (id: string): string => id.slice(id.indexOf('/') + 1, id.lastIndexOf('/'))

function textOf({ source }: Intent, files: IntentSurroundings['files']): { text?: string } {
  const file = source && files.find(({ name }) => name === source.file)
  const isIn = ({ offset, length }: Span) => source && offset <= source.offset && source.offset < offset + length
  const span = file?.statements.find(isIn)
  return file && span ? { text: file.text.slice(span.offset, span.offset + span.length) } : {}
}

function summaryOf(intent: string, all: readonly Verdict[], plan: Plan | undefined): VerdictSummary {
  if (plan && inactiveIn(plan).includes(intent)) return 'inactive'
  const verdicts = all.filter((one) => one.intent === intent)
  if (verdicts.some(({ verdict }) => verdict === 'violated')) return 'violated'
  return verdicts.length > 0 && verdicts.every(({ verdict }) => verdict === 'holds') ? 'holds' : 'unknown'
}
