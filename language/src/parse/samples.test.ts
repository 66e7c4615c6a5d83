import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { format } from '../format/format.js'
import { parse } from './parse.js'
import { sameSyntax } from './same-syntax.js'

const folder = new URL('../../../docs/language/samples/', import.meta.url)
const samples = (kind: string) =>
  readdirSync(new URL(`${kind}/`, folder)).map((name) => ({
    name,
    text: readFileSync(new URL(`${kind}/${name}`, folder), 'utf8'),
  }))

test.each(samples('accept'))('accepts $name, and formats it without loss', ({ name, text }) => {
  const { document, diagnostics } = parse(text, name)
  expect(diagnostics).toEqual([])
  const formatted = format(text, name).text
  expect(sameSyntax(parse(formatted, name).document, document)).toBe(true)
  expect(format(formatted, name).text).toBe(formatted)
})

test.each(samples('reject'))('rejects $name at the places it names', ({ name, text }) => {
  const found = parse(text, name).diagnostics.map(({ code, span }) => `${code} ${span.line}:${span.column}`)
  expect(`// expect: ${found.join(', ')}`).toBe(text.slice(0, text.indexOf('\n')))
})

test('there are many samples of both kinds', () => {
  expect(samples('accept').length).toBeGreaterThan(100)
  expect(samples('reject').length).toBeGreaterThan(100)
})
