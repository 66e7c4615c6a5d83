import type { Random } from '@paranet/network'
import { seededRandom } from '@paranet/network'

/** How large a campus is. */
export interface CampusSize {
  readonly zones: number
  readonly subnetsPerZone: number
  /** Rules of all filters together, about. */
  readonly filterRules: number
  /** Changes in each of the phases of changes. */
  readonly updates: number
}

export const campusCore: CampusSize = { zones: 14, subnetsPerZone: 60, filterRules: 9000, updates: 20_000 }

/** A campus as a `.trace`: two core routers, a router per zone on both, a border; each zone has filters on its way in (both links) and
 *  out, the border too. Rules speak of hosts and services mostly, some of whole zones, some of all destinations. Phases: `filters` (rules of
 *  filters come and go), `routes` (routes change), `mixed` (both, and filters are bound anew). The same seed gives the same text. */
export function campusTrace(seed: number, size: CampusSize = campusCore): string {
  const campus = new Campus(seededRandom(seed), size)
  campus.build()
  for (const phase of ['filters', 'routes', 'mixed'] as const) campus.phase(phase)
  return campus.lines.join('\n')
}

interface Filter {
  readonly node: string
  readonly name: string
  readonly zone: number
  readonly kind: 'in' | 'out'
  /** Sequence numbers of rules that may go. */
  readonly seqs: number[]
}

interface Subnet {
  readonly zone: number
  readonly prefix: string
}

const services = [22, 25, 53, 80, 110, 123, 143, 161, 389, 443, 445, 993, 1433, 3306, 3389, 5432, 8080, 8443]
const wide = '0-65535'
const lastSeq = 1_000_000

class Campus {
  readonly lines: string[] = []
  readonly #random: Random
  readonly #size: CampusSize
  readonly #filters: Filter[] = []
  readonly #subnets: Subnet[] = []
  #mending: string | undefined
  #unbound: string | undefined

  constructor(random: Random, size: CampusSize) {
    this.#random = random
    this.#size = size
  }

