/** Never all of `old` unchanged while all of `fresh` are changed. Devices are numbers from 0. */
export interface Rule {
  readonly old: readonly number[]
  readonly fresh: readonly number[]
}

/** An order of changes in which each state keeps all rules; or that there is none; or that the search was given up. */
export type Solved =
  | { readonly kind: 'found'; readonly order: readonly number[] }
  | { readonly kind: 'none' | 'too-much' }

/** States that a search looks at before it gives up. */
const stateBudget = 20_000

/** Looks for an order of some devices' changes that keeps rules: exhaustive but for its budget, deterministic. A device that no rule forbids to
 *  change goes first, one whose change helps no rule goes last: neither can spoil an order that there is. Among the others it tries, and
 *  remembers the states from which there is no way on. */
export class RuleSolver {
  readonly #devices: readonly number[]
  readonly #rules: readonly Rule[]
  /** Rules by device. */
  readonly #helped: readonly (readonly number[])[]
  readonly #hurt: readonly (readonly number[])[]
  readonly #dead = new Set<string>()
  #left = stateBudget

  constructor(devices: readonly number[], rules: readonly Rule[]) {
    this.#devices = devices
    this.#rules = rules
    const count = Math.max(-1, ...devices) + 1
    const listsOf = (side: 'old' | 'fresh') => {
      const lists: number[][] = Array.from({ length: count }, () => [])
      for (const [i, rule] of rules.entries()) for (const device of rule[side]) lists[device]?.push(i)
      return lists
    }
    this.#helped = listsOf('old')
    this.#hurt = listsOf('fresh')
  }

  /** The order of the devices that are not changed yet. */
  solve(changed: ReadonlySet<number>): Solved {
    const state = this.#stateOf(changed)
    if (state.active.some((isActive, i) => isActive && this.#isEndless(i, state))) return { kind: 'none' }
    return this.#search(state)
  }

  /** Whether these may change together, in any order: no rule is broken in between. */
  isSafe(changed: ReadonlySet<number>, wave: ReadonlySet<number>, more: number): boolean {
    return (this.#hurt[more] ?? []).every((i) => {
      const { old, fresh } = this.#rules[i] as Rule
      return (
        old.some((device) => changed.has(device)) ||
        fresh.some((device) => device !== more && !changed.has(device) && !wave.has(device))
      )
    })
  }

  /** Broken already, or broken in the end whatever the order. */
  #isEndless(i: number, { missing }: State): boolean {
    return missing[i] === 0 || this.#rules[i]?.old.length === 0
  }

  #stateOf(changed: ReadonlySet<number>): State {
    return {
      left: new Set(this.#devices.filter((device) => !changed.has(device))),
      active: this.#rules.map(({ old }) => !old.some((device) => changed.has(device))),
      missing: this.#rules.map(({ fresh }) => fresh.filter((device) => !changed.has(device)).length),
    }
  }

