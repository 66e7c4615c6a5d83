import { expect, test } from 'vitest'
import { defaultLimits } from '../lex/limits.js'
import { marked } from '../testing/marked.js'
import { entriesOf, findEntry, statementsOf, type Value } from './ast.js'
import { parse } from './parse.js'

const faults: [sentence: string, source: string, ...codes: string[]][] = [
  ['an unknown unit is a fault of the number', 'route { latency: <= <|5parsecs|> }', 'wrong-unit'],
  ['a prefix cannot be longer than its address', 'route { from: <|10.1.0.0/33|> }', 'out-of-range'],
  [
    'all faults of a file come in one run',
    'route { from: <|300.1.1.1|>\n <|to|> b }\n<|rout|> { }',
    'out-of-range',
    'missing-colon',
    'unknown-kind',
  ],
  ['a block that is never closed is shown where it opens', 'route web <|{|>\n from: a', 'unclosed-block'],
  [
    'a declaration in the middle of a block shows that the block was not closed',
    'route a <|{|> from: b\nroute c { from: d }',
    'unclosed-block',
  ],
  ['a forgotten colon is named after its key', 'route { <|via|> fw1 }', 'missing-colon'],
  ['two keys on one line need a comma', 'route { from: a <|to|>: b }', 'missing-separator'],
  ['a key without a value is shown at its colon', 'route { from<|:|>\n to: b }', 'missing-value'],
  ['a key stands once in a block', 'route { from: a, <|from|>: b }', 'duplicate-key'],
  [
    'a slash opens a pattern in members only',
    'group g { members: /^a-/ }\ncache { names: /a/<|^|> }',
    'unexpected-character',
  ],
  ['nodes stand inside a network', '<|node|> r1 : router', 'misplaced'],
  ['places are counted in UTF-16 units', 'route { reason: "𝒳", via: <|5parsecs|> }', 'wrong-unit'],
]

test.each(faults)('%s', (_, source, ...codes) => {
  const { text, places } = marked(source)
  const { diagnostics } = parse(text, 'x.pn')
  expect(diagnostics.map(({ code }) => code)).toEqual(codes)
  expect(diagnostics.map(({ span: { offset, length } }) => ({ offset, length }))).toEqual(places)
})

const values: [sentence: string, written: string, expected: object][] = [
  ['a bandwidth is whole bits per second', '1.1Gbps', { kind: 'bandwidth', bitsPerSecond: 1_100_000_000 }],
  ['a duration is whole microseconds', '0.5ms', { kind: 'duration', microseconds: 500 }],
  ['a size is bytes', '10GB', { kind: 'size', bytes: 1e10 }],
  ['a distance is metres', '5km', { kind: 'distance', metres: 5000 }],
  ['a percentage', '99.95%', { kind: 'percent', percent: 99.95 }],
  ['a prefix keeps its host bits', '203.0.113.2/30', { kind: 'prefix', family: 4, address: '203.0.113.2', length: 30 }],
  ['an IPv6 address is in lower case', '2001:DB8::1', { kind: 'address', family: 6, address: '2001:db8::1' }],
  ['a path loses the slash at its end', '/ndn/video/', { kind: 'name-path', path: '/ndn/video' }],
  ['a place', '(59.91, -10.75)', { kind: 'place', latitude: { value: 59.91 }, longitude: { value: -10.75 } }],
  ['a range of ports', '80-89', { kind: 'port-range', first: 80, last: 89 }],
  ['an AS number', 'AS65001', { kind: 'asn', asn: 65_001 }],
  ['a comparison', '<= 20ms', { kind: 'comparison', operator: '<=', value: { microseconds: 20_000 } }],
  [
    'a schedule',
    'Mon-Fri 08:00-18:00 Europe/Oslo',
    {
      kind: 'schedule',
      days: { first: 'Mon', last: 'Fri' },
      hours: { startMinute: 480, endMinute: 1080 },
      zone: 'Europe/Oslo',
    },
  ],
  [
    'a span of dates',
    'from 2026-12-01 until 2027-01-01',
    { kind: 'schedule', from: { raw: '2026-12-01' }, until: { raw: '2027-01-01' } },
  ],
  [
    'a count with words',
    '2 disjoint links',
    { kind: 'count', count: { value: 2 }, words: [{ text: 'disjoint' }, { text: 'links' }] },
  ],
  [
    'a count with a time',
    '1 link restored within 5s',
    { kind: 'count', words: [{ text: 'link' }, { text: 'restored' }], within: { microseconds: 5e6 } },
  ],
  [
    'waypoints in order',
    'fw1 then one of a, b',
    { kind: 'then', steps: [{ name: 'fw1' }, { kind: 'one-of', options: [{ name: 'a' }, { name: 'b' }] }] },
  ],
  [
    'except takes from the whole list',
    'a, b except c, d',
    {
      kind: 'except',
      of: { items: [{ name: 'a' }, { name: 'b' }] },
      except: { items: [{ name: 'c' }, { name: 'd' }] },
    },
  ],
  [
    'links and what they are avoided with',
    'r5, link r1--r2, risk c7',
    { kind: 'list', items: [{ kind: 'reference' }, { kind: 'link-ref', isWorded: true }, { kind: 'words' }] },
  ],
  [
    'a traffic class',
    'tcp dst-port 443, 9100 or udp',
    {
      kind: 'traffic',
      terms: [
        { parts: [{ word: { text: 'tcp' } }, { values: [{ value: 443 }, { value: 9100 }] }] },
        { parts: [{ word: { text: 'udp' } }] },
      ],
    },
  ],
  ['a call', 'circle(59.91, 10.75, 5km)', { kind: 'call', name: { text: 'circle' }, args: [{}, {}, { metres: 5000 }] }],
  ['a quoted text stays a text', '"1Gbps"', { kind: 'text', text: '1Gbps' }],
  ['a bracketed list', '[a, 2]', { kind: 'list', isBracketed: true, items: [{ name: 'a' }, { value: 2 }] }],
]

