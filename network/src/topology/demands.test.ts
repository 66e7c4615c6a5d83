import { expect, test } from 'vitest'
import { link, node, topologyOf } from '../testing/small-networks.js'
import { checkDemands } from './demands.js'

const topology = topologyOf([node('a'), node('b')], [link('a', 'b')])
const demand = (from: string, to: string) => ({ from, to, bitsPerSecond: 1 })

test('demands lie between two nodes of the topology', () => {
  expect(checkDemands(topology, [demand('a', 'b'), demand('b', 'a')])).toEqual([])
  expect(checkDemands(topology, [demand('a', 'b'), demand('x', 'y'), demand('b', 'b')])).toEqual([
    { index: 1, field: 'from', message: 'no node x' },
    { index: 1, field: 'to', message: 'no node y' },
    { index: 2, field: 'to', message: 'b is where it comes from' },
  ])
})
