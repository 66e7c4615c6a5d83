import type {
  Alert,
  Deployment,
  DeviceDiff,
  Diagnostic,
  Fault,
  TelemetrySample,
  Topology,
  Verdict,
} from '@paranet/schemas'

/** Answers of the API that no schema has: what the console reads of them. Times are ms since 1970. */

export interface User {
  readonly id: string
  readonly name: string
  /** On the server, and on networks without a role of their own. */
  readonly role: 'none' | 'viewer' | 'operator' | 'admin'
}

export interface LoginAnswer {
  readonly accessToken: string
  readonly refreshToken: string
  /** Seconds. */
  readonly expiresIn: number
  readonly user: User
}

export interface Network {
  readonly id: string
  readonly name: string
  /** What the user may do on it. */
  readonly role?: 'viewer' | 'operator' | 'admin'
  readonly nodes: number
  readonly links: number
  readonly topologyRevision?: string
  /** The deployment that is active. */
  readonly deployment?: string
}

export interface TopologyAnswer {
  readonly revision: string
  readonly topology: Topology
}

export interface IntentFileInfo {
  readonly name: string
  readonly revision: string
  readonly size: number
}

export interface IntentFileText {
  readonly name: string
  readonly text: string
}

export interface ParseAnswer {
  readonly diagnostics: readonly Diagnostic[]
  readonly formatted?: string
}

/** A wave as plans and deployments list it: device names, or steps. */
export type WaveSummary =
  | readonly string[]
  | { readonly devices: readonly string[] }
  | { readonly steps: readonly { readonly device: string }[] }

/** Packets that go the same ways before and the same ways after, and these differ. */
export interface PlannedTrafficClass {
  readonly change: 'lost' | 'gained' | 'moved' | 'rewritten' | 'misdelivered' | 'copied'
  /** The packets. */
  readonly words: string
  readonly ingress: readonly { readonly node: string; readonly interface: string }[]
  readonly before: PlannedTrafficSide
  readonly after: PlannedTrafficSide
}

export interface PlannedTrafficSide {
  readonly ways: readonly { readonly nodes: readonly string[]; readonly end: string; readonly words: string }[]
}

/** Which traffic is delivered otherwise once a plan is deployed. */
export type PlannedTraffic = {
  readonly [change in PlannedTrafficClass['change']]: readonly PlannedTrafficClass[]
} & {
  readonly totals: Readonly<Record<PlannedTrafficClass['change'], number>>
  readonly isWhole: boolean
  readonly reason?: string
}

/** An intent that leaves the paths that it has, and why. */
export interface PlannedMove {
  readonly intent: string
  readonly from: readonly (readonly string[])[]
  readonly to: readonly (readonly string[])[]
  readonly because: {
    readonly kind: 'displaced' | 'freed' | 'itself' | 'topology' | 'reoptimised'
    readonly by?: readonly string[]
  }
}

/** A plan as the API shows it; the preview has `ledger` too. */
export interface PlanAnswer {
  readonly id: string
  readonly ok: boolean
  readonly verdicts: readonly Verdict[]
  readonly diagnostics: readonly Diagnostic[]
  readonly diff: {
    readonly added: number
    readonly removed: number
    readonly changed: number
    readonly devices: Readonly<Record<string, DeviceDiff>> | readonly DeviceDiff[]
  }
  readonly moves?: readonly PlannedMove[]
  readonly traffic?: PlannedTraffic
  readonly waves: readonly WaveSummary[]
  readonly rollout: { readonly kind: string; readonly loses?: readonly string[]; readonly witness?: readonly string[] }
  readonly intents: readonly {
    readonly id: string
    readonly name: string
    readonly kind: string
    readonly paths: readonly (readonly string[])[]
  }[]
  readonly blastRadius: { readonly devices: readonly string[]; readonly intents: readonly string[] }
  /** Where any intent has a schedule. */
  readonly epochs?: {
    readonly items: readonly { readonly from: string; readonly until: string; readonly set: number }[]
    readonly sets: readonly { readonly inactive: readonly string[]; readonly ok: boolean }[]
  }
  readonly ledger?: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
}

export interface ValidateAnswer {
  readonly valid: boolean
  readonly problems: readonly {
    readonly code: string
    readonly message: string
    readonly moved?: readonly { readonly what: string; readonly was: string; readonly is: string }[]
  }[]
}

export interface TraceRequest {
  readonly from: string
  readonly to: string
  readonly protocol?: string
  readonly dstPort?: number
}

/** What a device copied on the way, and where that got to. */
export interface TraceCopy {
  readonly node: string
  readonly interface: string
  readonly hops: TraceAnswer['hops']
  readonly end: TraceAnswer['end']
}

export interface TraceAnswer {
  readonly packet: { readonly src: string; readonly dst: string; readonly protocol: number; readonly dstPort: number }
  readonly hops: readonly {
    readonly node: string
    readonly inInterface: string
    readonly outInterface?: string
    readonly link?: string
    readonly entries: readonly { readonly key: string; readonly owners: readonly string[] }[]
  }[]
  readonly end: { readonly kind: string; readonly node: string; readonly interface?: string; readonly reason?: string }
  /** µs */
  readonly latency: number
  readonly copies?: readonly TraceCopy[]
}

export interface DriftAnswer {
  readonly devices: readonly DeviceDiff[]
  readonly verdicts: readonly Verdict[]
  readonly at?: number | null
  /** Devices that could not be read. */
  readonly unreachable?: readonly string[]
}

export type ActiveFault = Fault & { readonly id: string }

/** A fault story that the server can play. */
export interface KnownScenario {
  readonly name: string
  readonly title: string
  readonly description?: string
  readonly steps: number
}

/** One play of a scenario, as far as it has come. */
export interface ScenarioRun {
  readonly id: string
  readonly scenario: string
  readonly title: string
  readonly status: 'playing' | 'passed' | 'failed' | 'broken'
  readonly ms?: number
  readonly message?: string
  readonly steps: readonly {
    readonly index: number
    readonly kind: string
    readonly title: string
    readonly status: 'passed' | 'failed' | 'skipped'
    readonly ms: number
    readonly message?: string
  }[]
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next?: string | null
}

export type { Alert, Deployment, DeviceDiff, Diagnostic, TelemetrySample, Topology, Verdict }

/** Device names of a wave, whichever way it is told. */
export function devicesOfWave(wave: WaveSummary): readonly string[] {
  if (Array.isArray(wave)) return wave as readonly string[]
  const told = wave as { readonly devices?: readonly string[]; readonly steps?: readonly { readonly device: string }[] }
  return told.devices ?? told.steps?.map((step) => step.device) ?? []
}

/** The differences of a plan, by device name. */
export const diffsOf = (plan: PlanAnswer): readonly DeviceDiff[] =>
  (Array.isArray(plan.diff.devices)
    ? [...(plan.diff.devices as readonly DeviceDiff[])]
    : Object.values(plan.diff.devices as Readonly<Record<string, DeviceDiff>>)
  ).sort((a, b) => (a.device < b.device ? -1 : 1))
