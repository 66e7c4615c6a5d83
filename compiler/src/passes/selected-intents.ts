import type { Intent } from '@paranet/network'
import { merged } from '../plan/merged.js'
import { compareIntents } from './report.js'

/** Whether an intent is one of a sort; the same function every time that it is asked with. */
export type SortOfIntent<Kind extends Intent> = (intent: Intent) => intent is Kind

/** Intents by sort, kept up as they come and go: who looks at few kinds need not look at all intents. */
export class SelectedIntents {
  readonly #lists = new Map<SortOfIntent<Intent>, readonly Intent[]>()

  /** Those among `all` that are of the sort, in their order: the same list for as long as none of them comes or goes. */
  of<Kind extends Intent>(isOfSort: SortOfIntent<Kind>, all: readonly Intent[]): readonly Kind[] {
    let list = this.#lists.get(isOfSort)
    if (!list) this.#lists.set(isOfSort, (list = all.filter(isOfSort)))
    return list as readonly Kind[]
  }

  /** `come` in their order. */
  change(gone: ReadonlySet<Intent>, come: readonly Intent[]): void {
    const left = [...gone]
    for (const [isOfSort, list] of this.#lists) {
      const arrived = come.filter(isOfSort)
      const kept = left.some(isOfSort) ? list.filter((one) => !gone.has(one)) : list
      if (kept !== list || arrived.length > 0) this.#lists.set(isOfSort, merged(kept, arrived, compareIntents))
    }
  }
}
