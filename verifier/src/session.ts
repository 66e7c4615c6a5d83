import type { TopologyIndex } from '@paranet/network'
import { PacketSpace } from '@paranet/network'
import { ModelShelf } from './engine/model-shelf.js'
import type { Proved } from './verify-change.js'
import type { WatchInput } from './watch/intent-watch.js'
import { IntentWatch } from './watch/intent-watch.js'

/** Decision nodes after which a session begins a new packet space: some 100 MB. */
const mostNodes = 4_000_000

/** What proofs of one network remember from one to the next: packet sets, models of device
 *  states, and the last network of which everything held. Answers are the same with a fresh
 *  session and with an old one. */
export class VerifierSession {
  private shelf: ModelShelf | undefined
  /** The last network that was proved to hold, while its packet sets live. */
  proved: Proved | undefined

  /** Where models of this topology are kept; begun anew for another topology, and when it has grown large. */
  shelfOf(index: TopologyIndex): ModelShelf {
    if (this.shelf?.index === index && this.shelf.space.size <= mostNodes) return this.shelf
    this.shelf = new ModelShelf(new PacketSpace(), index)
    this.proved = undefined
    return this.shelf
  }

  /** Verdicts of many intents, kept while entries change one by one. */
  watch(input: WatchInput): IntentWatch {
    return new IntentWatch(input, this.shelfOf(input.index))
  }
}
