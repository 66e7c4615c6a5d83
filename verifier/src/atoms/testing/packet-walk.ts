/** A rule of a filter, as text-book fields: first and last of everything. */
export interface WalkedRule {
  readonly seq: number
  readonly isPermit: boolean
  readonly dst: readonly [number, number]
  /** Source, protocol, source port, destination port. */
  readonly header: readonly (readonly [number, number])[]
}

/** What packets to one address come to, over many headers. */
export interface Walked {
  /** Loops that some packet goes round in: the smallest device of each part whose devices reach each other without filters. */
  readonly loops: Set<number>
  readonly holes: Set<number>
  readonly isOwned: boolean
  isCut: boolean
  isDenied: boolean
}

/** The slow and obvious oracle of the atom engine: rules in a list, packets walked one by one. Shares no code with the engine. */
export class PacketWalk {
  readonly #rules: { device: number; from: number; to: number; length: number; ports: Set<number> }[] = []
  readonly #owned: { device: number; from: number; to: number; length: number }[] = []
  readonly #behind = new Map<string, number>()
  /** Corners of all prefixes that rules ever named. */
  readonly #corners = new Set<number>([0, 0xffffffff])
  readonly #devices: number
  readonly #far = new Map<string, string>()
  readonly #filters: WalkedRule[][] = []
  /** Filters by device, port and direction. */
  readonly #bound = new Map<string, number>()

  constructor(devices: number) {
    this.#devices = devices
  }

  link(from: number, fromPort: number, to: number, toPort: number): void {
    this.#behind.set(`${from}:${fromPort}`, to)
    this.#behind.set(`${to}:${toPort}`, from)
    this.#far.set(`${from}:${fromPort}`, `${to}:${toPort}`)
    this.#far.set(`${to}:${toPort}`, `${from}:${fromPort}`)
  }

  addFilter(): void {
    this.#filters.push([])
  }

  addFilterRule(filter: number, rule: WalkedRule): void {
    for (const at of rule.dst) for (const near of [at - 1, at, at + 1]) this.#corners.add(near)
    this.#filters[filter]!.push(rule)
    this.#filters[filter]!.sort((a, b) => a.seq - b.seq)
  }

  removeFilterRule(filter: number, seq: number): void {
    this.#filters[filter] = this.#filters[filter]!.filter((rule) => rule.seq !== seq)
  }

  bind(device: number, port: number, direction: string, filter: number): void {
    this.#bound.set(`${device}:${port}:${direction}`, filter)
  }

  unbind(device: number, port: number, direction: string): void {
    this.#bound.delete(`${device}:${port}:${direction}`)
  }

  /** Values of the four fields at which some rule begins or ends, or (`near`) that lie beside; each with each. */
  headers(near: boolean): number[][] {
    const most = [2 ** 32, 256, 65536, 65536]
    const values = most.map((end, field) => {
      const found = new Set([0])
      for (const rule of this.#filters.flat()) {
        const [from, to] = rule.header[field]!
        for (const at of near ? [from - 1, from, to, to + 1] : [from, to + 1]) if (at >= 0 && at < end) found.add(at)
      }
      return [...found]
    })
    return values.reduce<number[][]>((all, some) => all.flatMap((one) => some.map((value) => [...one, value])), [[]])
  }

