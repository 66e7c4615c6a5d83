import type { BaselineIntent, DrainIntent, Entry, Intent, PeerIntent, ProtectIntent } from '@paranet/network'
import { canonicalJson, entriesOf, entryKey, isDeviceIntent } from '@paranet/network'
import type { Exploration } from '../engine/explore.js'
import { pathOf } from '../engine/explore.js'
import type { Finding, Outcome } from '../engine/finding.js'
import { bothVariants } from '../engine/network-model.js'
import type { Proof } from '../engine/proof.js'
import { makeVerdict } from '../make-verdict.js'
import type { Verdict } from '../verdict.js'
import { flowVerdict } from './installed.js'

/** What a device intent is judged by beside the devices. */
export interface DeviceProof {
  readonly proof: Proof
  readonly intents: readonly Intent[]
  /** One per port, of all packets. */
  readonly explorations: readonly Exploration[]
  /** Verdicts of routes, by their intent's id. */
  readonly verdictsOf: ReadonlyMap<string, readonly Verdict[]>
}

/** The verdict of an intent that speaks of devices; undefined for others. */
export function deviceVerdict(known: DeviceProof, intent: Intent): Verdict | undefined {
  if (!isDeviceIntent(intent)) return undefined
  switch (intent.kind) {
    case 'flow':
      return flowVerdict(known.proof, intent, known.intents)
    case 'protect':
      return protectVerdict(known, intent)
    case 'drain':
      return drainVerdict(known, intent)
    default:
      return settingsVerdict(known, intent)
  }
}

/** A protection holds where its routes survive: the first that does not is its counterexample. */
export function protectVerdict(
  { verdictsOf }: Pick<DeviceProof, 'verdictsOf'>,
  { id, routes }: ProtectIntent,
): Verdict {
  const own = routes.map((route) => verdictsOf.get(route)?.find(({ property }) => property === 'survives'))
  const bad = own.find((one) => one?.verdict === 'violated') ?? own.find((one) => one?.verdict !== 'holds')
  if (bad) return { ...bad, intent: id }
  const all: Pick<Verdict, 'intent' | 'property' | 'coverage'> = { intent: id, property: 'survives', coverage: 'full' }
  if (own.includes(undefined))
    return { ...all, verdict: 'unknown', reason: 'a route that it protects has no meaning here' }
  const scenarios = own.reduce((sum, verdict) => sum + (verdict?.scenarios ?? 0), 0)
  const grade = own.some((verdict) => verdict?.grade === 'restored') ? 'restored' : 'protected'
  return { ...all, verdict: 'holds', grade, scenarios }
}

/** No packet, asked for or not, comes to a drained device from another and leaves it by a link. */
function drainVerdict({ proof, explorations }: DeviceProof, { id, at }: DrainIntent): Verdict {
  const { index } = proof.model
  const drained = new Set(at.map((name) => index.nodeId.get(name)))
  let outcome: Outcome = {}
  for (const { port, outage, leaves, copies, unclear } of explorations) {
    if (unclear !== undefined && outcome.unclear === undefined) outcome = { ...outcome, unclear }
    for (const leaf of [...leaves, ...copies]) {
      const passed = pathOf(leaf).find(
        ({ place, out, before }) => before !== undefined && out?.adjacency !== undefined && drained.has(place.node),
      )
      if (!passed) continue
      const reason = `it passes through ${index.nodes[passed.place.node]?.name}, which is drained`
      const finding: Finding = { port, outage, leaf, set: leaf.set, reason }
      return makeVerdict(proof, id, 'drained', { finding })
    }
  }
  return makeVerdict(proof, id, 'drained', outcome)
}

/** Every device has exactly the entries that are asked for. */
function settingsVerdict({ proof }: DeviceProof, intent: BaselineIntent | PeerIntent): Verdict {
  const missing = wanted(intent).find(({ device, entry }) => !hasEverywhere(proof, device, entry))
  return makeVerdict(
    proof,
    intent.id,
    'installed',
    {},
    undefined,
    missing && `${missing.device} has not "${entryKey(missing.entry)}" as it is asked for`,
  )
}

function hasEverywhere(proof: Proof, device: string, entry: Entry): boolean {
  const node = proof.model.index.nodeId.get(device) ?? -1
  const asked = canonicalJson(entry)
  return proof.model.modelsOf(node, bothVariants).every(({ state }) => {
    const found = entriesOf(state).get(entryKey(entry))
    return found !== undefined && canonicalJson(found) === asked
  })
}

function wanted(intent: BaselineIntent | PeerIntent): { readonly device: string; readonly entry: Entry }[] {
  if (intent.kind === 'baseline')
    return intent.at.flatMap((device) => intent.settings.map((one) => ({ device, entry: { kind: 'setting', ...one } })))
  const { at, neighbour, localAs, remoteAs, maxPrefixes } = intent
  const limit = maxPrefixes === undefined ? {} : { maxPrefixes }
  const policies = { import: intent.import, export: intent.export }
  return [
    {
      device: at.node,
      entry: { kind: 'peer', interface: at.interface, neighbour, localAs, remoteAs, ...policies, ...limit },
    },
  ]
}
