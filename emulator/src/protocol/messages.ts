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

/** What an operator of a laboratory can break. */
export type Fault =
  | { readonly kind: 'link-down'; readonly link: string }
  | { readonly kind: 'node-down'; readonly node: string }
  /** Added to the link's propagation. */
  | { readonly kind: 'link-delay'; readonly link: string; readonly microseconds: number }
  /** 0–1, both directions. */
  | { readonly kind: 'link-loss'; readonly link: string; readonly fraction: number }
  | { readonly kind: 'refuse-stage'; readonly node: string }
  | { readonly kind: 'refuse-commit'; readonly node: string }
  /** The device loses what is staged and cannot be reached until the fault is cleared. */
  | { readonly kind: 'die-after-stage'; readonly node: string }
  /** Removes an entry from what runs, at once. */
  | { readonly kind: 'forget-entry'; readonly node: string; readonly entry: EntryKey }

export type ActiveFault = Fault & { readonly id: string }

/** Where packets enter: an interface of a device; without one, the active port of a host, or a device's own prefixes or itself. */
export interface EntryPoint {
  readonly node: string
  readonly interface?: string
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
