import { resolveNetwork } from '@paranet/language'
import type { Topology } from '@paranet/network'
import { entriesOf } from '@paranet/network'
import { expect, test } from 'vitest'
import { makePlan } from './make-plan.js'

const network = `network small {
  node r1 : router { prefixes: 10.1.0.0/16 }
  node r2 : router { prefixes: 10.2.0.0/16 }
  node r3 : router { }
  link r1 -- r2 { weight: 1 }
  link r1 -- r3
  link r3 -- r2
}
`
const always = 'route web { from: r1, to: 10.2.1.0/24, traffic: tcp dst-port 443, reply: none }\n'
const day =
  'route day { from: r1, to: 10.2.2.0/24, traffic: udp, reply: none, active: Mon-Fri 08:00-18:00 Europe/Oslo }\n'
const { topology } = resolveNetwork([{ name: 'n.pn', text: network }]) as { topology: Topology }
const week = { from: Date.parse('2026-11-21T00:00Z'), until: Date.parse('2026-11-25T00:00Z') }
const plan = (text: string, at = '2026-11-23T12:00Z', horizon = week) =>
  makePlan({
    network: 'small',
    topology,
    files: [{ name: 'i.pn', text }],
    observed: new Map(),
    time: { at: Date.parse(at), horizon, zoneData: '2026a' },
  })
const entries = (made: ReturnType<typeof plan>) =>
  Object.values(made.desired).reduce((sum, state) => sum + entriesOf(state).size, 0)

test('the horizon is cut where the set of active intents changes, and each different set is proved once', () => {
  const { epochs, ok } = plan(always + day)
  expect(ok).toBe(true)
  expect(epochs?.zoneData).toBe('2026a')
  expect(epochs?.items.map(({ from, until, set }) => `${from.slice(8, 16)} ${until.slice(8, 16)} ${set}`)).toEqual([
    '21T00:00 23T07:00 1',
    '23T07:00 23T17:00 0',
    '23T17:00 24T07:00 1',
    '24T07:00 24T17:00 0',
    '24T17:00 25T00:00 1',
  ])
  expect(epochs?.sets.map(({ inactive, ok: isKept, unkept }) => ({ inactive, isKept, unkept }))).toEqual([
    { inactive: [], isKept: true, unkept: [] },
    { inactive: ['small/i.pn/day'], isKept: true, unkept: [] },
  ])
})

test('what is not active installs nothing', () => {
  const night = plan(always + day, '2026-11-23T20:00Z')
  expect(entries(night)).toBe(entries(plan(always)))
  expect(night.intents.map(({ name, active }) => [name, active])).toEqual([
    ['web', undefined],
    ['day', false],
  ])
  expect(night.verdicts.some(({ intent }) => intent.endsWith('/day'))).toBe(false)
})

test('two intents that contradict each other are fine at different times, and refused where they meet', () => {
  const shut = (hours: string) =>
    `isolate shut { from: r1, to: 10.2.2.0/24, traffic: udp, active: Mon-Fri ${hours} Europe/Oslo }\n`
  expect(plan(always + day + shut('18:00-08:00')).diagnostics.filter(({ severity }) => severity === 'error')).toEqual(
    [],
  )
  const meeting = plan(always + day + shut('17:00-08:00'), '2026-11-22T12:00Z')
  expect([meeting.ok, meeting.diagnostics.map(({ code }) => code)]).toEqual([false, ['conflict']])
})

test('the id says the epochs and the active set, and nothing of the time within an epoch', () => {
  const noon = plan(always + day).id
  expect(plan(always + day, '2026-11-24T09:30Z').id).toBe(noon)
  expect(plan(always + day, '2026-11-23T20:00Z').id).not.toBe(noon)
  expect(plan(always + day, '2026-11-23T12:00Z', { ...week, until: week.until + 1 }).id).not.toBe(noon)
  const timeless = makePlan({
    network: 'small',
    topology,
    files: [{ name: 'i.pn', text: always }],
    observed: new Map(),
  })
  expect(plan(always)).toEqual(timeless)
})

test('a schedule that never holds again is a warning', () =>
  expect(
    plan(`${always}route old { from: r1, to: 10.2.2.0/24, reply: none, active: until 2026-01-01 }`).diagnostics.map(
      ({ code, severity, message }) => [code, severity, message],
    ),
  ).toEqual([
    [
      'never-active',
      'warning',
      '"old" is never active: no time from 2026-11-23T12:00:00.000Z on lies in until 2026-01-01',
    ],
  ]))

test('more different sets than can be proved are an error', () => {
  const many = Array.from({ length: 70 }, (_, i) => {
    const ends = `${String(Math.floor(i / 6)).padStart(2, '0')}:${i % 6}5`
    return `route r${i} { from: r1, to: 10.2.${i}.0/24, reply: none, active: daily 00:00-${ends} UTC }\n`
  })
  const { ok, diagnostics, epochs } = plan(many.join(''))
  expect([
    ok,
    epochs?.items.length,
    diagnostics.filter(({ severity }) => severity === 'error').map(({ message }) => message),
  ]).toEqual([false, 0, ['schedules make 71 different sets of active intents within a week; 64 are proved']])
})
