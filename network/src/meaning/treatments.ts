import type { FlowIntent, Intent, TreatingIntent } from '../intent/intent.js'
import type { TopologyIndex } from '../topology/topology-index.js'
import { trafficBoxes } from '../traffic-class/traffic-class.js'
import { meaningByIntent } from './by-intent.js'
import type { Claim } from './claims.js'
import { destinationsOf, sourcesOf } from './resolve-ends.js'

/** What is done to a class of packets. */
export type TreatmentAction =
  | { readonly kind: 'mark'; readonly dscp: number }
  | { readonly kind: 'limit'; readonly bucket: string; readonly rate: number; readonly burst: number }
  | { readonly kind: 'qos'; readonly class: string; readonly min?: number; readonly max?: number }

/** What an intent wants done to a class where it passes: *the* meaning of `mark`, `limit` and `qos`, which compiler and verifier share.
 *
 *  Among the treatments of one kind that a packet, as it was sent, belongs to and that speak of a device, the highest `priority` decides there;
 *  no treatment: the device leaves the DSCP alone, applies no policer, uses the default queue. At one priority, two DSCPs or two queues
 *  contradict each other, and so do two rates, except for one and the same class: then the lower rate holds. */
export interface Treatment {
  /** Intent id. */
  readonly intent: string
  readonly action: TreatmentAction
  readonly priority: number
  readonly rank: number
  readonly yields: boolean
  /** The class: packets belong to it as they would to this permission. */
  readonly class: Claim
  /** Devices by id, as written. Absent: mark and limit where a packet enters; qos everywhere that it passes. */
  readonly at?: ReadonlySet<number>
}

/** The treatments of all intents, in their order. Those that cannot be attached have been reported by `claimsOf`, and treat nothing. */
export const treatmentsOf = meaningByIntent(isTreating, treatmentOf)

/** Whether the intent says how a class is treated. */
export function isTreating(intent: Intent): intent is TreatingIntent {
  return intent.kind === 'mark' || intent.kind === 'limit' || intent.kind === 'qos'
}

export const isFlow = (intent: Intent): intent is FlowIntent => intent.kind === 'flow'

/** Whether the treatment speaks of the device, for packets that enter at the device `entry`. */
export const treatsAt = ({ at, action }: Treatment, device: number, entry: number): boolean =>
  at ? at.has(device) : action.kind === 'qos' || device === entry

function treatmentOf(index: TopologyIndex, intent: TreatingIntent): Treatment {
  const { id, priority, rank, yields, at } = intent
  const common = { intent: id, priority, rank, yields }
  const devices = at?.map((name) => index.nodeId.get(name)).filter((node) => node !== undefined)
  return {
    ...common,
    action: actionOf(intent),
    class: {
      ...common,
      kind: 'may',
      side: 'forward',
      asserted: false,
      sources: sourcesOf(index, intent.from),
      destinations: destinationsOf(index, intent.to),
      traffic: trafficBoxes(intent.traffic),
      via: [],
      avoid: { nodes: new Set(), links: new Set() },
    },
    ...(devices ? { at: new Set(devices) } : {}),
  }
}

function actionOf(intent: TreatingIntent): TreatmentAction {
  if (intent.kind === 'mark') return { kind: 'mark', dscp: intent.dscp }
  if (intent.kind === 'limit')
    return { kind: 'limit', bucket: bucketOf(intent), rate: intent.rate, burst: intent.burst }
  const { class: name, min, max } = intent
  return {
    kind: 'qos',
    class: name,
    ...(min === undefined ? {} : { min }),
    ...(max === undefined ? {} : { max }),
  }
}

/** file/name: one bucket per intent and device. */
const bucketOf = ({ id }: TreatingIntent): string => id.slice(id.indexOf('/') + 1)
