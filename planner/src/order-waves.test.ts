import type { DeviceState, NetworkState, Prefix } from '@paranet/network'
import { diffNetwork, emptyDeviceState, networkState } from '@paranet/network'
import type { Prove } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { orderWaves } from './order-waves.js'

/** What is lost of a mixture, without the devices that it is lost by. */
type LossesOf = (current: NetworkState, next: NetworkState) => readonly string[]
const proving =
  (lossesOf: LossesOf): Prove =>
  (current, next) => ({ lost: lossesOf(current, next), conflicts: [], isWhole: false })

const state = (device: string, ...prefixes: string[]): DeviceState => ({
  ...emptyDeviceState(device),
  routes: prefixes.map((prefix) => ({ prefix: prefix as Prefix, action: { kind: 'deliver', interface: 'lan' } })),
})
const old = networkState([state('a', '10.0.0.0/8'), state('b', '10.0.0.0/8'), state('c', '10.0.0.0/8')])
const fresh = networkState([state('a', '11.0.0.0/8'), state('b', '11.0.0.0/8'), state('c', '11.0.0.0/8')])
const waves = (lossesOf: LossesOf) => {
  const { waves: found, rollout } = orderWaves(old, fresh, diffNetwork(old, fresh), proving(lossesOf))
  return {
    waves: found.map(({ steps }) =>
      steps.map(({ device, diff }) => `${device} +${diff.added.length} -${diff.removed.length}`),
    ),
    rollout,
  }
}
const has = (states: NetworkState, device: string, prefix: string) =>
  states.get(device)?.routes.some((route) => route.prefix === prefix) ?? false

test('what is safe at once is one wave', () =>
  expect(waves(() => [])).toEqual({ waves: [['a +1 -1', 'b +1 -1', 'c +1 -1']], rollout: { kind: 'ordered' } }))

test('a device that must be first is first', () => {
  const needsBFirst: LossesOf = (current, next) =>
    ['a', 'c'].some((one) => next.has(one) || has(current, one, '11.0.0.0/8')) && !has(current, 'b', '11.0.0.0/8')
      ? ['x']
      : []
  expect(waves(needsBFirst).waves).toEqual([['b +1 -1'], ['a +1 -1', 'c +1 -1']])
})

test('where no order of devices is safe, what is added goes before what goes', () => {
  const keepsOld: LossesOf = (current, next) =>
    [...next.values()].some(({ device }) => !has(next, device, '10.0.0.0/8')) &&
    !['a', 'b', 'c'].every((device) => has(current, device, '11.0.0.0/8'))
      ? ['x']
      : []
  expect(waves(keepsOld).waves).toEqual([
    ['a +1 -0', 'b +1 -0', 'c +1 -0'],
    ['a +0 -1', 'b +0 -1', 'c +0 -1'],
  ])
})

test('where nothing is safe the plan says what it loses', () =>
  expect(waves(() => ['web', 'mail'])).toEqual({
    waves: [['a +1 -1', 'b +1 -1', 'c +1 -1']],
    rollout: {
      kind: 'needs-disruption-window',
      loses: ['mail', 'web'],
      because: 'none',
      witness: ['a, b, c as before loses web: lost is web, mail'],
    },
  }))
