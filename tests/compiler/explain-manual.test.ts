import { readFileSync } from 'node:fs'
import { whyNot } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'

const page = readFileSync(new URL('../../docs/language/explain.md', import.meta.url), 'utf8')
const [, network = ''] = /```pn network\n([\s\S]*?)```/.exec(page) ?? []
const examples = [...page.matchAll(/```pn (x|y)\n([\s\S]*?)```\n\n```text\n([\s\S]*?)```/g)].map(
  ([, target = '', text = '', said = '']) => ({ target, text, said }),
)

test.each(examples)('what the manual says is what is found: %#', ({ target, text, said }) => {
  const files = [
    { name: 'net.pn', text: network },
    { name: 'wishes.pn', text },
  ]
  const { topology } = resolveNetwork(files)
  if (!topology) throw new Error('the network of the page does not parse')
  const index = indexTopology(topology)
  const { intents } = resolveIntents(files, index)
  const found = whyNot({ index, intents, targets: [`small/wishes.pn/${target}`], files })
  const titles = found.relaxations.map(({ title }, i) => `${i + 1}. ${title}`)
  const lines = said.trim().split('\n')
  const all = [`conflict: ${found.conflict.map((part) => part.text).join('; ')}`, ...titles]
  expect(all.slice(0, lines.length)).toEqual(lines)
})

test('the page has examples', () => expect(examples.length).toBeGreaterThan(2))
