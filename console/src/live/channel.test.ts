import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { WsFrame } from '@paranet/schemas'
import { type ChannelState, LiveChannel } from './channel.js'

class FakeSocket {
  readyState = 1
  onmessage: ((message: { data: string }) => void) | null = null
  onclose: (() => void) | null = null
  readonly url: string
  constructor(url: string) {
    this.url = url
  }
  close(): void {
    this.onclose?.()
  }
  say(type: string, seq: number, data: unknown = {}): void {
    this.onmessage?.({ data: JSON.stringify({ channel: 'telemetry', seq, at: 0, type, data }) })
  }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

async function open() {
  const sockets: FakeSocket[] = []
  const states: ChannelState[] = []
  const frames: WsFrame[] = []
  let gaps = 0
  let tickets = 0
  const channel = new LiveChannel({
    path: '/ws/telemetry',
    network: 'n1',
    ticket: async () => `t${++tickets}`,
    open: (url) => {
      const socket = new FakeSocket(url)
      sockets.push(socket)
      return socket as unknown as WebSocket
    },
    onFrame: (frame) => frames.push(frame),
    onGap: () => gaps++,
    onState: (state) => states.push(state),
  })
  await vi.advanceTimersByTimeAsync(0)
  return { channel, sockets, states, frames, gaps: () => gaps }
}

test('after a loss it comes back with a new ticket, behind the last frame it saw', async () => {
  const { sockets, states, frames } = await open()
  sockets[0]?.say('hello', 7, { epoch: 'e1', seq: 7 })
  sockets[0]?.say('sample', 8, { links: [] })
  sockets[0]?.close()
  await vi.advanceTimersByTimeAsync(700)
  expect(sockets.map(({ url }) => url)).toEqual([
    '/ws/telemetry?ticket=t1&network=n1',
    '/ws/telemetry?ticket=t2&network=n1&since=8',
  ])
  expect(frames.map(({ seq }) => seq)).toEqual([8])
  expect(states).toEqual(['connecting', 'live', 'reconnecting'])
})

test('a new epoch and a told gap ask for a fresh read', async () => {
  const { sockets, gaps } = await open()
  sockets[0]?.say('hello', 7, { epoch: 'e1', seq: 7 })
  sockets[0]?.say('gap', 9)
  expect(gaps()).toBe(1)
  sockets[0]?.close()
  await vi.advanceTimersByTimeAsync(700)
  sockets[1]?.say('hello', 1, { epoch: 'e2', seq: 1 })
  expect(gaps()).toBe(2)
})

test('a connection that falls silent is given up', async () => {
  const { sockets, states } = await open()
  sockets[0]?.say('hello', 1, { epoch: 'e1', seq: 1 })
  await vi.advanceTimersByTimeAsync(30_000)
  sockets[0]?.say('heartbeat', 1)
  await vi.advanceTimersByTimeAsync(30_000)
  expect(states.at(-1)).toBe('live')
  await vi.advanceTimersByTimeAsync(20_000)
  expect(states.at(-1)).toBe('reconnecting')
})

test('a closed channel stays closed', async () => {
  const { channel, sockets, states } = await open()
  channel.close()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sockets).toHaveLength(1)
  expect(states.at(-1)).toBe('closed')
})
