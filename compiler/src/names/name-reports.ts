import type { Diagnostic } from '@paranet/language'
import type { Intent, NameMeaning, TopologyIndex } from '@paranet/network'
import { producedNames } from '@paranet/network'
import { reportAt } from '../passes/report.js'
import type { NamePlan, Pathless } from './plan-names.js'
import { whyNoWay } from './why-no-way.js'
import type { Unprotected } from './protect-names.js'

export type IntentsById = ReadonlyMap<string, Intent>

/** What the meaning of intents about names is short of: routes of what nobody produces, contradictions, and what takes all from whom. */
export function meaningReports(index: TopologyIndex, meaning: NameMeaning, intents: IntentsById): Diagnostic[] {
  return [
    ...meaning.unproduced.map((route) => unproduced(index, intents.get(route.id), route.names)),
    ...contradictions(index, meaning, intents),
    ...shadowed(index, meaning, intents),
  ]
}

const mostNamed = 4

function unproduced(index: TopologyIndex, intent: Intent | undefined, names: readonly string[]): Diagnostic {
  const produced = producedNames(index).sort()
  return reportAt(intent, 'unattached-source', 'error', {
    message: `nobody produces ${names.join(', ')}`,
    hint:
      produced.length === 0
        ? 'say who does: `node p1 : ndn { producer: /ndn/video }`'
        : `produced are ${produced.slice(0, mostNamed).join(', ')}${produced.length > mostNamed ? ' and more' : ''}`,
  })
}

/** One for each pair, with an Interest that both claim. */
function contradictions(index: TopologyIndex, { contested }: NameMeaning, intents: IntentsById): Diagnostic[] {
  const seen = new Set<string>()
  return contested.flatMap(({ route, isolate, name, consumer }) => {
    const pair = `${route}\n${isolate}`
    const [one, other] = [intents.get(route), intents.get(isolate)]
    if (seen.has(pair) || !one || !other) return []
    seen.add(pair)
    return [
      reportAt(other, 'conflict', 'error', {
        message: `"${one.name}" and "${other.name}" contradict each other: an Interest of ${index.nodes[consumer]?.name} in ${name}`,
        hint: 'give one of them a higher `priority`, or leave the consumer out with `except`',
        related: [{ intent: one, message: `"${one.name}" is here` }],
      }),
    ]
  })
}

function shadowed(index: TopologyIndex, { claims }: NameMeaning, intents: IntentsById): Diagnostic[] {
  const byIntent = new Map<string, NameMeaning['claims'][number][]>()
  for (const claim of claims)
    if (!claim.asserted) byIntent.set(claim.intent, [...(byIntent.get(claim.intent) ?? []), claim])
  return [...byIntent].flatMap(([id, own]) => {
    const losing = own.find(({ lost }) => lost)
    const intent = intents.get(id)
    if (!losing?.lost || !intent || (intent.kind !== 'assert' && intent.yields)) return []
    const winner = intents.get(losing.lost.to)
    const isWhole = own.every(({ consumers }) => consumers.length === 0)
    return [
      reportAt(intent, isWhole ? 'shadowed' : 'partly-shadowed', 'warning', {
        message: `"${winner?.name}" of higher priority takes ${isWhole ? 'all' : 'some of'} its Interests: of ${index.nodes[losing.lost.consumer]?.name} in ${losing.name}`,
        hint: 'say `yields: true` if that is meant',
        ...(winner ? { related: [{ intent: winner, message: `"${winner.name}" is here` }] } : {}),
      }),
    ]
  })
}

/** What no way keeps, once for each route. */
export function planReports(
  index: TopologyIndex,
  { pathless, unprotected }: NamePlan,
  intents: IntentsById,
): Diagnostic[] {
  const first = <T extends { readonly demand: { readonly route: { readonly id: string } } }>(
    all: readonly T[],
  ): T[] => [...new Map(all.toReversed().map((one) => [one.demand.route.id, one])).values()]
  return [
    ...first(pathless).map((one) => noPath(index, one, intents)),
    ...first(unprotected).map((one) => notProtected(index, one, intents)),
  ]
}

function noPath(index: TopologyIndex, one: Pathless, intents: IntentsById): Diagnostic {
  const { code, reason, hint } = whyNoWay(index, one)
  return reportAt(intents.get(one.demand.route.id), code, 'error', {
    message: `no path from ${nameOf(index, one.demand.consumer)} to a producer of ${one.ways.name} (${producersText(index, one)}): ${reason}`,
    hint,
  })
}

function notProtected(
  index: TopologyIndex,
  { demand, ways, failure, isCut }: Unprotected,
  intents: IntentsById,
): Diagnostic {
  const who = `Interests of ${nameOf(index, demand.consumer)} in ${ways.name}`
  return reportAt(intents.get(demand.route.id), 'not-protected', 'error', {
    message: isCut
      ? `${who} have no way left in the failure of ${failure}`
      : `${who} get by no way that keeps all that is asked in the failure of ${failure}: next hops of one name are shared by all who ask for it`,
    hint: isCut ? 'add a link or a producer, or ask to survive less' : 'loosen a bound, or ask to survive less',
  })
}

const nameOf = (index: TopologyIndex, node: number): string => index.nodes[node]?.name ?? ''

const producersText = (index: TopologyIndex, { ways }: Pathless): string =>
  ways.producers.map((node) => nameOf(index, node)).join(', ')
