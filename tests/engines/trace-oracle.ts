/** What becomes of packets to one address. */
export interface AddressFate {
  /** Per device: the ports of the rule that counts; -1 drop, -2 local; undefined: no rule. */
  readonly ports: readonly (readonly number[] | undefined)[]
  readonly goesRound: boolean
  readonly holes: number
  readonly isCut: boolean
}

interface Branch {
  zero?: Branch
  one?: Branch
  ports?: readonly number[]
  isOwned?: boolean
}

/** One event of a trace, with names as numbers. */
export type TraceEvent =
  | { readonly kind: 'node' }
  | { readonly kind: 'mark' }
  | { readonly kind: 'link'; readonly ends: readonly [number, number, number, number] }
  | {
      readonly kind: 'own' | 'add' | 'mod' | 'del'
      readonly device: number
      readonly address: number
      readonly length: number
      readonly ports: readonly number[]
    }

/** Reads a `.trace` without filters, by itself: shares no code with the benchmark's reader. */
export function readEvents(text: string): TraceEvent[] {
  const devices = new Map<string, number>()
  const ports = new Map<string, number>()
  const counts: number[] = []
  const portOf = (device: number, name: string): number => {
    if (name === 'drop') return -1
    if (name === 'local') return -2
    const key = `${device} ${name}`
    if (!ports.has(key)) ports.set(key, counts[device]!++)
    return ports.get(key)!
  }
  return text.split('\n').flatMap((line): TraceEvent[] => {
    const [kind, a = '', b = '', c = '', d = ''] = line.split('#')[0]!.trim().split(/\s+/)
    if (kind === 'mark') return [{ kind }]
    if (kind === 'node') {
      devices.set(a, devices.size)
      counts.push(0)
      return [{ kind }]
    }
    const device = devices.get(a)!
    if (kind === 'link') {
      const other = devices.get(c)!
      return [{ kind, ends: [device, portOf(device, b), other, portOf(other, d)] }]
    }
    if (kind !== 'own' && kind !== 'add' && kind !== 'mod' && kind !== 'del') return []
    const [address, length] = b.split('/')
    const value = address!.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    const out = c === '' ? [] : c.split(',').map((name) => portOf(device, name))
    return [{ kind, device, address: value, length: Number(length), ports: out }]
  })
}

/** Forwarding by a binary trie per device, an address at a time. */
export class TraceOracle {
  readonly #tries: Branch[] = []
  readonly #owners = new Map<number, Map<number, Set<number>>>()
  readonly #behind: Map<number, number>[] = []

  get devices(): number {
    return this.#tries.length
  }

  take(event: TraceEvent): void {
    if (event.kind === 'mark') return
    if (event.kind === 'node') {
      this.#tries.push({})
      this.#behind.push(new Map())
    } else if (event.kind === 'link') {
      const [a, from, b, to] = event.ends
      this.#behind[a]!.set(from, b)
      this.#behind[b]!.set(to, a)
    } else this.#change(event)
  }

  #change({ kind, device, address, length, ports }: Extract<TraceEvent, { device: number }>): void {
    let at = this.#tries[device]!
    for (let bit = 0; bit < length; bit++)
      at = Math.floor(address / 2 ** (31 - bit)) % 2 === 0 ? (at.zero ??= {}) : (at.one ??= {})
    if (kind === 'own') {
      at.isOwned = true
      const byAddress = this.#owners.get(length) ?? new Map<number, Set<number>>()
      this.#owners.set(length, byAddress.set(address, (byAddress.get(address) ?? new Set()).add(device)))
    } else if (kind === 'del') delete at.ports
    else at.ports = kind === 'add' ? [...new Set([...(at.ports ?? []), ...ports])] : ports
  }

  #lookUp(device: number, address: number): readonly number[] | undefined {
    let at: Branch | undefined = this.#tries[device]
    let found: readonly number[] | undefined
    for (let bit = 31; at; bit--) {
      if (at.isOwned) found = [-2]
      else if (at.ports) found = at.ports
      if (bit < 0) break
      at = (address >>> bit) & 1 ? at.one : at.zero
    }
    return found
  }

  #ownersOf(address: number): Set<number> | undefined {
    for (let length = 32; length >= 0; length--) {
      const size = 2 ** (32 - length)
      const owners = this.#owners.get(length)?.get(Math.floor(address / size) * size)
      if (owners) return owners
    }
    return undefined
  }

  fateOf(address: number): AddressFate {
    const ports = this.#tries.map((_, device) => this.#lookUp(device, address))
    const next = ports.map((list, device) =>
      (list ?? []).map((port) => (port < 0 ? port : (this.#behind[device]!.get(port) ?? -1))),
    )
    const fed = new Set(next.flatMap((list, device) => list.filter((to) => to >= 0 && to !== device)))
    const holes = ports.filter((list, device) => list === undefined && fed.has(device)).length
    const goesRound = hasCycle(next)
    const owners = this.#ownersOf(address)
    const isWrong = next.some(
      (list, device) => ports[device] === undefined || list.includes(-1) || (list.includes(-2) && !owners?.has(device)),
    )
    return { ports, goesRound, holes, isCut: owners !== undefined && (goesRound || isWrong) }
  }

  /** Where a packet from a device ends: devices that deliver it, and ports that lead out. */
  endsOf(start: number, { ports }: AddressFate): { ends: Set<string>; goesRound: boolean } {
    const ends = new Set<string>()
    const seen = new Set<number>([start])
    for (const at of seen)
      for (const port of ports[at] ?? []) {
        const to = port < 0 ? undefined : this.#behind[at]!.get(port)
        if (to !== undefined) seen.add(to)
        else if (port !== -1) ends.add(`${at}:${port}`)
      }
    const next = ports.map((list, device) =>
      seen.has(device) ? (list ?? []).flatMap((port) => this.#behind[device]!.get(port) ?? []) : [],
    )
    return { ends, goesRound: hasCycle(next) }
  }
}

/** Devices that lead nowhere are taken away until none is left, or those that go round. */
function hasCycle(next: readonly (readonly number[])[]): boolean {
  const left = new Set(next.keys())
  for (let size = -1; size !== left.size; ) {
    size = left.size
    for (const device of left) if (!next[device]!.some((to) => left.has(to))) left.delete(device)
  }
  return left.size > 0
}
