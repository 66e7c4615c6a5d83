import { expect, test } from 'vitest'
import { format } from './format.js'

const layouts: [sentence: string, text: string, expected: string][] = [
  ['a short block stays on its line', 'route   web{from:a,to:b;}', 'route web { from: a, to: b }\n'],
  ['a block over lines has one key a line', 'route web {from: a, to: b\n}', 'route web {\n    from: a\n    to: b\n}\n'],
  ['an empty block has one blank', 'drain r2 {\n}', 'drain r2 { }\n'],
  [
    'comments stay with what they speak of',
    '// top\nroute web { // open\n// before\nfrom: a, // after\n\n// last\n}\n// end',
    '// top\nroute web { // open\n    // before\n    from: a // after\n\n    // last\n}\n// end\n',
  ],
  [
    'a comment inside a value moves before it',
    'route {\n  from: a, /* why */ b\n}',
    'route {\n    /* why */\n    from: a, b\n}\n',
  ],
  ['one empty line is kept, more are not', 'drain a { }\n\n\n\ndrain b { }', 'drain a { }\n\ndrain b { }\n'],
  [
    'quotes stay only where a name needs them',
    'network n { node "r1" : router\nlink "r1"--"a b" }',
    'network n {\n    node r1 : router\n    link r1 -- "a b"\n}\n',
  ],
  ['what was written in a unit stays in it', 'limit { rate: 1500Mbps }', 'limit { rate: 1500Mbps }\n'],
]

test.each(layouts)('%s', (_, text, expected) => {
  expect(format(text, 'x.pn').text).toBe(expected)
})

test('a line that does not fit is broken at its keys, then at the commas of a list', () => {
  const names = Array.from({ length: 40 }, (_, index) => `router-${index}`).join(', ')
  const { text } = format(`group edge { members: ${names}, owner: "netops" }`, 'x.pn')
  const lines = text.split('\n')
  expect(lines.every((line) => line.length <= 120)).toBe(true)
  expect(lines[2]).toMatch(/^ {8}router-/)
  expect(format(text, 'x.pn').text).toBe(text)
})

test('a text with errors is left as it is', () => {
  expect(format('route {from a', 'x.pn').text).toBe('route {from a')
})
