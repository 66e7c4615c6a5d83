import type { Claim, NetworkState, Port, TopologyIndex } from '@paranet/network'
import { certifiedProperties, checkCertificate, mainProperties } from '../check-certificate/check-certificate.js'
import { isFollowed, isGone, originsOf, touches } from '../check-certificate/check-survival.js'
import { Mixed } from '../check-certificate/decide-box.js'
import type { Box } from '../check-certificate/header-box.js'
import { boxesOf, Refusal } from '../check-certificate/header-box.js'
import type { Outage } from '../check-certificate/outage.js'
import { downIn, isUp } from '../check-certificate/outage.js'
import { excuses, isExcused, isSending, matchesAt } from '../check-certificate/promised-boxes.js'
import type { Failed, SingleFailure } from '../check-certificate/single-failures.js'
import { nothingFailed, singleFailures, withFailure } from '../check-certificate/single-failures.js'
import { byIntent } from '../by-intent.js'
import type { Property, Verdict } from '../verdict.js'
import type {
  Certificate,
  CertificateStep,
  CertifiedClass,
  CertifiedFailure,
  CertifiedPort,
  Excuse,
  HoldingProof,
  MissingProof,
  ViolationProof,
} from './certificate.js'
import { cubeOfBox, cutBox } from './cut-box.js'
import type { RankedStep } from './follow-box.js'
import { followBox, Misled } from './follow-box.js'

export interface CertificateInput {
  readonly index: TopologyIndex
  /** What the intents mean (`claimsOf`). */
  readonly claims: readonly Claim[]
  readonly state: NetworkState
  /** What was found of the state, while nothing is down. */
  readonly verdicts: readonly Verdict[]
  /** Entries that may be looked at in whole; what is left then has no proof. */
  readonly budget?: number
}

const defaultBudget = 4_000_000
const noBudget = 'budget'

/** Makes what is needed to check the verdicts of a state without the engine that found them. Deterministic; work within the budget. */
export function makeCertificate(input: CertificateInput): Certificate {
  return new Maker(input).run()
}

class Exhausted extends Error {}

/** Where packets of a claim enter, what has failed, and what may fail besides: so many of these. */
interface Way {
  readonly claim: Claim
  readonly port: Port
  readonly isIsolated: boolean
  readonly failed: Failed
  readonly left: number
  readonly failures: readonly SingleFailure[]
}

const whole = { failed: nothingFailed, left: 0, failures: [] }

/** What an origin sends, and the proofs that are found of it. */
interface Sent {
  readonly claim: Claim
  readonly origin: readonly Port[]
  readonly failures: readonly SingleFailure[]
  readonly ports: CertifiedPort[]
}

const nodeOf = (port: Port): number => port.end ?? port.device

class Maker {
  readonly #input: CertificateInput
  readonly #steps: CertificateStep[] = []
  readonly #numbers = new Map<string, number>()
  readonly #missing: MissingProof[] = []
  readonly #claims: ReadonlyMap<string, readonly Claim[]>
  readonly #verdicts: ReadonlyMap<string, readonly Verdict[]>
  #left: number

  constructor(input: CertificateInput) {
    this.#input = input
    this.#left = input.budget ?? defaultBudget
    this.#claims = byIntent(input.claims)
    this.#verdicts = byIntent(input.verdicts)
  }

  run(): Certificate {
    const holding: HoldingProof[] = []
    const violated: ViolationProof[] = []
    for (const verdict of this.#input.verdicts) {
      if (!certifiedProperties.includes(verdict.property) || verdict.verdict === 'unknown') continue
      if (verdict.verdict === 'violated') this.#attempt(verdict, () => violated.push(this.#violation(verdict)))
      else if (isMain(verdict)) this.#attempt(verdict, () => holding.push(this.#prove(verdict)))
      else if (
        !this.#saidOf(verdict.intent).some(({ property, verdict: its }) => property === 'delivered' && its === 'holds')
      )
        this.#miss(verdict, 'its packets are not all delivered')
    }
    return { steps: this.#steps, holding, violated, missing: this.#missing }
  }

  #saidOf(intent: string): readonly Verdict[] {
    return this.#verdicts.get(intent) ?? []
  }

  #miss({ intent, property, verdict }: Verdict, reason: string): void {
    this.#missing.push({ intent, property, reason })
    if (verdict !== 'holds') return
    for (const also of this.#alsoOf(intent, property)) this.#missing.push({ intent, property: also, reason })
  }

