import type { ContentName, Entry, NamedDevice } from '@paranet/network'
import { indexTopology, namedDevice, stateOf } from '@paranet/network'
import { describe, expect, test } from 'vitest'
import { effectsOf } from '../faults/fault-effects.js'
import type { ActiveFault } from '../protocol/messages.js'
import { lineTopology } from '../testing/named-line.js'
import { NamedForwarding } from './named-forwarding.js'

const index = indexTopology(lineTopology)
const video = '/v' as ContentName
const to = (...interfaces: string[]): Entry => ({
  kind: 'name-route',
  name: video,
  groups: interfaces.map((one, i) => ({ cost: i, interfaces: [one] })),
})
const store = (capacity: number, policy: 'lru' | 'fifo'): Entry => ({
  kind: 'content-store',
  capacity,
  policy,
  keeps: 'all',
})

/** u — a — b — p, where p produces; `more`: what b has beside its route. */
function network(...more: Entry[]) {
  const devices = new Map<string, NamedDevice>(
    [stateOf('a', [to('b')]), stateOf('b', [to('p'), ...more]), stateOf('p', [to('local')])].map((state) => [
      state.device,
      namedDevice(state),
    ]),
  )
  const named = new NamedForwarding()
  let now = 1000
  let faults: readonly ActiveFault[] = []
  return {
    devices,
    named,
    pass: (ms: number) => (now += ms),
    break: (...list: ActiveFault[]) => {
      faults = list
      named.forget(index, effectsOf(index, faults, now))
    },
    ask: (name: string) => {
      const effects = effectsOf(index, faults, now)
      const deviceAt = (node: string) => devices.get(node)
      const { walk, kept } = named.ask(
        { index, effects, deviceAt, now },
        index.nodeId.get('u') ?? -1,
        name as ContentName,
      )
      return `${walk.hops.map(({ node }) => node).join(' ')}: ${walk.end.kind} ${walk.end.node}${kept.length > 0 ? `, kept by ${kept.join(' ')}` : ''}`
    },
  }
}

describe('content stores', () => {
  test('the first Interest goes to the producer, the next is answered on the way', () => {
    const { ask } = network(store(10, 'lru'))
    expect(ask('/v/1')).toBe('a b p: produced p, kept by b')
    expect(ask('/v/1')).toBe('a b: kept b')
    expect(ask('/v/2')).toBe('a b p: produced p, kept by b')
  })

  test('without a store nothing is kept', () => {
    const { ask } = network()
    expect([ask('/v/1'), ask('/v/1')]).toEqual(['a b p: produced p', 'a b p: produced p'])
  })

  test.each([
    ['lru', 'a b: kept b', 'a b p: produced p, kept by b'],
    ['fifo', 'a b p: produced p, kept by b', 'a b: kept b'],
  ] as const)('%s makes room', (policy, one, two) => {
    const { ask, named } = network(store(2, policy))
    ask('/v/1')
    ask('/v/2')
    ask('/v/1')
    ask('/v/3')
    expect(named.keptAt('b')).toBe(2)
    expect(policy === 'lru' ? [ask('/v/1'), ask('/v/2')] : [ask('/v/1'), ask('/v/3')]).toEqual([
      one,
      policy === 'lru' ? two : 'a b: kept b',
    ])
  })

  test('content is kept for as long as the rule says', () => {
    const { ask, pass } = network(store(10, 'lru'), { kind: 'name-cache', name: video, keep: true, ttl: 5000 })
    ask('/v/1')
    pass(4999)
    expect(ask('/v/1')).toBe('a b: kept b')
    pass(1)
    expect(ask('/v/1')).toBe('a b p: produced p, kept by b')
  })

  test('what a rule excludes is never kept', () => {
    const rule: Entry = { kind: 'name-cache', name: '/v/secret' as ContentName, keep: false }
    const { ask } = network(store(10, 'lru'), rule)
    expect([ask('/v/secret/1'), ask('/v/1')]).toEqual(['a b p: produced p', 'a b p: produced p, kept by b'])
  })

  test('a store answers while the producer is cut off, and forgets when its node goes down', () => {
    const { ask, break: fail } = network(store(10, 'lru'))
    ask('/v/1')
    const at = { setAt: 0, id: 'f' }
    fail({ kind: 'link-down', link: 'b--p', ...at })
    expect([ask('/v/1'), ask('/v/2')]).toEqual(['a b: kept b', 'a b: lost b'])
    fail({ kind: 'node-down', node: 'b', ...at })
    fail()
    expect(ask('/v/1')).toBe('a b p: produced p, kept by b')
  })

  test('a link that swallows what comes back loses the Data, and nothing is kept', () => {
    const { ask, named, break: fail } = network(store(10, 'lru'))
    fail({ kind: 'link-down', link: 'a--b', from: 'b', setAt: 0, id: 'f' })
    expect(ask('/v/1')).toBe('a: lost a')
    expect(named.keptAt('b')).toBe(0)
  })
})
