import type { Diagnostic } from '@paranet/language'
import type { Claim, Intent, TopologyIndex } from '@paranet/network'
import { claimsOf, systemOwners, tracksConnections } from '@paranet/network'
import { Composition } from '../classes/composition.js'
import { findSurvivalLimits } from '../classes/survival-limits.js'
import type { ListChange } from '../plan/kept-list.js'
import { KeptList } from '../plan/kept-list.js'
import { merged } from '../plan/merged.js'
import { isSameList } from '../plan/plan-memo.js'
import type { PassContext, PassResult } from './pass.js'
import type { SortOfIntent } from './selected-intents.js'
import { SelectedIntents } from './selected-intents.js'
import { compareInOrder, compareIntents, reportAt } from './report.js'

/** What the intents say, by claim. */
export interface Composed {
  readonly stage: 'composed'
  readonly intents: readonly Intent[]
  /** Without asserted ones; in the order in which they are placed, forward before reply. */
  readonly claims: readonly Claim[]
  /** All intents by id, for as long as this compilation takes. */
  readonly byId: ReadonlyMap<string, Intent>
  /** The intents of a sort, in their order: the same list for as long as none of them comes or goes. */
  readonly select: <Kind extends Intent>(isOfSort: SortOfIntent<Kind>) => readonly Kind[]
}

/** Turns intents into claims and finds where they contradict or repeat each other. In: resolved intents in any order. Reports what cannot be
 *  attached, `conflict` with a packet that both claim, `redundant` and `shadowed`, and what `survive` does not
 *  promise. Claims in conflict stay: the caller sees the error. */
export function compose(intents: readonly Intent[], { index, memo }: PassContext): PassResult<Composed> {
  const make = () => new Composing(index)
  return memo.keepUp(index, 'claims', make, (composing) => composing.turnTo(intents))
}

/** What one intent says by itself. */
interface Said {
  readonly intent: Intent
  readonly claims: readonly Claim[]
  readonly found: readonly Diagnostic[]
}

/** The claims of all intents, kept up as intents come and go. */
class Composing {
  readonly #index: TopologyIndex
  readonly #composition: Composition
  #list = new KeptList<Intent, Said>()
  #byId = new Map<string, Intent>()
  #ordered: readonly Intent[] = []
  readonly #selected = new SelectedIntents()
  readonly #select: Composed['select'] = (isOfSort) => this.#selected.of(isOfSort, this.#ordered)
  #claims: readonly Claim[]
  /** Of intents of which there is something to say. */
  readonly #found = new Map<Intent, readonly Diagnostic[]>()
  #protections: readonly Intent[] = []

  constructor(index: TopologyIndex) {
    this.#index = index
    this.#composition = new Composition(index)
    this.#claims = claimsOf(index, []).claims
  }

  turnTo(intents: readonly Intent[]): PassResult<Composed> {
    this.#change(intents)
    // Of one id that is there twice the last counts.
    if (this.#byId.size !== intents.length) {
      const unique = [...new Map(intents.map((intent) => [intent.id, intent])).values()]
      this.#change(unique)
      this.#byId = new Map(unique.map((intent) => [intent.id, intent]))
    }
    const byId = this.#byId
    const found = [...this.#found].sort(([a], [b]) => compareIntents(a, b)).flatMap(([, its]) => its)
    const diagnostics = [...found, ...this.#composition.diagnostics(byId)]
    const [intentsInOrder, claims, select] = [this.#ordered, this.#claims, this.#select]
    return { output: { stage: 'composed', intents: intentsInOrder, claims, byId, select }, diagnostics }
  }

  #change(intents: readonly Intent[]): void {
    const protections = intents.filter(({ kind }) => kind === 'protect')
    const isProtectedAlike = isSameList(protections, this.#protections)
    this.#protections = protections
    const before = [...(isProtectedAlike ? [] : this.#list.made)]
    if (!isProtectedAlike) this.#list = new KeptList()
    const { gone, come } = this.#list.turnTo(intents, (intent) => this.#saidBy(intent))
    this.#apply({ gone: isProtectedAlike ? gone : before, come })
  }

  #apply({ gone, come }: ListChange<Said>): void {
    if (gone.length + come.length === 0) return
    for (const { intent } of gone) {
      this.#byId.delete(intent.id)
      this.#found.delete(intent)
    }
    for (const { intent, found } of come) {
      this.#byId.set(intent.id, intent)
      if (found.length > 0) this.#found.set(intent, found)
    }
    const left = new Set(gone.map(({ intent }) => intent))
    const arrived = come.map(({ intent }) => intent).sort(compareIntents)
    this.#ordered = merged(without(this.#ordered, left), arrived, compareIntents)
    this.#selected.change(left, arrived)
    const [was, is] = [new Set(gone.flatMap(({ claims }) => claims)), new Set(come.flatMap(({ claims }) => claims))]
    const leaving = new Set([...was].filter((claim) => !is.has(claim)))
    const arriving = [...is].filter((claim) => !was.has(claim)).sort(compareInOrder)
    this.#claims = merged(without(this.#claims, leaving), arriving, compareInOrder)
    this.#composition.change([...leaving], arriving)
  }

  #saidBy(intent: Intent): Said {
    const index = this.#index
    // What `protect` asks of a route is a part of what the route says.
    const meaning = claimsOf(index, [...this.#protections.filter((one) => one !== intent), intent])
    const claims = meaning.claims.filter((one) => !one.asserted && one.intent !== systemOwners.open)
    const intents = new Map([[intent.id, intent]])
    const problems = meaning.problems.filter((problem) => problem.intent === intent)
    const found = [
      ...problems.map(({ code, severity, message, hint }) => reportAt(intent, code, severity, { message, hint })),
      ...untrackedReplies(index, claims, intents),
      ...findSurvivalLimits(index, claims, intents),
    ]
    return { intent, claims, found }
  }
}

const without = <T>(list: readonly T[], left: ReadonlySet<T>): readonly T[] =>
  left.size === 0 ? list : list.filter((one) => !left.has(one))

/** `reply: established` needs a device that tracks connections on every way of the answers. */
function untrackedReplies(
  index: TopologyIndex,
  claims: readonly Claim[],
  intents: ReadonlyMap<string, Intent>,
): Diagnostic[] {
  const isTracking = (node: number) => tracksConnections(index.nodes[node] as TopologyIndex['nodes'][number])
  return claims
    .filter(
      ({ established, side, kind, asserted }) =>
        established === true && side === 'reply' && kind !== 'must-not' && !asserted,
    )
    .flatMap((claim) => {
      if (claim.via.some((members) => members.every(isTracking))) return []
      const device = claim.sources.map(({ port }) => index.ports[port]?.device ?? -1).find((node) => !isTracking(node))
      if (device === undefined) return []
      const nearest = index.nodes
        .filter(tracksConnections)
        .map(({ name }) => name)
        .sort()
      return [
        reportAt(intents.get(claim.intent), 'unsupported-by-target', 'error', {
          message: `${index.nodes[device]?.name} does not track connections, so it cannot tell answers from openings`,
          hint:
            nearest.length === 0
              ? 'say `reply: stateless`'
              : `send it through ${nearest.join(' or ')} with \`via\`, or say \`reply: stateless\``,
        }),
      ]
    })
}
