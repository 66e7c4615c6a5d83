import type { Intent, NetworkState, Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import { verify } from '@paranet/verifier'
import type { Breach, Entering, Failing, Judged, OracleProperty } from '../oracle/index.js'
import { breachesOf, breachIn, flowFate, scenariosFor, spokenOf } from '../oracle/index.js'

/** What the comparison of one network came to. */
export interface Comparison {
  /** Empty: verifier and oracle agree. */
  readonly disagreements: readonly string[]
  /** Promises that both say are broken, as `intent property`. */
  readonly broken: readonly string[]
  readonly unknown: number
  readonly verdicts: readonly Verdict[]
  /** Packets walked. */
  readonly walks: number
}

/** Asks the verifier about a network and holds each answer against the oracle: whatever a packet of the sample sees broken is violated,
 *  and the packet of each violated verdict breaks it, in its scenario. */
export function compareVerdicts(
  topology: Topology,
  intents: readonly Intent[],
  states: NetworkState,
  sample: readonly Entering[],
): Comparison {
  const { verdicts } = verify({ index: indexTopology(topology), intents, state: states })
  const judged = { topology, intents, states }
  const disagreements: string[] = []
  const seen = breachesSeen(judged, sample)
  const verdictOf = new Map(verdicts.map((verdict) => [`${verdict.intent} ${verdict.property}`, verdict]))
  for (const [name, found] of seen.found) {
    const verdict = verdictOf.get(name)?.verdict
    if (verdict === 'holds' || verdict === undefined)
      disagreements.push(`${name}: verifier says ${verdict}, but ${JSON.stringify(found)}`)
  }
  const intentOf = new Map(intents.map((intent) => [intent.id, intent]))
  for (const verdict of verdicts) {
    const wrong = verdict.verdict === 'violated' && refute(judged, verdict, intentOf.get(verdict.intent))
    if (wrong) disagreements.push(`${verdict.intent} ${verdict.property}: ${wrong}: ${JSON.stringify(verdict)}`)
  }
  const violated = verdicts.filter(({ verdict }) => verdict === 'violated')
  return {
    disagreements,
    broken: violated.map(({ intent, property }) => `${intent} ${property}`),
    unknown: verdicts.filter(({ verdict }) => verdict === 'unknown').length,
    verdicts,
    walks: seen.walks,
  }
}

/** Of verdicts on what the compiler made without an error, those that should hold and do not. What an assertion says may be wrong. */
export const unkept = (intents: readonly Intent[], verdicts: readonly Verdict[]): string[] =>
  verdicts
    .filter(({ verdict, intent }) => verdict !== 'holds' && intents.find(({ id }) => id === intent)?.kind !== 'assert')
    .map((verdict) => JSON.stringify(verdict))

type Seen = Breach & Entering & { readonly down: Failing }

/** Everything that the sample sees broken, in every scenario in which it has to hold. */
export function breachesSeen(judged: Judged, sample: readonly Entering[]): { found: Map<string, Seen>; walks: number } {
  const found = new Map<string, Seen>()
  let walks = 0
  for (const { down, properties } of scenariosToLookAt(judged)) {
    const outage = { links: new Set(down.links), nodes: new Set(down.nodes) }
    for (const entering of sample) {
      walks++
      for (const breach of breachesOf(judged, entering, outage, outage.nodes))
        for (const property of properties(breach)) {
          const name = `${breach.intent} ${property}`
          if (!found.has(name)) found.set(name, { ...breach, ...entering, down })
        }
    }
  }
  return { found, walks }
}

interface LookedAt {
  readonly down: Failing
  /** Which verdicts a breach in this scenario speaks against. */
  readonly properties: (breach: Breach) => OracleProperty[]
}

function scenariosToLookAt({ topology, intents }: Judged): LookedAt[] {
  const byName = new Map<string, { down: Failing; concerned: Set<string> }>()
  for (const intent of intents)
    for (const property of ['delivered', 'isolated', 'survives'] as const) {
      const spoken = spokenOf(intent)
      if (!spoken) continue
      if ((property === 'isolated') !== (spoken.kind === 'isolate')) continue
      for (const down of scenariosFor(topology, intent, property)) {
        const key = JSON.stringify(down)
        const entry = byName.get(key) ?? { down, concerned: new Set() }
        entry.concerned.add(`${intent.id} ${property}`)
        byName.set(key, entry)
      }
    }
  const healthy = JSON.stringify({ links: [], nodes: [] })
  if (!byName.has(healthy)) byName.set(healthy, { down: { links: [], nodes: [] }, concerned: new Set() })
  return [...byName].map(([key, { down, concerned }]) => ({
    down,
    properties: ({ intent, property }) => [
      ...(key === healthy || concerned.has(`${intent} ${property}`) ? [property] : []),
      ...(property !== 'isolated' &&
      property !== 'paths' &&
      concerned.has(`${intent} survives`) &&
      isSurvivor(intents, intent)
        ? ['survives' as const]
        : []),
    ],
  }))
}

function isSurvivor(intents: readonly Intent[], id: string): boolean {
  const intent = intents.find((one) => one.id === id)
  const spoken = intent && spokenOf(intent)
  return spoken?.kind === 'route' && spoken.survive !== undefined
}

/** What the oracle of single packets does not judge. */
const unrefuted: ReadonlySet<Verdict['property']> = new Set([
  'bandwidth',
  'drained',
  'no-dead-interface',
  'cached',
  'available',
  'symmetric',
  'translated',
  'balanced',
])

const isJudged = (property: Verdict['property']): property is OracleProperty | 'no-black-hole' | 'installed' =>
  !unrefuted.has(property)

/** Why the counterexample of a violated verdict is none, by the oracle; undefined where it is one. */
export function refute(judged: Judged, verdict: Verdict, intent: Intent | undefined): string | undefined {
  const { packet, ingress, property } = verdict
  if (!isJudged(property) || isOfMany(verdict)) return undefined
  if (property === 'installed') return refuteFlow(judged, verdict, intent)
  if (!packet || !ingress) return 'violated without a packet'
  const nodes = new Set(judged.topology.nodes.map(({ name }) => name))
  const names = verdict.scenario?.down ?? []
  const down = { links: names.filter((name) => !nodes.has(name)), nodes: names.filter((name) => nodes.has(name)) }
  const entering = { at: ingress, packet }
  if (property !== 'no-black-hole')
    return breachIn(judged, entering, down, intent, property) ? undefined : 'its packet breaks nothing'
  const outage = { links: new Set(down.links), nodes: new Set(down.nodes) }
  const breaches = breachesOf(judged, entering, outage, outage.nodes)
  const isLost = breaches.some((breach) => breach.property === 'delivered' || breach.property === 'replies')
  return isLost ? undefined : 'its packet is not lost'
}

/** What no single packet shows: a class that is counted in two buckets, guarantees that exceed a link. */
const isOfMany = ({ property, reason = '' }: Verdict): boolean =>
  (property === 'limited' && reason.includes('counts a part')) ||
  (property === 'queued' && reason.includes('are guaranteed'))

/** The packet is one at the device itself, past its filters. */
function refuteFlow(judged: Judged, { packet, ingress }: Verdict, intent: Intent | undefined): string | undefined {
  if (intent?.kind !== 'flow' || !packet || !ingress) return 'no flow, or no packet'
  const fate = flowFate(judged, intent, ingress.node, packet, ingress.interface)
  return fate === 'wrong' ? undefined : `the flow is ${fate}`
}
