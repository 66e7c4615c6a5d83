import { compile } from '@paranet/compiler'
import { expect, test } from 'vitest'
import { build, checkSeed, checkTampered } from './check-names.js'

const seeds = Array.from({ length: 100 }, (_, i) => i + 1)

test('what compiles without errors holds, by the verifier and by walking every Interest', () => {
  expect(seeds.filter(checkSeed).length).toBeGreaterThan(25)
})

test('on states that somebody tampered with, verifier and walker say the same', () => {
  for (const seed of seeds) checkTampered(seed)
})

test('plans do not depend on the order of intents', () => {
  for (const seed of seeds.slice(0, 40)) {
    const { index, intents, state } = build(seed)
    const turned = compile({ index, intents: intents.toReversed() }).state
    expect([...turned], `seed ${seed}`).toEqual([...state])
  }
})
