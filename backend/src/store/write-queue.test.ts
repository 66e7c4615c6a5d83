import { AsyncLocalStorage } from 'node:async_hooks'
import { expect, test } from 'vitest'
import { WriteQueue } from './write-queue.js'

/** A queue over a list of words that is changed as a whole or not at all; tells how many works each transaction had. */
function setUp() {
  const stored: string[] = []
  const sizes: number[] = []
  const queue = new WriteQueue<string[]>(async (works) => {
    sizes.push(works.length)
    const copy = [...stored]
    const results: unknown[] = []
    for (const work of works) results.push(await work(copy))
    stored.splice(0, stored.length, ...copy)
    return results
  })
  const add = (word: string) =>
    queue.run(async (words) => {
      await Promise.resolve()
      if (word === 'bad') throw new Error('bad word')
      return words.push(word)
    })
  return { stored, sizes, queue, add }
}

test('writes that wait together share a transaction, in order, and each gets its own result', async () => {
  const { stored, sizes, add } = setUp()
  expect(await Promise.all(['a', 'b', 'c'].map(add))).toEqual([1, 2, 3])
  expect(stored).toEqual(['a', 'b', 'c'])
  expect(sizes).toEqual([3])
})

test('one that fails fails alone', async () => {
  const { stored, add } = setUp()
  const results = await Promise.allSettled(['a', 'bad', 'c'].map(add))
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  expect(stored).toEqual(['a', 'c'])
})

test('one that comes while others run waits for them', async () => {
  const { stored, queue, add } = setUp()
  let late: Promise<unknown> = Promise.resolve()
  await queue.run(async (words) => {
    late = add('late')
    await Promise.resolve()
    words.push('first')
  })
  await late
  await queue.idle()
  expect(stored).toEqual(['first', 'late'])
})

test('each runs in the surroundings of whoever asked', async () => {
  const who = new AsyncLocalStorage<string>()
  const { queue } = setUp()
  const ask = (name: string) => who.run(name, () => queue.run(async () => who.getStore()))
  expect(await Promise.all([ask('ada'), ask('bob')])).toEqual(['ada', 'bob'])
})
