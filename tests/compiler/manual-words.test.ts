import type { Value } from '@paranet/language'
import { intentKeys, intentKinds, keysOf, nodeTypes, topologyKeys } from '@paranet/language'
import { expect, test } from 'vitest'
import { pages, readPage } from './manual-examples.js'

const texts = new Map(pages().map((page) => [page, readPage(`docs/language/${page}`)]))
const hand = [...texts].filter(([page]) => page !== 'diagnostics.md').map(([, text]) => text)

/** Whether a page says a word as a thing of the language: in backticks, or as a key in an example. */
const isSaid = (word: string): boolean =>
  hand.some((text) => new RegExp(`(\`[^\`\\n]*|[{,;(]\\s*|\\n\\s*)\\b${word}\\b(?=[^\`\\n]*\`|:| )`).test(text))

const unsaid = (words: Iterable<string>): string[] => [...new Set(words)].filter((word) => !isSaid(word))

test('every kind of intent is in the manual', () => expect(unsaid(intentKinds)).toEqual([]))

test.each(intentKinds)('every key of %s is in the manual', (kind) =>
  expect(unsaid([...intentKeys[kind], ...Object.keys(keysOf(kind))])).toEqual([]),
)

test.each(Object.entries(topologyKeys))('every key of %s is in the manual', (kind, keys) =>
  expect(unsaid([...keys, ...Object.keys(keysOf(kind))])).toEqual([]),
)

test('every type of node, and the keys of networks and matches, are in the manual', () =>
  expect(
    unsaid([...Object.keys(nodeTypes), ...Object.keys(keysOf('network')), ...Object.keys(keysOf('match'))]),
  ).toEqual([]))

/** The forms of values, as the syntax tree has them, and how the manual names them. */
const forms: ReadonlyMap<Exclude<Value['kind'], 'invalid'>, string> = new Map([
  ['number', 'number'],
  ['bandwidth', 'bandwidth'],
  ['duration', 'duration'],
  ['size', 'size'],
  ['percent', 'percent'],
  ['distance', 'distance'],
  ['address', 'address'],
  ['prefix', 'prefix'],
  ['asn', 'AS number'],
  ['port-range', 'port range'],
  ['boolean', 'boolean'],
  ['date', 'date'],
  ['name-path', 'name path'],
  ['place', 'place'],
  ['text', 'text'],
  ['reference', 'reference'],
  ['schedule', 'schedule'],
  ['comparison', 'comparison'],
  ['traffic', 'traffic'],
  ['count', 'count'],
  ['words', 'words'],
  ['call', 'call'],
  ['link-ref', 'link ref'],
  ['regex', 'regex'],
  ['list', 'list'],
  ['except', 'except'],
  ['one-of', 'one-of'],
  ['then', 'then'],
  ['block', 'block'],
])

test('every form of a value stands in the table of the page on shape', () => {
  const shape = texts.get('shape.md') ?? ''
  expect([...forms.values()].filter((form) => !new RegExp(`^\\| ${form} +\\|`, 'm').test(shape))).toEqual([])
})

test('pages of the manual lead only to pages that are there', () => {
  const links = [...texts.values()].flatMap((text) =>
    [...text.matchAll(/\]\(([a-z-]+\.md)\)/g)].map(([, page]) => page ?? ''),
  )
  expect([...new Set(links)].filter((page) => !texts.has(page))).toEqual([])
})
