import { afterAll, beforeAll, expect, test } from 'vitest'
import { abandon, crash, prepare, type Prepared, type Victim } from '../crash/crash.js'

let prepared: Prepared

beforeAll(async () => {
  prepared = await prepare()
}, 60_000)
afterAll(() => prepared?.remove())

const all = (victim: Victim, options: Parameters<typeof crash>[3], records: readonly number[]) =>
  records.reduce<Promise<string[]>>(async (before, record) => {
    const outcomes = await before
    const { status, devices, isKilled } = await crash(prepared, record, victim, options)
    return [...outcomes, `${record}: ${status} ${devices}${isKilled ? '' : ', not killed'}`]
  }, Promise.resolve([]))
const everyRecord = () => Array.from({ length: prepared.records }, (_, i) => i + 1)
/** Neither mixed, nor another side than the status says, nor left alive (but for what came after the last record). */
const wrong = (outcomes: readonly string[]) =>
  outcomes.filter(
    (outcome, i) => !/: (active new|rolled-back old|untouched old)$/.test(outcome) && i < outcomes.length - 1,
  )

test.each(['controller', 'emulator', 'both'] satisfies Victim[])(
  'kill -9 of %s after each journal entry leaves all devices old or all new, as the status says',
  async (victim) => {
    expect(wrong(await all(victim, {}, everyRecord()))).toEqual([])
  },
  600_000,
)

test('a controller that stays away longer than the confirm deadline finds all devices old, or makes all new', async () => {
  const outcomes = await all('controller', { confirmWithin: 1, awayMs: 1300 }, everyRecord())
  expect(wrong(outcomes)).toEqual([])
  for (const end of ['active new', 'rolled-back old']) expect(outcomes.join('\n')).toContain(end)
}, 600_000)

test('with no restart of the controller, devices past their confirm deadline are back at old', async () => {
  // The last record before the point of no return: every device has committed, none is confirmed.
  for (const record of [prepared.records - 5, prepared.records - 6])
    expect(await abandon(prepared, record, 1)).toBe('old')
}, 240_000)
