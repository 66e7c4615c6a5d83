import { expect, test } from 'vitest'
import { KeptList } from './kept-list.js'

const [a, b, c, d] = [{ name: 'a' }, { name: 'b' }, { name: 'c' }, { name: 'd' }]

const cases: Record<string, (typeof a)[][]> = {
  'nothing changes': [
    [a, b],
    [a, b],
  ],
  'one comes at the end': [
    [a, b],
    [a, b, c],
  ],
  'one comes in between': [
    [a, c],
    [a, b, c],
  ],
  'one goes, one comes, the others change places': [
    [a, b, c],
    [c, d, a],
  ],
  'one stands there twice, then once': [[a, b, a, b], [b, a], [a]],
  'one stands there once, then twice': [
    [a, b],
    [a, b, b, a],
  ],
  'all go': [[a, b, c], []],
}

test.each(Object.entries(cases))('%s: what is there is what came and did not go', (_, lists) => {
  const kept = new KeptList<typeof a, { of: typeof a }>()
  const there = new Set<{ of: typeof a }>()
  for (const list of lists) {
    const { gone, come } = kept.turnTo(list, (of) => ({ of }))
    for (const one of gone) expect(there.delete(one)).toBe(true)
    for (const one of come) expect(there.has(one)).toBe(false)
    for (const one of come) there.add(one)
    expect(kept.made.map(({ of }) => of)).toEqual(list)
    expect(there).toEqual(new Set(kept.made))
    expect(there.size).toBe(list.length)
  }
})

test('what stays keeps what was made of it', () => {
  const kept = new KeptList<typeof a, { of: typeof a }>()
  kept.turnTo([a, b, c], (of) => ({ of }))
  const [first, , last] = kept.made
  kept.turnTo([a, d, c], (of) => ({ of }))
  expect([kept.made[0], kept.made[2]]).toEqual([first, last])
  expect(kept.made[0]).toBe(first)
  expect(kept.made[2]).toBe(last)
})
