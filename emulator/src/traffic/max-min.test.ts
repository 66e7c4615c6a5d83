import { seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { maxMinRates } from './max-min.js'

const rates = (capacities: number[], ...senders: [demand: number, ...channels: number[]][]) =>
  maxMinRates(
    senders.map(([demand, ...channels]) => ({ demand, channels })),
    (channel) => capacities[channel] ?? 0,
  ).map((rate) => Math.round(rate * 1000) / 1000)

test('alone, a sender gets what it asks for or what the channel carries', () => {
  expect(rates([10], [4, 0])).toEqual([4])
  expect(rates([10], [40, 0])).toEqual([10])
})
test('who asks for little gets it, the others share the rest', () =>
  expect(rates([10], [1, 0], [20, 0], [20, 0])).toEqual([1, 4.5, 4.5]))
test('the long way gets as much as the narrowest channel leaves it', () =>
  expect(rates([10, 4], [99, 0, 1], [99, 0], [99, 1])).toEqual([2, 8, 2]))
test('without channels a sender gets what it asks for; without demand nothing', () =>
  expect(rates([], [7], [0])).toEqual([7, 0]))
test('a channel without capacity carries nothing', () => expect(rates([0, 5], [3, 0], [3, 1])).toEqual([0, 3]))
test('three bottlenecks one after the other', () =>
  expect(rates([6, 10, 20], [99, 0], [99, 0, 1], [99, 1, 2], [99, 2])).toEqual([3, 3, 7, 13]))
test('a flow over both ways of a ring counts twice where it passes twice', () =>
  expect(rates([9], [99, 0, 0], [99, 0])).toEqual([3, 3]))
test('ten thousand senders are quick', () => {
  const start = performance.now()
  const senders = Array.from({ length: 10_000 }, (_, i) => ({ demand: i + 1, channels: [i % 97, 100 + (i % 89)] }))
  const got = maxMinRates(senders, () => 100_000)
  expect(Math.max(...got)).toBeLessThan(100_000)
  expect(performance.now() - start).toBeLessThan(2000)
})
test('all pairs of fifty nodes over ways of seven links are quick', () => {
  const random = seededRandom(7)
  const start = performance.now()
  const senders = Array.from({ length: 2450 }, () => ({
    demand: 1_000_000 * (1 + random.below(100)),
    channels: Array.from({ length: 7 }, () => random.below(176)),
  }))
  const capacity = 2_000_000_000
  const got = maxMinRates(senders, () => capacity)
  expect(performance.now() - start).toBeLessThan(500)
  const sums = new Map<number, number>()
  for (const [i, { channels }] of senders.entries())
    for (const channel of channels) sums.set(channel, (sums.get(channel) ?? 0) + (got[i] ?? 0))
  expect(Math.max(...sums.values())).toBeLessThanOrEqual(capacity * 1.000001)
})
