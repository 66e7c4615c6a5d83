import { readdirSync, readFileSync } from 'node:fs'
import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

/** Pages whose examples each compile by themselves: on the network of the page, or else on the campus. */
const pages = ['devices.md', 'templates.md']

const blocks = (text: string, kind: string): string[] =>
  [...text.matchAll(new RegExp(`\`\`\`${kind}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block]) => block ?? '')

const examples = readdirSync(new URL('../../docs/language/', import.meta.url))
  .filter((page) => pages.includes(page))
  .flatMap((page) => {
    const text = read(`docs/language/${page}`)
    const [network = read('examples/campus/campus.pn')] = blocks(text, 'pn network')
    return blocks(text, 'pn').map((example, i) => ({ name: `${page} ${i + 1}`, network, example }))
  })

test.each(examples)('the example $name of the manual compiles', ({ network, example }) => {
  const { topology } = resolveNetwork([{ name: 'network.pn', text: network }])
  if (!topology) throw new Error('the network of the page does not parse')
  const index = indexTopology(topology)
  const { intents, diagnostics } = resolveIntents([{ name: 'example.pn', text: example }], index)
  const found = [...diagnostics, ...compile({ index, intents }).diagnostics]
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(intents.length).toBeGreaterThan(0)
})
