import { asRead, compile } from '@paranet/compiler'
import type {
  Hop,
  Intent,
  NetworkState,
  OwnerLedger,
  Packet,
  Scenario,
  TopologyIndex,
  Walk,
  WalkEnd,
} from '@paranet/network'
import { claimsOf, compileDevice, intentsInSegment, stateInSegment, walk, walkOfSegment } from '@paranet/network'
import {
  type ClassInput,
  classOf,
  meantSegment,
  packetMeant,
  readDown,
  type TraceInput,
  TraceProblem,
} from '@paranet/language'
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
  readonly intents: readonly Intent[]
  readonly index: TopologyIndex
  readonly state: NetworkState
  readonly ledger: OwnerLedger
  readonly scenario: Scenario
}

/** All that can happen to a class in what files compile to, or in the states given. */
export function traceClassOffline(files: readonly string[], options: OfflineOptions, asked: ClassInput): ClassTrace {
  const { index, state, ledger, scenario } = loadOffline(files, options)
  return asUsage(() => {
    const { name: segment, index: own } = meantSegment(index, asked)
    return traceClass({ index, state, ledger, scenario, segment, class: classOf(own, asked) })
  })
}

/** A walk with the owners of entries; copies in one list, each before those made of it. */
export interface OfflineTrace {
  readonly packet: Packet
  readonly hops: readonly OfflineHop[]
  readonly end: WalkEnd
  /** µs */
  readonly latency: number
  readonly copies?: readonly (Omit<OfflineTrace, 'packet' | 'copies'> & {
    readonly node: string
    readonly interface: string
  })[]
}

type OfflineHop = Omit<Hop, 'entries'> & {
  readonly entries: readonly { readonly key: string; readonly owners: readonly string[] }[]
}

/** The way of one packet in what files compile to, or in the states given: the packet that a server would send, by the lookups of its emulator. */
export function tracePacketOffline(files: readonly string[], options: OfflineOptions, asked: TraceInput): OfflineTrace {
  const { index, intents, state, ledger, scenario } = loadOffline(files, options)
  const segment = asUsage(() => meantSegment(index, asked))
  const { claims } = claimsOf(segment.index, intentsInSegment(intents, segment))
  const { port, packet } = asUsage(() => packetMeant(segment.index, claims, asked))
  const devices = new Map([...state].map(([name, own]) => [name, compileDevice(stateInSegment(own, segment.name))]))
  const found = walkOfSegment(walk({ index: segment.index, devices, scenario }, port, packet), segment.name)
  const copies = copiesOf(ledger, found)
  return { packet, ...wayOf(ledger, found), ...(copies.length === 0 ? {} : { copies }) }
}

const wayOf = (ledger: OwnerLedger, { hops, end, latency }: Walk) => ({
  hops: hops.map(({ entries, ...hop }) => ({
    ...hop,
    entries: entries.map((key) => ({ key, owners: ledger.get(hop.node)?.get(key) ?? [] })),
  })),
  end,
  latency,
})

const copiesOf = (ledger: OwnerLedger, { copies = [] }: Walk): NonNullable<OfflineTrace['copies']>[number][] =>
  copies.flatMap(({ node, interface: name, walk: its }) => [
    { node, interface: name, ...wayOf(ledger, its) },
    ...copiesOf(ledger, its),
  ])

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
  return { index, intents, state, ledger: compiled.ledger, scenario: asUsage(() => readDown(index, down, 'down')) }
}

const fieldWords: Readonly<Record<string, string>> = {
  from: 'FROM',
  to: 'TO',
  down: '--down',
  src: 'the source',
  dst: 'TO',
  at: '--at',
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