  #attempt(verdict: Verdict, make: () => void): void {
    try {
      make()
    } catch (error) {
      if (error instanceof Exhausted) this.#miss(verdict, noBudget)
      else if (error instanceof Misled || error instanceof Refusal) this.#miss(verdict, error.message)
      else throw error
    }
  }

  #alsoOf(intent: string, property: Property): Property[] {
    if (property !== 'delivered') return []
    const isAlso = (one: Verdict) =>
      one.verdict === 'holds' && !isMain(one) && certifiedProperties.includes(one.property)
    return this.#saidOf(intent)
      .filter(isAlso)
      .map((one) => one.property)
  }

  #prove(verdict: Verdict): HoldingProof {
    return verdict.property === 'survives' ? this.#survive(verdict) : this.#hold(verdict)
  }

  #hold({ intent, property }: Verdict): HoldingProof {
    const { index } = this.#input
    const claim = this.#claimOf(intent, property)
    const ports = [...new Set(claim.sources.map(({ port }) => port))].flatMap((id): CertifiedPort[] => {
      const port = index.ports[id]
      if (!port || (property !== 'isolated' && !isSending(index, port, []))) return []
      const node = index.nodes[port.device]?.name ?? ''
      return [
        {
          node,
          interface: port.interface,
          classes: this.#classesOf({ claim, port, isIsolated: property === 'isolated', ...whole }),
        },
      ]
    })
    const proof: HoldingProof = { intent, property, also: [], ports }
    if (property === 'replies') return this.#checked(proof)
    return { ...proof, also: this.#shown(proof, this.#alsoOf(intent, property)) }
  }

  /** Those of other properties that the classes show too: a higher priority may lead some of them by other waypoints. */
  #shown(proof: HoldingProof, wanted: readonly Property[]): readonly Property[] {
    if (wanted.length === 0 || this.#refusal({ holding: [{ ...proof, also: wanted }] }) === undefined) return wanted
    return wanted.filter((property) => {
      const reason = this.#refusal({ holding: [{ ...proof, also: [property] }] })
      if (reason !== undefined) this.#missing.push({ intent: proof.intent, property, reason })
      return reason === undefined
    })
  }

  /** Why the checker refuses a proof. */
  #refusal(proof: Partial<Pick<Certificate, 'holding' | 'violated'>>): string | undefined {
    const certificate: Certificate = { steps: this.#steps, holding: [], violated: [], missing: [], ...proof }
    const result = checkCertificate({ ...this.#input, verdicts: [], certificate })
    return result.accepted ? undefined : result.reason.replace(/^\S+ \S+: /, '')
  }

  #violation(verdict: Verdict): ViolationProof {
    const proof = violationOf(verdict)
    const reason = this.#refusal({ violated: [proof] })
    if (reason !== undefined) throw new Refusal(reason)
    return proof
  }

  #claimOf(intent: string, property: Property): Claim {
    const side = property === 'replies' ? 'reply' : 'forward'
    const claim = this.#claims.get(intent)?.find((one) => one.side === side)
    if (!claim || claim.group) throw new Refusal('its packets are not sent to single addresses')
    return claim
  }

  /** A proof that both sides are kept in every failure that the intent counts. */
  #survive({ intent, property }: Verdict): HoldingProof {
    const { index } = this.#input
    const claims = this.#claims.get(intent) ?? []
    const scopes = claims.find(({ side }) => side === 'forward')?.survive ?? []
    const [scope] = scopes
    if (!scope) throw new Refusal('it counts no failures')
    if (scopes.length > 1) throw new Refusal('it counts failures of several kinds')
    if (!claims.every(isFollowed)) throw new Refusal('the promise says more than ways can show')
    const ports: CertifiedPort[] = []
    for (const claim of claims) {
      const failures = singleFailures(index, scope.element, claims)
      for (const origin of originsOf(index, claim))
        this.#origin({ claim, origin, failures, ports }, nothingFailed, scope.count)
    }
    return this.#checked({ intent, property, also: [], ports })
  }

  /** What an origin sends after failures, and after up to `left` more. */
  #origin(sent: Sent, failed: Failed, left: number): void {
    const { claim, origin, failures, ports } = sent
    const { index } = this.#input
    const first = origin[0]
    if (!first || failed.nodes.includes(nodeOf(first))) return
    const outage = downIn(index, failed.names)
    const port = origin.find(({ link }) => isUp(outage, link))
    if (!port) throw new Misled('a source is cut off')
    const node = index.nodes[port.device]?.name ?? ''
    const side = claim.side === 'reply' ? { side: claim.side } : {}
    const inner = failures.filter((failure) => !touches(failure, outage) && failure.node !== nodeOf(port))
    const classes = this.#classesOf({ claim, port, isIsolated: false, failed, left, failures: inner })
    ports.push({ node, interface: port.interface, ...side, down: failed.names, classes })
    if (left === 0) return
    for (const failure of failures)
      if (touches(failure, outage)) this.#origin(sent, withFailure(failed, failure), left - 1)
  }

  /** A proof that the checker accepts. */
  #checked(proof: HoldingProof): HoldingProof {
    const reason = this.#refusal({ holding: [proof] })
    if (reason !== undefined) throw new Refusal(reason)
    return proof
  }

  /** Cuts what the claim speaks of at the port until all devices treat each part alike. */
  #classesOf(
    way: Way,
    boxes: readonly Box[] = matchesAt(way.claim, way.port.id).flatMap((match) => boxesOf(match)),
  ): CertifiedClass[] {
    const found: CertifiedClass[] = []
    const waiting = boxes.toReversed()
    for (let box = waiting.pop(); box; box = waiting.pop()) {
      const made = this.#classOf(way, box)
      if ('cut' in made) waiting.push(...made.cut)
      else found.push(made)
    }
    return found
  }

  #classOf(way: Way, box: Box): CertifiedClass | { readonly cut: readonly Box[] } {
    let isMarked = false
    const onPlace = () => this.#spend(16)
    const outage = downIn(this.#input.index, way.failed.names)
    try {
      const known = { ...this.#input, isIsolated: way.isIsolated, outage, onPlace }
      const places = followBox(known, way.port, box, (marked) => (isMarked = marked))
      const after = this.#after(way, box, outage)
      return {
        cube: cubeOfBox(box),
        places: places.map((place) => this.#number(place)),
        ...(after.length === 0 ? {} : { after }),
      }
    } catch (error) {
      if (error instanceof Mixed) return { cut: cutBox(box, error.match, isMarked) }
      if (!(error instanceof Misled)) throw error
      return this.#excuse(way, box, error)
    }
  }

  #after({ failed, left, ...way }: Way, box: Box, outage: Outage): CertifiedFailure[] {
    if (left === 0) return []
    return way.failures
      .filter((failure) => touches(failure, outage))
      .map((failure) => {
        const more = withFailure(failed, failure)
        return { down: more.names, classes: this.#classesOf({ ...way, failed: more, left: left - 1 }, [box]) }
      })
  }

  /** Packets that end as they should not have to be excused. */
  #excuse({ claim, port, failed }: Way, box: Box, misled: Misled): CertifiedClass | { readonly cut: readonly Box[] } {
    this.#spend(32 + this.#input.claims.length)
    let mixed: Mixed | undefined
    const holds = (excuse: Excuse) => {
      try {
        if (excuse === 'gone') return isGone(this.#input.index, box, failed.nodes)
        return isExcused(this.#input, claim, port, box, excuse)
      } catch (error) {
        if (!(error instanceof Mixed)) throw error
        mixed ??= error
        return false
      }
    }
    const excuse = [...excuses, 'gone' as const].find(holds)
    if (excuse) return { cube: cubeOfBox(box), excuse }
    if (mixed) return { cut: cutBox(box, mixed.match, false) }
    throw misled
  }

  #spend(work: number): void {
    this.#left -= work
    if (this.#left < 0) throw new Exhausted()
  }

  #number({ step, rank }: RankedStep): readonly [step: number, rank: number] {
    const key = textOf(step)
    let number = this.#numbers.get(key)
    if (number === undefined) {
      number = this.#steps.push(step) - 1
      this.#numbers.set(key, number)
    }
    return [number, rank]
  }
}

const isMain = ({ property }: Verdict): boolean => mainProperties.includes(property)

/** Different for different steps. */
const textOf = ({ node, in: at, dscp, entries, next }: CertificateStep): string =>
  [node, at, dscp, ...entries, '', ...next.map(({ out, entry = '' }) => `${out}\u0000${entry}`)].join('\n')

/** Filters, marks and routes: what certificates tell of the entries that decide. */
const deciding = /^(filter|mark|policy-route|route) /

function violationOf({ intent, property, packet, ingress, hops, scenario }: Verdict): ViolationProof {
  if (!packet || !ingress || !hops) throw new Refusal('no packet shows it')
  return {
    intent,
    property,
    packet,
    ingress,
    hops: hops.map(({ node, inInterface, outInterface, entries }) => ({
      node,
      in: inInterface,
      ...(outInterface === undefined ? {} : { out: outInterface }),
      entries: entries.filter((key) => deciding.test(key)),
    })),
    down: scenario?.down ?? [],
  }
}