test.each(values)('%s', (_, written, expected) => {
  const { document, diagnostics } = parse(`let x = ${written}, z\nlet y = ${written}`, 'x.pn')
  expect(diagnostics).toEqual([])
  expect(valueOf(statementsOf(document).at(-1))).toMatchObject(expected)
})

const valueOf = (statement: unknown): Value | undefined => (statement as { value?: Value }).value

test('a comma ends a list exactly when a key follows', () => {
  const { document } = parse('balance { to: one of a, b, weights: 2, 1, traffic: tcp dst-port 80, 81, at: x }', 'x.pn')
  const [balance] = statementsOf(document)
  const keys = balance?.kind === 'intent' ? entriesOf(balance.body).map(({ key }) => key.text) : []
  expect(keys).toEqual(['to', 'weights', 'traffic', 'at'])
})

test('every node of the tree knows its place', () => {
  const { document } = parse('\nroute web { via: fw1 }', 'x.pn')
  const [route] = statementsOf(document)
  const via = route?.kind === 'intent' ? findEntry(route.body, 'via') : undefined
  expect(via?.value.span).toEqual({ offset: 18, line: 2, column: 18, length: 3 })
  expect(route?.span).toEqual({ offset: 1, line: 2, column: 1, length: 22 })
})

const codesOf = (text: string) => new Set(parse(text, 'x.pn').diagnostics.map(({ code }) => code))
const sizes: [sentence: string, text: string, code: string][] = [
  ['a hundred thousand open blocks', `flow ${'{ a: '.repeat(100_000)}`, 'too-deep'],
  ['a hundred thousand open lists', `let a = ${'['.repeat(100_000)}`, 'too-deep'],
  ['a file beyond the limit', 'x'.repeat(defaultLimits.fileLength + 1), 'file-too-large'],
  ['nothing but faults', '}\n'.repeat(100_000), 'too-many-errors'],
  ['a word without end', 'à'.repeat(1_000_000), 'bad-name'],
  ['a text without end', `let a = "${'\\n'.repeat(500_000)}`, 'unclosed-text'],
]

test.each(sizes)('%s ends in a diagnostic, soon', (_, text, code) => {
  const start = performance.now()
  expect(codesOf(text)).toContain(code)
  expect(performance.now() - start).toBeLessThan(3000)
})

test.each([
  ['route "\\ud800" { from: a, to: b }', 'bad-escape', 7],
  ['route a { from: \ud800, to: b }', 'unexpected-character', 16],
])('half a surrogate pair is no text: %j', (text, code, offset) => {
  const { diagnostics } = parse(text, 'a.pn')
  expect(diagnostics.map(({ code: its, span }) => [its, span.offset])).toContainEqual([code, offset])
})
