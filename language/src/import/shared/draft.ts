import type { Place } from '@paranet/network'
import type { Span } from '../../diagnostics/span.js'

/** Values by name, as a file gives them. */
export type Fields = Readonly<Record<string, unknown>>

/** Where something stands in a file: a span, or a JSON pointer, whose place is looked up when it is reported. */
export type Spot = Span | string

/** A node as a reader found it. `given` holds what the source says, by the names that `nodeOfAttributes` knows; the rest becomes labels. */
export interface DraftNode {
  /** What links call it: unique in its file. */
  readonly id: string
  /** The first of these that is not empty becomes the node's name. */
  readonly names: readonly string[]
  readonly location?: Place | undefined
  readonly given: Fields
  readonly spot: Spot
}

export interface DraftEnd {
  /** The id of a node. */
  readonly id: string
  readonly interface?: string | undefined
  readonly spot?: Spot
}

/** A link; `given` has the names that `linkAttributes` knows, the rest becomes labels. */
export interface DraftLink {
  readonly ends: readonly [DraftEnd, DraftEnd]
  readonly given: Fields
  readonly spot: Spot
}

/** An interface: `addresses`, `mtu`, `segment`, `prefixes`, `external`, `peerAs`, and `labels`. */
export interface DraftInterface {
  readonly node: string
  readonly name: string
  readonly given: Fields
  readonly spot: Spot
}

export interface DraftDemand {
  readonly from: string
  readonly to: string
  readonly bitsPerSecond: number
  readonly spot: Spot
}

/** What a reader makes of a file; `buildTopology` makes a topology of it. */
export interface Draft {
  /** Of the network: the first that is not empty, else the name of the file. */
  readonly names: readonly string[]
  /** `description`, `default`, `antiSpoofing`, `headroom`, `management`, `groups`, `definitions`, and `interfaces` as an export of ours wrote them. */
  readonly given: Fields
  readonly nodes: readonly DraftNode[]
  readonly interfaces?: readonly DraftInterface[]
  readonly links: readonly DraftLink[]
  readonly demands?: readonly DraftDemand[]
  /** How bad a link to an unknown node is. Default: an error. */
  readonly unknownEnd?: 'error' | 'warning'
}

/** Whether a value is an object, and no list. */
export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The value if it is an object, else an empty one. */
export const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

/** The value if it is a list, else an empty one. */
export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Texts and numbers as text, all else as the empty text. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' ? String(value) : ''

/** A finite number of at least `least`, rounded; texts of digits are read. */
export function numberOf(value: unknown, least: number): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && Number.isFinite(number) && number >= least
    ? Math.min(Math.round(number), Number.MAX_SAFE_INTEGER)
    : undefined
}

/** A place of two numbers in degrees, if they are ones. */
export function placeOf(lat: unknown, lon: unknown): Place | undefined {
  const [y, x] = [lat, lon].map((value) => (value === '' || value === null ? Number.NaN : Number(value))) as [
    number,
    number,
  ]
  return Math.abs(y) <= 90 && Math.abs(x) <= 180 ? { lat: y, lon: x } : undefined
}
