import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { intentKinds } from '../parse/ast.js'
import { parse } from '../parse/parse.js'
import { sameSyntax } from '../parse/same-syntax.js'
import { format } from './format.js'

const folder = new URL('../../../docs/language/samples/accept/', import.meta.url)
const valid = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'))

/** Where a text has no errors: formatting loses nothing and is stable. */
function expectRoundTrip(text: string): boolean {
  const { document, diagnostics } = parse(text, 'x.pn')
  if (diagnostics.length > 0) return false
  const formatted = format(text, 'x.pn').text
  const again = parse(formatted, 'x.pn')
  if (
    again.diagnostics.length > 0 ||
    !sameSyntax(again.document, document) ||
    format(formatted, 'x.pn').text !== formatted
  )
    expect.fail(`${JSON.stringify(text)} became ${JSON.stringify(formatted)}`)
  return true
}

const oneOf = (...texts: string[]) => fc.constantFrom(...texts)
const name = oneOf(
  'a',
  'r1',
  'oslo.r1',
  'no-leak',
  '"core router"',
  '"2001:db8::1"',
  'маршрут',
  'link',
  'from',
  'one',
  '3com-x',
)
const gap = oneOf(' ', ' ', ' ', '  ', '\n', '\n\n\n', ' // c\n', ' /* c */ ', '\n/* a\n b */\n', '\n// own line\n')
const atom = oneOf(
  '10Gbps',
  '1.5ms',
  '99.9%',
  '10.1.0.0/16',
  '2001:db8::/32',
  '::',
  'AS65001',
  '/ndn/video',
  '/',
  '(59.91, -10.75)',
  '5km',
  '443',
  '80-89',
  'true',
  '"t\\n\\"x"',
  'Mon-Fri 08:00-18:00 Europe/Oslo',
  'from 2026-12-01 until 2027-01-01',
  'r1',
  'oslo',
  '<= 20ms',
  'tcp dst-port 443, 9100 or udp',
  '1 link restored within 5s',
  '2 disjoint links',
  'region(north)',
  'circle(1, 2, 5km)',
  'r1--r2',
  'link r1 -- "a b"',
  'risk c7',
  'output eth2',
  '"a"',
  '"a b"--c',
  '[]',
)
const value = fc.letrec((tie) => ({
  item: fc.oneof(
    { weight: 8, arbitrary: atom },
    tie('bracketed') as fc.Arbitrary<string>,
    tie('block') as fc.Arbitrary<string>,
  ),
  bracketed: fc.array(tie('item') as fc.Arbitrary<string>, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
  block: fc
    .tuple(
      gap,
      fc.uniqueArray(fc.tuple(name, tie('item') as fc.Arbitrary<string>), { maxLength: 3, selector: ([key]) => key }),
    )
    .map(([space, entries]) => `{${space}${entries.map(([key, of]) => `${key}: ${of}`).join(`,${space}`)}${space}}`),
  list: fc
    .tuple(gap, fc.array(tie('item') as fc.Arbitrary<string>, { minLength: 1, maxLength: 4 }))
    .map(([space, items]) => items.join(`,${space}`)),
  value: fc.oneof(
    tie('list') as fc.Arbitrary<string>,
    fc
      .tuple(tie('list') as fc.Arbitrary<string>, oneOf(' then ', ' except '), tie('list') as fc.Arbitrary<string>)
      .map((parts) => parts.join('')),
    (tie('list') as fc.Arbitrary<string>).map((list) => `one of ${list}`),
  ),
})).value
const entry = fc
  .tuple(name, value, oneOf('\n', ',\n', ';\n', ' // why\n', ', ', '; '))
  .map(([key, of, end]) => `${key}: ${of}${end}`)
const intent = fc
  .tuple(fc.constantFrom(...intentKinds), name, gap, fc.array(entry, { maxLength: 4 }), gap)
  .map(([kind, named, before, entries, after]) => `${kind} ${named}${before}{${entries.join('')}${after}}`)
const other = fc
  .tuple(name, value, gap)
  .map(
    ([named, of, space]) =>
      `let ${named} =${space}${of}\nnetwork ${named} {${space}node ${named} : router {${space}x: ${of}${space}}\nlink ${named} -- r2${space}}`,
  )
const program = fc.array(fc.oneof(intent, intent, other), { maxLength: 4 }).map((parts) => parts.join('\n'))

test('formatting a generated program loses nothing and is stable', () => {
  let read = 0
  fc.assert(
    fc.property(program, (text) => void (expectRoundTrip(text) && read++)),
    { numRuns: 600 },
  )
  expect(read).toBeGreaterThan(100)
})

const scraps = oneOf(
  ',',
  ';',
  '\n',
  ' ',
  '{',
  '}',
  '[',
  ']',
  '(',
  ')',
  ':',
  '--',
  '/',
  '//',
  '/*',
  '*/',
  '"',
  '-',
  '.',
  ' except ',
  ' then ',
  ' or ',
  'one of ',
  '// c\n',
  '/* c */',
  'a',
  '5',
  '%',
  '<= ',
)
const edited = fc
  .tuple(
    fc.constantFrom(...valid),
    fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(3), fc.oneof(scraps, fc.constant(''))), {
      minLength: 1,
      maxLength: 3,
    }),
  )
  .map(([text, edits]) => {
    let result = text
    for (const [where, cut, insert] of edits) {
      const at = Math.floor(where * result.length)
      result = result.slice(0, at) + insert + result.slice(at + cut)
    }
    return result
  })

test('an edited program is read without exception; if it has no errors, formatting it loses nothing', () => {
  let read = 0
  fc.assert(
    fc.property(edited, (text) => void (expectRoundTrip(text) && read++)),
    { numRuns: 3000 },
  )
  expect(read).toBeGreaterThan(100)
})

test('any text at all is read without exception, and every place lies inside it', () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: 'binary', maxLength: 200 }),
        fc.array(fc.oneof(scraps, name, atom), { maxLength: 60 }).map((parts) => parts.join('')),
      ),
      (text) => {
        for (const { span } of parse(text, 'x.pn').diagnostics) {
          expect(span.offset + span.length).toBeLessThanOrEqual(text.length)
          expect(text.slice(0, span.offset).split('\n')).toHaveLength(Math.max(1, span.line))
        }
        expectRoundTrip(text)
      },
    ),
    { numRuns: 2000 },
  )
})
