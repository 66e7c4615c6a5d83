import type { Compiled } from '@paranet/compiler'
import { asRead, compile, PlanMemo, renderDevice } from '@paranet/compiler'
import { ParsedFiles, resolveIntents } from '@paranet/language'
import type { DeviceState, Intent, NetworkState, Topology, TopologyIndex } from '@paranet/network'
import { indexTopology, linksDownIndex } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { mostProved, readDevices } from './proved-sample.js'
import { median, quantile } from './statistics.js'
import { walkSample } from './walk-sample.js'

/** What the process that compiles is told. */
export interface CompileTask {
  readonly topology: Topology
  readonly lines: readonly string[]
  /** How many of the lines must be refused. */
  readonly infeasible: number
  /** Added one by one, each a file of its own. */
  readonly more: readonly string[]
  /** Links that go down, one at a time. */
  readonly downLinks: readonly number[]
}

export interface CompileFigures {
  readonly figures: Readonly<Record<string, number>>
  /** ms of the cold compilation, and of its proof. */
  readonly phases: Readonly<Record<'cold' | 'proof', Readonly<Record<string, number>>>>
}

interface SourceFile {
  readonly name: string
  readonly text: string
}

/** What can be kept of some intents, compiled. */
interface Kept {
  readonly intents: readonly Intent[]
  readonly refused: number
  readonly compiled: Compiled
}

/** Compilations that it may take until nothing more is refused. */
const mostRounds = 8

/** Intents to artifacts, as somebody has it who compiles again and again: what did not change is kept. */
class Compilation {
  readonly #parsed = new ParsedFiles()
  readonly #memo = new PlanMemo()
  readonly #artifacts = new Map<string, { readonly state: DeviceState; readonly text: string }>()
  readonly phases: Record<string, number> = {}
  #last = 0