  #search(from: State): Solved {
    const state = copyOf(from)
    const [head, tail]: [number[], number[]] = [[], []]
    this.#settle(state, head, tail)
    const done = (order: readonly number[]): Solved => ({
      kind: 'found',
      order: [...head, ...order, ...tail.reverse()],
    })
    if (state.left.size === 0) return done([])
    const key = `${[...state.left].join()}|${state.active.flatMap((isActive, i) => (isActive ? [i] : [])).join()}`
    if (this.#dead.has(key) || this.#isStuck(state)) return { kind: 'none' }
    if (--this.#left <= 0) return { kind: 'too-much' }
    for (const device of this.#candidates(state)) {
      const next = copyOf(state)
      this.#change(next, device)
      const found = this.#search(next)
      if (found.kind === 'found') return done([device, ...found.order])
      if (found.kind === 'too-much') return found
    }
    this.#dead.add(key)
    return { kind: 'none' }
  }

  /** Takes what may go first and what may go last, until there is none such. */
  #settle(state: State, head: number[], tail: number[]): void {
    const queue = [...state.left].sort(ascending)
    const queued = new Set(queue)
    const again = (rules: readonly number[]) => {
      for (const i of rules)
        for (const device of [...(this.#rules[i]?.old ?? []), ...(this.#rules[i]?.fresh ?? [])])
          if (state.left.has(device) && !queued.has(device)) {
            queued.add(device)
            queue.push(device)
          }
    }
    for (const device of queue) {
      queued.delete(device)
      if (!state.left.has(device)) continue
      const isActive = (i: number) => state.active[i]
      const [helped, hurt] = [this.#helped[device]?.filter(isActive) ?? [], this.#hurt[device]?.filter(isActive) ?? []]
      if (hurt.length === 0) {
        head.push(device)
        this.#change(state, device)
      } else if (helped.length === 0) {
        tail.push(device)
        state.left.delete(device)
        for (const i of hurt) state.active[i] = false
      } else continue
      again([...helped, ...hurt])
    }
  }

  #change(state: State, device: number): void {
    state.left.delete(device)
    for (const i of this.#helped[device] ?? []) state.active[i] = false
    for (const i of this.#hurt[device] ?? []) state.missing[i] = (state.missing[i] ?? 0) - 1
  }

  #isForbidden({ active, missing }: State, device: number): boolean {
    return (this.#hurt[device] ?? []).some((i) => active[i] && missing[i] === 1)
  }

  /** Devices that may be next: those whose change frees most rules first. */
  #candidates(state: State): number[] {
    const freed = (device: number) => (this.#helped[device] ?? []).filter((i) => state.active[i]).length
    const risked = (device: number) => (this.#hurt[device] ?? []).filter((i) => state.active[i]).length
    return [...state.left]
      .filter((device) => !this.#isForbidden(state, device))
      .map((device) => ({ device, worth: freed(device) - risked(device) }))
      .sort((a, b) => b.worth - a.worth || a.device - b.device)
      .map(({ device }) => device)
  }

  /** Whether some device can never be next, or some never last: by rules that have come down to one device on that side. */
  #isStuck(state: State): boolean {
    return this.#leftBy(state, 'forwards') > 0 || this.#leftBy(state, 'backwards') > 0
  }

  /** How many devices stay where each is taken as soon as no rule of one device forbids it. */
  #leftBy({ left, active }: State, way: 'forwards' | 'backwards'): number {
    const waits = this.#rules.flatMap(({ old, fresh }, i) => {
      if (!active[i]) return []
      const open = fresh.filter((device) => left.has(device))
      const [ones, others] = way === 'forwards' ? [open, old] : [old, open]
      return ones.length === 1 ? [{ device: ones[0] as number, others }] : []
    })
    const waitsOf = new Map<number, (typeof waits)[number][]>()
    const freedBy = new Map<number, (typeof waits)[number][]>()
    const put = <T>(map: Map<number, T[]>, key: number, value: T) => map.set(key, [...(map.get(key) ?? []), value])
    for (const wait of waits) {
      put(waitsOf, wait.device, wait)
      for (const other of wait.others) put(freedBy, other, wait)
    }
    const freed = new Set<(typeof waits)[number]>()
    const taken = new Set<number>()
    const isFree = (device: number) => (waitsOf.get(device) ?? []).every((wait) => freed.has(wait))
    const queue = [...left].filter(isFree)
    for (const device of queue) {
      if (taken.has(device)) continue
      taken.add(device)
      for (const wait of freedBy.get(device) ?? []) {
        if (freed.has(wait)) continue
        freed.add(wait)
        if (!taken.has(wait.device) && isFree(wait.device)) queue.push(wait.device)
      }
    }
    return left.size - taken.size
  }
}

interface State {
  readonly left: Set<number>
  /** Per rule: whether all of `old` are unchanged. */
  readonly active: boolean[]
  /** Per rule: how many of `fresh` are unchanged. */
  readonly missing: number[]
}

const copyOf = ({ left, active, missing }: State): State => ({
  left: new Set(left),
  active: [...active],
  missing: [...missing],
})

const ascending = (a: number, b: number): number => a - b
