import { expect, test } from 'vitest'
import { compareVerdicts, unkept } from '../support/compare-verdicts.js'
import type { Origin } from '../support/random-case.js'
import { origins, randomCase, samplePackets } from '../support/random-case.js'

const cases = Array.from({ length: 60 }, (_, i) => ({ seed: i + 1, origin: origins[i % 3] ?? 'noisy' }))

function check(seed: number, origin: Origin): void {
  const its = randomCase(seed, origin)
  const { disagreements, verdicts } = compareVerdicts(its.topology, its.intents, its.states, samplePackets(its, 500))
  expect(disagreements).toEqual([])
  if (origin === 'compiled') expect(unkept(its.intents, verdicts)).toEqual([])
}

test.each(cases)('verifier and oracle agree on $origin states: seed $seed', ({ seed, origin }) => check(seed, origin))

test.each([
  [4, 'packets that turn back at a prefix inside another'],
  [16, 'a waypoint beyond the nested destination'],
  [74, 'a node down that is the only way out'],
  [103, 'a part of a prefix back at the first device'],
  [114, 'two routes through waypoints to one of two owners'],
  [123, 'nested destinations of one source'],
  [127, 'a nested destination on the way to the outer one'],
  [133, 'a host with two links'],
  [145, 'a nested destination behind the port of the outer one'],
])('what compiles holds, also where it once did not: seed %i, %s', (seed) => check(seed, 'compiled'))

test.each<[number, Origin, string]>([
  [60_025, 'filtered', "answers in the failure of their route's waypoint"],
  [61_872, 'noisy', 'the same of two failures'],
  [60_975, 'noisy', 'a prefix attached in part beside one that is attached nowhere'],
  [62_998, 'filtered', 'the same, of latency'],
])('the two agree, also where they once did not: seed %i, %s, %s', (seed, origin) => check(seed, origin))
