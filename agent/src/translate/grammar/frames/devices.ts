import type { Ends } from '../phrases/read-ends.js'
import { doubt } from './build.js'
import type { Clause, PlacedEnds } from './collect.js'
import type { Draft } from './draft.js'

const setting = (clause: Clause, key: string): string | undefined =>
  clause.settings.find((one) => one.key === key)?.value

const textOf = (ends: Ends | undefined): string => ends?.places.flatMap(({ values }) => values).join(', ') ?? ''

const isPrefix = ({ ends }: PlacedEnds): boolean => ends.places.every(({ kind }) => kind === 'prefix')

/** nat: whose addresses become which; the last address named is what they become. */
export function buildNat(draft: Draft, clause: Clause): void {
  const placed = [...clause.bare, ...clause.from, ...clause.to, ...clause.at, ...clause.for, ...clause.by].sort(
    (a, b) => a.at - b.at,
  )
  const source = placed.findLast(isPrefix)
  const others = placed.filter((one) => one !== source)
  const internet = others.find(({ ends }) => ends.places.every(({ kind }) => kind === 'internet'))
  const to = internet ?? others.find((one) => clause.to.includes(one))
  const from = others.find((one) => one !== to)
  if (from) draft.from = from.ends
  else doubt(draft, clause, 'whose addresses should be translated?')
  if (to) draft.to = to.ends
  else doubt(draft, clause, 'towards where should addresses be translated: the internet?')
  if (source) draft.entries.set('source', textOf(source.ends))
  else doubt(draft, clause, 'to which addresses should they be translated?')
}

/** peer: a session with another network over an external interface. */
export function buildPeer(draft: Draft, clause: Clause): void {
  const [at, as] = [setting(clause, 'interface'), setting(clause, 'as')]
  if (at === undefined) doubt(draft, clause, 'over which interface? name it as node.interface')
  else draft.entries.set('at', at)
  if (as === undefined) doubt(draft, clause, 'with which autonomous system?')
  else draft.entries.set('as', as)
}

/** baseline: what every device has, or those that are named. */
export function buildBaseline(draft: Draft, clause: Clause): void {
  const places = [...clause.at, ...clause.for, ...clause.to, ...clause.bare, ...clause.from, ...clause.by]
  const isAll = places.every(({ ends }) => ends.places.every(({ kind }) => kind === 'any'))
  const named = places.flatMap(({ ends }) => ends.places).filter(({ kind }) => kind !== 'any')
  for (const { doubts } of named) draft.doubts.push(...doubts)
  draft.entries.set('at', isAll ? 'all' : named.flatMap(({ values }) => values).join(', '))
  for (const { key, value } of clause.settings) {
    const [name = '', text = ''] = value.split(': ')
    if (key === 'baseline') draft.entries.set(name, text)
  }
}

/** protect: intents by name, and the failures they must survive. */
export function buildProtect(draft: Draft, clause: Clause): void {
  draft.entries.set('routes', setting(clause, 'routes') ?? '')
  if (setting(clause, 'survive') === undefined)
    doubt(draft, clause, 'against which failures: of how many links, nodes or risks?')
}
