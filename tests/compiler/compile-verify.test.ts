import { readFileSync } from 'node:fs'
import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
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

test('the campus example holds', () => {
  const folder = new URL('../../examples/campus/', import.meta.url)
  const files = ['campus.pn', 'intents.pn'].map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }))
  const { topology } = resolveNetwork(files)
  if (!topology) throw new Error('the campus example does not parse')
  const index = indexTopology(topology)
  const { intents } = resolveIntents(files, index, { network: 'campus' })
  const { diagnostics, state, ledger } = compile({ index, intents })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const { verdicts } = verify({ index, intents, state, ledger })
  expect(verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})
