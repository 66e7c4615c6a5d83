import type { Intent } from '@paranet/network'
import { indexTopology, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { failuresOf } from '../engine/failures.js'
import { LoadBook } from '../engine/loads.js'
import { questionOf } from '../proof-of.js'
import { fiveNodes, route, running } from '../testing/five-nodes.js'
import { verify } from '../verify.js'
import { countSurvived } from './count-survived.js'
import { resilienceOf } from './resilience.js'
import { ScenarioBook } from './scenario-book.js'

const index = indexTopology(fiveNodes)
const ask = (intent: Intent, state = running(), more = {}) => {
  const [found] = resilienceOf({ index, intents: [intent], state, ...more })
  if (!found) throw new Error('no answer')
  return found
}
const shortly = (intent: Intent, state = running(), more = {}) =>
  ask(intent, state, more).survives.map(
    ({ element, count, bound, breaking }) => `${element} ${bound} ${count}: ${breaking?.failed.join(' ') ?? ''}`,
  )
const pointsOf = (intent: Intent, state = running()) =>
  ask(intent, state).singlePoints.map(({ element, name, role, reason }) => `${role} ${element} ${name}: ${reason}`)

test('what is survived is counted per kind of failure, with a smallest set that is not', () =>
  expect(shortly(route('a', 'r1', 'r3'))).toEqual([
    'link exact 1: r1--r2 r1--fw',
    'core-link exact 1: r1--r2 r1--fw',
    'node exact 1: r2 fw',
    'risk any 2: ',
  ]))

test('what breaks it alone is named, ends apart, each with a packet', () => {
  const alone = running({ r1: { 'route 10.3.0.0/16 to-r2 | to-fw': 'route 10.3.0.0/16 to-r2' } })
  expect(pointsOf(route('a', 'r1', 'r3'), alone)).toEqual([
    'way link r1--r2: r1 has no next hop that is up',
    'way node r2: r1 has no next hop that is up',
    'way risk conduit: r1 has no next hop that is up',
    'end node r1: r1 is an end of it',
    'end node r3: r3 is an end of it',
  ])
  const [first] = ask(route('a', 'r1', 'r3'), alone).singlePoints
  expect(first).toMatchObject({ packet: { src: '10.1.0.10' }, ingress: { node: 'r1', interface: 'lan' } })
})

test('a waypoint that has no other is named as such, and not counted', () => {
  const through = running({ r1: { 'route 10.3.0.0/16 to-r2 | to-fw': 'route 10.3.0.0/16 to-fw' } })
  const intent = route('a', 'r1', 'r3', { via: [{ oneOf: ['fw'] }] })
  expect(pointsOf(intent, through)).toContain('waypoint node fw: r1 has no next hop that is up')
  expect(shortly(intent, through)).toContain('node any 2: ')
})

test('what is not kept as things are has nothing to survive', () =>
  expect(ask(route('a', 'r3', 'r2'))).toMatchObject({ holds: false, survives: [], reason: expect.any(String) }))

test('the budget ends in a count that is at least so', () => {
  expect(ask(route('a', 'r1', 'r3'), running(), { budget: 3 })).toMatchObject({
    unclear: 'too many failure scenarios to look at',
    survives: [{ count: 1, bound: 'at-least' }, {}, {}, {}],
  })
  expect(shortly(route('a', 'r1', 'r3'), running(), { most: 1 })[0]).toBe('link at-least 1: ')
})

test('the slowest packet and the fullest link are those of the worst failure that is survived', () => {
  const intents = [
    route('a', 'r1', 'r3', { bandwidth: { bitsPerSecond: 200_000_000 } } as never),
    route('b', 'h1', 'r3', { bandwidth: { bitsPerSecond: 500_000_000 } } as never),
  ]
  const [a] = resilienceOf({ index, intents, state: running() })
  expect(a).toMatchObject({ latency: { us: 12_000, failed: ['r2--r3'] } })
  expect(a?.headroom).toMatchObject({ failed: [], from: 'r1' })
  expect(a?.headroom?.share).toBeCloseTo(0.3)
})

test('skipping what changes nothing finds what looking at everything finds', () => {
  const random = seededRandom(3)
  const ways = ['to-r2', 'to-fw', 'to-r2 | to-fw', 'to-fw | to-r2', 'to-r2 to-fw']
  for (let round = 0; round < 40; round++) {
    const state = running({ r1: { 'route 10.3.0.0/16 to-r2 | to-fw': `route 10.3.0.0/16 ${random.pick(ways)}` } })
    const { proof, claimsOfIntent } = questionOf({ index, intents: [route('a', 'r1', 'r3')], state })
    const claims = [...claimsOfIntent.values()].flat()
    const book = new ScenarioBook(proof, new LoadBook(proof))
    const everyLink = new Set(index.links.keys())
    for (const element of ['link', 'node', 'risk'] as const) {
      const failures = failuresOf(index, proof.base, element)
      const count = (isAll: boolean) =>
        countSurvived(failures, { most: 2, budget: 1000 }, (failed) => {
          const look = book.look(claims, failed)
          return isAll ? { ...look, consulted: everyLink } : look
        })
      const [some, all] = [count(false), count(true)]
      expect(some.alone.map(({ failed }) => failed)).toEqual(all.alone.map(({ failed }) => failed))
      expect(some.smallest?.failed.length).toBe(all.smallest?.failed.length)
      expect(some.bound === 'any' ? all.smallest : some.count).toBe(some.bound === 'any' ? undefined : all.count)
      expect(Math.max(...some.held.map(({ look }) => look.latency))).toBe(
        Math.max(...all.held.map(({ look }) => look.latency)),
      )
    }
  }
})

test('a violated verdict on survival names no failure too many', () => {
  const survive = [{ count: 2, element: 'link' }] as const
  // r1's packets, which are looked at first, need two failures; the host's one.
  const state = running({
    r2: { 'permit in to-h1 400 src 10.9.0.10/32 dst 10.3.0.0/16': 'deny in to-h1 500' },
  })
  const { verdicts } = verify({ index, intents: [route('a', 'r1 h1', 'r3', { survive })], state })
  const verdict = verdicts.find(({ property }) => property === 'survives')
  expect(verdict).toMatchObject({ verdict: 'violated', scenario: { down: ['h1--r1'] } })
})
