import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import type { WebSocket } from 'ws'
import { Channel } from './channel.js'
import { Subscriber } from './subscriber.js'

/** A connection that takes what it gets, or nothing until it is told to. */
class TestSocket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  isStuck = false
  readonly sent: { type: string; seq: number; data: unknown }[] = []
  #waiting: { text: string; done: (() => void) | undefined }[] = []

  get bufferedAmount(): number {
    return this.#waiting.reduce((sum, { text }) => sum + text.length, 0)
  }

  send(data: string | Buffer, _options?: object, done?: () => void): void {
    this.#waiting.push({ text: String(data), done })
    if (!this.isStuck) this.drain()
  }

  drain(): void {
    for (const { text, done } of this.#waiting.splice(0)) {
      this.sent.push(JSON.parse(text))
      if (done) queueMicrotask(done)
    }
  }

  ping(): void {}
  terminate(): void {
    this.emit('close')
  }
}

const clock = { now: () => 0, sleep: () => new Promise<void>(() => {}) }
const settle = () => new Promise((done) => setImmediate(done))

function subscribed(latestOnly: boolean, keep: number, since?: number) {
  const channel = new Channel({ name: 'test', keep, latestOnly })
  const socket = new TestSocket()
  const make = () =>
    new Subscriber({
      socket: socket as unknown as WebSocket,
      channel,
      clock,
      epoch: 'e',
      ...(since === undefined ? {} : { since }),
    })
  return { channel, socket, make }
}

const big = 'x'.repeat(100_000)
const seqs = ({ sent }: TestSocket, type = 'event') => sent.filter((frame) => frame.type === type).map(({ seq }) => seq)

test('a client that keeps up gets every frame', async () => {
  const { channel, socket, make } = subscribed(false, 10)
  make()
  for (let n = 0; n < 5; n++) channel.publish('event', n, 0)
  await settle()
  expect(seqs(socket)).toEqual([1, 2, 3, 4, 5])
  expect(socket.sent[0]).toMatchObject({ type: 'hello', data: { epoch: 'e', seq: 0 } })
})

test('a slow client of telemetry gets the latest value and holds no memory', async () => {
  const { channel, socket, make } = subscribed(true, 10)
  make()
  socket.isStuck = true
  for (let n = 0; n < 500; n++) channel.publish('event', big, 0)
  expect(socket.bufferedAmount).toBeLessThan(500_000)
  socket.isStuck = false
  socket.drain()
  await settle()
  expect(seqs(socket).at(-1)).toBe(500)
  expect(seqs(socket).length).toBeLessThan(10)
  expect(seqs(socket, 'gap')).toEqual([])
})

test('a slow client of events gets what is kept, after a gap that says what is lost', async () => {
  const { channel, socket, make } = subscribed(false, 10)
  make()
  socket.isStuck = true
  for (let n = 0; n < 50; n++) channel.publish('event', big, 0)
  socket.isStuck = false
  socket.drain()
  await settle()
  for (let n = 0; n < 20; n++) await settle()
  const gap = socket.sent.find(({ type }) => type === 'gap')
  expect(gap).toMatchObject({ seq: 40, data: { to: 40 } })
  expect(seqs(socket).slice(-10)).toEqual([41, 42, 43, 44, 45, 46, 47, 48, 49, 50])
})

test('who resumes gets what it missed, or a gap where it is gone', async () => {
  for (const [since, missed, gap] of [
    [7, [8, 9, 10, 11, 12], undefined],
    [1, [8, 9, 10, 11, 12], { from: 2, to: 7 }],
    [99, [], { from: 0, to: 12 }],
  ] as const) {
    const { channel, socket, make } = subscribed(false, 5, since)
    for (let n = 0; n < 12; n++) channel.publish('event', n, 0)
    make()
    await settle()
    expect(seqs(socket)).toEqual(missed)
    expect(socket.sent.find(({ type }) => type === 'gap')?.data).toEqual(gap)
  }
})
