import type { DeviceState, EntryKey, Packet, WalkEnd } from '@paranet/network'

/** Why a verb was refused. */
export type EmulatorErrorCode =
  | 'bad-request'
  | 'unknown-method'
  | 'not-found'
  | 'base-moved'
  | 'not-staged'
  | 'refused'
  | 'unreachable'
  | 'reverted'
  | 'internal'

/** A refusal; it crosses the socket as `{ code, message, data? }`. */
export class EmulatorError extends Error {
  override readonly name = 'EmulatorError'
  readonly code: EmulatorErrorCode
  readonly data: unknown

  constructor(code: EmulatorErrorCode, message: string, data?: unknown) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** Goes down and up again and again, first down. Everything follows from these numbers and the time at which the fault was set. */
export interface Flapping {
  /** From one time that it goes down to the next, on average, ms. */
  readonly periodMs: number
  /** Part of the period in which it is up, 0–1. */
  readonly duty: number
  /** How much of the time up, at most, it goes down later by chance, 0–1. Default 0. */
  readonly jitter?: number
  /** Of the chance. Default 1. */
  readonly seed?: number
}

/** What an operator of a laboratory can break. `from`: the end whose packets suffer; absent: both directions do. */
export type FaultKind =
  /** With `from`: what that end sends is lost, and neither end notices. */
  | { readonly kind: 'link-down'; readonly link: string; readonly from?: string }
  | { readonly kind: 'node-down'; readonly node: string }
  /** Added to the link's propagation. */
  | { readonly kind: 'link-delay'; readonly link: string; readonly microseconds: number; readonly from?: string }
  /** 0–1 */
  | { readonly kind: 'link-loss'; readonly link: string; readonly fraction: number; readonly from?: string }
  | ({ readonly kind: 'link-flap'; readonly link: string } & Flapping)
  | ({ readonly kind: 'node-flap'; readonly node: string } & Flapping)
  | { readonly kind: 'refuse-stage'; readonly node: string }
  | { readonly kind: 'refuse-commit'; readonly node: string }
  /** The device loses what is staged and cannot be reached until the fault is cleared; `armed`: not before it has staged something. */
  | { readonly kind: 'die-after-stage'; readonly node: string; readonly armed?: boolean }
  /** Removes an entry from what runs, at once. */
  | { readonly kind: 'forget-entry'; readonly node: string; readonly entry: EntryKey }
  /** Acts and answers later by `ms`; without it, never: what was asked is lost. */
  | { readonly kind: 'slow-device'; readonly node: string; readonly ms?: number }
  /** A commit applies only so many entries of the change, in their canonical order, then fails; with `lies` it says that all went well. */
  | { readonly kind: 'partial-commit'; readonly node: string; readonly entries: number; readonly lies?: boolean }
  /** The device reads its confirm deadline by a clock that runs ahead by `ms` (behind, where negative). */
  | { readonly kind: 'clock-skew'; readonly node: string; readonly ms: number }

/** A fault, and for how long: absent, until it is cleared. */
export type Fault = FaultKind & { readonly forMs?: number }

/** `setAt`: ms since 1970. */
export type ActiveFault = Fault & { readonly id: string; readonly setAt: number }

/** Where packets enter: an interface of a device; without one, the active port of a host, or a device's own prefixes or itself. */
export interface EntryPoint {
  readonly node: string
  readonly interface?: string
  /** Where the place is in several segments; absent: that of the source, else `main`. */
  readonly segment?: string
}

/** What a device is to run; `id` comes from the caller, and the same id again is the same staging. */
export interface StageRequest {
  readonly id: string
  /** Fingerprint of what runs. */
  readonly base: string
  readonly desired: DeviceState
  /** entry key → intents; for counters only. */
  readonly owners?: Readonly<Record<string, readonly string[]>>
}

export interface CommitAnswer {
  readonly revision: string
  readonly fingerprint: string
}

/** Traffic of one kind that someone sends: a header, and how much of it. */
export interface Flow {
  readonly id: string
  readonly at: EntryPoint
  readonly packet: Packet
  readonly bitsPerSecond: number
  readonly intent?: string
}

export interface Observation {
  readonly state: DeviceState
  readonly revision: string
  readonly fingerprint: string
  /** Commits that nobody has confirmed: the device goes back to `confirmed` at `confirmBy`, ms since 1970. */
  readonly pending?: { readonly revision: string; readonly confirmed: string; readonly confirmBy: number }
  readonly staged?: { readonly id: string; readonly base: string; readonly fingerprint: string }
}

/** One second of a network, or whatever time passed since the sample before. Pairs are [a→b, b→a] in the order of the link's ends. */
export interface Telemetry {
  readonly network: string
  /** ms since 1970 */
  readonly at: number
  readonly links: readonly {
    readonly id: string
    readonly up: boolean
    readonly bitsPerSecond: readonly [number, number]
    readonly utilisation: readonly [number, number]
    readonly lossFraction: readonly [number, number]
    /** µs */
    readonly latency: number
    readonly packets: readonly [number, number]
    readonly bytes: readonly [number, number]
  }[]
  readonly nodes: readonly { readonly name: string; readonly up: boolean; readonly entries: number }[]
  readonly flows: readonly {
    readonly id: string
    readonly intent?: string
    /** bit/s */
    readonly offered: number
    readonly delivered: number
    /** µs, the longest of its ways */
    readonly latency: number
    /** Devices on the way of its first part. */
    readonly path: readonly string[]
    readonly end: WalkEnd['kind']
  }[]
  /** Only entries that carried something. */
  readonly entries: readonly {
    readonly device: string
    readonly key: EntryKey
    readonly packets: number
    readonly bytes: number
  }[]
  readonly intents: readonly {
    readonly id: string
    readonly bitsPerSecond: number
    readonly packets: number
    readonly bytes: number
  }[]
}

/** Something that happened by itself or by a fault. */
export type EmulatorEvent = { readonly network: string; readonly at: number } & (
  | { readonly kind: 'link'; readonly link: string; readonly up: boolean }
  | { readonly kind: 'node'; readonly node: string; readonly up: boolean }
  | { readonly kind: 'device-reverted'; readonly device: string; readonly revision: string }
  | { readonly kind: 'fault'; readonly fault: ActiveFault; readonly set: boolean }
)