  /** Compiles; what is refused is taken out, and the rest compiled again and rendered. */
  run(index: TopologyIndex, files: readonly SourceFile[]): Kept {
    this.#last = performance.now()
    // What is written, and what is configured, is the same whatever links are up.
    const whole = index.up ?? index
    const { intents: all, diagnostics } = resolveIntents(files, whole, { network: 'bench', parsed: this.#parsed })
    if (diagnostics.length > 0) throw new Error(`the intents do not resolve: ${diagnostics[0]?.message}`)
    this.#passed('resolve')
    let intents = all
    for (let round = 0; round < mostRounds; round++) {
      const compiled = compile({ index, intents }, { memo: this.#memo, passed: (pass) => this.#passed(pass) })
      const left = withoutRefused(intents, compiled)
      if (left.length === intents.length) {
        for (const [device, state] of compiled.state) this.#render(whole, device, state)
        this.#passed('artifacts')
        return { intents, refused: all.length - intents.length, compiled }
      }
      intents = left
    }
    throw new Error(`something is still refused after ${mostRounds} compilations`)
  }

  #render(index: TopologyIndex, device: string, state: DeviceState): void {
    const node = index.nodes[index.nodeId.get(device) ?? -1]
    if (!node || this.#artifacts.get(device)?.state === state) return
    this.#artifacts.set(device, { state, text: renderDevice(node, state, index) })
  }

  #passed(phase: string): void {
    const now = performance.now()
    const name = `${phase}Ms`
    this.phases[name] = (this.phases[name] ?? 0) + now - this.#last
    this.#last = now
  }
}

function withoutRefused(intents: readonly Intent[], { diagnostics }: Compiled): readonly Intent[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error')
  const places = new Set(errors.map(({ file, span }) => `${file} ${span.line}`))
  return intents.filter((intent) => {
    const { source } = intent.kind === 'assert' ? intent.asserts : intent
    return !places.has(`${source?.file} ${source?.line}`)
  })
}

process.once('message', (task: CompileTask) => {
  process.send?.(measure(task), () => process.disconnect())
})

function measure({ topology, lines, infeasible, more, downLinks }: CompileTask): CompileFigures {
  const index = indexTopology(topology)
  const base = [{ name: 'base.pn', text: lines.join('\n') }]
  const cold = measureCold(index, base, infeasible)
  const session = new Compilation()
  const warmMs = timed(() => session.run(index, base)).ms
  const heapMB = heapMBNow()
  const feasible = [{ name: 'base.pn', text: lines.slice(0, lines.length - infeasible).join('\n') }]
  session.run(index, feasible)
  const one = oneMoreEach(session, index, feasible, more)
  const down = linksDown(session, index, downLinks, feasible)
  const oneMs = one.map(({ ms }) => ms)
  const figures = {
    coldMs: cold.ms,
    coldCpuMs: cold.cpuMs,
    coldWarmMs: warmMs,
    heapMB,
    oneMoreMedianMs: median(oneMs),
    oneMoreP99Ms: quantile(oneMs, 0.99),
    oneMoreMedianCpuMs: median(one.map(({ cpuMs }) => cpuMs)),
    oneMoreRuns: one.length,
    linkDownMs: median(down.map(({ ms }) => ms)),
    linkDownCpuMs: median(down.map(({ cpuMs }) => cpuMs)),
    linkDownRuns: down.length,
    entries: cold.entries,
    refused: infeasible,
    linkDownRefused: Math.max(0, ...down.map(({ refused }) => refused)),
  }
  return { figures, phases: { cold: cold.phases, proof: cold.proof } }
}

/** The first compilation of this process, and its proof; nothing of it stays. */
function measureCold(index: TopologyIndex, files: readonly SourceFile[], infeasible: number) {
  const fresh = new Compilation()
  const { ms, cpuMs, value } = timed(() => fresh.run(index, files))
  const proof = check(index, value, infeasible)
  return { ms, cpuMs, entries: entriesOf(value), phases: fresh.phases, proof }
}

/** What is held when nothing can be collected any more. */
function heapMBNow(): number {
  global.gc?.()
  return process.memoryUsage().heapUsed / 2 ** 20
}

const entriesOf = ({ compiled: { ledger } }: Kept): number =>
  [...ledger.values()].reduce((sum, entries) => sum + entries.size, 0)

/** Repetitions of one kind end after so many ms, but not before there are so many. */
const [mostRepeatedMs, fewestOneMore, fewestDown] = [10_000, 10, 1]

/** ms of each, the last proved. The session has compiled `base`. */
function oneMoreEach(session: Compilation, index: TopologyIndex, base: readonly SourceFile[], more: readonly string[]) {
  const grown = [...base]
  const each: { readonly ms: number; readonly cpuMs: number }[] = []
  const until = performance.now() + mostRepeatedMs
  let last: Kept | undefined
  for (const [i, text] of more.entries()) {
    if (i >= fewestOneMore && performance.now() > until) break
    grown.push({ name: `more-${i}.pn`, text })
    const { ms, cpuMs, value } = timed(() => session.run(index, grown))
    last = value
    each.push({ ms, cpuMs })
  }
  if (last) check(index, last, 0)
  return each
}

/** Each link down after all were up; of a large network only the first is proved. */
function linksDown(
  session: Compilation,
  index: TopologyIndex,
  downLinks: readonly number[],
  files: readonly SourceFile[],
) {
  const each: { readonly ms: number; readonly cpuMs: number; readonly refused: number }[] = []
  const until = performance.now() + mostRepeatedMs
  for (const [i, link] of downLinks.entries()) {
    if (i >= fewestDown && performance.now() > until) break
    session.run(index, files)
    const run = () => {
      const left = linksDownIndex(index, [link])
      return { left, kept: session.run(left, files) }
    }
    const { ms, cpuMs, value } = timed(run)
    const { left, kept } = value
    if (i === 0 || kept.intents.length <= mostProved) check(left, kept, kept.refused)
    each.push({ ms, cpuMs, refused: kept.refused })
  }
  return each
}

function timed<T>(run: () => T): { readonly ms: number; readonly cpuMs: number; readonly value: T } {
  const before = process.cpuUsage()
  const started = performance.now()
  const value = run()
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(before)
  return { ms, cpuMs: (user + system) / 1000, value }
}

/** What the devices do by their configurations: of a few intents all of them read back; of many those of devices that lie evenly among all, and
 *  what was meant of the others. */
function readBack(index: TopologyIndex, { intents, compiled: { state } }: Kept): NetworkState {
  const every = intents.length <= mostProved ? 1 : Math.ceil(state.size / readDevices)
  const chosen = new Map([...state].filter((_, i) => i % every === 0))
  const read = asRead(index.up ?? index, chosen)
  const [unread] = read.diagnostics
  if (unread) throw new Error(`${unread.message}: the figures would not count`)
  return new Map([...state].map(([device, meant]) => [device, read.state.get(device) ?? meant]))
}

/** Proves what the configurations say, or of many intents follows packets of some; throws where an intent does not hold, or where other than so
 *  many were refused. ms of its parts. */
function check(index: TopologyIndex, kept: Kept, expected: number): Readonly<Record<string, number>> {
  const { intents, refused, compiled } = kept
  if (refused !== expected) throw new Error(`${refused} intents are refused, not ${expected}`)
  const read = timed(() => readBack(index, kept))
  const state = read.value
  if (intents.length > mostProved) {
    const walked = timed(() => walkSample(index, intents, state))
    return { readBackMs: read.ms, walkMs: walked.ms, walkedRoutes: walked.value }
  }
  const proof = timed(() => verify({ index, intents, state, ledger: compiled.ledger }))
  const broken = proof.value.verdicts.find(({ verdict }) => verdict !== 'holds')
  if (broken) throw new Error(`${JSON.stringify(broken)} does not hold: the figures would not count`)
  return { readBackMs: read.ms, verifyMs: proof.ms, provedIntents: intents.length }
}
