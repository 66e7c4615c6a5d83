import type { Claim } from '@paranet/network'
import { claimsOf, healthy, mirrorsOf } from '@paranet/network'
import { byIntent } from './by-intent.js'
import { NetworkModel } from './engine/network-model.js'
import { outageOf } from './engine/outage.js'
import type { Proof } from './engine/proof.js'
import { VerifierSession } from './session.js'
import type { VerifyInput } from './verify.js'

/** A network that questions are asked about, beside its verdicts. */
export type QuestionInput = Pick<VerifyInput, 'index' | 'intents' | 'state' | 'ledger' | 'scenario' | 'session'>

/** What the questions need, and which intents have no meaning here, with the reason. */
export interface Question {
  readonly proof: Proof
  readonly claimsOfIntent: ReadonlyMap<string, readonly Claim[]>
  readonly meaningless: ReadonlyMap<string, string>
}

/** Models the network as `verify` does. */
export function questionOf({ index, intents, state, ledger, scenario = healthy, session }: QuestionInput): Question {
  const { claims, problems } = claimsOf(index, intents)
  const shelf = (session ?? new VerifierSession()).shelfOf(index)
  const proof: Proof = {
    model: new NetworkModel(index, state, undefined, shelf),
    claims,
    base: outageOf(index, scenario),
    promises: shelf.promisesOf(claims),
    mirrors: mirrorsOf(index, intents),
    ledger,
    failures: 0,
    explored: new Map(),
  }
  const errors = problems.filter(({ severity }) => severity === 'error').toReversed()
  return {
    proof,
    claimsOfIntent: byIntent(claims),
    meaningless: new Map(errors.map(({ intent, message }) => [intent.id, message])),
  }
}
