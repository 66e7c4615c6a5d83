import { expect, test } from 'vitest'
import { hasMoreWords } from './has-more-words.js'

/** Texts, and how many words and signs they have. */
const counts: readonly (readonly [string, string, number])[] = [
  ['words, with what stands inside of them', 'route web-1 10.1.0.0/16 Europe/Oslo é.x', 5],
  ['signs, each of them', 'a { b: [c, d] }', 10],
  ['a quoted text as one', 'a "b c } \\" d" e', 3],
  ['a quote that does not end', 'a "b c\nd', 3],
  ['no comments', 'a// b c d\n/* e\nf */ g', 2],
  ['a comment that does not end', 'a /* b c', 1],
  ['nothing', '', 0],
]

test.each(counts)('%s', (_, text, count) => {
  const padded = text + ' '.repeat(20)
  expect([hasMoreWords(padded, count), count > 0 && hasMoreWords(padded, count - 1)]).toEqual([false, count > 0])
})
