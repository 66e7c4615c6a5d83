import { expect, test } from 'vitest'
import type { ActiveFault } from '../protocol/messages.js'
import { endOf, isActing, nextChange } from './fault-times.js'

const flap = (its: object = {}): ActiveFault => ({
  kind: 'link-flap',
  link: 'a--b',
  periodMs: 1000,
  duty: 0.7,
  id: 'f',
  setAt: 5000,
  ...its,
})

/** The times until `last` at which it turns, told by looking at each ms and by asking for the next change. */
function turns(fault: ActiveFault, last: number): { looked: number[]; asked: number[] } {
  const looked: number[] = []
  for (let at = fault.setAt + 1; at <= last; at++) if (isActing(fault, at) !== isActing(fault, at - 1)) looked.push(at)
  const asked: number[] = []
  for (let at = nextChange([fault], fault.setAt); at <= last; at = nextChange([fault], at))
    if (isActing(fault, at) !== isActing(fault, at - 1)) asked.push(at)
  return { looked, asked }
}

test('a flapping link is down first, then up for its part of each period', () => {
  expect(turns(flap(), 7500).looked).toEqual([5300, 6000, 6300, 7000, 7300])
  expect(isActing(flap(), 5000)).toBe(true)
})

test.each([{}, { jitter: 1, seed: 3 }, { jitter: 0.5, duty: 0.1 }, { duty: 0 }, { duty: 1 }, { forMs: 2500 }])(
  'whoever waits for the next change misses none: %j',
  (its) => {
    const { looked, asked } = turns(flap(its), 15_000)
    expect(asked).toEqual(looked)
  },
)

test('chance follows from the seed and the number of the period alone', () => {
  const times = (seed: number) => turns(flap({ jitter: 1, seed }), 20_000).looked
  expect(times(3)).toEqual(times(3))
  expect(times(3)).not.toEqual(times(4))
  const downFor = times(3)
    .filter((_, i) => i % 2 === 1)
    .map((up, i) => up - (times(3)[2 * i] ?? 0))
  expect(new Set(downFor)).toEqual(new Set([300]))
})

test('a fault that is set for some time ends then', () => {
  expect(endOf(flap({ forMs: 10 }))).toBe(5010)
  expect(endOf(flap())).toBe(Number.POSITIVE_INFINITY)
  expect(isActing(flap({ forMs: 10 }), 5009)).toBe(true)
  expect(isActing(flap({ forMs: 10 }), 5010)).toBe(false)
})

test('the time of a fault that waits begins when it is set off', () => {
  const waiting = { id: 'f', kind: 'die-after-stage', node: 'a', setAt: 1000, forMs: 3000 } as const
  expect(endOf({ ...waiting, armed: true })).toBe(Number.POSITIVE_INFINITY)
  expect(endOf({ ...waiting, setAt: 9000 })).toBe(12_000)
})
