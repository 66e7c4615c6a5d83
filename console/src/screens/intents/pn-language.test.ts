import { StringStream } from '@codemirror/language'
import { expect, test } from 'vitest'
import { type PnState, pnToken } from './pn-language.js'

/** The words of a line with their kinds. */
function tokens(line: string, state: PnState = { isInComment: false, isNaming: false }): string[] {
  const stream = new StringStream(line, 4, 4)
  const found: string[] = []
  while (!stream.eol()) {
    stream.start = stream.pos
    const kind = pnToken(stream, state)
    if (kind) found.push(`${kind} ${stream.current()}`)
  }
  return found
}

test.each<[string, string, string[]]>([
  ['a statement and its name', 'route web {', ['keyword route', 'definition web']],
  ['a key that is also a statement', '    link: r1--r2', ['propertyName link', 'variableName r1', 'variableName r2']],
  ['a prefix', 'from: 10.1.0.0/16', ['propertyName from', 'number 10.1.0.0/16']],
  ['a v6 prefix', 'to: 2001:db8::/32', ['propertyName to', 'number 2001:db8::/32']],
  ['a bound with a unit', 'latency: <= 20ms', ['propertyName latency', 'number <= 20ms']],
  ['traffic', 'traffic: tcp dst-port 80-89', ['propertyName traffic', 'atom tcp', 'atom dst-port', 'number 80-89']],
  ['names that begin with digits', 'to: 3com', ['propertyName to', 'variableName 3com']],
  ['text and comments', 'owner: "a // b" // c', ['propertyName owner', 'string "a // b"', 'comment // c']],
  [
    'many on a line',
    'isolate x { from: a, to: b }',
    ['keyword isolate', 'definition x', 'propertyName from', 'variableName a', 'propertyName to', 'variableName b'],
  ],
])('%s', (_, line, wanted) => {
  expect(tokens(line)).toEqual(wanted)
})

test('a comment over lines', () => {
  const state = { isInComment: false, isNaming: false }
  expect(tokens('let /* a', state)).toEqual(['keyword let', 'comment /* a'])
  expect(tokens('route', state)).toEqual(['comment route'])
  expect(tokens('*/ x', state)).toEqual(['comment */', 'definition x'])
})
