import fc from 'fast-check'
import { expect, test } from 'vitest'
import { anyText, readEveryWay } from '../support/fuzz-language.js'

const seed = Number(process.env['SEED'] ?? 50_000)
const cases = Number(process.env['CASES'] ?? 100_000)

test(`${cases} texts with mistakes are read, formatted, resolved and compiled, from seed ${seed}`, () => {
  let [number, right] = [0, 0]
  const property = fc.property(anyText, (text) => {
    if (readEveryWay(text, number++ % 50 === 0)) right++
  })
  fc.assert(property, { numRuns: cases, seed })
  expect(right).toBeGreaterThan(cases / 50)
  console.log(`SEED=${seed}: ${number} texts, ${right} of them right`)
})
