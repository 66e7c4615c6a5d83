import { resolveNetwork } from '@paranet/language'
import type { ContentName, DeviceState, NetworkState } from '@paranet/network'
import { entriesOf, networkState, stateOf } from '@paranet/network'
import { makePlan } from '@paranet/planner'
import { expect, test } from 'vitest'

const text = `network diamond {
  node c : ndn
  node a : ndn
  node b : ndn
  node p : ndn { producer: /v }
  link c -- a
  link a -- p
  link c -- b { weight: 20 }
  link b -- p { weight: 20 }
}`
const { topology } = resolveNetwork([{ name: 'n.pn', text }])
if (!topology) throw new Error('the network does not resolve')
const plan = (intents: string, observed: NetworkState) =>
  makePlan({ network: 'diamond', topology, files: [{ name: 'i.pn', text: intents }], observed })

const wavesOf = ({ waves }: ReturnType<typeof plan>): string[] =>
  waves.map(({ steps }) => steps.map(({ device }) => device).join(' '))

/** What a plan leaves behind, with the names of one device sent another way. */
function running(made: ReturnType<typeof plan>): Map<string, DeviceState> {
  return new Map(Object.entries(made.desired).map(([device, state]) => [device, state as DeviceState]))
}

const route = 'route v { from: /v, to: c }'

test('a first deployment may come in any order', () => {
  const first = plan(route, new Map())
  expect(first.ok).toBe(true)
  expect(wavesOf(first)).toEqual(['a c p'])
})

test('names that move to another way are never lost on the way there', () => {
  const before = running(plan(route, new Map()))
  const send = (device: string, to: string) =>
    stateOf(device, [
      ...[...entriesOf(before.get(device) ?? stateOf(device, [])).values()].filter(({ kind }) => kind !== 'name-route'),
      { kind: 'name-route', name: '/v' as ContentName, groups: [{ cost: 10, interfaces: [to] }] },
    ])
  const detour = networkState([send('c', 'to-b'), send('b', 'to-p'), before.get('p') as DeviceState, stateOf('a', [])])
  const back = plan(route, detour)
  expect(back.ok).toBe(true)
  // The new way is there before anything is sent by it, and the old one goes when nothing is.
  expect(wavesOf(back)).toEqual(['a', 'c', 'b'])
})

test('a network whose names are taken away is emptied from who asks', () => {
  const before = networkState(running(plan(route, new Map())).values())
  const none = plan('', before)
  expect(none.ok).toBe(true)
  expect(none.waves.flatMap(({ steps }) => steps).every(({ desired }) => desired.nameRoutes === undefined)).toBe(true)
})
