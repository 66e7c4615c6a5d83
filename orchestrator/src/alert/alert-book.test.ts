import { describe, expect, it } from 'vitest'
import { TestClock } from '../test-kit/test-clock.js'
import type { TelemetrySample } from '../telemetry/sample.js'
import type { Alert, AlertCause } from './alert.js'
import { AlertBook } from './alert-book.js'
import { alertFromEvent, alertFromSample } from './alert-rules.js'

const cause: AlertCause = { code: 'drift', subject: 'r1', severity: 'warning', message: 'r1 drifts' }

function setUp(known: readonly Alert[] = []) {
  const clock = new TestClock()
  let next = 1
  const book = new AlertBook({ clock, ids: { id: (prefix) => `${prefix}-${next++}` }, known, keep: 2 })
  const changes: string[] = []
  book.subscribe(({ type, alert }) => changes.push(`${type} ${alert.code} ${alert.subject}`))
  return { clock, book, changes }
}

describe('an alert', () => {
  it('is raised once, acknowledged once and resolved once', () => {
    const { book, changes } = setUp()
    const { id } = book.raise('net', cause)
    expect(book.raise('net', cause).id).toBe(id)
    book.acknowledge('net', id, 'ada')
    expect(book.acknowledge('net', id, 'bob')?.acknowledgedBy).toBe('ada')
    expect(book.raise('net', cause).id).toBe(id)
    book.resolve('net', cause)
    book.resolve('net', cause)
    expect(book.acknowledge('net', id, 'bob')).toMatchObject({ acknowledgedBy: 'ada' })
    expect(changes).toEqual(['raised drift r1', 'acknowledged drift r1', 'resolved drift r1'])
    expect(book.open('net')).toEqual([])
    expect(book.list('net')).toHaveLength(1)
  })

  it('that comes back is a new one', () => {
    const { book } = setUp()
    const first = book.raise('net', cause)
    book.resolve('net', cause)
    expect(book.raise('net', cause).id).not.toBe(first.id)
  })

  it('belongs to its network alone', () => {
    const { book } = setUp()
    const { id } = book.raise('net', cause)
    expect(book.raise('other', cause).id).not.toBe(id)
    expect(book.acknowledge('other', id, 'ada')).toBeUndefined()
    book.forget('net')
    expect(book.list('net')).toEqual([])
    expect(book.list('other')).toHaveLength(1)
  })

  it('outlives the controller', () => {
    const { book } = setUp()
    const open = book.raise('net', cause)
    const next = setUp(book.list('net'))
    expect(next.book.raise('net', cause).id).toBe(open.id)
    expect(next.changes).toEqual([])
  })
})

it('keeps only so many that are resolved', () => {
  const { book } = setUp()
  for (const subject of ['a', 'b', 'c']) {
    book.raise('net', { ...cause, subject })
    book.resolve('net', { ...cause, subject })
  }
  expect(book.list('net').map(({ subject }) => subject)).toEqual(['c', 'b'])
})

it('makes the open alerts of a code exactly what is wrong', () => {
  const { book, changes } = setUp()
  book.reconcile('net', ['drift'], [cause, { ...cause, subject: 'r2' }])
  book.reconcile(
    'net',
    ['drift'],
    [
      { ...cause, subject: 'r2' },
      { ...cause, subject: 'r3' },
    ],
  )
  book.reconcile('net', ['link-down'], [])
  expect(changes).toEqual(['raised drift r1', 'raised drift r2', 'resolved drift r1', 'raised drift r3'])
})

it('knows links and nodes from samples and from events', () => {
  const { book, changes } = setUp()
  const link = {
    bitsPerSecond: [0, 0],
    utilisation: [0, 0],
    lossFraction: [0, 0],
    latency: 1,
    packets: [0, 0],
    bytes: [0, 0],
  }
  const sample = (up: boolean) =>
    ({
      network: 'net',
      at: 1,
      links: [{ id: 'a--b', up, ...link }],
      nodes: [{ name: 'a', up: true, entries: 0 }],
      flows: [],
      entries: [],
      intents: [],
    }) as unknown as TelemetrySample
  alertFromEvent(book, { network: 'net', kind: 'link', link: 'a--b', up: false })
  alertFromSample(book, sample(false))
  alertFromSample(book, sample(true))
  alertFromEvent(book, { network: 'net', kind: 'node', node: 'a', up: false })
  alertFromEvent(book, { network: 'net', kind: 'node', node: 'a', up: true })
  alertFromEvent(book, { network: 'net', kind: 'device-reverted', device: 'a' })
  expect(changes).toEqual([
    'raised link-down a--b',
    'resolved link-down a--b',
    'raised node-down a',
    'resolved node-down a',
    'raised device-reverted a',
  ])
})
