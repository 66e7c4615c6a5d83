import { expect, test } from 'vitest'
import { intentKinds } from '../parse/ast.js'
import { nodeTypes as readTypes, olderTypes, topologyKeys } from '../resolve/read-topology.js'
import { intentKeys } from '../resolve/resolve-intents.js'
import { keysOf, nodeTypes } from './vocabulary.js'

/** Keys of every intent that mean nothing to the compiler. */
const labels = ['owner', 'reason']

test.each(intentKinds)('the service completes exactly the keys that are read in %s', (kind) => {
  const known = Object.keys(keysOf(kind)).filter((key) => !labels.includes(key))
  const common = kind === 'assert' ? ['priority', 'yields', 'active'] : []
  expect(known.filter((key) => !common.includes(key)).sort()).toEqual([...new Set(intentKeys[kind])].sort())
})

test.each(Object.entries(topologyKeys))('the service completes the keys that are read in %s', (kind, keys) => {
  const known = Object.keys(keysOf(kind))
  expect(keys.filter((key) => !known.includes(key))).toEqual([])
})

test('the service knows the types of nodes that are read', () =>
  expect(Object.keys(nodeTypes).sort()).toEqual([...readTypes, ...Object.keys(olderTypes)].sort()))
