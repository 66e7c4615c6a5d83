import type { Place } from '../topology/topology.js'

/** A point of the map, whole metres: differences multiply exactly in doubles. */
export interface Point {
  readonly x: number
  readonly y: number
}

const earthRadius = 6_371_008.8
/** Degrees beyond which the map does not go: places there are put here. */
const lastLatitude = 89
const radians = Math.PI / 180

/** Mercator's map, which keeps angles: what is near is drawn alike whatever else is on it. Whole metres of the equator, so that tests of sides and
 *  distances are exact. */
export function planePoint({ lat, lon }: Place): Point {
  const kept = Math.max(-lastLatitude, Math.min(lastLatitude, lat)) * radians
  return {
    x: whole(earthRadius * lon * radians),
    y: whole(earthRadius * Math.log(Math.tan(Math.PI / 4 + kept / 2))),
  }
}

/** Never -0, which texts do not tell from 0. */
const whole = (value: number): number => Math.round(value) + 0

/** Metres over the ground (haversine). */
export function groundDistance(a: Place, b: Place): number {
  const half = (from: number, to: number) => Math.sin(((to - from) * radians) / 2) ** 2
  const chord = half(a.lat, b.lat) + Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * half(a.lon, b.lon)
  return 2 * earthRadius * Math.asin(Math.min(1, Math.sqrt(chord)))
}

export const isSamePoint = (a: Point, b: Point): boolean => a.x === b.x && a.y === b.y

/** Squared, exact. */
export const squaredDistance = (a: Point, b: Point): number => (a.x - b.x) ** 2 + (a.y - b.y) ** 2

/** Above 0 where `c` lies left of the way from `a` to `b`, 0 on its line. Exact. */
export const orientation = (a: Point, b: Point, c: Point): number =>
  (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x)

/** Whether `p` lies on the segment, its ends included. */
export const isOnSegment = (a: Point, b: Point, p: Point): boolean =>
  orientation(a, b, p) === 0 && (p.x - a.x) * (p.x - b.x) <= 0 && (p.y - a.y) * (p.y - b.y) <= 0

/** Whether two segments meet elsewhere than in an end that they share. */
export function segmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  const shared = [c, d].find((one) => isSamePoint(one, a) || isSamePoint(one, b))
  if (shared) {
    const [one, other] = [isSamePoint(shared, a) ? b : a, isSamePoint(shared, c) ? d : c]
    return isOnSegment(shared, one, other) || isOnSegment(shared, other, one)
  }
  const [p, q] = [Math.sign(orientation(a, b, c)), Math.sign(orientation(a, b, d))]
  const [r, s] = [Math.sign(orientation(c, d, a)), Math.sign(orientation(c, d, b))]
  if (p * q < 0 && r * s < 0) return true
  return isOnSegment(a, b, c) || isOnSegment(a, b, d) || isOnSegment(c, d, a) || isOnSegment(c, d, b)
}

/** Where a segment crosses the way from `from` to `to`. The way is turned to the right by less than anything, so that it passes no point but
 *  `from`: what lies on it lies left of it. Undefined where it does not cross, and where it only touches at either end of the way. */
export function crossingOf(from: Point, to: Point, [a, b]: Segment): Crossing | undefined {
  if ([a, b].some((end) => isSamePoint(end, from) || isSamePoint(end, to))) return undefined
  if (orientation(from, to, a) < 0 === orientation(from, to, b) < 0) return undefined
  const edge = vector(a, b)
  const way = vector(from, to)
  const [at, over, turned] = [cross(vector(from, a), edge), cross(way, edge), cross({ x: way.y, y: -way.x }, edge)]
  const crossing = over < 0n ? { at: -at, over: -over, turned: -turned } : { at, over, turned }
  return crossing.at > 0n && crossing.at < crossing.over ? crossing : undefined
}

export type Segment = readonly [Point, Point]

/** `at / over` of the way, and how that moves when the way is turned. */
export interface Crossing {
  readonly at: bigint
  readonly over: bigint
  readonly turned: bigint
}

/** Whether a crossing is nearer to the end of the way than another one of the same way. */
export function isNearer(one: Crossing, other: Crossing): boolean {
  const [a, b] = [one.at * other.over, other.at * one.over]
  return a === b ? one.turned * other.over < other.turned * one.over : a > b
}

interface Vector {
  readonly x: bigint
  readonly y: bigint
}

const vector = (from: Point, to: Point): Vector => ({ x: BigInt(to.x - from.x), y: BigInt(to.y - from.y) })

const cross = (a: Vector, b: Vector): bigint => a.x * b.y - a.y * b.x

/** Of points around `here`, the place of the one that is met first when turning left from the direction of `start`. `isAfter`: what lies in that
 *  direction itself comes last and not first. -1 where there are none. */
export function firstToTheLeft(here: Point, start: Point, points: readonly Point[], isAfter: boolean): number {
  let best = -1
  for (const [i, point] of points.entries())
    if (best < 0 || isLeftBefore(here, start, point, points[best] as Point, isAfter)) best = i
  return best
}

function isLeftBefore(here: Point, start: Point, a: Point, b: Point, isAfter: boolean): boolean {
  const [p, q] = [quarter(here, start, a, isAfter), quarter(here, start, b, isAfter)]
  if (p !== q) return p < q
  const turn = orientation(here, a, b)
  return turn > 0 || (turn === 0 && squaredDistance(here, a) < squaredDistance(here, b))
}

/** 0 straight on, 1 less than half a turn to the left, 2 behind and right of it, 3 straight on after a whole turn. */
function quarter(here: Point, start: Point, point: Point, isAfter: boolean): number {
  const side = orientation(here, start, point)
  if (side > 0) return 1
  const along = (start.x - here.x) * (point.x - here.x) + (start.y - here.y) * (point.y - here.y)
  if (side === 0 && along > 0) return isAfter ? 3 : 0
  return 2
}
