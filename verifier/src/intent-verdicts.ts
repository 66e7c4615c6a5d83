import type { Claim, Intent, RouteIntent } from '@paranet/network'
import { deliverySpoken } from '@paranet/network'
import type { Outcome } from './engine/finding.js'
import type { LoadBook, ReservingClaim } from './engine/loads.js'
import type { Proof } from './engine/proof.js'
import { lossOf, makeVerdict } from './make-verdict.js'
import { checkAvailable } from './properties/available.js'
import { checkBandwidth } from './properties/bandwidth.js'
import { checkIsolated } from './properties/isolated.js'
import { findTooFewPaths } from './properties/paths.js'
import { checkPromise, searches } from './properties/promise.js'
import { checkReplies } from './properties/replies.js'
import { checkSymmetric } from './properties/symmetric.js'
import { checkQueueing } from './properties/queueing.js'
import type { SurvivalOutcome } from './properties/survives.js'
import { checkSurvival } from './properties/survives.js'
import type { Property, Verdict } from './verdict.js'

/** Whether losing packets to a higher priority is expected: of an assertion, of what it asserts. */
export const isYielding = (intent: Intent): boolean => (intent.kind === 'assert' ? intent.asserts : intent).yields

/** The verdicts of one intent, its properties in a fixed order. */
export function intentVerdicts(proof: Proof, book: LoadBook, intent: Intent, claims: readonly Claim[]): Verdict[] {
  const spoken = deliverySpoken(intent)
  const forward = claims.find(({ side }) => side === 'forward')
  const reply = claims.find(({ side }) => side === 'reply')
  if (!spoken || !forward) return []
  const say = (property: Property, outcome: Outcome | SurvivalOutcome, claim?: Claim) =>
    makeVerdict(proof, intent.id, property, outcome, claim)
  if (spoken.kind === 'isolate') return [say('isolated', checkIsolated(proof, forward), forward)]
  if (spoken.kind === 'allow') return [say('only-what-is-asked', {}, lossy(proof, forward, reply))]
  return propertiesOf(proof, spoken, forward).map((property) => {
    switch (property) {
      case 'delivered':
        return say(property, checkPromise(proof, forward, searches.delivered), forward)
      case 'replies':
        return say(property, reply ? checkReplies(proof, reply) : {}, reply)
      case 'symmetric':
        return say(property, reply ? checkSymmetric(proof, forward, reply) : {})
      case 'latency':
        return forward.queueing
          ? say(property, checkQueueing(proof, book, forward))
          : say(property, checkPromise(proof, forward, searches.latency))
      case 'available':
        return say(property, checkAvailable(proof, forward))
      case 'paths':
        return say(property, checkPromise(proof, forward, findTooFewPaths))
      case 'bandwidth':
        return say(property, checkBandwidth(proof, book, forward as ReservingClaim))
      case 'survives':
        return survivalVerdict(proof, book, intent.id, reply ? [forward, reply] : [forward])
      default:
        return say(property, checkPromise(proof, forward, searches[property]))
    }
  })
}

type RouteProperty = keyof typeof searches | 'available' | 'symmetric' | 'paths' | 'replies' | 'bandwidth' | 'survives'

/** What is proved of a route, in the order of the verdicts. `survive` is what others ask for it too. */
function propertiesOf(proof: Proof, route: RouteIntent, { survive }: Pick<Claim, 'survive'>): RouteProperty[] {
  const isAsked: Record<RouteProperty, boolean> = {
    delivered: true,
    replies: route.reply !== 'none',
    waypoints: route.via.length > 0,
    avoids: route.avoid.length > 0 || route.protocol !== undefined,
    latency: route.latency !== undefined,
    hops: route.maxHops !== undefined,
    loss: route.loss !== undefined,
    available: route.availability !== undefined,
    paths: route.paths !== undefined,
    symmetric: route.symmetric === true,
    bandwidth: route.bandwidth !== undefined,
    survives: survive !== undefined || proof.failures > 0,
  }
  return (Object.keys(isAsked) as RouteProperty[]).filter((property) => isAsked[property])
}

/** What only the controller's repair has to restore is not decided by what lies on the devices, unless they do more than they must. */
function survivalVerdict(proof: Proof, book: LoadBook, id: string, claims: readonly Claim[]): Verdict {
  const outcome = checkSurvival(proof, book, claims)
  const survive = claims[0]?.survive ?? []
  const isRepaired = survive.some(({ restoredWithinMs }) => restoredWithinMs !== undefined) && proof.failures === 0
  if (!isRepaired || !outcome.finding) return makeVerdict(proof, id, 'survives', outcome)
  const unclear = `local failover does not cover it (${outcome.finding.reason}), and repair by the controller is not proved here`
  return makeVerdict(proof, id, 'survives', { scenarios: outcome.scenarios, unclear })
}

/** The side of an allow that lost something. */
const lossy = (proof: Proof, forward: Claim, reply: Claim | undefined): Claim =>
  reply && !lossOf(proof, forward) && lossOf(proof, reply) ? reply : forward

/** The same properties, all unknown: the intent has no meaning here. */
export function unknownVerdicts(proof: Proof, intent: Intent, reason: string): Verdict[] {
  const spoken = deliverySpoken(intent)
  const said = intent.kind === 'assert' ? intent.asserts : intent
  if (!spoken) return [makeVerdict(proof, intent.id, treatmentProperty(said), { unclear: reason })]
  const properties: readonly Property[] =
    spoken.kind === 'route'
      ? propertiesOf(proof, spoken, spoken)
      : [spoken.kind === 'isolate' ? 'isolated' : 'only-what-is-asked']
  return properties.map((property) => makeVerdict(proof, intent.id, property, { unclear: reason }))
}

/** What is proved of a treatment, or of what speaks of devices. */
export function treatmentProperty({ kind }: Intent): Property {
  if (kind === 'protect') return 'survives'
  if (kind === 'drain') return 'drained'
  if (kind === 'mirror') return 'mirrored'
  if (kind === 'multicast') return 'delivered'
  if (kind === 'mark') return 'marked'
  if (kind === 'limit') return 'limited'
  if (kind === 'nat') return 'translated'
  if (kind === 'balance') return 'balanced'
  return kind === 'qos' ? 'queued' : 'installed'
}
