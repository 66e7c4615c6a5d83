import { expect, test } from 'vitest'
import { type TopologyLink, type TopologyNode, validator } from '@paranet/schemas'
import { describeFault, linkChoices, nodeChoices } from './fault-choices.js'

const link = { id: 'a--b', ends: [{ node: 'a' }, { node: 'b' }] } as unknown as TopologyLink
const node = { name: 'r1' } as unknown as TopologyNode
const all = [...linkChoices(link), ...nodeChoices(node, false)]

test.each(all.map(({ name, fault }) => [name, fault] as const))('%s is a fault, and has words', (_, fault) => {
  expect(validator('fault')(fault)).toMatchObject({ ok: true })
  expect(describeFault(fault)).not.toBe('')
})

test('names of choices are told apart', () => {
  expect(new Set(all.map(({ name }) => name)).size).toBe(all.length)
})
