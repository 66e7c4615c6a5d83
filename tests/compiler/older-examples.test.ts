import { readdirSync, readFileSync } from 'node:fs'
import { compile } from '@paranet/compiler'
import { format, resolveIntents, resolveNetwork } from '@paranet/language'
import { entriesOf, indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'

const folder = new URL('../../examples/older/', import.meta.url)
const files = readdirSync(folder).filter((name) => name.endsWith('.pn'))

test.each(files)('%s compiles as it is, and its intents hold', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8')
  const { topology, diagnostics: network } = resolveNetwork([{ name, text }])
  expect(network.filter(({ severity }) => severity !== 'info')).toEqual([])
  if (!topology) return
  const index = indexTopology(topology)
  const { intents, diagnostics } = resolveIntents([{ name, text }], index)
  expect(diagnostics).toEqual([])
  const { state, ledger, diagnostics: found } = compile({ index, intents })
  expect(found.filter(({ severity }) => severity === 'error')).toEqual([])
  expect([...state.values()].some((device) => entriesOf(device).size > 0)).toBe(true)
  const { verdicts } = verify({ index, intents, state, ledger })
  expect(verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})

test.each(files)('%s may be formatted and means the same', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8')
  const formatted = format(text, name).text
  const meaning = (its: string) => JSON.stringify(resolveNetwork([{ name, text: its }]).topology)
  expect(meaning(formatted)).toBe(meaning(text))
})
