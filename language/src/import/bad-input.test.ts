import fc from 'fast-check'
import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it, test } from 'vitest'
import type { TopologyFormat } from './import-result.js'
import { importFormats } from './import-result.js'
import { importTopology } from './import-topology.js'

const deep = (open: string, close: string, middle = '', levels = 100_000) =>
  open.repeat(levels) + middle + close.repeat(levels)
const manyNodes = 2_000_000
const clab = (rest: string) => `name: x\ntopology:\n  nodes:\n${rest}`
const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${[...'bcdefghi']
  .map((name, i) => `${name}: &${name} [${Array(9).fill(`*${'abcdefghi'[i]}`).join(',')}]`)
  .join('\n')}\ntopology:\n  nodes:\n    r1: { labels: { a: *i } }\n`
const entities = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa">${[...'bcdefghij']
  .map((name, i) => `<!ENTITY ${name} "${`&${'abcdefghi'[i]};`.repeat(10)}">`)
  .join('')}]><graphml><graph><node id="&j;"/></graph></graphml>`

/** Each: the text, made when its turn comes; the format; and the code of the first error. */
const cases: readonly (readonly [string, () => string, TopologyFormat | 'auto', string])[] = [
  ['10^5 brackets of JSON', () => deep('[', ']'), 'auto', 'malformed-json'],
  ['10^5 maps of JSON', () => deep('{"a":', '}', '1'), 'auto', 'malformed-json'],
  ['10^5 elements of XML', () => deep('<a>', '</a>'), 'auto', 'too-deep'],
  ['10^5 lists of YAML', () => clab(`    r1: ${deep('[', ']')}\n`), 'auto', 'too-deep'],
  ['10^5 dashes of YAML', () => clab(`    r1:\n      ${'- '.repeat(100_000)}x\n`), 'auto', 'too-deep'],
  [
    '1,000 levels by indentation',
    () => clab(Array.from({ length: 1000 }, (_, i) => `${' '.repeat(i + 4)}a:\n`).join('')),
    'auto',
    'too-deep',
  ],
  ['aliases of aliases in YAML', () => bomb, 'auto', 'expansion-too-large'],
  ['a YAML file of 10 MB', () => clab('    r1: {}\n'.repeat(1_000_000)), 'auto', 'file-too-large'],
  ['entities of entities in XML', () => entities, 'auto', 'malformed-xml'],
  [
    'an entity of a file',
    () => '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><graphml><graph><node id="&x;"/></graph></graphml>',
    'auto',
    'malformed-xml',
  ],
  [
    'two million nodes of JSON',
    () => `{"nodes":[${'{"id":1},'.repeat(manyNodes)}{"id":1}],"edges":[]}`,
    'auto',
    'expansion-too-large',
  ],
  [
    'two million devices',
    () => `{"devices":[${'{"id":1},'.repeat(manyNodes)}{"id":1}],"sites":[]}`,
    'netbox',
    'expansion-too-large',
  ],
  [
    'two million nodes of RFC 8345',
    () => `{"ietf-network:networks":{"network":[{"network-id":"x","node":[${'{"a":1},'.repeat(manyNodes)}{}]}]}}`,
    'auto',
    'expansion-too-large',
  ],
  ['rows without end', () => `source,target\n${'a,b\n'.repeat(5_000_000)}`, 'auto', 'expansion-too-large'],
  [
    'two million nodes of XML',
    () => `<graphml><graph>${'<node/>'.repeat(manyNodes)}</graph></graphml>`,
    'auto',
    'expansion-too-large',
  ],
  ['more than is read', () => ' '.repeat(33 * 1024 * 1024), 'auto', 'file-too-large'],
]

test.each(cases)('%s', (_, make, format, code) => {
  const text = make()
  const before = process.cpuUsage()
  const { topology, diagnostics } = importTopology(text, { format, file: 'bad' })
  const { user, system } = process.cpuUsage(before)
  expect(topology).toBeUndefined()
  expect(diagnostics.find(({ severity }) => severity === 'error')?.code).toBe(code)
  expect(diagnostics.length).toBeLessThanOrEqual(201)
  expect((user + system) / 1000, 'ms of work').toBeLessThan(1000)
})

describe('10 MB of random bytes', () => {
  const bytes = randomBytes(10_000_000)
  it.each([...importFormats, 'auto'] as const)('as %s', (format) => {
    for (const encoding of ['latin1', 'utf8'] as const) {
      const { topology, diagnostics } = importTopology(bytes.toString(encoding), { format, file: 'bad' })
      expect(topology).toBeUndefined()
      expect(diagnostics.length).toBeGreaterThan(0)
    }
  })
})

const folder = new URL('../../../tests/data/formats/', import.meta.url)
const files = readdirSync(folder)
  .filter((name) => name !== 'golden')
  .map((name) => readFileSync(new URL(name, folder), 'utf8'))
const junk = fc.constantFrom(
  'null',
  '{}',
  '[',
  '"',
  '}',
  '<',
  '>',
  '&x;',
  '-1',
  '1e999',
  ':',
  '\n',
  '\t',
  ',',
  '*a',
  '\0',
  '"__proto__"',
)
const edits = fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(40), junk), {
  minLength: 1,
  maxLength: 4,
})

test('files with random edits are read, or told to be wrong', () => {
  fc.assert(
    fc.property(fc.constantFrom(...files), edits, (file, changes) => {
      const text = changes.reduce((before, [where, length, word]) => {
        const at = Math.floor(where * before.length)
        return before.slice(0, at) + word + before.slice(at + length)
      }, file)
      const { topology, diagnostics } = importTopology(text, { file: 'edited' })
      expect(topology !== undefined || diagnostics.length > 0).toBe(true)
    }),
    { numRuns: 150, seed: 8346 },
  )
})
