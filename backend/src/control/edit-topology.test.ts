import { emptyTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { addLink, addNode, replaceLink } from './edit-topology.js'

const empty = emptyTopology('n')

const tenants = () => {
  const nodes = [
    { name: 'r1', type: 'router' },
    { name: 'red', type: 'host', addresses: ['10.0.0.1'], segment: 'red' },
    { name: 'blue', type: 'host', addresses: ['10.0.0.1'], segment: 'blue' },
  ] as const
  return nodes.reduce(
    (topology, node) => addNode(topology, { ...node, addresses: [...('addresses' in node ? node.addresses : [])] }),
    empty,
  )
}

test('equal addresses of hosts in two segments are no clash', () =>
  expect(tenants().nodes.map(({ segment }) => segment)).toEqual([undefined, 'red', 'blue']))

test('a link to a host is in the segment of the host', () => {
  const { topology, id } = addLink(tenants(), { ends: [{ node: 'r1' }, { node: 'red' }] })
  expect(topology.interfaces.map(({ node, name, segment }) => `${node}.${name} ${segment}`)).toEqual([
    'r1.to-red red',
    'red.to-r1 red',
  ])
  const again = replaceLink(topology, id, {
    ends: [
      { node: 'r1', interface: 'to-red' },
      { node: 'red', interface: 'to-r1' },
    ],
  })
  expect(again.interfaces).toEqual(topology.interfaces)
})

test('a link from one segment to another is refused', () =>
  expect(() => addLink(tenants(), { ends: [{ node: 'red' }, { node: 'blue' }] })).toThrow('segments'))
