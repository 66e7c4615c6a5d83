import type { Diagnostic } from '@paranet/language'
import type { Intent, TopologyIndex, Translation } from '@paranet/network'
import { hostPrefix, translationsOf } from '@paranet/network'
import { ClaimSpace } from '../classes/claim-space.js'
import type { LetThrough, Permissions } from '../classes/permissions.js'
import { withPermissions } from '../classes/permissions.js'
import { joined } from '../state/joined.js'
import { StateBuilder } from '../state/state-builder.js'
import { targetOf } from '../targets/registry.js'
import { translationConflicts } from '../translation/translation-conflicts.js'
import { addBalance, addNat, linkTo } from '../translation/translation-entries.js'
import type { PlaceContext } from '../translation/translation-places.js'
import { balancePlaces, natPlaces } from '../translation/translation-places.js'
import { ClassWays } from '../treatments/class-ways.js'
import type { PassContext, PassResult } from './pass.js'
import { reportAt } from './report.js'
import type { Synthesized } from './synthesize.js'

/** Adds what `nat` and `balance` rewrite, with its owners. Reports `untracked` devices, `untranslated` classes, members that nothing leads to, pools and service
 *  addresses that belong elsewhere, `conflict` between two of one priority. Without such intents the states stay the same objects. */
export function translate(
  synthesized: Synthesized,
  intents: readonly Intent[],
  { index, memo }: PassContext,
): PassResult<Synthesized> {
  const translations = translationsOf(index, intents).filter(({ class: its }) => its.sources.length > 0)
  if (translations.length === 0) return { output: synthesized, diagnostics: [] }
  const byId = new Map(intents.map((intent) => [intent.id, intent]))
  const exact = new ClaimSpace(index)
  const ways = new ClassWays(index, synthesized.state, exact.space)
  const context = { index, ways, exact, intents: byId }
  const builder = new StateBuilder(index)
  const added = withPermissions(index, memo, intents, (permissions) =>
    translations.flatMap((translation) => {
      const parts = permissions.letThrough(translation.class)
      return translation.action.kind === 'nat'
        ? addSources(context, translation, parts, permissions, builder)
        : addDestinations(context, translation, parts, permissions, builder)
    }),
  )
  const diagnostics = [...translationConflicts(index, translations, exact, byId), ...added]
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
  context: PlaceContext,
  translation: Translation,
  parts: readonly LetThrough[],
  permissions: Permissions,
  builder: StateBuilder,
): readonly Diagnostic[] {
  const { index, intents } = context
  const { places, diagnostics } = balancePlaces(context, translation)
  for (const device of places) addBalance(index, translation, device, parts, watchesLinks(index, device), builder)
  const intent = intents.get(translation.intent)
  if (!intent) return diagnostics
  return [
    ...diagnostics,
    ...closedMembers(index, intent, translation, parts, permissions),
    ...unwatchedMembers(index, intent, translation, places),
  ]
}

/** Nothing lets the class in, or to a member: a balancer permits nothing by itself. */
function closedMembers(
  index: TopologyIndex,
  intent: Intent,
  translation: Translation,
  parts: readonly LetThrough[],
  permissions: Permissions,
): Diagnostic[] {
  const { action } = translation
  if (action.kind !== 'balance') return []
  const hint = 'a `route` or `allow` to it must let the class through'
  if (parts.length === 0)
    return [
      reportAt(intent, 'untranslated', 'warning', {
        message: `nothing lets the class of "${intent.name}" through: it translates nothing`,
        hint,
      }),
    ]
  const isLed = (address: (typeof action.members)[number]['address']) =>
    permissions.leads(translation.class, hostPrefix(address))
  const closed = action.members.filter(({ address }) => !isLed(address)).map(({ node }) => node)
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
      hint: 'attach the members to a balancing device of a target that watches its links (`emulated`)',
    }),
  )
}

const watchesLinks = (index: TopologyIndex, device: number): boolean => {
  const node = index.nodes[device]
  return node !== undefined && targetOf(node)?.capabilities.watchesMembers === true
}