  build(): void {
    const { zones } = this.#size
    const names = ['core0', 'core1', 'border', ...Array.from({ length: zones }, (_, zone) => `zone${zone}`)]
    for (const name of names) this.lines.push(`node ${name}`)
    this.lines.push('link core0 peer core1 peer')
    for (const core of [0, 1]) {
      this.lines.push(`link core${core} border border up${core}`)
      for (let zone = 0; zone < zones; zone++) this.lines.push(`link core${core} zone${zone} zone${zone} up${core}`)
    }
    this.#routes()
    for (let zone = 0; zone < zones; zone++) {
      const guards = [this.#filter(`zone${zone}`, zone, 'in'), this.#filter(`zone${zone}`, zone, 'out')]
      this.#fill(guards[0]!, Math.round((this.#size.filterRules / (zones + 1)) * 0.9))
      this.#fill(guards[1]!, Math.round((this.#size.filterRules / (zones + 1)) * 0.1))
      for (const guard of guards)
        for (const core of [0, 1]) this.lines.push(`bind zone${zone} up${core} ${guard.kind} ${guard.name}`)
    }
    const border = this.#filter('border', -1, 'out')
    this.#fill(border, Math.round(this.#size.filterRules / (zones + 1)))
    this.lines.push(`bind border internet out ${border.name}`)
  }

  phase(name: 'filters' | 'routes' | 'mixed'): void {
    this.lines.push(`mark ${name}`)
    for (let i = 0; i < this.#size.updates; i++) {
      const kind = this.#random.below(200)
      if (name === 'filters') this.#changeFilter()
      else if (name === 'routes') this.#changeRoute()
      else if (kind === 0) this.#rebind()
      else if (kind < 120) this.#changeFilter()
      else this.#changeRoute()
    }
  }

  #routes(): void {
    const { zones, subnetsPerZone } = this.#size
    for (let zone = 0; zone < zones; zone++)
      for (let subnet = 0; subnet < subnetsPerZone; subnet++)
        this.#subnets.push({ zone, prefix: `10.${zone}.${subnet}.0/24` })
    for (const { zone, prefix } of this.#subnets) this.lines.push(`own zone${zone} ${prefix}`)
    this.lines.push('add border 0.0.0.0/0 internet')
    for (const core of [0, 1]) this.lines.push(`add core${core} 0.0.0.0/0 border`)
    for (let zone = 0; zone < zones; zone++) {
      this.lines.push(`add zone${zone} 0.0.0.0/0 up0,up1`, `add zone${zone} 10.${zone}.0.0/16 drop`)
      for (const core of [0, 1]) this.lines.push(`add core${core} 10.${zone}.0.0/16 zone${zone}`)
    }
    for (const subnet of this.#subnets)
      for (const from of this.#senders(subnet))
        this.lines.push(`add ${from} ${subnet.prefix} ${this.#wayOf(from, subnet)}`)
  }

  #senders({ zone }: Subnet): string[] {
    const others = Array.from({ length: this.#size.zones }, (_, other) => `zone${other}`)
    return ['core0', 'core1', 'border', ...others.filter((_, other) => other !== zone)]
  }

  #wayOf(from: string, { zone }: Subnet): string {
    return from.startsWith('core') ? `zone${zone}` : this.#random.pick(['up0', 'up1', 'up0,up1'])
  }

  #filter(node: string, zone: number, kind: 'in' | 'out'): Filter {
    const filter: Filter = { node, name: `${kind}-${zone}`, zone, kind, seqs: [] }
    this.#filters.push(filter)
    return filter
  }

  /** Rules that come and go, and a last one: half of the zones are open to what no rule denies. */
  #fill(filter: Filter, rules: number): void {
    for (let i = 0; i < rules; i++) this.#addRule(filter)
    const verb = filter.kind === 'out' || filter.zone % 2 === 0 ? 'permit' : 'deny'
    this.lines.push(`acl ${filter.node} ${filter.name} ${lastSeq} ${verb} ip 0.0.0.0/0 ${wide} 0.0.0.0/0 ${wide}`)
  }

  #addRule(filter: Filter): void {
    let seq = this.#random.below(lastSeq)
    while (filter.seqs.includes(seq)) seq = this.#random.below(lastSeq)
    filter.seqs.push(seq)
    const zone = filter.zone < 0 ? this.#random.below(this.#size.zones) : filter.zone
    const inside = this.#place(zone)
    const outside = this.#random.below(3) === 0 ? this.#address(0) : '0.0.0.0/0'
    const [src, dst] =
      filter.kind === 'in' ? [outside, inside] : [this.#random.below(3) === 0 ? '0.0.0.0/0' : inside, this.#address(0)]
    const service = this.#random.pick(services)
    const isBlock = src !== '0.0.0.0/0'
    const [verb, protocol, ports] = this.#random.pick([
      ['permit', '6', `${service}-${service}`],
      ['permit', '17', `${service}-${service}`],
      ['permit', '6', `${service}-${service + this.#random.below(100)}`],
      ['deny', '6', `${service}-${service}`],
      ['deny', '17', '1024-65535'],
      [isBlock ? 'deny' : 'permit', isBlock ? 'ip' : '50', wide],
    ])
    this.lines.push(`acl ${filter.node} ${filter.name} ${seq} ${verb} ${protocol} ${src} ${wide} ${dst} ${ports}`)
  }

  /** A host mostly; a subnet, the whole zone, or every address now and then. */
  #place(zone: number): string {
    const kind = this.#random.below(100)
    const subnet = this.#random.below(this.#size.subnetsPerZone)
    if (kind < 80) return `10.${zone}.${subnet}.${this.#random.below(40)}/32`
    if (kind < 92) return `10.${zone}.${subnet}.0/24`
    return kind < 97 ? `10.${zone}.0.0/16` : '0.0.0.0/0'
  }

  /** Somewhere: a network of the world, or a zone of the campus. */
  #address(near: number): string {
    if (this.#random.below(4) === near) return `10.${this.#random.below(this.#size.zones)}.0.0/16`
    return `${20 + this.#random.below(180)}.${this.#random.below(256)}.${this.#random.below(64)}.0/24`
  }

  /** A filter changes the more often, the more rules it has. */
  #changeFilter(): void {
    let rule = this.#random.below(this.#filters.reduce((sum, { seqs }) => sum + seqs.length, 0))
    const filter = this.#filters.find(({ seqs }) => {
      rule -= seqs.length
      return rule < 0
    })!
    if (this.#random.below(2) === 0 || filter.seqs.length < 10) return this.#addRule(filter)
    const [seq] = filter.seqs.splice(this.#random.below(filter.seqs.length), 1)
    this.lines.push(`unacl ${filter.node} ${filter.name} ${seq}`)
  }

  /** Faults are mended by the next change of a route. */
  #changeRoute(): void {
    const mending = this.#mending
    this.#mending = undefined
    if (mending !== undefined) return void this.lines.push(mending)
    const subnet = this.#random.pick(this.#subnets)
    const from = this.#random.pick(this.#senders(subnet))
    const kind = this.#random.below(20)
    if (kind < 3) this.#mending = `mod ${from} ${subnet.prefix} ${this.#wayOf(from, subnet)}`
    if (kind === 0) this.lines.push(`del ${from} ${subnet.prefix}`)
    else if (kind === 1 && from.startsWith('core')) this.lines.push(`mod ${from} ${subnet.prefix} border`)
    else if (kind === 2) this.lines.push(`mod ${from} ${subnet.prefix} drop`)
    else this.lines.push(`mod ${from} ${subnet.prefix} ${this.#wayOf(from, subnet)}`)
  }

  /** A filter is taken off a port, and put there again by the next such change. */
  #rebind(): void {
    const unbound = this.#unbound
    this.#unbound = undefined
    if (unbound !== undefined) return void this.lines.push(unbound)
    const filter = this.#random.pick(this.#filters)
    const port = filter.zone < 0 ? 'internet' : this.#random.pick(['up0', 'up1'])
    this.#unbound = `bind ${filter.node} ${port} ${filter.kind} ${filter.name}`
    this.lines.push(`unbind ${filter.node} ${port} ${filter.kind}`)
  }
}
