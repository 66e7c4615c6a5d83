import type { Diagnostic } from '@paranet/language'
import type { GeoClaim, Intent, TopologyIndex } from '@paranet/network'
import { geoClaimsOf, geoSpoken } from '@paranet/network'
import type { Composed } from '../passes/compose.js'
import type { PassContext, PassResult } from '../passes/pass.js'
import type { Synthesized } from '../passes/synthesize.js'
import type { IntentPaths } from '../plan/intent-paths.js'
import { isSameList } from '../plan/plan-memo.js'
import { joined } from '../state/joined.js'
import { StateBuilder } from '../state/state-builder.js'
import { GeoCheck } from './check-geo.js'
import { GeoEntries } from './geo-entries.js'
import { placedDevices } from './geo-members.js'
import { geoMeaningReports, placeReports, sharedPlaces, shortfallReport, unprotectedReport } from './geo-reports.js'

/** States with what packets to places need, and the ways of routes by place. */
export interface Placed {
  readonly synthesized: Synthesized
  readonly paths: readonly IntentPaths[]
}

/** Adds what intents about places need on devices, each entry with its owners, and sends every packet that is promised through it: from every
 *  source to every destination or area, in every counted failure. Reports ends without place, contradictions, `local-minimum` with the
 *  device and its place, broken bounds, and `not-protected`. Without such intents the states stay the same objects. */
export function compileGeo(
  synthesized: Synthesized,
  { select }: Pick<Composed, 'select'>,
  { index, memo }: PassContext,
): PassResult<Placed> {
  const speaking = select(concernsPlaces)
  if (!speaking.some(geoSpoken)) return { output: { synthesized, paths: [] }, diagnostics: [] }
  const isSame = (last: SpokenPlaces) => isSameList(last.intents, speaking)
  const { builder, paths, diagnostics } = memo.keep(index, 'places', isSame, () => spokenPlaces(index, speaking))
  return { output: { synthesized: joined({ index, memo }, 'places', synthesized, builder), paths }, diagnostics }
}

const concernsPlaces = (intent: Intent): intent is Intent =>
  geoSpoken(intent) !== undefined || intent.kind === 'protect'

/** All that intents about places ask for; nothing else has a part in it. */
interface SpokenPlaces {
  readonly intents: readonly Intent[]
  readonly builder: StateBuilder
  readonly paths: readonly IntentPaths[]
  readonly diagnostics: readonly Diagnostic[]
}

function spokenPlaces(index: TopologyIndex, intents: readonly Intent[]): SpokenPlaces {
  const byId = new Map(intents.map((intent) => [intent.id, intent]))
  const points = placedDevices(index)
  const meaning = geoClaimsOf(index, intents)
  const builder = new StateBuilder(index)
  new GeoEntries(index, points, builder).addAll(meaning.claims)
  const [lacking, shared] = [placeReports(index, intents, points), sharedPlaces(index, intents, points)]
  const asking = meaning.claims.filter(
    ({ asserted, speaks, headers }) => !asserted && speaks.kind !== 'geo-isolate' && headers.length > 0,
  )
  const isSound = lacking.length + shared.length === 0
  const check = new GeoCheck(index, builder.state())
  const diagnostics = [
    ...lacking,
    ...shared,
    ...geoMeaningReports(index, meaning, byId),
    ...(isSound ? shortfalls(index, check, asking, byId) : []),
  ]
  return { intents, builder, paths: isSound ? pathsOf(check, asking) : [], diagnostics }
}

/** One for each intent: what is wrong while everything is up, else in a failure. */
function shortfalls(
  index: TopologyIndex,
  check: GeoCheck,
  asking: readonly GeoClaim[],
  byId: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const found = new Map<string, Diagnostic>()
  for (const claim of asking) {
    const wrong = found.has(claim.intent) ? undefined : check.now(claim)
    if (wrong) found.set(claim.intent, shortfallReport(index, wrong, byId))
  }
  for (const claim of asking) {
    const wrong = found.has(claim.intent) ? undefined : check.inFailures(claim)
    if (wrong) found.set(claim.intent, unprotectedReport(index, wrong, byId))
  }
  return [...found.values()]
}

function pathsOf(check: GeoCheck, asking: readonly GeoClaim[]): IntentPaths[] {
  const byIntent = new Map<string, Map<string, readonly string[]>>()
  for (const claim of asking) {
    const own = byIntent.get(claim.intent) ?? new Map<string, readonly string[]>()
    byIntent.set(claim.intent, own)
    for (const { nodes } of check.walk(claim)?.deliveries ?? []) own.set(nodes.join('\u0000'), nodes)
  }
  return [...byIntent].map(([intent, own]) => ({
    intent,
    paths: [...own].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, nodes]) => nodes),
  }))
}
