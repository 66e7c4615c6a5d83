import type { VerifyInput, VerifyResult } from '@paranet/verifier'
import { isKept, verify, verifyRestored } from '@paranet/verifier'
import { repairMs, repairsOf } from './repairs.js'

/** What devices that run a state keep, by local failover and, while nothing is down, by the repairs that the controller would make. */
export function proveState(input: VerifyInput): VerifyResult {
  const proved = verify(input)
  if (input.scenario || input.failures !== undefined) return proved
  const { index, intents } = input
  const verdicts = verifyRestored({ ...input, repair: repairsOf(index, intents), repairMs }, proved.verdicts)
  return verdicts === proved.verdicts ? proved : { ...proved, verdicts, ok: isKept(intents, verdicts) }
}
