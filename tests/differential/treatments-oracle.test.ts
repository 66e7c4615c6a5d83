import { compile } from '@paranet/compiler'
import type { Intent, NetworkState } from '@paranet/network'
import { indexTopology, seededRandom } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { compareVerdicts } from '../support/compare-verdicts.js'
import { compileHolding } from '../support/compile-holding.js'
import type { Case } from '../support/random-case.js'
import { samplePackets } from '../support/random-case.js'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'
import { filteredState, randomState } from '../support/random-state.js'
import { asksNoDscp, mutateTreatment, randomTreatments, withTreatmentNoise } from '../support/random-treatments.js'

type Origin = 'noisy' | 'filtered' | 'compiled'
const origins: readonly Origin[] = ['noisy', 'filtered', 'compiled']

function treatedCase(seed: number, origin: Origin): Case {
  const random = seededRandom(seed)
  const topology = randomNetwork(random)
  const index = indexTopology(topology)
  const isCompiled = origin === 'compiled'
  const distinct = origin !== 'noisy'
  const base = randomIntents(random, topology, { count: 1 + random.below(4), distinct, plain: true })
  const treatments = randomTreatments(random, index, { count: 1 + random.below(6), distinct, firstLine: 10 })
  const wished = [...base, ...treatments].filter((intent) => !isCompiled || asksNoDscp(intent))
  if (isCompiled) return { topology, index, random, ...compileHolding(index, wished) }
  const states = (origin === 'noisy' ? randomState : filteredState)(random, index, wished, 0.3)
  return { topology, index, random, intents: wished, states: withTreatmentNoise(random, index, wished, states) }
}

const treatmentProperties = ['marked', 'limited', 'queued', 'installed']

/** Verdicts on treatments that do not hold, though the compiler found nothing wrong: it warns of classes that nobody can tell apart. */
function unkept(intents: readonly Intent[], its: Case, states: NetworkState): string[] {
  const warnings = compile({ index: its.index, intents }).diagnostics.filter(({ code }) => code === 'inseparable')
  const isWarned = (id: string) => {
    const line = intents.find((intent) => intent.id === id)?.source?.line
    return warnings.some(({ span }) => span.line === line)
  }
  return verify({ index: its.index, intents, state: states })
    .verdicts.filter(({ property, verdict }) => treatmentProperties.includes(property) && verdict !== 'holds')
    .filter(({ intent }) => !isWarned(intent))
    .map((verdict) => JSON.stringify(verdict))
}

/** `SEED=1000` looks at other networks. */
const first = Number(process.env['SEED'] ?? 1)
const cases = Array.from({ length: 36 }, (_, i) => ({ seed: first + i, origin: origins[i % 3] ?? 'noisy' }))

test.each(cases)('verifier and oracle agree on treatments in $origin states: seed $seed', ({ seed, origin }) => {
  const its = treatedCase(seed, origin)
  const { disagreements } = compareVerdicts(its.topology, its.intents, its.states, samplePackets(its, 250))
  expect(disagreements).toEqual([])
  if (origin === 'compiled') expect(unkept(its.intents, its, its.states)).toEqual([])
})

test('mutations of marks, policers and queues that break a promise are found', { timeout: 60_000 }, () => {
  const counts = { found: 0, harmless: 0 }
  const missed: string[] = []
  for (let seed = 1000; counts.found < 20 && seed < 1400; seed++) {
    const its = treatedCase(seed, 'compiled')
    const mutation = mutateTreatment(its.random, its.states)
    if (!mutation || unkept(its.intents, its, its.states).length > 0) continue
    const sample = samplePackets({ ...its, states: mutation.states }, 150)
    const { disagreements, broken } = compareVerdicts(its.topology, its.intents, mutation.states, sample)
    missed.push(...disagreements.map((text) => `seed ${seed} ${mutation.text}: ${text}`))
    if (broken.length > 0) counts.found++
    else counts.harmless++
  }
  expect(missed.slice(0, 3)).toEqual([])
  expect(counts.found).toBe(20)
})
