import type { Compiled } from '@paranet/compiler'
import { asRead, compile, PlanMemo, renderDevice } from '@paranet/compiler'
import { ParsedFiles, resolveIntents } from '@paranet/language'
import type { DeviceState, Intent, Topology, TopologyIndex } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import { systemIntent, verify } from '@paranet/verifier'
import { mostProved, provedPlaces } from './proved-sample.js'
import { median, quantile } from './statistics.js'

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
  /** ms of the cold compilation. */
  readonly phases: Readonly<Record<string, number>>
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
    const { intents: all, diagnostics } = resolveIntents(files, index, { network: 'bench', parsed: this.#parsed })
    if (diagnostics.length > 0) throw new Error(`the intents do not resolve: ${diagnostics[0]?.message}`)
    this.#passed('resolve')
    let intents = all
    for (let round = 0; round < mostRounds; round++) {
      const compiled = compile({ index, intents }, { memo: this.#memo, passed: (pass) => this.#passed(pass) })
      const left = withoutRefused(intents, compiled)
      if (left.length === intents.length) {
        for (const [device, state] of compiled.state) this.#render(index, device, state)
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
  const fresh = new Compilation()
  const cold = timed(() => fresh.run(index, base))
  check(index, cold.value, infeasible)
  const session = new Compilation()
  const warm = timed(() => session.run(index, base))
  global.gc?.()
  const heapMB = process.memoryUsage().heapUsed / 2 ** 20
  const feasible = [{ name: 'base.pn', text: lines.slice(0, lines.length - infeasible).join('\n') }]
  session.run(index, feasible)
  const one = oneMoreEach(session, index, feasible, more)
  const down = downLinks.map((link) => withoutLink(session, topology, link, feasible))
  const figures = {
    coldMs: cold.ms,
    coldCpuMs: cold.cpuMs,
    coldWarmMs: warm.ms,
    heapMB,
    oneMoreMedianMs: median(one.map(({ ms }) => ms)),
    oneMoreP99Ms: quantile(
      one.map(({ ms }) => ms),
      0.99,
    ),
    oneMoreMedianCpuMs: median(one.map(({ cpuMs }) => cpuMs)),
    linkDownMs: median(down.map(({ ms }) => ms)),
    entries: entriesOf(cold.value),
    refused: infeasible,
    linkDownRefused: Math.max(0, ...down.map(({ refused }) => refused)),
  }
  return { figures, phases: fresh.phases }
}

const entriesOf = ({ compiled: { ledger } }: Kept): number =>
  [...ledger.values()].reduce((sum, entries) => sum + entries.size, 0)

/** ms of each. The session has compiled `base`. */
function oneMoreEach(session: Compilation, index: TopologyIndex, base: readonly SourceFile[], more: readonly string[]) {
  const grown = [...base]
  let last: Kept | undefined
  const each = more.map((text, i) => {
    grown.push({ name: `more-${i}.pn`, text })
    const { ms, cpuMs, value } = timed(() => session.run(index, grown))
    last = value
    return { ms, cpuMs }
  })
  if (last) check(index, last, 0)
  return each
}

function withoutLink(session: Compilation, topology: Topology, link: number, files: readonly SourceFile[]) {
  session.run(indexTopology(topology), files)
  const links = topology.links.filter((_, id) => id !== link)
  let left: TopologyIndex | undefined
  const { ms, value } = timed(() => session.run((left = indexTopology({ ...topology, links })), files))
  if (left) check(left, value, value.refused)
  return { ms, refused: value.refused }
}

function timed<T>(run: () => T): { readonly ms: number; readonly cpuMs: number; readonly value: T } {
  const before = process.cpuUsage()
  const started = performance.now()
  const value = run()
  const ms = performance.now() - started
  const { user, system } = process.cpuUsage(before)
  return { ms, cpuMs: (user + system) / 1000, value }
}

/** Intents that are proved: all of them, or where there are many those from places that lie evenly among all, with loops and black holes of the
 *  whole network. */
function provedOf(intents: readonly Intent[]): readonly Intent[] {
  if (intents.length <= mostProved) return intents
  const placeOf = (intent: Intent) => {
    const [term] = 'from' in intent ? intent.from.terms : []
    return term?.kind === 'node' ? term.node : ''
  }
  const places = [...new Set(intents.map(placeOf))].sort()
  const sampled = new Set(places.filter((_, i) => i % Math.ceil(places.length / provedPlaces) === 0))
  return intents.filter((intent) => sampled.has(placeOf(intent)))
}

/** Proves what the configurations say; throws where an intent does not hold, or where other than so many were refused. */
function check(index: TopologyIndex, kept: Kept, expected: number): void {
  const { intents, refused, compiled } = kept
  const { state, ledger } = compiled
  if (refused !== expected) throw new Error(`${refused} intents are refused, not ${expected}`)
  const read = asRead(index, state)
  const [unread] = read.diagnostics
  if (unread) throw new Error(`${unread.message}: the figures would not count`)
  const proved = provedOf(intents)
  const isWhole = proved.length === intents.length
  const { verdicts } = verify({ index, intents: proved, state: read.state, ledger })
  // Of a part of the intents it is not said what may not be delivered.
  const broken = verdicts.find(
    ({ verdict, intent, property }) =>
      verdict !== 'holds' && (isWhole || intent !== systemIntent || property !== 'only-what-is-asked'),
  )
  if (broken) throw new Error(`${JSON.stringify(broken)} does not hold: the figures would not count`)
}
