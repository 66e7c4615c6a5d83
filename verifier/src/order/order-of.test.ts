import type { DeviceState, NetworkState } from '@paranet/network'
import { indexTopology, networkState } from '@paranet/network'
import { describe, expect, test } from 'vitest'
import { fiveNodes, readState, route } from '../testing/five-nodes.js'
import { orderOf } from './order-of.js'

/** A full mesh of a, b, c, d, e; 10.1.0.0/16 is behind a, 10.5.0.0/16 behind e. */
const names = ['a', 'b', 'c', 'd', 'e']
const index = indexTopology({
  ...fiveNodes,
  nodes: names.map((name) => ({
    ...(fiveNodes.nodes[1] as (typeof fiveNodes.nodes)[number]),
    name,
    prefixes: name === 'a' ? ['10.1.0.0/16' as never] : name === 'e' ? ['10.5.0.0/16' as never] : [],
  })),
  links: names.flatMap((a, i) =>
    names.slice(i + 1).map((b) => ({
      ...(fiveNodes.links[0] as (typeof fiveNodes.links)[number]),
      id: `${a}--${b}`,
      ends: [
        { node: a, interface: `to-${b}` },
        { node: b, interface: `to-${a}` },
      ] as const,
    })),
  ),
})

/** `a>b b>e`: next hops for 10.5.0.0/16; e delivers. */
const hops = (text: string): NetworkState =>
  networkState(
    names.map((name): DeviceState => {
      const next = text.split(' ').find((hop) => hop.startsWith(`${name}>`))?.[2]
      const line = name === 'e' ? 'route 10.5.0.0/16 deliver lan' : next ? `route 10.5.0.0/16 to-${next}` : ''
      return readState(name, line)
    }),
  )

/** Sentence → hops before and after, waypoints that are asked for, and the waves, or the devices that leave none. */
const patterns: Record<string, [before: string, after: string, via: string, expected: string[] | { none: string[] }]> =
  {
    'a way that is not used yet comes first, one that is no longer used goes last': [
      'a>b b>e',
      'a>c c>e',
      '',
      ['c', 'a', 'b'],
    ],
    'a swap of two devices has an order': ['a>b b>c c>e', 'a>c c>b b>e', '', ['a b', 'c']],
    'a chain is turned round': ['a>b b>c c>d d>e', 'a>d d>c c>b b>e', '', ['a b', 'c', 'd']],
    'a swap of two waypoints has no order': ['a>b b>c c>e', 'a>c c>b b>e', 'b c', { none: ['a', 'b', 'c'] }],
    'with a waypoint that both ways end in there is one': ['a>b b>c c>d d>e', 'a>c c>b b>d d>e', 'd', ['a b', 'c']],
    'nothing changes': ['a>b b>e', 'a>b b>e', '', []],
  }

const swap = { before: hops('a>b b>c c>e'), after: hops('a>c c>b b>e') }

describe('orders of changes', () => {
  test.each(Object.entries(patterns))('%s', (_, [from, to, via, expected]) => {
    const [before, after] = [hops(from), hops(to)]
    const waypoints = via === '' ? [] : via.split(' ')
    const asked = waypoints.map((one) => route(`by-${one}`, 'a', 'e', { via: [{ oneOf: [one] }] }))
    const order = orderOf({ index, intents: [route('r', 'a', 'e'), ...asked], before, after })
    if (Array.isArray(expected))
      expect(order.kind === 'found' && order.waves.map((wave) => wave.join(' '))).toEqual(expected)
    else
      expect(
        order.kind === 'none' && [...new Set(order.witness.flatMap(({ old, fresh }) => [...old, ...fresh]))].sort(),
      ).toEqual(expected.none)
  })

  test('who stands against whom is told with a packet', () => {
    const asked = ['b', 'c'].map((one) => route(`by-${one}`, 'a', 'e', { via: [{ oneOf: [one] }] }))
    const order = orderOf({ index, intents: asked, ...swap })
    expect(order.kind === 'none' && order.witness).toMatchInlineSnapshot(`
      [
        {
          "fresh": [
            "a",
          ],
          "loses": "five/main/by-b",
          "old": [
            "c",
          ],
          "packet": "10.1.0.10 → 10.5.0.10 protocol 6 port 50000 → 443, entering at a lan: it is delivered without passing b",
        },
        {
          "fresh": [
            "a",
            "c",
          ],
          "loses": "five/main/by-b",
          "old": [
            "b",
          ],
          "packet": "10.1.0.10 → 10.5.0.10 protocol 6 port 50000 → 443, entering at a lan: it comes back to b and loops",
        },
        {
          "fresh": [
            "b",
          ],
          "loses": "five/main/by-c",
          "old": [
            "a",
          ],
          "packet": "10.1.0.10 → 10.5.0.10 protocol 6 port 50000 → 443, entering at a lan: it is delivered without passing c",
        },
      ]
    `)
  })

  test('without proofs to spare it is not known', () =>
    expect(orderOf({ index, intents: [route('r', 'a', 'e')], ...swap, budget: 1 }).kind).toBe('unknown'))
})
