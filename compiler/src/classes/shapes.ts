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

/** Small numbers for what many claims have in common, so that whether two meet is worked out once for all who speak of it. */
export class Shapes<Shape> {
  readonly #kind: ShapeKind<Shape>
  readonly #known = new Map<Prefix | undefined, Map<number, number[]>>()
  readonly #shapes: Shape[] = []
  readonly #near = new Neighbours<number>()
  readonly #meeting: Set<number>[] = []

  constructor(kind: ShapeKind<Shape>) {
    this.#kind = kind
  }

  get count(): number {
    return this.#shapes.length
  }

  /** The number of a shape: the same for the same shape. */
  idOf(shape: Shape): number {
    const { firstOf, sizeOf, isSame } = this.#kind
    const [first, size] = [firstOf(shape), sizeOf(shape)]
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
    const meeting = new Set<number>()
    this.#shapes.push(shape)
    this.#meeting.push(meeting)
    this.#near.add(id, region)
    for (const other of this.#near.near(region))
      if (meet(this.#shapes[other] as Shape, shape)) {
        meeting.add(other)
        this.#meeting[other]?.add(id)
      }
    return id
  }

  /** The numbers of those that meet it, itself among them. */
  meeting(id: number): ReadonlySet<number> {
    return this.#meeting[id] as Set<number>
  }
}

/** Where packets enter, and with which sources. */
export const sourceShapes = (): Shapes<readonly ClaimSource[]> =>
  new Shapes({
    firstOf: ([first]) => first?.prefixes[0],
    sizeOf: (sources) => (sources[0]?.port ?? 0) * 65536 + sources.length,
    isSame: (a, b) => a.length === b.length && a.every((one, i) => isSameSource(one, b[i] as ClaimSource)),
    meet: sourcesOverlap,
    regionOf: (sources) => ({ places: sources.map(({ port }) => port), destinations: allAddresses, traffic: [{}] }),
  })

const isSameSource = (a: ClaimSource, b: ClaimSource): boolean => a.port === b.port && isSameSet(a.prefixes, b.prefixes)

/** Where packets go. */
export const destinationShapes = (): Shapes<PrefixSet> =>
  new Shapes({
    firstOf: ([first]) => first,
    sizeOf: ({ length }) => length,
    isSame: isSameSet,
    meet: setsOverlap,
    regionOf: (destinations) => ({ places: [0], destinations, traffic: [{}] }),
  })

const isSameSet = (a: PrefixSet, b: PrefixSet): boolean => a.length === b.length && a.every((one, i) => one === b[i])
