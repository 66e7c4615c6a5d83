import type { SourceFile, TextEdit } from '@paranet/language'
import { applyEdits, editStatement, editsBetween, linkBetween, ParsedFiles, resolveNetwork } from '@paranet/language'
import type { Claim, Intent, SourceSpan, TopologyIndex } from '@paranet/network'
import { claimsOf, indexTopology } from '@paranet/network'
import { mayShare } from '../classes/sharing.js'
import type { CapacityRelaxation } from './capacity.js'
import { moreCapacity } from './capacity.js'
import type { Failure } from './feasibility.js'
import { Feasibility } from './feasibility.js'
import { minimalSet } from './minimal-set.js'
import type { Part } from './parts.js'
import { assembled, partsOf } from './parts.js'
import type { ReadIntents, WrittenIntents } from './text.js'
import { readIntents, writeChanges } from './text.js'
import type { Candidate } from './relaxations.js'
import { costs, findRelaxations } from './relaxations.js'

export interface WhyNotInput extends WrittenIntents {
  /** Ids of the intents that are asked about. */
  readonly targets: readonly string[]
}

/** Something in the way: an intent, or a constraint of one. */
export interface ConflictPart {
  readonly intent: string
  readonly key?: string
  readonly text: string
  readonly source?: SourceSpan
}

/** Something smaller to ask for; with these edits made the intents compile. */
export interface Relaxation {
  readonly title: string
  /** Lower is cheaper. */
  readonly cost: number
  readonly edits: readonly TextEdit[]
  /** Links that have to grow; in the text too, where the network stands there. */
  readonly capacity?: readonly CapacityRelaxation[]
}

export interface WhyNot {
  /** Whether nothing is in the way. */
  readonly compiles: boolean
  /** What cannot be kept, as compiling says it, of the conflicting set alone. */
  readonly failures: readonly Failure[]
  /** Without any one of these the rest compiles. */
  readonly conflict: readonly ConflictPart[]
  /** Cheapest first; each was written down, read again and compiled with all others. */
  readonly relaxations: readonly Relaxation[]
  readonly stats: { readonly compiled: number; readonly intents: number }
}

/** Relaxations that are written down and proved. */
const mostRelaxations = 8
/** Wishes that are changed one after the other where no single one is enough. */
const mostSteps = 6

/** Why intents cannot be compiled: a minimal set of intents and constraints that stand against each other, and the cheapest that could be asked for
 *  instead. Compiles small sets, only of what is concerned: first the intents alone, then with those that may share packets with them, then
 *  with all that reserve or speak of devices, then with everything. Pure. */
export function whyNot(input: WhyNotInput): WhyNot {
  const { index, intents, targets: asked } = input
  const targets = new Set(asked)
  const feasibility = new Feasibility(index)
  const concerned = concernedSets(index, intents, targets).find((some) => feasibility.fails(some, targets))
  const stats = () => ({ compiled: feasibility.compiled, intents: concerned?.length ?? 0 })
  if (!concerned) return { compiles: true, failures: [], conflict: [], relaxations: [], stats: stats() }
  const core = conflictOf(feasibility, concerned, targets)
  const single = relaxationsOf(feasibility, core, concerned, input, targets)
  const isOnlyLeftOut = single.every(({ cost }) => cost >= costs.wanted)
  const among = isSmall(intents) ? intents : concerned
  const steps = isOnlyLeftOut ? inSteps(feasibility, among, input, targets) : []
  const relaxations = [...steps, ...single].sort((a, b) => a.cost - b.cost)
  return {
    compiles: false,
    failures: feasibility.failures(core.assembled).filter(({ intents: ids }) => ids.some((id) => targets.has(id))),
    conflict: core.parts.map(({ intent, key, text }) => {
      const source = intents.find(({ id }) => id === intent)?.source
      return { intent, ...(key === undefined ? {} : { key }), text, ...(source ? { source } : {}) }
    }),
    relaxations,
    stats: stats(),
  }
}

