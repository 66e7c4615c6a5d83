import { afterAll, beforeAll, expect, test } from 'vitest'
import { abandon, crash, prepare, type Prepared, type Victim } from '../crash/crash.js'

let prepared: Prepared

beforeAll(async () => {
  prepared = await prepare()
}, 60_000)
afterAll(() => prepared?.remove())

test.each(['controller', 'emulator', 'both'] satisfies Victim[])(
  'kill -9 of %s after each journal entry leaves all devices old or all new, as the status says',
  async (victim) => {
    const outcomes: string[] = []
    for (let record = 1; record <= prepared.records; record++) {
      const { status, devices } = await crash(prepared, record, victim)
      outcomes.push(`${record}: ${status} ${devices}`)
    }
    for (const both of ['active new', 'rolled-back old']) expect(outcomes.join('\n')).toContain(both)
    expect(outcomes.filter((outcome) => !/: (active new|rolled-back old)$/.test(outcome))).toEqual([])
  },
  600_000,
)

test('with no restart of the controller, devices past their confirm deadline are back at old', async () => {
  // The last record before the point of no return: every device has committed, none is confirmed.
  for (const record of [prepared.records - 5, prepared.records - 6])
    expect(await abandon(prepared, record, 1)).toBe('old')
}, 60_000)
