import type { asRead } from '@paranet/compiler'
import type { DeviceState, NetworkState, TopologyIndex } from '@paranet/network'
import { emptyDeviceState } from '@paranet/network'
import { clean } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { provedAsRead, unreadable } from './proved-as-read.js'

const state = (device: string, prefix?: string): DeviceState => ({
  ...emptyDeviceState(device),
  routes: prefix === undefined ? [] : [{ prefix: prefix as never, action: { kind: 'drop' } }],
})
const before: NetworkState = new Map([
  ['a', state('a')],
  ['b', state('b')],
])

/** A target that loses the routes of `a`, and cannot read those of `b`; counts what it is asked. */
function lossyTarget() {
  const asked: string[] = []
  const read: typeof asRead = (_, states) => {
    asked.push(...states.keys())
    return states.has('b')
      ? { state: states, diagnostics: [{} as never] }
      : { state: new Map([...states.keys()].map((name) => [name, state(name)])), diagnostics: [] }
  }
  return { asked, read }
}

test('waves are proved for what their configurations do, each read once; what runs already is not read', () => {
  const { asked, read } = lossyTarget()
  const seen: (readonly [NetworkState, NetworkState])[] = []
  const prove = provedAsRead({} as TopologyIndex, before, read, (current, next) => {
    seen.push([current, next])
    return clean
  })
  const a = state('a', '10.0.0.0/8')
  expect(prove(before, new Map([['a', a]])).lost).toEqual([])
  expect(prove(new Map([...before, ['a', a]]), new Map()).lost).toEqual([])
  expect(asked).toEqual(['a'])
  expect(seen[0]).toEqual([before, new Map([['a', state('a')]])])
  expect(seen[1]?.[0].get('a')).toEqual(state('a'))
})

test('a wave whose configuration cannot be read back is not safe', () => {
  const prove = provedAsRead({} as TopologyIndex, before, lossyTarget().read, () => clean)
  expect(prove(before, new Map([['b', state('b', '10.0.0.0/8')]])).lost).toEqual([unreadable])
})
