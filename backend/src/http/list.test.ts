import { describe, expect, test } from 'vitest'
import { containing, memoryList } from './list.js'
import { ProblemError } from './problem.js'

interface Item {
  readonly id: string
  readonly size: number
}

const list = memoryList<Item>({
  orders: { id: ({ id }) => id, size: ({ size }) => size },
  id: ({ id }) => id,
  filters: { q: containing(({ id }) => [id]) },
})
const items = (...ids: string[]): Item[] => ids.map((id) => ({ id, size: id.charCodeAt(0) % 2 }))
const ids = (page: { readonly items: readonly Item[] }) => page.items.map(({ id }) => id).join('')

/** All pages, with what happens between them. */
function walk(
  first: readonly Item[],
  asked: { limit: number; sort?: string },
  between = (now: readonly Item[]) => now,
) {
  let now = first
  let page = list.page(now, asked)
  const seen = [ids(page)]
  while (page.next !== undefined) {
    now = between(now)
    page = list.page(now, { ...asked, cursor: page.next })
    seen.push(ids(page))
  }
  return seen.join(' ')
}

describe('pages', () => {
  const cases: Readonly<Record<string, [{ limit: number; sort?: string }, string]>> = {
    'in the first order': [{ limit: 2 }, 'ab cd e'],
    'from the end': [{ limit: 2, sort: '-id' }, 'ed cb a'],
    'equals keep the order of their ids': [{ limit: 2, sort: 'size' }, 'bd ac e'],
    'the last page may be full': [{ limit: 5 }, 'abcde'],
  }
  for (const [sentence, [asked, seen]] of Object.entries(cases))
    test(sentence, () => expect(walk(items('c', 'a', 'e', 'b', 'd'), asked)).toBe(seen))

  test('what is inserted or goes meanwhile neither repeats nor skips the others', () => {
    const between = (now: readonly Item[]) => [...items('aa'), ...now.filter(({ id }) => id !== 'b')]
    expect(walk(items('a', 'b', 'c', 'd'), { limit: 2 }, between)).toBe('ab cd')
  })

  test('a filter looks at all', () => expect(ids(list.page(items('ab', 'bc', 'cd'), { q: 'B' }))).toBe('abbc'))
})

describe('a cursor that is none', () => {
  const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const cases: Readonly<Record<string, string>> = {
    'no base64': '!!!',
    'no JSON': Buffer.from('{').toString('base64url'),
    'another shape': encoded({ a: 1 }),
    'another order': encoded(['1size', 1, 'a']),
    'a value of another type': encoded(['1id', 7, 'a']),
    'an object for a value': encoded(['1id', { a: 1 }, 'a']),
    empty: '',
  }
  for (const [sentence, cursor] of Object.entries(cases))
    test(sentence, () => {
      const ask = () => list.page(items('a'), { cursor })
      expect(ask).toThrow(ProblemError)
      expect(ask).toThrow(
        expect.objectContaining({
          code: 'bad-cursor',
          more: { errors: [expect.objectContaining({ pointer: '/cursor' })] },
        }),
      )
    })
})
