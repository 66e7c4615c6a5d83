import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { resolveNetwork } from '../index.js'
import { type ClassInput, classOf } from './class-of.js'
import { packetMeant } from './packet-meant.js'
import { readDown, TraceProblem } from './read-ends.js'

const text = `network lab {
  node r1 : router { prefix: 10.1.0.0/16 }
  node r2 : router { prefix: 10.2.0.0/16 }
  node bare : router
  node web : server { address: 10.2.9.10, gateway: r2 }
  link r1 -- r2
  link r2 -- bare
  link web -- r2
  group edge { members: r1, r2 }
}`
const { topology } = resolveNetwork([{ name: 'lab.pn', text }])
if (!topology) throw new Error('the network does not resolve')
const index = indexTopology(topology)

const tcp443 = [{ protocol: 6, dstPort: [443, 443] }]
const asked: [said: string, input: ClassInput, traffic: unknown][] = [
  ['nothing of the header is all traffic', { from: 'r1', to: 'web' }, undefined],
  ['a port alone is one of TCP', { from: 'r1', to: 'web', dstPort: 443 }, tcp443],
  ['ICMP is that of both versions', { from: 'r1', to: 'web', protocol: 'icmp' }, [{ protocol: 1 }, { protocol: 58 }]],
  ['a protocol by its number', { from: 'edge', to: '10.2.0.0/16', protocol: 47 }, [{ protocol: 47 }]],
]

test.each(asked)('%s', (_, input, traffic) => {
  expect(classOf(index, input).traffic).toEqual(traffic)
})

test('a group is all of its members, an address the place where it lies', () => {
  const ports = (from: string) =>
    classOf(index, { from, to: 'any' }).sources.map(({ port }) => index.ports[port]?.device)
  expect(new Set(ports('edge')).size).toBe(2)
  expect(ports('10.2.9.10').map((device) => index.nodes[device ?? -1]?.name)).toContain('r2')
})

/** The field, words and hint of what cannot be meant. */
function problemOf(ask: () => unknown): unknown {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof TraceProblem)) throw error
    return [error.field, error.message, error.hint]
  }
}

const wrong: [said: string, ask: () => unknown, expected: unknown[]][] = [
  [
    'a name near a node',
    () => classOf(index, { from: 'weB', to: 'r1' }),
    ['from', 'is no node, group, prefix or address: weB', 'did you mean "web"?'],
  ],
  [
    'a name near a group',
    () => classOf(index, { from: 'r1', to: 'edgee' }),
    ['to', 'is no node, group, prefix or address: edgee', 'did you mean "edge"?'],
  ],
  [
    'a port of a protocol without ports',
    () => classOf(index, { from: 'r1', to: 'web', protocol: 47, srcPort: 1 }),
    ['srcPort', 'has no meaning for this protocol', undefined],
  ],
  [
    'a link that is none',
    () => readDown(index, ['r1--r3'], 'down'),
    ['down', 'is no link or node: r1--r3', 'did you mean "r1--r2"?'],
  ],
  [
    'one packet from nowhere',
    () => packetMeant(index, [], { from: 'r9', to: 'web' }),
    ['from', 'is no node, group, prefix or address: r9', 'did you mean "r1"?'],
  ],
]

test.each(wrong)('%s is told with its field', (_, ask, expected) => {
  expect(problemOf(ask)).toEqual(expected)
})

test('a link is known by either end first', () => {
  expect(readDown(index, ['r2--r1', 'web'], 'down')).toEqual({
    downLinks: new Set([index.linkId.get('r1--r2')]),
    downNodes: new Set([index.nodeId.get('web')]),
  })
})