/** Ever larger sets of what may be in the way of the targets. */
function concernedSets(index: TopologyIndex, intents: readonly Intent[], targets: ReadonlySet<string>): Intent[][] {
  const own = intents.filter(({ id }) => targets.has(id))
  const { claims } = claimsOf(index, intents)
  const mine = claims.filter(({ intent }) => targets.has(intent))
  const near = new Set(claims.filter((claim) => mine.some((one) => mayShare(claim, one))).map(({ intent }) => intent))
  const isOfDevices = ({ kind }: Intent) => !['route', 'allow', 'isolate', 'assert'].includes(kind)
  const reserves = new Set(claims.filter((claim: Claim) => claim.bandwidth).map(({ intent }) => intent))
  const sharing = intents.filter(({ id }) => targets.has(id) || near.has(id))
  const wider = intents.filter(
    (one) => targets.has(one.id) || near.has(one.id) || reserves.has(one.id) || isOfDevices(one),
  )
  return [own, sharing, wider, [...intents]]
}

interface Core {
  readonly parts: readonly Part[]
  /** The intents of the parts as they are written. */
  readonly intents: readonly Intent[]
  /** With the constraints of the parts alone. */
  readonly assembled: readonly Intent[]
}

/** First the intents, then what each asks for. */
function conflictOf(feasibility: Feasibility, concerned: readonly Intent[], targets: ReadonlySet<string>): Core {
  const ordered = [...concerned].sort((a, b) => Number(targets.has(b.id)) - Number(targets.has(a.id)))
  const back = (some: readonly Intent[]) => concerned.filter((intent) => some.includes(intent))
  const intents = back(minimalSet(ordered, (some) => feasibility.fails(back(some), targets)))
  const all = intents.flatMap(partsOf)
  const made = (some: readonly Part[]) => assembled(intents, all, new Set(some)).filter((one) => one !== undefined)
  const parts = minimalSet(all, (some) => feasibility.fails(made(some), targets))
  return { parts, intents, assembled: made(parts) }
}

/** An intent of the conflict changed, among all that are concerned; `changed` are changed already. */
function candidatesOf(
  feasibility: Feasibility,
  { parts, intents }: Core,
  among: readonly Intent[],
  targets: ReadonlySet<string>,
): Candidate[] {
  const isGood = (relax: Candidate['relax'], id: string) => !feasibility.fails(changed(among, relax, id), targets)
  return findRelaxations({ index: feasibility.index, intents, parts, targets, isGood })
}

const changed = (intents: readonly Intent[], relax: Candidate['relax'], id: string): Intent[] =>
  intents.flatMap((intent) => {
    const its = intent.id === id ? relax(intent) : intent
    return its ? [its] : []
  })

function relaxationsOf(
  feasibility: Feasibility,
  core: Core,
  concerned: readonly Intent[],
  input: WhyNotInput,
  targets: ReadonlySet<string>,
): Relaxation[] {
  const writer = new Writer(feasibility, input, targets, concerned)
  const found: Relaxation[] = []
  for (const candidate of candidatesOf(feasibility, core, concerned, targets)) {
    if (found.length >= mostRelaxations) break
    const edits = writer.write([candidate])
    if (edits) found.push({ title: candidate.title, cost: Number(candidate.cost.toFixed(3)), edits })
  }
  if (core.parts.some(({ key }) => key === 'bandwidth' || key === 'each')) {
    const capacity = moreCapacity(feasibility.index, core.intents, core.parts, concerned, targets)
    if (capacity) {
      const title = `raise ${capacity.map(({ link, bandwidth }) => `link ${link} to ${bandwidth / 1e6}Mbps`).join(' and ')}`
      const edits = writer.writeCapacity(capacity)
      if (edits) found.push({ title, cost: costs.capacity + capacity.length - 1, edits, capacity })
    }
  }
  return found.sort((a, b) => a.cost - b.cost || (a.title < b.title ? -1 : 1))
}

