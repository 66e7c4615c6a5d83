import { expect, test } from 'vitest'
import { MetricRings } from '../telemetry/metric-rings.js'
import { sampleAt } from '../test-kit/samples.js'
import { TestClock } from '../test-kit/test-clock.js'
import { AlertBook } from './alert-book.js'
import { type ThresholdRule, ThresholdRules } from './threshold-rules.js'

const rule: ThresholdRule = {
  id: 'rule-1',
  name: 'busy link',
  metric: 'link_utilisation',
  labels: { direction: 'forward' },
  comparison: 'above',
  threshold: 0.8,
  clear: 0.6,
  forSeconds: 2,
  severity: 'warning',
  enabled: true,
}

function setUp(rules: readonly ThresholdRule[] = [rule]) {
  let next = 1
  const book = new AlertBook({ clock: new TestClock(), ids: { id: (prefix) => `${prefix}-${next++}` } })
  const rings = new MetricRings()
  const thresholds = new ThresholdRules(book, rings)
  const changes: string[] = []
  thresholds.set('net', rules)
  book.subscribe(({ type, alert }) => changes.push(`${type} ${alert.message}`))
  let at = 0
  const measure = (...loads: readonly number[]) => {
    for (const load of loads) {
      const sample = sampleAt((at += 1000), load)
      rings.add(sample)
      thresholds.judge(sample)
    }
  }
  return { book, changes, measure, thresholds, rings }
}

const busy = 'busy link: link_utilisation{link="a--b",direction="forward"} is 0.9, above 0.8 for 2 s'

test('an alert is raised when the value stayed beyond, and resolved when it has come back far enough', () => {
  const { changes, measure } = setUp()
  measure(0.9, 0.9, 0.7, 0.9, 0.9)
  expect(changes).toEqual([])
  measure(0.9)
  expect(changes).toEqual([`raised ${busy}`])
  measure(0.7, 0.9, 0.61)
  expect(changes).toHaveLength(1)
  measure(0.6)
  expect(changes).toEqual([`raised ${busy}`, `resolved ${busy}`])
})

test('below is the other way round, and a function over time is compared', () => {
  const { changes, measure } = setUp([
    { ...rule, comparison: 'below', threshold: 0.2, clear: 0.2, forSeconds: 0, over: { fn: 'avg', seconds: 3 } },
  ])
  measure(0.5, 0.1, 0.1)
  expect(changes).toEqual([])
  measure(0.1, 0.1)
  expect(changes).toHaveLength(1)
  expect(changes[0]).toContain('avg over 3 s of link_utilisation')
})

test('a rule that is gone, or a series that is, takes its alerts along', () => {
  const { changes, measure, thresholds } = setUp()
  measure(0.9, 0.9, 0.9)
  thresholds.set('net', [{ ...rule, threshold: 0.85 }])
  expect(changes).toEqual([`raised ${busy}`, `resolved ${busy}`])
  measure(0.9, 0.9, 0.9)
  thresholds.judge(sampleAt(99_000, 0.9, 0, 'c--d'))
  expect(changes.at(-1)).toContain('resolved')
  measure(0.9)
  thresholds.set('net', [{ ...rule, enabled: false }])
  measure(0.9, 0.9, 0.9)
  expect(changes.filter((text) => text.startsWith('raised'))).toHaveLength(2)
})

test('an alert of an earlier life is taken over', () => {
  const { book, measure, rings } = setUp()
  measure(0.9, 0.9, 0.9)
  const later = new ThresholdRules(book, rings)
  later.set('net', [rule])
  expect(book.open('net')).toHaveLength(1)
  later.judge(sampleAt(50_000, 0.1))
  expect(book.open('net')).toEqual([])
})
