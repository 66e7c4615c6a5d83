import { expect, test } from 'vitest'
import { composeBothWays } from '../support/composition-case.js'

const first = Number(process.env['SEED'] ?? 100_000)
const cases = 10_000

test(`what ${cases} small sets of intents do to each other, from seed ${first}, is what packet by packet shows`, () => {
  const codes = new Map<string, number>()
  for (let seed = first; seed < first + cases; seed++) {
    const { expected, found, wrong } = composeBothWays(seed)
    expect({ seed, found, wrong }).toEqual({ seed, found: expected, wrong: [] })
    for (const text of found) codes.set(text.split(':')[0] ?? '', (codes.get(text.split(':')[0] ?? '') ?? 0) + 1)
  }
  console.log(`SEED=${first}: ${JSON.stringify([...codes])}`)
})
