import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText, readEveryWay } from '../support/fuzz-language.js'

const [seed, cases] = [1, 500]

test(`${cases} texts with mistakes are read, formatted, resolved and compiled, from seed ${seed}`, () => {
  let [number, right] = [0, 0]
  const property = fc.property(anyText, (text) => {
    if (readEveryWay(text, number++ % 5 === 0)) right++
  })
  fc.assert(property, { numRuns: cases, seed })
  expect(right).toBeGreaterThan(cases / 50)
})