  /** Sends a packet of each header to an address from each device. Those that all filters treat alike go the same ways. */
  walk(address: number, headers: readonly (readonly number[])[]): Walked {
    const plain = Array.from({ length: this.#devices }, (_, device) => this.#step(device, address))
    const reach = plain.map((_, device) => this.#reach(plain, device))
    const owners = this.#owners(address)
    const walked: Walked = {
      loops: new Set(),
      holes: new Set(),
      isOwned: owners.length > 0,
      isCut: false,
      isDenied: false,
    }
    const seen = new Set<string>()
    const inUse = [...new Set(this.#bound.values())]
    const rules = this.#filters.map((list) => list.filter(({ dst }) => dst[0] <= address && address <= dst[1]))
    for (const header of headers) {
      const permitted = this.#filters.map((_, filter) => inUse.includes(filter) && permits(rules[filter]!, header))
      const key = permitted.join()
      if (seen.has(key)) continue
      seen.add(key)
      this.#walkOne(plain, reach, owners, permitted, walked)
    }
    return walked
  }

  #walkOne(
    plain: readonly Step[],
    reach: readonly Set<number>[],
    owners: readonly number[],
    permitted: readonly boolean[],
    walked: Walked,
  ): void {
    const isOpen = (place: string): boolean => permitted[this.#bound.get(place) ?? -1] ?? true
    const steps = plain.map(({ ports, end }, device) => {
      const next = new Set<number>()
      let isWrong = end === 'none' || (end === 'local' && !owners.includes(device))
      for (const port of ports) {
        if (port === -1) isWrong = true
        if (port === -2 && !owners.includes(device)) isWrong = true
        if (port < 0) continue
        const to = this.#behind.get(`${device}:${port}`)
        const goes =
          isOpen(`${device}:${port}:out`) && (to === undefined || isOpen(`${this.#far.get(`${device}:${port}`)!}:in`))
        if (!goes) walked.isDenied = true
        else if (to === undefined) isWrong = true
        else next.add(to)
      }
      return { next, isWrong }
    })
    steps.forEach((step, device) => {
      const goes = this.#reach(steps, device)
      if (goes.has(device))
        walked.loops.add(Math.min(...[...reach[device]!].filter((other) => reach[other]!.has(device))))
      if (step.isWrong || goes.has(device)) walked.isCut ||= walked.isOwned
      for (const to of step.next) if (plain[to]!.end === 'none' && to !== device) walked.holes.add(to)
    })
  }

  own(device: number, from: number, length: number): void {
    this.#note(from, length)
    this.#owned.push({ device, from, to: from + 2 ** (32 - length) - 1, length })
  }

  add(device: number, from: number, length: number, ports: readonly number[]): void {
    const held = this.#find(device, from, length)
    if (held) for (const port of ports) held.ports.add(port)
    else this.set(device, from, length, ports)
  }

  set(device: number, from: number, length: number, ports: readonly number[]): void {
    this.remove(device, from, length)
    this.#note(from, length)
    this.#rules.push({ device, from, to: from + 2 ** (32 - length) - 1, length, ports: new Set(ports) })
  }

  remove(device: number, from: number, length: number): boolean {
    const held = this.#find(device, from, length)
    if (held) this.#rules.splice(this.#rules.indexOf(held), 1)
    return held !== undefined
  }

  /** First and last addresses of all prefixes that were ever named, and their neighbours. */
  corners(): number[] {
    return [...this.#corners].filter((address) => address >= 0 && address <= 0xffffffff)
  }

  /** What happens to packets to one address: loops, devices that are black holes, and devices from which not all are delivered. */
  look(address: number): { loops: number; holes: number[]; lost: number[]; isOwned: boolean } {
    const steps = Array.from({ length: this.#devices }, (_, device) => this.#step(device, address))
    const reach = steps.map((_, device) => this.#reach(steps, device))
    const owners = this.#owners(address)
    const round = steps.flatMap((_, device) => (reach[device]!.has(device) ? [device] : []))
    const parts = new Set(
      round.map((one) => Math.min(...round.filter((other) => reach[one]!.has(other) && reach[other]!.has(one)))),
    )
    const holes = steps.flatMap((step, device) =>
      step.end === 'none' && steps.some(({ next }) => next.has(device)) ? [device] : [],
    )
    const isBad = (device: number): boolean => {
      const { end } = steps[device]!
      return end === 'lost' || end === 'none' || (end === 'local' && !owners.includes(device)) || round.includes(device)
    }
    const lost = steps.flatMap((_, device) => ([device, ...reach[device]!].some(isBad) ? [device] : []))
    return { loops: parts.size, holes, lost, isOwned: owners.length > 0 }
  }

  #note(from: number, length: number): void {
    const to = from + 2 ** (32 - length) - 1
    for (const at of [from - 1, from, to, to + 1]) this.#corners.add(at)
  }

  #find(device: number, from: number, length: number) {
    return this.#rules.find((rule) => rule.device === device && rule.from === from && rule.length === length)
  }

  #owners(address: number): number[] {
    const holding = this.#owned.filter(({ from, to }) => from <= address && address <= to)
    const longest = Math.max(...holding.map(({ length }) => length))
    return holding.filter(({ length }) => length === longest).map(({ device }) => device)
  }

  /** `end`: where copies that go no further end; the worst of them. */
  #step(device: number, address: number): Step {
    const holds = (rule: { device: number; from: number; to: number }) =>
      rule.device === device && rule.from <= address && address <= rule.to
    const rules = this.#rules.filter(holds).sort((a, b) => b.length - a.length)
    const owned = this.#owned.filter(holds).sort((a, b) => b.length - a.length)
    const rule = rules[0]
    if (owned[0] && owned[0].length >= (rule?.length ?? -1)) return { next: new Set(), ports: [], end: 'local' }
    if (!rule) return { next: new Set(), ports: [], end: 'none' }
    const next = new Set<number>()
    let isLost = false
    let isLocal = false
    for (const port of rule.ports) {
      const to = this.#behind.get(`${device}:${port}`)
      if (port === -2) isLocal = true
      else if (to === undefined) isLost = true
      else next.add(to)
    }
    const ports = [...rule.ports]
    return isLost ? { next, ports, end: 'lost' } : isLocal ? { next, ports, end: 'local' } : { next, ports }
  }

  #reach(steps: readonly { readonly next: Set<number> }[], device: number): Set<number> {
    const seen = new Set<number>()
    const open = [...steps[device]!.next]
    while (open.length > 0) {
      const at = open.pop()!
      if (seen.has(at)) continue
      seen.add(at)
      open.push(...steps[at]!.next)
    }
    return seen
  }
}

interface Step {
  readonly next: Set<number>
  readonly ports: readonly number[]
  readonly end?: 'none' | 'lost' | 'local'
}

function permits(rules: readonly WalkedRule[], header: readonly number[]): boolean {
  for (const rule of rules)
    if (rule.header.every(([from, to], field) => from <= header[field]! && header[field]! <= to)) return rule.isPermit
  return false
}
