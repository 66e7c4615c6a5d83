import fc from 'fast-check'
import { expect, test } from 'vitest'
import { allPathsOf, graphOfLinks, smallLinks } from '../testing/small-graphs.js'
import type { FlatGraph } from './flat-graph.js'
import { flatGraphOf } from './flat-graph.js'
import type { Graph } from './graph.js'
import type { Admission, Reservation } from './reservation-book.js'
import { ReservationBook } from './reservation-book.js'

const flatOf = (graph: Graph): FlatGraph => {
  const flat = flatGraphOf(graph)
  if (!flat) throw new Error('small costs fit')
  return flat
}

const requests = fc.array(
  fc.record({
    from: fc.nat(6),
    to: fc.nat(6),
    amount: fc.integer({ min: 1, max: 6 }),
    priority: fc.nat(3),
    isReleased: fc.boolean(),
  }),
  { minLength: 4, maxLength: 16 },
)

/** What lies where, kept beside the book. */
class Shadow {
  readonly paths = new Map<number, { readonly asked: Reservation; path: readonly number[] }>()

  loadOf(arc: number, below = Number.POSITIVE_INFINITY): number {
    let sum = 0
    for (const { asked, path } of this.paths.values())
      if (asked.priority < below && path.includes(arc)) sum += asked.amount
    return sum
  }

  take(asked: Reservation, admission: Admission): void {
    if (admission.kind !== 'admitted') return
    this.paths.set(admission.reservation, { asked, path: admission.path })
    for (const { reservation, by, was, now } of admission.moved) {
      const one = this.paths.get(reservation)
      const mover = this.paths.get(by)
      if (!one || !mover) throw new Error('only what is held is moved')
      expect(mover.asked.priority).toBeGreaterThan(one.asked.priority)
      expect(one.path).toEqual(was)
      if (now) one.path = now
      else this.paths.delete(reservation)
    }
  }
}

test('the shortest path with room; lower priorities move only where nothing has room; nothing is ever over its capacity', () => {
  const seen = { moved: 0, lost: 0, 'no-room': 0 }
  fc.assert(
    fc.property(smallLinks, requests, fc.integer({ min: 4, max: 12 }), (links, asks, room) => {
      const graph = graphOfLinks(links)
      const flat = flatOf(graph)
      const book = new ReservationBook(flat, new Float64Array(graph.arcCount).fill(room))
      const shadow = new Shadow()
      const costOf = (path: readonly number[]) => path.reduce((sum, arc) => sum + (flat.cost[arc] as number), 0)
      for (const asked of asks) {
        const paths = allPathsOf(graph, asked.from, [asked.to])
        const fits = (below?: number) =>
          paths.filter((path) =>
            path.every((arc) => room - shadow.loadOf(arc) + (below ? shadow.loadOf(arc, below) : 0) >= asked.amount),
          )
        const [free, least] = [fits(), Math.min(...fits().map(costOf))]
        const possible = fits(asked.priority)
        const admission = book.admit(asked)
        if (paths.length === 0) expect(admission).toEqual({ kind: 'no-path' })
        else if (free.length > 0) {
          expect(admission).toMatchObject({ kind: 'admitted', moved: [] })
          if (admission.kind === 'admitted') expect(costOf(admission.path)).toBe(least)
        } else if (possible.length === 0) {
          seen['no-room']++
          expect(admission).toEqual({ kind: 'no-room' })
        } else {
          if (admission.kind !== 'admitted') throw new Error('lower ones could have been moved')
          expect(admission.moved.length).toBeGreaterThan(0)
          expect(possible).toContainEqual([...admission.path])
          seen.moved += admission.moved.length
          seen.lost += admission.moved.filter(({ now }) => !now).length
        }
        shadow.take(asked, admission)
        if (asked.isReleased && admission.kind === 'admitted') {
          expect(book.release(admission.reservation)).toBe(true)
          expect(book.release(admission.reservation)).toBe(false)
          shadow.paths.delete(admission.reservation)
        }
        expect([...book.free]).toEqual([...book.free].map((_, arc) => room - shadow.loadOf(arc)))
        expect(Math.min(room, ...book.free)).toBeGreaterThanOrEqual(0)
        const held = [...shadow.paths.keys()]
        expect(held.map((one) => book.pathOf(one))).toEqual(held.map((one) => shadow.paths.get(one)?.path))
      }
    }),
    { numRuns: 500, seed: 31 },
  )
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(50)
})

test('who is moved is named: the lowest priority that suffices, of those the last, and none that is not in the way', () => {
  const line = (a: number, b: number, weight: number) => ({ a, b, weight, latency: 1 })
  const flat = flatOf(graphOfLinks([line(0, 1, 1), line(0, 2, 2), line(2, 1, 2)]))
  const book = new ReservationBook(flat, new Float64Array(6).fill(10))
  const ask = (amount: number, priority: number) => book.admit({ from: 0, to: 1, amount, priority })
  expect([ask(4, 1), ask(3, 1), ask(3, 2), ask(9, 3)].map(({ kind }) => kind)).toEqual(Array(4).fill('admitted'))
  expect(ask(3, 2)).toEqual({
    kind: 'admitted',
    reservation: 4,
    path: [0],
    moved: [{ reservation: 1, by: 4, was: [0], now: undefined }],
  })
  expect(ask(5, 1)).toEqual({ kind: 'no-room' })
})
