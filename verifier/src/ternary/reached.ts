import { roundAndRound } from './fate-sets.js'

/** Packets of some classes: of the written fields (`tag`), and of the main field, by one of its classes. What becomes of them by the rest of the fields: a
 *  table, and per terminal of it a fate. */
export interface ReachedClass {
  readonly tag: number
  readonly main: number
  readonly table: number
  readonly meant: readonly number[]
}

/** What becomes of the packets that come in at a port. */
export interface Reached {
  readonly kind: 'reached'
  /** Classes of packets that are not dropped. */
  readonly classes: readonly ReachedClass[]
  /** Per port of the edge that some of them leave by: places in `classes`. */
  readonly leaving: ReadonlyMap<number, readonly number[]>
  /** Places of classes of which some packet goes round for ever. */
  readonly looping: readonly number[]
}

/** Gathers classes by where their packets leave. */
export class ReachedClasses {
  private readonly classes: ReachedClass[] = []
  private readonly leaving = new Map<number, number[]>()
  private readonly looping: number[] = []

  enter(found: ReachedClass, ports: readonly number[]): void {
    const place = this.classes.push(found) - 1
    for (const port of ports)
      if (port === roundAndRound) this.looping.push(place)
      else {
        const list = this.leaving.get(port)
        if (list) list.push(place)
        else this.leaving.set(port, [place])
      }
  }

  reached(): Reached {
    return { kind: 'reached', classes: this.classes, leaving: this.leaving, looping: this.looping }
  }
}
