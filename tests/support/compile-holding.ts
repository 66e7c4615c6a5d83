import { compile } from '@paranet/compiler'
import type { Intent, NetworkState, OwnerLedger, TopologyIndex } from '@paranet/network'

/** What is left of some intents once those are gone that cannot hold. */
export interface Compiled {
  readonly intents: readonly Intent[]
  readonly states: NetworkState
  readonly ledger: OwnerLedger
}

/** Compiles intents; leaves out those that the compiler reports an error of, until none is left. Intents need a place in a text. */
export function compileHolding(index: TopologyIndex, wished: readonly Intent[]): Compiled {
  let intents = wished
  for (;;) {
    const { diagnostics, state, ledger } = compile({ index, intents })
    const errors = diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length === 0) return { intents, states: state, ledger }
    const lines = new Set(errors.map(({ span }) => span.line))
    const left = intents.filter(({ source }) => !lines.has(source?.line ?? 0))
    if (left.length === intents.length) throw new Error(`errors of no intent: ${JSON.stringify(errors)}`)
    intents = left
  }
}
