import type { Claim, RoutingConfig, Scenario } from '@paranet/network'
import { claimsOf, healthy } from '@paranet/network'
import { byIntent } from '../by-intent.js'
import type { Failure } from '../engine/failures.js'
import { failuresOf, outageWith, scenarioCount } from '../engine/failures.js'
import { outageOf } from '../engine/outage.js'
import { systemIntent } from '../system-verdicts.js'
import type { Verdict } from '../verdict.js'
import { isKept, verify } from '../verify.js'
import type { VerifyInput, VerifyResult } from '../verify.js'
import { convergedState } from './converge.js'
import type { UnknownConvergence } from './convergence.js'

/** Scenarios that are converged before the answer is that it is not known. */
const mostScenarios = 2_000

export interface ConvergedInput extends Omit<VerifyInput, 'alternatives' | 'scenario'> {
  /** What the devices forward by themselves: without what protocols teach. */
  readonly state: VerifyInput['state']
  readonly routing: readonly RoutingConfig[]
}

/** Decides what intents keep where routing protocols have come to rest: as things are, and for survival after each failure of links, with the routes
 *  that they come to then (grade `converged`). Where that is not certain everything is unknown, with the reason. */
export function verifyConverged(input: ConvergedInput): VerifyResult {
  const { failures: _, ...plain } = input
  const state = stateIn(input, healthy)
  const result = verify({ ...plain, state: 'state' in state ? state.state : input.state })
  if (!('state' in state)) return asUnknown(input, result, state)
  const failing = new UnderFailures(input)
  const verdicts = result.verdicts
    .map((verdict) => failing.decide(verdict))
    .filter(({ property, verdict }) => property !== 'no-dead-interface' || verdict !== 'holds')
  const more = failing.missing(verdicts)
  const scenarios = scenarioCount(failing.failures.length, failing.most)
  return {
    verdicts: [
      ...verdicts.filter(({ intent }) => intent !== systemIntent),
      ...more,
      ...verdicts.filter(({ intent }) => intent === systemIntent),
    ],
    ok: isKept(input.intents, [...verdicts, ...more]),
    stats: { ...result.stats, scenarios },
  }
}

const stateIn = ({ index, routing: configs, state }: ConvergedInput, scenario: Scenario) =>
  convergedState({ index, configs, scenario }, state)

function asUnknown(
  { intents }: ConvergedInput,
  result: VerifyResult,
  { code, reason }: UnknownConvergence,
): VerifyResult {
  const verdicts = result.verdicts.map(({ intent, property }): Verdict => {
    const why = code === 'bgp-unstable' ? `bgp-unstable: ${reason}` : `routes that are learnt are not known: ${reason}`
    return { intent, property, verdict: 'unknown', coverage: 'full', reason: why }
  })
  return { ...result, verdicts, ok: isKept(intents, verdicts) }
}

/** What is kept after failures of links, looked at once for all intents. */
class UnderFailures {
  readonly failures: readonly Failure[]
  /** Failures at once that some intent counts. */
  readonly most: number
  readonly #input: ConvergedInput
  readonly #claims: ReadonlyMap<string, readonly Claim[]>
  /** The first violated verdict of each intent, with how many failures. */
  readonly #broken = new Map<string, { readonly count: number; readonly verdict: Verdict }>()
  #unclear: string | undefined

  constructor(input: ConvergedInput) {
    this.#input = input
    const { claims } = claimsOf(input.index, input.intents)
    this.#claims = byIntent(claims)
    this.most = Math.max(0, ...claims.map((claim) => this.#countOf(claim)))
    this.failures = failuresOf(input.index, outageOf(input.index, healthy), 'link')
    if (this.most > 0 && scenarioCount(this.failures.length, this.most) > mostScenarios)
      this.#unclear = 'too many failure scenarios to converge'
    else for (let count = 1; count <= this.most; count++) this.#look([], 0, count)
  }

  /** The verdict with what failures say of it. */
  decide(verdict: Verdict): Verdict {
    if (verdict.intent === systemIntent) return this.#ofSystem(verdict)
    return verdict.property === 'survives' ? this.#survival(verdict.intent) : verdict
  }

  /** What local failover alone would not cover is no matter here. */
  #ofSystem(verdict: Verdict): Verdict {
    const { intent, property, scenario } = verdict
    const isLocal = verdict.verdict === 'violated' && scenario !== undefined
    const known: Verdict = isLocal ? { intent, property, verdict: 'holds', coverage: 'full' } : verdict
    return known.verdict === 'holds' ? (this.#brokenOf(systemIntent, property)?.verdict ?? known) : known
  }

  /** Survival of routes that are only asked for it by the whole proof. */
  missing(verdicts: readonly Verdict[]): Verdict[] {
    if ((this.#input.failures ?? 0) === 0) return []
    const judged = new Set(verdicts.flatMap(({ intent, property }) => (property === 'survives' ? [intent] : [])))
    const routes = verdicts.flatMap(({ intent, property }) => (property === 'delivered' ? [intent] : []))
    return routes.filter((intent) => !judged.has(intent)).map((intent) => this.#survival(intent))
  }

  #countOf({ survive = [] }: Claim): number {
    return Math.max(this.#input.failures ?? 0, ...survive.map(({ count }) => count))
  }

  #survival(intent: string): Verdict {
    const base = { intent, property: 'survives', coverage: 'full' } as const
    const claims = this.#claims.get(intent) ?? []
    const other = claims.flatMap(({ survive = [] }) => survive).find(({ element }) => element !== 'link')
    const count = Math.max(0, ...claims.map((claim) => this.#countOf(claim)))
    const broken = this.#brokenOf(intent, undefined)
    const scenarios = scenarioCount(this.failures.length, count)
    if (broken && broken.count <= count) return { ...broken.verdict, ...base, scenarios }
    const reason = other ? `failures of each ${other.element} are not converged` : this.#unclear
    if (reason !== undefined) return { ...base, verdict: 'unknown', reason }
    return { ...base, verdict: 'holds', grade: 'converged', scenarios }
  }

  #brokenOf(intent: string, property: string | undefined) {
    return this.#broken.get(property === undefined ? intent : `${intent} ${property}`)
  }

  /** All sets of just so many failures. */
  #look(failed: readonly Failure[], from: number, left: number): void {
    if (left > 0) {
      for (let next = from; next + left <= this.failures.length; next++)
        this.#look([...failed, ...this.failures.slice(next, next + 1)], next + 1, left - 1)
      return
    }
    const { index, intents, ledger, session } = this.#input
    const { scenario } = outageWith(index, outageOf(index, healthy), failed)
    const state = stateIn(this.#input, scenario)
    if (!('state' in state)) {
      this.#unclear ??= state.reason
      return
    }
    const { verdicts } = verify({
      index,
      intents,
      state: state.state,
      scenario,
      ...(ledger ? { ledger } : {}),
      ...(session ? { session } : {}),
    })
    for (const verdict of verdicts) this.#note(verdict, failed.length)
  }

  #note(verdict: Verdict, count: number): void {
    if (verdict.property === 'survives') return
    if (verdict.verdict === 'unknown') this.#unclear ??= verdict.reason
    if (verdict.verdict !== 'violated' || (verdict.scenario?.down.length ?? 0) > count) return
    const { intent, property } = verdict
    const key = intent === systemIntent ? `${intent} ${property}` : intent
    if (!this.#broken.has(key)) this.#broken.set(key, { count, verdict })
  }
}
