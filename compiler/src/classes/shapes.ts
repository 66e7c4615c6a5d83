import type { ClaimSource, Prefix, PrefixSet } from '@paranet/network'
import { allAddresses } from '@paranet/network'
import type { Region } from './neighbours.js'
import { Neighbours } from './neighbours.js'
import { setsOverlap } from './packet-class.js'
import { sourcesOverlap } from './sharing.js'

/** Of one kind of thing that claims speak of: how two are told apart, and which meet. */
interface ShapeKind<Shape> {
  /** A quick look by which few are the same. */
  readonly firstOf: (shape: Shape) => Prefix | undefined
  readonly sizeOf: (shape: Shape) => number
  readonly isSame: (a: Shape, b: Shape) => boolean
  readonly meet: (a: Shape, b: Shape) => boolean
  readonly regionOf: (shape: Shape) => Region
}

/** Numbers of shapes that meet one. */
export interface Meeting {
  readonly list: readonly number[]
  readonly ids: ReadonlySet<number>
}

/** Small numbers for what many claims have in common, so that whether two meet is worked out once for all who speak of it. */
export class Shapes<Shape> {
  readonly #kind: ShapeKind<Shape>
  readonly #known = new Map<Prefix | undefined, Map<number, number[]>>()
  readonly #shapes: Shape[] = []
  readonly #near = new Neighbours<number>()
  readonly #meeting: { readonly list: number[]; readonly ids: Set<number> }[] = []

  constructor(kind: ShapeKind<Shape>) {
    this.#kind = kind
  }

  get count(): number {
    return this.#shapes.length
  }

  /** The number of a shape: the same for the same shape. */
  idOf(shape: Shape): number {
    const { firstOf, sizeOf, isSame } = this.#kind
    const first = firstOf(shape)
    const size = sizeOf(shape)
    let bySize = this.#known.get(first)
    if (!bySize) this.#known.set(first, (bySize = new Map()))
    const alike = bySize.get(size)
    if (alike) for (const id of alike) if (isSame(this.#shapes[id] as Shape, shape)) return id
    const id = this.#add(shape)
    if (alike) alike.push(id)
    else bySize.set(size, [id])
    return id
  }

  #add(shape: Shape): number {
    const { regionOf, meet } = this.#kind
    const id = this.#shapes.length
    const region = regionOf(shape)
    const meeting = { list: [] as number[], ids: new Set<number>() }
    this.#shapes.push(shape)
    this.#meeting.push(meeting)
    this.#near.add(id, region)
    for (const other of this.#near.near(region))
      if (meet(this.#shapes[other] as Shape, shape)) {
        this.#join(id, other)
        if (other !== id) this.#join(other, id)
      }
    return id
  }

  #join(id: number, other: number): void {
    this.#meeting[id]?.list.push(other)
    this.#meeting[id]?.ids.add(other)
  }

  /** Those that meet it, itself among them unless it is empty. */
  meeting(id: number): Meeting {
    return this.#meeting[id] as Meeting
  }
}

/** Where packets enter, and with which sources. */
export const sourceShapes = (): Shapes<readonly ClaimSource[]> =>
  new Shapes({
    firstOf: (sources) => sources[0]?.prefixes[0],
    sizeOf: (sources) => (sources[0]?.port ?? 0) * 65536 + sources.length,
    isSame: areSameSources,
    meet: sourcesOverlap,
    regionOf: (sources) => ({ places: sources.map(({ port }) => port), destinations: allAddresses, traffic: [{}] }),
  })

function areSameSources(a: readonly ClaimSource[], b: readonly ClaimSource[]): boolean {
  if (a.length !== b.length) return false
  if (a === b) return true
  for (let i = 0; i < a.length; i++) {
    const one = a[i] as ClaimSource
    const other = b[i] as ClaimSource
    if (one.port !== other.port || !areSameSets(one.prefixes, other.prefixes)) return false
  }
  return true
}

/** Where packets go. */
export const destinationShapes = (): Shapes<PrefixSet> =>
  new Shapes({
    firstOf: (destinations) => destinations[0],
    sizeOf: ({ length }) => length,
    isSame: areSameSets,
    meet: setsOverlap,
    regionOf: (destinations) => ({ places: [0], destinations, traffic: [{}] }),
  })

function areSameSets(a: PrefixSet, b: PrefixSet): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false
  return true
}
