import { readdirSync, readFileSync } from 'node:fs'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { Topology } from '@paranet/network'
import { indexTopology, seededRandom } from '@paranet/network'
import { makePlan, PlannerSession } from '@paranet/planner'
import { expect, test } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')
const campus = read('examples/campus/campus.pn')
const intents = read('examples/campus/intents.pn')
const topology = resolveNetwork([{ name: 'campus.pn', text: campus }]).topology as Topology
const index = indexTopology(topology)
const samples = ['accept', 'reject'].flatMap((folder) =>
  readdirSync(new URL(`../../docs/language/samples/${folder}`, import.meta.url)).map((name) =>
    read(`docs/language/samples/${folder}/${name}`),
  ),
)

/** A text with a few pieces cut out, doubled, or replaced by pieces of other texts. */
function damaged(text: string, random: ReturnType<typeof seededRandom>): string {
  let result = text
  for (let n = 1 + random.below(4); n > 0; n--) {
    const at = random.below(result.length + 1)
    const length = random.below(40)
    const other = random.pick([...samples, intents])
    const from = random.below(other.length + 1)
    const piece = random.pick([
      '',
      '{',
      '}',
      ':',
      ',',
      '"',
      result.slice(at, at + length),
      other.slice(from, from + length),
    ])
    result = result.slice(0, at) + piece + result.slice(at + random.below(length + 1))
  }
  return result
}

test('every sample of the language resolves to intents or to diagnostics', () => {
  for (const text of samples) {
    const { diagnostics } = resolveNetwork([{ name: 'a.pn', text }])
    const found = [...diagnostics, ...resolveIntents([{ name: 'a.pn', text }], index).diagnostics]
    for (const { span, message } of found)
      expect([span.line > 0, span.column > 0, message.length > 0]).toEqual([true, true, true])
  }
})

test('damaged networks and intents end in diagnostics, never in an exception', () => {
  const random = seededRandom(5)
  for (let n = 0; n < 300; n++) {
    resolveNetwork([{ name: 'a.pn', text: damaged(campus, random) }])
    resolveIntents([{ name: 'a.pn', text: damaged(intents, random) }], index)
  }
})

test('plans of damaged intents are plans: proved, or refused with reasons', () => {
  const random = seededRandom(6)
  const session = new PlannerSession()
  for (let n = 0; n < 40; n++) {
    const files = [{ name: 'a.pn', text: damaged(intents, random) }]
    const plan = makePlan({ network: 'campus', topology, files, observed: new Map() }, session)
    const isExplained =
      plan.diagnostics.some(({ severity }) => severity === 'error') ||
      plan.verdicts.some(({ verdict, coverage }) => verdict !== 'holds' || coverage === 'partial')
    expect(plan.ok || isExplained).toBe(true)
  }
})
