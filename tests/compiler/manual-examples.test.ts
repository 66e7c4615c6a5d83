import { readdirSync, readFileSync } from 'node:fs'
import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

const { topology } = resolveNetwork([{ name: 'campus.pn', text: read('examples/campus/campus.pn') }])
if (!topology) throw new Error('the campus example does not parse')
const index = indexTopology(topology)

const pages = ['templates.md']
const examples = readdirSync(new URL('../../docs/language/', import.meta.url))
  .filter((page) => pages.includes(page))
  .flatMap((page) =>
    [...read(`docs/language/${page}`).matchAll(/```pn\n([\s\S]*?)```/g)].map((found, i) => ({
      name: `${page} ${i + 1}`,
      text: found[1] ?? '',
    })),
  )

test.each(examples)('the example $name of the manual compiles on the campus', ({ text }) => {
  const { intents, diagnostics } = resolveIntents([{ name: 'example.pn', text }], index)
  const found = [...diagnostics, ...compile({ index, intents }).diagnostics]
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(intents.length).toBeGreaterThan(0)
})
