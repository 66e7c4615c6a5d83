import { expect, test } from 'vitest'
import { type StepFunction, stepped } from './metric-functions.js'
import { MetricRings } from './metric-rings.js'
import { sampleAt } from '../test-kit/samples.js'

test('values come back by metric and labels, in the order of time', () => {
  const rings = new MetricRings()
  for (const at of [1000, 2000, 3000]) rings.add(sampleAt(at, at / 10_000))
  const labels = { link: 'a--b', direction: 'forward' }
  expect(rings.read('net', 'link_utilisation', labels, 1500, 3000)).toEqual([
    { metric: 'link_utilisation', labels, times: [2000, 3000], values: [0.2, 0.3] },
  ])
  expect(rings.read('net', 'link_utilisation', {}, 0, 9000)).toHaveLength(2)
  expect(rings.read('net', 'link_utilisation', { link: 'x' }, 0, 9000)).toEqual([])
  expect(rings.read('other', 'node_up', {}, 0, 9000)).toEqual([])
})

test('a sample that is not later is passed over; what is old makes room', () => {
  const rings = new MetricRings({ keep: 3 })
  for (const at of [1000, 2000, 2000, 1500, 3000, 4000, 5000]) rings.add(sampleAt(at, 0))
  expect(rings.read('net', 'node_entries', {}, 0, 9000)[0]?.times).toEqual([3000, 4000, 5000])
  expect(rings.since('net')).toBe(3000)
})

test('a link that comes later has a series of its own', () => {
  const rings = new MetricRings()
  rings.add(sampleAt(1000, 0.5))
  rings.add(sampleAt(2000, 0.6, 0, 'c--d'))
  const found = rings.read('net', 'link_utilisation', { direction: 'forward' }, 0, 9000)
  expect(found.map(({ labels, times }) => [labels.link, times])).toEqual([
    ['a--b', [1000]],
    ['c--d', [2000]],
  ])
})

const values = [1, 5, 3, 9, 2, 20]
test.each<[StepFunction, [number, number][]]>([
  [
    'avg',
    [
      [2000, 3],
      [4000, 6],
      [6000, 11],
    ],
  ],
  [
    'min',
    [
      [2000, 1],
      [4000, 3],
      [6000, 2],
    ],
  ],
  [
    'max',
    [
      [2000, 5],
      [4000, 9],
      [6000, 20],
    ],
  ],
  [
    'sum',
    [
      [2000, 6],
      [4000, 12],
      [6000, 22],
    ],
  ],
  [
    'count',
    [
      [2000, 2],
      [4000, 2],
      [6000, 2],
    ],
  ],
  [
    'last',
    [
      [2000, 5],
      [4000, 9],
      [6000, 20],
    ],
  ],
  [
    'p95',
    [
      [2000, 5],
      [4000, 9],
      [6000, 20],
    ],
  ],
  [
    'rate',
    [
      [2000, 4],
      [4000, 4.5],
      [6000, 10],
    ],
  ],
])('%s of each step', (fn, points) => {
  const series = { metric: 'node_entries', labels: {}, times: [1000, 2000, 3000, 4000, 5000, 6000], values } as const
  expect(stepped(series, { from: 0, to: 6000, step: 2000 }, fn).points).toEqual(points)
})

test('steps without a value are left out', () => {
  const series = { metric: 'node_entries', labels: {}, times: [1000, 7000], values: [1, 2] } as const
  expect(stepped(series, { from: 0, to: 8000, step: 2000 }, 'avg').points).toEqual([
    [2000, 1],
    [8000, 2],
  ])
  expect(stepped({ ...series, times: [], values: [] }, { from: 0, to: 8000, step: 2000 }, 'avg').points).toEqual([])
})
