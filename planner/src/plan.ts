import type { Diagnostic } from '@paranet/language'
import type { DeviceDiff, DeviceState } from '@paranet/network'
import type { Difference, Verdict } from '@paranet/verifier'

/** One device in one wave: the state that it has before and after. A device may be in several waves. */
export interface WaveStep {
  readonly device: string
  /** Fingerprint (`contentHash`) of the state before this wave. */
  readonly base: string
  readonly desired: DeviceState
  readonly diff: DeviceDiff
}

/** Devices that commit together; every subset of the wave was proved safe, since they commit in any order. */
export interface Wave {
  readonly steps: readonly WaveStep[]
}

export interface IntentFile {
  readonly name: string
  readonly text: string
}

/** One set of intents that are active together. */
export interface ActiveSet {
  /** Ids of the intents that are not active, sorted. */
  readonly inactive: readonly string[]
  readonly ok: boolean
  /** Verdicts that do not hold, or not for the whole class. */
  readonly unkept: readonly Verdict[]
  /** Of all its verdicts. */
  readonly verdictsHash: string
}

/** The epochs of a horizon and the sets of active intents that they have; each set was compiled and proved. */
export interface PlannedEpochs {
  /** Version of the time-zone data. */
  readonly zoneData: string
  /** Instants in ISO 8601, UTC; in order, without a gap. `set`: place in `sets`. */
  readonly items: readonly { readonly from: string; readonly until: string; readonly set: number }[]
  /** The first is the one that the plan leads to. */
  readonly sets: readonly ActiveSet[]
}

/** Why an intent leaves its paths. `displaced`: `by` these, which are placed before it, take a device out of use, or ask more of the same packets;
 *  `freed`: by those that are gone and leave room; `itself`: it says something else than before. Ids, sorted. */
export type MoveReason =
  | { readonly kind: 'displaced' | 'freed'; readonly by: readonly string[] }
  | { readonly kind: 'itself' | 'topology' | 'reoptimised' }

/** An intent that is deployed and leaves the paths that it has. */
export interface Move {
  readonly intent: string
  /** Names of the nodes passed, as in the plan that is deployed. */
  readonly from: readonly (readonly string[])[]
  readonly to: readonly (readonly string[])[]
  readonly because: MoveReason
}

/** A compiled, verified and diffed change that is not yet deployed. It never changes; its id is the hash of what it was made from and
 *  what it does. */
export interface Plan {
  readonly id: string
  readonly network: string
  /** Content hashes of what it was made from. */
  readonly topologyRevision: string
  readonly intentsRevision: string
  /** The intent set that the network has once the plan is deployed. */
  readonly files: readonly IntentFile[]
  /** No error, no violated verdict, no unknown one, and a safe order of waves. */
  readonly ok: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly intents: readonly {
    readonly id: string
    readonly name: string
    readonly kind: string
    /** Its place in the order of admission. Absent in plans of versions that did not say it. */
    readonly rank?: number
    /** The id that it had before. */
    readonly renamedFrom?: string
    readonly paths: readonly (readonly string[])[]
    /** False: its schedule does not hold at the time that the plan is for. */
    readonly active?: boolean
  }[]
  /** Intents that leave the paths of the plan that is deployed, sorted by id. Absent where none does. */
  readonly moves?: readonly Move[]
  /** Everything was placed afresh, whoever was admitted first. */
  readonly reoptimised?: true
  readonly verdicts: readonly Verdict[]
  readonly verdictsHash: string
  readonly diff: {
    readonly added: number
    readonly removed: number
    readonly changed: number
    readonly devices: Readonly<Record<string, DeviceDiff>>
  }
  /** Packets that are delivered otherwise than by what is observed, in classes with an example each; lists are bounded, totals are not.
   *  Absent where nothing was compiled, and in plans of versions that did not say it. */
  readonly traffic?: Difference
  /** Fingerprints of all devices as they were observed: the proof depends on each of them. */
  readonly base: Readonly<Record<string, string>>
  /** States before and after, of touched devices only. */
  readonly before: Readonly<Record<string, DeviceState>>
  readonly desired: Readonly<Record<string, DeviceState>>
  readonly waves: readonly Wave[]
  /** `ordered`: every intermediate state was proved. `needs-disruption-window`: no safe order was found; `loses` names what is lost on the way,
   *  `because` whether there is none of whole devices or it is not known, `witness` the devices that leave none (or why it is not known). Plans of versions
   *  that did not say it have neither. */
  readonly rollout:
    | { readonly kind: 'ordered' }
    | {
        readonly kind: 'needs-disruption-window'
        readonly loses: readonly string[]
        readonly because?: 'none' | 'unknown'
        readonly witness?: readonly string[]
      }
  /** device → entry key → intents that need the entry */
  readonly ledger: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>
  /** Where any intent has a schedule. */
  readonly epochs?: PlannedEpochs
  readonly blastRadius: { readonly devices: readonly string[]; readonly intents: readonly string[] }
}
