/** The slow and obvious oracle of the atom engine: rules in a list, packets walked one by one. Shares no code with the engine. */
export class PacketWalk {
  readonly #rules: { device: number; from: number; to: number; length: number; ports: Set<number> }[] = []
  readonly #owned: { device: number; from: number; to: number; length: number }[] = []
  readonly #behind = new Map<string, number>()
  /** Corners of all prefixes that rules ever named. */
  readonly #corners = new Set<number>([0, 0xffffffff])
  readonly #devices: number

  constructor(devices: number) {
    this.#devices = devices
  }

  link(from: number, fromPort: number, to: number, toPort: number): void {
    this.#behind.set(`${from}:${fromPort}`, to)
    this.#behind.set(`${to}:${toPort}`, from)
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
  #step(device: number, address: number): { next: Set<number>; end?: 'none' | 'lost' | 'local' } {
    const holds = (rule: { device: number; from: number; to: number }) =>
      rule.device === device && rule.from <= address && address <= rule.to
    const rules = this.#rules.filter(holds).sort((a, b) => b.length - a.length)
    const owned = this.#owned.filter(holds).sort((a, b) => b.length - a.length)
    const rule = rules[0]
    if (owned[0] && owned[0].length >= (rule?.length ?? -1)) return { next: new Set(), end: 'local' }
    if (!rule) return { next: new Set(), end: 'none' }
    const next = new Set<number>()
    let isLost = false
    let isLocal = false
    for (const port of rule.ports) {
      const to = this.#behind.get(`${device}:${port}`)
      if (port === -2) isLocal = true
      else if (to === undefined) isLost = true
      else next.add(to)
    }
    return isLost ? { next, end: 'lost' } : isLocal ? { next, end: 'local' } : { next }
  }

  #reach(steps: readonly { next: Set<number> }[], device: number): Set<number> {
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
