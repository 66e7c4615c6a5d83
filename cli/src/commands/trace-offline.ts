import { asRead, compile } from '@paranet/compiler'
import type { NetworkState, OwnerLedger, Scenario, TopologyIndex } from '@paranet/network'
import { type ClassInput, classOf, readDown, TraceProblem } from '@paranet/planner'
import { type ClassTrace, traceClass } from '@paranet/verifier'
import { activeIntents, readInstant } from '../active-intents.js'
import { CliError, exitCodes } from '../errors.js'
import { loadNetwork } from '../load-network.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'
import { readState } from '../read-state.js'

/** Which files hold the network, and what is down in it. */
export interface OfflineOptions {
  readonly topology?: string
  readonly state?: string
  /** Links and nodes, with commas. */
  readonly down?: string
  readonly at?: string
}

interface OfflineNetwork {
  readonly index: TopologyIndex
  readonly state: NetworkState
  readonly ledger: OwnerLedger
  readonly scenario: Scenario
}

/** All that can happen to a class in what files compile to, or in the states given. */
export function traceClassOffline(files: readonly string[], options: OfflineOptions, asked: ClassInput): ClassTrace {
  const { index, ...network } = loadOffline(files, options)
  return asUsage(() => traceClass({ index, ...network, class: classOf(index, asked) }))
}

/** Names with commas between them. */
export const namesIn = (text: string): string[] =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '')

function loadOffline(files: readonly string[], options: OfflineOptions): OfflineNetwork {
  const { sources, index, intents: all, diagnostics: read } = loadNetwork(files, options.topology)
  const { active: intents } = activeIntents(all, readInstant(options.at))
  const compiled = hasErrors(read) ? undefined : compile({ index, intents })
  const diagnostics = [...read, ...(options.state === undefined ? (compiled?.diagnostics ?? []) : [])]
  if (!compiled || hasErrors(diagnostics))
    throw new CliError(exitCodes.input, `the files do not compile\n${diagnosticsText(diagnostics, sources)}`)
  const state = options.state === undefined ? asRead(index, compiled.state).state : readState(options.state, index)
  const down = options.down === undefined ? [] : namesIn(options.down)
  return { index, state, ledger: compiled.ledger, scenario: asUsage(() => readDown(index, down, 'down')) }
}

const fieldWords: Readonly<Record<string, string>> = {
  from: 'FROM',
  to: 'TO',
  down: '--down',
  dstPort: 'the port',
  srcPort: '--src-port',
}

/** What is asked wrongly ends the command, with a near name. */
function asUsage<Result>(ask: () => Result): Result {
  try {
    return ask()
  } catch (error) {
    if (!(error instanceof TraceProblem)) throw error
    const { field, message, hint } = error
    throw new CliError(exitCodes.usage, `${fieldWords[field] ?? field} ${message}`, hint === undefined ? {} : { hint })
  }
}
