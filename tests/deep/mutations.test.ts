import type { Intent } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import type { Entering } from '../oracle/index.js'
import { oraclePacket } from '../oracle/index.js'
import { breachesSeen, compareVerdicts } from '../support/compare-verdicts.js'
import { cornerPackets } from '../support/corner-packets.js'
import { entryPackets } from '../support/entry-coverage.js'
import type { Mutation } from '../support/mutate-state.js'
import { mutateState } from '../support/mutate-state.js'
import type { Case } from '../support/random-case.js'
import { randomCase } from '../support/random-case.js'

const first = Number(process.env['SEED'] ?? 20_000)
const wanted = 200

/** A compiled case in which nothing is violated or unknown: without the assertions that do not hold. */
function soundCase(seed: number): Case | undefined {
  const its = randomCase(seed, 'compiled')
  const wrong = (intents: readonly Intent[]) =>
    verify({ index: its.index, intents, state: its.states }).verdicts.filter(({ verdict }) => verdict !== 'holds')
  const broken = new Set(wrong(its.intents).map(({ intent }) => intent))
  const intents = its.intents.filter(({ id, kind }) => kind !== 'assert' || !broken.has(id))
  return intents.length > 0 && wrong(intents).length === 0 ? { ...its, intents } : undefined
}

/** Corners of the states before and after. */
function sampleOf({ topology, index, intents, states, random }: Case, mutation: Mutation): Entering[] {
  const changed = mutation.states.get(mutation.device)
  const before = states.get(mutation.device)
  return [
    ...entryPackets(
      index,
      [before, changed].filter((state) => state !== undefined),
    ),
    ...cornerPackets(
      random,
      topology,
      intents,
      new Map([...states, [`${mutation.device}'`, changed ?? before]].filter(isState)),
      700,
    ),
  ]
}

const isState = (entry: readonly unknown[]): entry is [string, NonNullable<ReturnType<Case['states']['get']>>] =>
  entry[1] !== undefined

/** Whether some packet of the sample goes another way than before. */
function changesWays({ topology, states }: Case, mutation: Mutation, sample: readonly Entering[]): boolean {
  const ways = (its: Case['states'], { at, packet }: Entering) =>
    JSON.stringify(oraclePacket(topology, its, { links: new Set(), nodes: new Set() }, at, packet).branches)
  return sample.some((entering) => ways(states, entering) !== ways(mutation.states, entering))
}

test(`${wanted} mutations that break a promise, from seed ${first}: all are found`, { timeout: 900_000 }, () => {
  const counts = { found: 0, harmless: 0, equivalent: 0 }
  const kinds = new Map<string, number>()
  const missed: string[] = []
  for (let seed = first; counts.found < wanted && seed < first + 2_000; seed++) {
    const its = soundCase(seed)
    if (!its) continue
    for (let i = 0; i < 4 && counts.found < wanted; i++) {
      const mutation = mutateState(its.random, its.index, its.states)
      if (!mutation) continue
      const sample = sampleOf(its, mutation)
      const { disagreements, broken } = compareVerdicts(its.topology, its.intents, mutation.states, sample)
      missed.push(...disagreements.map((text) => `seed ${seed} ${mutation.text}: ${text}`))
      if (broken.length > 0) counts.found++
      else if (changesWays(its, mutation, sample)) counts.harmless++
      else counts.equivalent++
      if (broken.length > 0) kinds.set(mutation.kind, (kinds.get(mutation.kind) ?? 0) + 1)
      if (broken.length === 0)
        expect(breachesSeen({ ...its, states: mutation.states }, sample).found.size, mutation.text).toBe(0)
    }
  }
  console.log(`SEED=${first}: ${JSON.stringify(counts)} ${JSON.stringify([...kinds])}`)
  expect(missed.slice(0, 5)).toEqual([])
  expect(counts.found).toBe(wanted)
})
