import type { Diagnostic } from '@paranet/language'
import type { Intent, TopologyIndex, Translation } from '@paranet/network'
import { hostPrefix, isTranslating, translationsOf } from '@paranet/network'
import { ClaimSpace } from '../classes/claim-space.js'
import type { LetThrough, Permissions } from '../classes/permissions.js'
import { withPermissions } from '../classes/permissions.js'
import { joined } from '../state/joined.js'
import { isSameList } from '../plan/plan-memo.js'
import type { NeededEntry } from '../state/state-builder.js'
import { StateBuilder } from '../state/state-builder.js'
import { kindsWatchingMembers, targetOf } from '../targets/registry.js'
import { translationConflicts } from '../translation/translation-conflicts.js'
import { addNat, balanceEntries, linkTo } from '../translation/translation-entries.js'
import type { PlaceContext } from '../translation/translation-places.js'
import { balancePlaces, natPlaces } from '../translation/translation-places.js'
import { ClassWays } from '../treatments/class-ways.js'
import type { Composed } from './compose.js'
import type { PassContext, PassResult } from './pass.js'
import { reportAt } from './report.js'
import type { Synthesized } from './synthesize.js'

/** Adds what `nat` and `balance` rewrite, with its owners. Reports `untracked` devices, `untranslated` classes, members that nothing leads to, pools and service
 *  addresses that belong elsewhere, `conflict` between two of one priority. Without such intents the states stay the same objects. */
export function translate(
  synthesized: Synthesized,
  { select, claims, byId }: Composed,
  { index, memo }: PassContext,
): PassResult<Synthesized> {
  const translations = translationsOf(index, select(isTranslating)).filter(({ class: its }) => its.sources.length > 0)
  if (translations.length === 0) return { output: synthesized, diagnostics: [] }
  const exact = new ClaimSpace(index)
  let ways: ClassWays | undefined
  const context = {
    index,
    memo,
    exact,
    intents: byId,
    /** The states are asked for where something is translated as it leaves. */
    get ways() {
      return (ways ??= new ClassWays(index, synthesized.state, exact))
    },
  }
  const builder = new StateBuilder(index)
  const added = withPermissions(index, memo, claims, (permissions) =>
    translations.flatMap((translation) => {
      const parts = permissions.letThrough(translation.class)
      return translation.action.kind === 'nat'
        ? addSources(context, translation, parts, permissions, builder)
        : addDestinations(context, translation, parts, permissions, builder)
    }),
  )
  const conflicts = memo.keep(
    index,
    'reports of translations',
    (last) => isSameList(last.translations, translations),
    () => ({ translations, found: translationConflicts(index, translations, exact, byId) }),
  )
  const diagnostics = [...conflicts.found, ...added]
  return { output: joined({ index, memo }, 'translations', synthesized, builder), diagnostics }
}

function addSources(
  context: PlaceContext,
  translation: Translation,
  parts: readonly LetThrough[],
  permissions: Permissions,
  builder: StateBuilder,
): readonly Diagnostic[] {
  const { places, diagnostics } = natPlaces(context, translation)
  for (const place of places) addNat(context.index, translation, place, parts, permissions, builder)
  return diagnostics
}

function addDestinations(
  context: PlaceContext & Pick<PassContext, 'memo'>,
  translation: Translation,
  parts: readonly LetThrough[],
  permissions: Permissions,
  builder: StateBuilder,
): readonly Diagnostic[] {
  const { index, memo } = context
  const closed = closedMembers(translation, permissions)
  const make = () => balanced(context, translation, parts, closed)
  const known = memo.of(index, 'balanced', translation, () => ({ last: make() }))
  if (known.last.parts !== parts || !isSameList(known.last.closed, closed)) known.last = make()
  builder.addAll(known.last.entries)
  return known.last.diagnostics
}

/** What a balancer needs where this is let through, and what there is to say of it. */
interface Balanced {
  readonly parts: readonly LetThrough[]
  readonly closed: readonly string[]
  readonly entries: readonly NeededEntry[]
  readonly diagnostics: readonly Diagnostic[]
}

function balanced(
  context: PlaceContext,
  translation: Translation,
  parts: readonly LetThrough[],
  closed: readonly string[],
): Balanced {
  const { index, intents } = context
  const { places, diagnostics } = balancePlaces(context, translation)
  const entries = places.flatMap((device) =>
    balanceEntries(index, translation, device, parts, watchesLinks(index, device)),
  )
  const intent = intents.get(translation.intent)
  if (!intent) return { parts, closed, entries, diagnostics }
  const more = [...closedReports(index, intent, parts, closed), ...unwatchedMembers(index, intent, translation, places)]
  return { parts, closed, entries, diagnostics: [...diagnostics, ...more] }
}

/** Members that nothing leads the class to. */
function closedMembers({ action, class: its }: Translation, permissions: Permissions): string[] {
  if (action.kind !== 'balance') return []
  const isClosed = ({ address }: (typeof action.members)[number]) => !permissions.leads(its, hostPrefix(address))
  return action.members.filter(isClosed).map(({ node }) => node)
}

/** Nothing lets the class in, or to a member: a balancer permits nothing by itself. */
function closedReports(
  index: TopologyIndex,
  intent: Intent,
  parts: readonly LetThrough[],
  closed: readonly string[],
): Diagnostic[] {
  const hint = 'a `route` or `allow` to it must let the class through'
  if (parts.length === 0)
    return [
      reportAt(intent, 'untranslated', 'warning', {
        message: `nothing lets the class of "${intent.name}" through: it translates nothing`,
        hint,
      }),
    ]
  if (closed.length === 0) return []
  return [
    reportAt(intent, 'untranslated', 'warning', {
      message: `nothing lets the class of "${intent.name}" through to ${closed.join(', ')} in ${index.topology.name}`,
      hint,
    }),
  ]
}

/** Members behind a link of the device whose fall it does not notice. */
function unwatchedMembers(
  index: TopologyIndex,
  intent: Intent,
  { action }: Translation,
  places: readonly number[],
): Diagnostic[] {
  if (action.kind !== 'balance' || action.members.length < 2) return []
  const blind = places.filter((device) => !action.members.every(({ node }) => linkTo(index, device, node)))
  const deaf = places.filter((device) => !blind.includes(device) && !watchesLinks(index, device))
  return [...blind, ...deaf].slice(0, 1).map((device) =>
    reportAt(intent, 'unwatched', 'warning', {
      message: `${index.nodes[device]?.name} does not notice when a member of "${intent.name}" goes down: its part of the flows is lost until the controller repairs it`,
      hint: `attach the members to a balancing device of a target that watches its links (${kindsWatchingMembers.map((kind) => `\`${kind}\``).join(', ')})`,
    }),
  )
}

const watchesLinks = (index: TopologyIndex, device: number): boolean => {
  const node = index.nodes[device]
  return node !== undefined && targetOf(node)?.capabilities.watchesMembers === true
}
