import { expect, test } from 'vitest'
import { readQuoted } from './read-quoted.js'

test.each([
  ['1Gbps', 'bandwidth'],
  ['10.1.0.0/16', 'prefix'],
  ['(60.39, 5.32)', 'place'],
  ['r1', 'reference'],
  ['/ndn/video', 'name-path'],
  ['r1, r2', 'list'],
  ['Mon-Fri 08:00-18:00 Europe/Oslo', 'schedule'],
])('the text "%s" can be read as %s', (text, kind) => {
  expect(readQuoted(text)?.kind).toBe(kind)
})

test('the key decides where the form alone does not', () => {
  expect(readQuoted('tcp', 'traffic')?.kind).toBe('traffic')
  expect(readQuoted('Sat', 'active')?.kind).toBe('schedule')
})

test.each(['', '  ', 'a }', '300.1.1.1', 'CHG-1234: urgent', '"unclosed'])('the text "%s" is no value', (text) => {
  expect(readQuoted(text)).toBeUndefined()
})
