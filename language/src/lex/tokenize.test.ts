import { expect, test } from 'vitest'
import { tokenize } from './tokenize.js'

const words = (text: string) =>
  tokenize(text)
    .map(({ kind, raw }) => `${kind} ${raw}`)
    .slice(0, -1)

test.each([
  ['a name never holds two dashes', 'r1--r2', ['word r1', 'sign --', 'word r2']],
  ['single dashes and dots lie inside names', 'no-leak oslo.r1', ['word no-leak', 'word oslo.r1']],
  ['a comment begins inside a path', '/ndn/video//x', ['path /ndn/video']],
  [
    'a pattern stands in members only',
    'members: /^a b/ } x: /a',
    ['word members', 'sign :', 'regex /^a b/', 'sign }', 'word x', 'sign :', 'path /a'],
  ],
  [
    'addresses, hours and zones are one word each',
    '2001:db8::/32 08:00-18:00 Europe/Oslo',
    ['word 2001:db8::/32', 'word 08:00-18:00', 'word Europe/Oslo'],
  ],
  ['a minus belongs to the number after it', '(-1, a-1)', ['sign (', 'word -1', 'sign ,', 'word a-1', 'sign )']],
])('%s', (_, text, expected) => {
  expect(words(text)).toEqual(expected)
})

test('comments are kept with the token after them', () => {
  const [, second] = tokenize('a // one\n\n/* two */ b')
  expect(second?.comments.map(({ text, blankBefore }) => [text, blankBefore])).toEqual([
    ['// one', false],
    ['/* two */', true],
  ])
})
