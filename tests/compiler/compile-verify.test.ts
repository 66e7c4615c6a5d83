import { readFileSync } from 'node:fs'
import { compile } from '@paranet/compiler'
import { seededIntents } from '@paranet/bench'
import { importTopology, resolveIntents } from '@paranet/language'
import { indexTopology, seededRandom } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { randomIntents, randomTopology } from './random-networks.js'

const firstSeed = 1
const runs = 120

/** The verdicts that do not hold, in words. */
function brokenVerdicts(seed: number): string[] | undefined {
  const random = seededRandom(seed)
  const topology = randomTopology(random)
  const intents = randomIntents(random, topology)
  const index = indexTopology(topology)
  const { diagnostics, state, ledger } = compile({ index, intents })
  if (diagnostics.some(({ severity, code }) => severity === 'error' || code === 'partly-shadowed')) return undefined
  const { verdicts } = verify({ index, intents, state, ledger })
  return verdicts
    .filter(({ verdict }) => verdict !== 'holds')
    .map((verdict) => `seed ${seed} ${JSON.stringify(verdict)}`)
}

test('whatever compiles without an error is proved', () => {
  const outcomes = Array.from({ length: runs }, (_, i) => brokenVerdicts(firstSeed + i))
  expect(outcomes.flatMap((broken) => broken ?? [])).toEqual([])
  expect(outcomes.filter((broken) => broken !== undefined).length).toBeGreaterThan(runs / 5)
})

const examples = new URL('../../examples/', import.meta.url)
const read = (name: string) => ({ name, text: readFileSync(new URL(name, examples), 'utf8') })

test.each([
  ['campus/campus.pn', 'campus/intents.pn'],
  ['two-sites/two-sites.pn', 'two-sites/intents.pn'],
  ['geant/Geant2012.graphml', 'geant/intents.pn'],
  ['scenarios/two-ways.pn', 'scenarios/two-ways-intents.pn'],
])('the example %s holds', (network, file) => {
  const { topology } = importTopology(read(network).text, { file: network })
  if (!topology) throw new Error('the example does not parse')
  const index = indexTopology(topology)
  const { intents, diagnostics: unread } = resolveIntents([read(file)], index, { network: 'example' })
  const { diagnostics, state, ledger } = compile({ index, intents })
  expect([...unread, ...diagnostics].filter(({ severity }) => severity === 'error')).toEqual([])
  const { verdicts } = verify({ index, intents, state, ledger })
  expect(verdicts.length).toBeGreaterThanOrEqual(intents.length)
  expect(verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})

test('the intents of the geant example are what its seed draws', () => {
  const { topology } = importTopology(read('geant/Geant2012.graphml').text, { file: 'Geant2012.graphml' })
  if (!topology) throw new Error('the example does not parse')
  const { text } = read('geant/intents.pn')
  expect(text.slice(text.indexOf('\n\n') + 2)).toBe(seededIntents(indexTopology(topology), 200, 2012))
})
