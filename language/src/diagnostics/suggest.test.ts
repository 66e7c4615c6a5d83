import { expect, test } from 'vitest'
import { suggest } from './suggest.js'

test.each([
  ['a letter too many', 'fw-1', ['fw1', 'r1', 'oslo'], 'fw1'],
  ['two letters swapped', 'bregen', ['oslo', 'bergen'], 'bergen'],
  ['another case', 'OSLO', ['oslo', 'olso'], 'oslo'],
  ['nothing near', 'paris', ['oslo', 'bergen'], undefined],
  ['a short name is near only by one letter', 'r1', ['r2', 'fw9'], 'r2'],
  ['of two equally near the first in order', 'r9', ['r3', 'r2'], 'r2'],
])('%s', (_, name, candidates, expected) => {
  expect(suggest(name, candidates)).toBe(expected)
})
