import type { QueueEntry } from '@paranet/network'
import { expect, test } from 'vitest'
import type { Offer } from './way-rates.js'
import { ratesOf } from './way-rates.js'

const queue = (name: string, its: Pick<QueueEntry, 'min' | 'max'>): QueueEntry => ({
  interface: 'x',
  priority: 0,
  match: {},
  class: name,
  ...its,
})
const ef = queue('ef', { min: 40, max: 60 })

/** An offer over channel 1, from a queue, through a bucket that holds 30. */
const offer = (offered: number, its: { queue?: QueueEntry; bucket?: string; channels?: number[] } = {}): Offer => ({
  offered,
  way: {
    channels: its.channels ?? [1],
    queues: (its.channels ?? [1]).map(() => its.queue),
    policers: its.bucket === undefined ? [] : [{ device: 'r1', bucket: its.bucket, rate: 30, after: 0 }],
  },
})

test.each<[string, Offer[], number[]]>([
  ['without queues and policers, all share alike', [offer(90), offer(90)], [50, 50]],
  ['a policer caps, and others get what it leaves', [offer(90, { bucket: 'a' }), offer(90)], [30, 70]],
  ['one bucket is shared', [offer(90, { bucket: 'a' }), offer(90, { bucket: 'a' })], [15, 15]],
  ['two buckets are not', [offer(90, { bucket: 'a' }), offer(90, { bucket: 'b' })], [30, 30]],
  ['a queue caps at its max on an idle link', [offer(90, { queue: ef })], [60]],
  [
    'a full link serves the min of a queue first, and shares the rest',
    [offer(90, { queue: ef }), offer(90), offer(90)],
    [60, 20, 20],
  ],
  [
    'what is guaranteed stays, however many others there are',
    [offer(90, { queue: ef }), ...Array.from({ length: 9 }, () => offer(90))],
    [46, ...Array.from({ length: 9 }, () => 6)],
  ],
  [
    'a class shares its guarantee',
    [offer(90, { queue: ef }), offer(90, { queue: ef }), offer(90), offer(90)],
    [30, 30, 20, 20],
  ],
  ['what a class does not use is there for others', [offer(10, { queue: ef }), offer(95)], [10, 90]],
  [
    'a guarantee on one of two full links is none',
    [
      { offered: 90, way: { channels: [1, 2], queues: [ef, undefined], policers: [] } },
      offer(90, { channels: [2] }),
      offer(90),
    ],
    [50, 50, 50],
  ],
])('%s', (_, offers, expected) => {
  const rates = ratesOf(offers, () => 100)
  expect(rates.map((rate) => Math.round(rate * 1000) / 1000)).toEqual(expected)
})