/** Where no single change is enough: one conflict after the other, the cheapest change of each. */
function inSteps(
  feasibility: Feasibility,
  concerned: readonly Intent[],
  input: WhyNotInput,
  targets: ReadonlySet<string>,
): Relaxation[] {
  const steps: Candidate[] = []
  let left = [...concerned]
  while (steps.length < mostSteps && feasibility.fails(left, targets)) {
    const core = conflictOf(feasibility, left, targets)
    const [cheapest] = candidatesOf(feasibility, core, core.intents, targets)
    if (!cheapest || cheapest.cost >= costs.wanted) return []
    steps.push(cheapest)
    left = changed(left, cheapest.relax, cheapest.intent)
  }
  const edits = feasibility.fails(left, targets)
    ? undefined
    : new Writer(feasibility, input, targets, concerned).write(steps)
  if (!edits) return []
  const cost = steps.reduce((sum, one) => sum + one.cost, 0)
  return [{ title: steps.map(({ title }) => title).join('; and '), cost: Number(cost.toFixed(3)), edits }]
}

/** More intents than these are not compiled as a whole for each relaxation. */
const mostCompiled = 1000
const isSmall = (intents: readonly Intent[]): boolean => intents.length <= mostCompiled

/** Writes changes into the text, and reads and compiles what that gives. */
class Writer {
  readonly #feasibility: Feasibility
  readonly #input: WhyNotInput
  readonly #targets: ReadonlySet<string>
  readonly #among: ReadonlySet<string>
  readonly #parsed = new ParsedFiles()
  #before: ReadonlySet<string> | undefined

  constructor(
    feasibility: Feasibility,
    input: WhyNotInput,
    targets: ReadonlySet<string>,
    concerned: readonly Intent[],
  ) {
    this.#feasibility = feasibility
    this.#input = input
    this.#targets = targets
    this.#among = new Set((isSmall(input.intents) ? input.intents : concerned).map(({ id }) => id))
  }

  /** The edits that make the changes; undefined where the text cannot be changed so, or does not compile then. */
  write(changes: readonly Candidate[]): TextEdit[] | undefined {
    const files = writeChanges(this.#input, changes, this.#parsed)
    if (!files) return undefined
    const { intents, diagnostics } = this.#resolve(files)
    if (diagnostics > this.#resolve(this.#input.files).diagnostics) return undefined
    return this.#compiles(this.#feasibility, intents) ? editsBetween(this.#input.files, files) : undefined
  }

  writeCapacity(capacity: readonly CapacityRelaxation[]): TextEdit[] | undefined {
    const { files, index } = this.#input
    let edited = files
    for (const { link, bandwidth } of capacity) {
      const ends = index.links[index.linkId.get(link) ?? -1]?.ends
      for (const file of this.#parsed.parse(edited)) {
        const statement = ends && linkBetween(file, ends[0].node, ends[1].node)
        const change = { kind: 'set', key: 'bandwidth', value: bandwidthText(bandwidth) } as const
        const edit = statement && editStatement(file, statement, change)
        if (edit) edited = applyEdits(edited, [edit])
      }
    }
    const edits = editsBetween(files, edited)
    if (edits.length === 0) return edits
    const { topology } = resolveNetwork(edited)
    if (!topology) return undefined
    return this.#compiles(new Feasibility(indexTopology(topology)), this.#resolve(edited).intents) ? edits : undefined
  }

  #resolve(files: readonly SourceFile[]): ReadIntents {
    return readIntents(files, this.#input, this.#parsed)
  }

  /** Whether nothing is in the way of the targets any more, and nothing in the way of others that was not there before, or without them. */
  #compiles(feasibility: Feasibility, intents: readonly Intent[]): boolean {
    const all = this.#input.intents.filter(({ id }) => this.#among.has(id))
    this.#before ??= new Set(
      [all, all.filter(({ id }) => !this.#targets.has(id))].flatMap((some) =>
        this.#feasibility.failures(some).map(keyOf),
      ),
    )
    const after = feasibility.failures(intents.filter(({ id }) => this.#among.has(id)))
    return after.every(
      (failure) => this.#before?.has(keyOf(failure)) && !failure.intents.some((id) => this.#targets.has(id)),
    )
  }
}

const bandwidthText = (bits: number): string => (bits % 1e6 === 0 ? `${bits / 1e6}Mbps` : `${bits}bps`)

const keyOf = ({ code, intents }: Failure): string => `${code} ${intents.join()}`
