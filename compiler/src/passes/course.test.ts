import { expect, test } from 'vitest'
import { compile } from '../compile.js'
import { PlanMemo } from '../plan/plan-memo.js'
import { fiveIndex, route } from '../testing/five-nodes.js'
import { Course, type Progress } from './course.js'

const intents = [route('x', { survive: [{ count: 1, element: 'link' }] } as never), route('y', { rank: 1 })]

test('a compilation says how far each pass is', () => {
  const heard: Progress[] = []
  compile({ index: fiveIndex, intents }, { watch: { progress: (one) => heard.push(one) } })
  expect([...new Set(heard.map(({ pass }) => pass))]).toEqual(expect.arrayContaining(['plan', 'synthesize']))
  expect(heard.every(({ done, total }) => done <= total)).toBe(true)
})

test('many units make few reports', () => {
  const heard: Progress[] = []
  const course = new Course({ progress: (one) => heard.push(one) })
  course.begin('plan', 10_000)
  for (let i = 0; i < 10_000; i++) course.step()
  expect(heard.length).toBeLessThanOrEqual(22)
  expect(heard.at(-1)?.done).toBeGreaterThan(9000)
})

test('an aborted compilation throws, and the memo is as good as before', () => {
  const fresh = compile({ index: fiveIndex, intents })
  for (let after = 0; after < 8; after++) {
    const memo = new PlanMemo()
    let looks = 0
    const signal = {
      throwIfAborted: () => {
        if (looks++ >= after) throw new Error('nobody waits')
      },
    }
    try {
      compile({ index: fiveIndex, intents }, { memo, watch: { signal } })
    } catch (error) {
      expect(error).toEqual(new Error('nobody waits'))
    }
    expect(compile({ index: fiveIndex, intents }, { memo })).toEqual(fresh)
  }
})
