import type { Intent, NetworkState } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { allow, fiveNodes, isolate, route, running } from '../testing/five-nodes.js'
import { coverageOf } from './coverage.js'

const index = indexTopology(fiveNodes)
const ask = (intents: readonly Intent[], state: NetworkState = running()) => coverageOf({ index, intents, state })
const useOf = (device: string, key: string, intents: readonly Intent[], state?: NetworkState) => {
  const found = ask(intents, state).entries.find((entry) => entry.device === device && entry.key === key)
  return found && `${found.use} ${found.intents.map((id) => id.split('/').at(-1)).join()}`.trim()
}
const toR3 = route('a', 'r1', 'r3')

test.each([
  ['on the way', 'r2', 'route 10.3.0.0/16', 'used a'],
  ['on the way while a link is down', 'fw', 'route 10.3.0.0/16', 'standby a'],
  ['that lets its packets in', 'r1', 'filter in lan 400 src 10.1.0.0/16 dst 10.3.0.0/16', 'used a'],
  ['that sends them round', 'r1', 'policy-route 400 in to-r2 dst 10.3.0.0/16', 'standby a'],
  ['of others', 'r3', 'filter in lan 400 src 10.3.0.0/16 dst 10.1.0.0/16', 'idle'],
])('an entry %s', (_, device, key, use) => expect(useOf(device, key, [toR3])).toBe(use))

test('what is forbidden uses the entries that stop it, and what is allowed those that pass it', () => {
  const deny = 'filter in lan -4 any'
  expect(useOf('r3', deny, [toR3])).toBe('idle')
  expect(useOf('r3', deny, [toR3, isolate('i', 'r3', 'r2')])).toBe('idle')
  expect(useOf('r1', deny, [isolate('i', 'r1', 'h1')])).toBe('used i')
  expect(useOf('r2', 'route 10.3.0.0/16', [allow('w', 'r1', 'r3')])).toBe('used w')
})

test('an entry that others leave nothing is shadowed, by those that take its packets', () => {
  const state = running({
    r1: { '': 'deny in lan 300 src 10.1.7.0/24 dst 10.3.0.0/16\npermit in lan 200 src 10.1.0.0/16 dst 10.3.0.0/16' },
  })
  const found = ask([toR3], state).entries.filter(({ use }) => use === 'shadowed')
  expect(found.map(({ key, shadowedBy }) => [key, shadowedBy])).toEqual([
    ['filter in lan 200 src 10.1.0.0/16 dst 10.3.0.0/16', ['filter in lan 400 src 10.1.0.0/16 dst 10.3.0.0/16']],
    ['filter in lan 300 src 10.1.7.0/24 dst 10.3.0.0/16', ['filter in lan 400 src 10.1.0.0/16 dst 10.3.0.0/16']],
  ])
})

test('links and devices say who passes them', () => {
  const { links, unusedDevices } = ask([toR3])
  const said = links.map(({ link, intents, inFailures }) => `${link} ${intents.length} ${inFailures.length}`)
  expect(said).toEqual(['r1--r2 1 0', 'r2--r3 1 0', 'r1--fw 0 1', 'fw--r3 0 1', 'h1--r1 0 0', 'h1--r2 0 0'])
  expect(unusedDevices).toEqual([])
  expect(ask([]).unusedDevices).toEqual(['r1', 'r2', 'r3', 'fw'])
})

test('an entry that no owner is known of is named where owners are', () => {
  const ledger = new Map([['r2', new Map([['route 10.3.0.0/16', [toR3.id]]])]]) as never
  const { entries } = coverageOf({ index, intents: [toR3], state: running(), ledger })
  const own = entries.filter(({ unowned }) => !unowned).map(({ device, key }) => `${device} ${key}`)
  expect(own).toEqual(['r2 route 10.3.0.0/16'])
})
