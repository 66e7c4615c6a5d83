import { expect, test } from 'vitest'
import { namePattern } from './name-pattern.js'

test.each([
  ['^ams-', 'ams-r1', true],
  ['^ams-', 'r1-ams-', false],
  ['r[12]$', 'oslo.r2', true],
  ['größe', 'die-größe', true],
  ['^(a|b)+$', 'abba', true],
])('/%s/ on %s: %s', (source, name, expected) => expect(namePattern(source)?.test(name)).toBe(expected))

test.each(['(', '[z-a]', '(?=a)b', String.raw`(a)\1`, 'a'.repeat(1001)])('%s cannot be read', (source) =>
  expect(namePattern(source)).toBeUndefined(),
)

test('an expression that others backtrack over takes no time', () => {
  const pattern = namePattern('^(a+)+$')
  expect(pattern?.test(`${'a'.repeat(10_000)}!`)).toBe(false)
})
