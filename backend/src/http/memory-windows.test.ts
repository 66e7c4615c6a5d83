import { expect, test } from 'vitest'
import { MemoryWindows } from './memory-windows.js'

test('each key has a window of its own, which begins with its first count', () => {
  let now = 0
  const windows = new MemoryWindows(1000, () => now)
  expect(windows.count('a')).toEqual({ count: 1, leftMs: 1000 })
  now = 400
  expect(windows.count('a')).toEqual({ count: 2, leftMs: 600 })
  expect(windows.count('b')).toEqual({ count: 1, leftMs: 1000 })
  now = 1000
  expect(windows.count('a')).toEqual({ count: 1, leftMs: 1000 })
  expect(windows.count('b')).toEqual({ count: 2, leftMs: 400 })
})

test('many keys that come once each leave the windows of others as they are', () => {
  let now = 0
  const windows = new MemoryWindows(1000, () => now)
  for (let key = 0; key < 30_000; key++, now += 0.1) windows.count(`old ${key}`)
  windows.count('young')
  for (let key = 0; key < 9_000; key++, now += 0.1) windows.count(`new ${key}`)
  expect(windows.count('young').count).toBe(2)
})
