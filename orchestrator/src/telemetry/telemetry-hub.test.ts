import { expect, it } from 'vitest'
import type { TelemetrySample } from './sample.js'
import { type TelemetryFrame, TelemetryHub } from './telemetry-hub.js'

const sample = (at: number): TelemetrySample => ({
  network: 'net',
  at,
  links: [],
  nodes: [],
  flows: [],
  entries: [],
  intents: [],
})
const brief = (frame: TelemetryFrame | void) =>
  frame && (frame.type === 'gap' ? `gap ${frame.from}-${frame.to}` : `${frame.seq} skipped ${frame.skipped}`)

const take = async (frames: AsyncGenerator<TelemetryFrame, void>, count: number) => {
  const taken: unknown[] = []
  while (taken.length < count) taken.push(brief((await frames.next()).value))
  return taken
}

it('keeps the latest sample and a bounded ring', () => {
  const hub = new TelemetryHub({ keep: 3 })
  for (const at of [1, 2, 3, 4, 5]) hub.publish(sample(at))
  expect(hub.latest('net')?.sample.at).toBe(5)
  expect(hub.history('net').map(({ seq }) => seq)).toEqual([3, 4, 5])
  expect(hub.history('net', 4).map(({ seq }) => seq)).toEqual([5])
  expect(hub.latest('other')).toBeUndefined()
})

it('gives a subscriber the latest sample, then each new one', async () => {
  const hub = new TelemetryHub()
  hub.publish(sample(1))
  hub.publish(sample(2))
  const frames = hub.subscribe('net', new AbortController().signal)
  expect(await take(frames, 1)).toEqual(['2 skipped 0'])
  const next = take(frames, 1)
  hub.publish(sample(3))
  expect(await next).toEqual(['3 skipped 0'])
})

it('gives a slow subscriber the latest value and says how many it missed', async () => {
  const hub = new TelemetryHub({ keep: 2 })
  hub.publish(sample(1))
  const frames = hub.subscribe('net', new AbortController().signal)
  await take(frames, 1)
  for (const at of [2, 3, 4, 5]) hub.publish(sample(at))
  expect(await take(frames, 1)).toEqual(['5 skipped 3'])
})

it('replays what was missed, and names the hole', async () => {
  const hub = new TelemetryHub({ keep: 2 })
  for (const at of [1, 2, 3, 4, 5]) hub.publish(sample(at))
  const signal = new AbortController().signal
  expect(await take(hub.subscribe('net', signal, 3), 2)).toEqual(['4 skipped 0', '5 skipped 0'])
  expect(await take(hub.subscribe('net', signal, 1), 3)).toEqual(['gap 2-3', '4 skipped 0', '5 skipped 0'])
  expect(await take(hub.subscribe('net', signal, 99), 2)).toEqual(['gap 1-4', '5 skipped 0'])
})

it('ends when the signal aborts', async () => {
  const stop = new AbortController()
  const frames = new TelemetryHub().subscribe('net', stop.signal)
  const next = frames.next()
  stop.abort()
  expect((await next).done).toBe(true)
})
