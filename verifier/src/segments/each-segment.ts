import type { Intent, NetworkState, OwnerLedger, Scenario, Segment, TopologyIndex } from '@paranet/network'
import {
  intentsInSegment,
  ledgerInSegment,
  networkInSegment,
  plainNetwork,
  scenarioInSegment,
  segmentsOf,
} from '@paranet/network'
import { VerifierSession } from '../session.js'

/** What questions about a network have in common. */
export interface NetworkInput {
  readonly index: TopologyIndex
  readonly intents?: readonly Intent[]
  readonly state?: NetworkState
  readonly before?: NetworkState
  readonly after?: NetworkState
  readonly alternatives?: NetworkState
  readonly ledger?: OwnerLedger
  readonly ledgerBefore?: OwnerLedger
  readonly scenario?: Scenario
  readonly session?: VerifierSession
}

/** A question about one segment: the same as of a network that has no others. */
export interface SegmentInput<Input> {
  readonly segment: string
  readonly input: Input
}

/** A question about a network of several segments, of each of them; undefined where there is one. */
export function bySegment<Input extends NetworkInput>(input: Input): readonly SegmentInput<Input>[] | undefined {
  return segmentsOf(input.index)?.map((segment) => ({ segment: segment.name, input: inSegment(input, segment) }))
}

/** A question about a network of one segment: entries of others, which its devices may still have, treat no packet. */
export const inMain = <Input extends NetworkInput>(input: Input): Input => {
  const states = statesOf(input, plainNetwork)
  return Object.entries(states).every(([key, state]) => input[key as keyof Input] === state)
    ? input
    : { ...input, ...states }
}

function inSegment<Input extends NetworkInput>(input: Input, segment: Segment): Input {
  const { name, index } = segment
  const { intents, ledger, ledgerBefore, scenario, session } = input
  return {
    ...input,
    index,
    ...statesOf(input, (state) => networkInSegment(state, segment)),
    ...(intents ? { intents: intentsInSegment(intents, segment) } : {}),
    ...(ledger ? { ledger: ledgerInSegment(ledger, name) } : {}),
    ...(ledgerBefore ? { ledgerBefore: ledgerInSegment(ledgerBefore, name) } : {}),
    ...(scenario ? { scenario: scenarioInSegment(input.index, scenario, segment) } : {}),
    ...(session ? { session: sessionOf(session, name) } : {}),
  }
}

const stateKeys = ['state', 'before', 'after', 'alternatives'] as const

function statesOf(input: NetworkInput, change: (state: NetworkState) => NetworkState): Partial<NetworkInput> {
  return Object.fromEntries(
    stateKeys.flatMap((key) => {
      const state = input[key]
      return state ? [[key, change(state)]] : []
    }),
  )
}

/** Each segment's own, for as long as the caller keeps his. */
function sessionOf(session: VerifierSession, segment: string): VerifierSession {
  let known = sessions.get(session)
  if (!known) sessions.set(session, (known = new Map()))
  let own = known.get(segment)
  if (!own) known.set(segment, (own = new VerifierSession()))
  return own
}

const sessions = new WeakMap<VerifierSession, Map<string, VerifierSession>>()
