import { expect, test } from 'vitest'
import { examplesOf, resultOf } from './manual-examples.js'

const examples = examplesOf()

test.each(examples.filter(({ codes }) => codes === undefined))(
  'the example $name of the manual compiles',
  (example) => {
    const { intents, diagnostics } = resultOf(example)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    if (!example.isNetwork) expect(intents).toBeGreaterThan(0)
  },
)

test.each(examples.filter(({ codes }) => codes !== undefined))('the example $name says $codes', (example) => {
  const found = new Set(resultOf(example).diagnostics.map(({ code }) => code))
  expect([...found].filter((code) => code !== 'stateless-reply').sort()).toEqual([...(example.codes ?? [])].sort())
})

test('the manual has examples', () => expect(examples.length).toBeGreaterThan(30))
