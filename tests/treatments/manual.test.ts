import { readFileSync } from 'node:fs'
import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'

const page = readFileSync(new URL('../../docs/language/treatments.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/```pn( network)?\n([\s\S]*?)```/g)].map(([, kind, text]) => ({
  kind,
  text: text ?? '',
}))
const networkText = blocks.find(({ kind }) => kind !== undefined)?.text ?? ''
const { topology } = resolveNetwork([{ name: 'office.pn', text: networkText }])
if (!topology) throw new Error('the network of the manual does not resolve')
const index = indexTopology(topology)
const examples = blocks.filter(({ kind }) => kind === undefined).map(({ text }) => text)

test('the manual has an example of each kind', () => expect(examples.length).toBe(5))

test.each(examples)('the manual compiles, and what it says holds: %s', (text) => {
  const whole = text.startsWith('allow') ? text : `allow all { from: any, to: any }\n${text}`
  const { intents, diagnostics } = resolveIntents([{ name: 'i.pn', text: whole }], index)
  expect(diagnostics).toEqual([])
  const { state, ledger, diagnostics: found } = compile({ index, intents })
  expect(found.filter(({ code }) => code !== 'stateless-reply')).toEqual([])
  const kinds = ['marked', 'limited', 'queued', 'installed']
  const verdicts = verify({ index, intents, state, ledger }).verdicts.filter(({ property }) => kinds.includes(property))
  expect(verdicts.length).toBe(intents.length - 1)
  expect(verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})
