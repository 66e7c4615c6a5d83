import type { Diagnostic } from '@paranet/language'
import type { ContentName, Intent, NameClaim, TopologyIndex } from '@paranet/network'
import { nameClaimsOf, namesSpoken } from '@paranet/network'
import type { Composed } from '../passes/compose.js'
import type { PassContext, PassResult } from '../passes/pass.js'
import type { Synthesized } from '../passes/synthesize.js'
import type { IntentPaths } from '../plan/intent-paths.js'
import { isSameList } from '../plan/plan-memo.js'
import { joined } from '../state/joined.js'
import { StateBuilder } from '../state/state-builder.js'
import { targetOf } from '../targets/registry.js'
import { addCaches } from './cache-entries.js'
import { addClosedEdges, addNameFilters, addNameRoutes } from './name-entries.js'
import { meaningReports, planReports } from './name-reports.js'
import type { NamePlan, Passable } from './plan-names.js'
import { planNames } from './plan-names.js'

/** States with what names need, and the paths of routes of names. */
export interface Named {
  readonly synthesized: Synthesized
  readonly paths: readonly IntentPaths[]
}

/** Adds what intents about names need on devices: routes, strategies, filters, content stores, each with its owners. Reports names that nobody
 *  produces, contradictions, `no-path`, `not-protected`, and content stores that are too small. Without such intents the states stay the same
 *  objects. */
export function compileNames(
  synthesized: Synthesized,
  { select }: Pick<Composed, 'select'>,
  { index, memo }: PassContext,
): PassResult<Named> {
  const speaking = select(concernsNames)
  if (!speaking.some(namesSpoken)) return { output: { synthesized, paths: [] }, diagnostics: [] }
  const isSame = (last: SpokenNames) => isSameList(last.intents, speaking)
  const { builder, paths, diagnostics } = memo.keep(index, 'names', isSame, () => spokenNames(index, speaking))
  return { output: { synthesized: joined({ index, memo }, 'names', synthesized, builder), paths }, diagnostics }
}

const concernsNames = (intent: Intent): intent is Intent =>
  namesSpoken(intent) !== undefined || intent.kind === 'protect'

/** All that intents about names ask for; nothing else has a part in it. */
interface SpokenNames {
  readonly intents: readonly Intent[]
  readonly builder: StateBuilder
  readonly paths: readonly IntentPaths[]
  readonly diagnostics: readonly Diagnostic[]
}

function spokenNames(index: TopologyIndex, intents: readonly Intent[]): SpokenNames {
  const byId = new Map(intents.map((intent) => [intent.id, intent]))
  const meaning = nameClaimsOf(index, intents)
  const plan = planNames(index, meaning.claims, passableIn(index, meaning.claims))
  const builder = new StateBuilder(index)
  const routed = addNameRoutes(index, plan.ways, builder)
  const shut = addClosedEdges(index, meaning.claims, routed, builder)
  addNameFilters(index, meaning.claims, routed, shut, builder)
  const caches = intents.flatMap((intent) => (intent.kind === 'cache' ? [intent] : []))
  const stored = addCaches(index, caches, withOwners(routed, plan), builder)
  const diagnostics = [...meaningReports(index, meaning, byId), ...planReports(index, plan, byId), ...stored]
  return { intents, builder, paths: pathsOf(intents, plan), diagnostics }
}

/** Devices whose target forwards by names and that are not drained. One that must not have the names itself and cannot refuse its own
 *  applications is passed by nothing: nobody there may ask. */
function passableIn(index: TopologyIndex, claims: readonly NameClaim[]): Passable {
  const abilities = index.nodes.map((node) => targetOf(node)?.capabilities)
  const shut = new Map<ContentName, Set<number>>()
  for (const { name, speaks, consumers } of claims)
    if (speaks.kind === 'name-isolate')
      for (const node of consumers) shut.set(name, (shut.get(name) ?? new Set()).add(node))
  return (node, name) => {
    const can = abilities[node]
    if (!can?.kinds.has('name-route') || index.isEnd[node] || index.drained?.has(node)) return false
    return (can.kinds.has('name-filter') && !can.closesFaces) || !shut.get(name)?.has(node)
  }
}

/** The prefixes that each device sends on, with the intents that need that. */
function withOwners(routed: ReadonlyMap<number, readonly ContentName[]>, { ways }: NamePlan) {
  const owners = new Map<number, Set<string>>()
  for (const one of ways)
    for (const node of one.devices()) {
      const own = owners.get(node) ?? new Set()
      for (const id of one.ownersAt(node)) own.add(id)
      owners.set(node, own)
    }
  return new Map([...routed].map(([node, names]) => [node, { names, owners: [...(owners.get(node) ?? [])].sort() }]))
}

const pathsOf = (intents: readonly Intent[], { paths }: NamePlan): IntentPaths[] =>
  intents.flatMap(({ id }) => (paths.has(id) ? [{ intent: id, paths: paths.get(id) ?? [] }] : []))
