import type { Diagnostic } from '@paranet/language'
import type { Intent, TopologyIndex } from '@paranet/network'
import { compile } from '../compile.js'
import { PlanMemo } from '../plan/plan-memo.js'

/** A diagnostic of a compilation, and the intents that it speaks of. */
export interface Said extends Failure {
  readonly severity: Diagnostic['severity']
}

/** An error of a compilation, and the intents that it speaks of. */
export interface Failure {
  readonly code: string
  readonly message: string
  /** Ids, the one that it is reported at first. */
  readonly intents: readonly string[]
}

/** Whether sets of intents can be compiled: asked of small sets, many times, on one topology. */
export class Feasibility {
  readonly index: TopologyIndex
  readonly #memo: PlanMemo
  readonly #known = new Map<string, readonly Said[]>()
  readonly #names = new WeakMap<Intent, number>()
  #next = 0
  /** Compilations so far. */
  compiled = 0

  constructor(index: TopologyIndex, memo = new PlanMemo()) {
    this.index = index
    this.#memo = memo
  }

  /** What cannot be kept of the intents, all of it. */
  failures(intents: readonly Intent[]): readonly Failure[] {
    const errors = this.said(intents).filter(({ severity }) => severity === 'error')
    return errors.map(({ code, message, intents: ids }) => ({ code, message, intents: ids }))
  }

  /** All that compiling says of the intents. The same list of intents is compiled once. */
  said(intents: readonly Intent[]): readonly Said[] {
    const key = intents.map((intent) => this.#nameOf(intent)).join()
    const known = this.#known.get(key)
    if (known) return known
    this.compiled++
    const found = compile({ index: this.index, intents: intents.map(placedById) }, { memo: this.#memo })
    const said = found.diagnostics.map(({ code, severity, message, file, related = [] }) => {
      const others = related.map((one) => one.file)
      return { code, severity, message, intents: [...new Set([file, ...others])] }
    })
    this.#known.set(key, said)
    return said
  }

  /** Whether something cannot be kept that one of these has a part in. */
  fails(intents: readonly Intent[], targets: ReadonlySet<string>): boolean {
    if (!intents.some(({ id }) => targets.has(id))) return false
    return this.failures(intents).some((failure) => failure.intents.some((id) => targets.has(id)))
  }

  #nameOf(intent: Intent): number {
    const known = this.#names.get(intent)
    if (known !== undefined) return known
    this.#names.set(intent, this.#next)
    return this.#next++
  }
}

const placed = new WeakMap<Intent, Intent>()

/** The intent as if its id were the file that it stands in: what is reported at its place is known by it. */
function placedById(intent: Intent): Intent {
  let its = placed.get(intent)
  if (!its) {
    const source = { file: intent.id, offset: 0, line: 1, column: 1, length: 0 }
    its =
      intent.kind === 'assert' ? { ...intent, source, asserts: { ...intent.asserts, source } } : { ...intent, source }
    placed.set(intent, its)
  }
  return its
}
