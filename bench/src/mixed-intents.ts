import { compile, PlanMemo } from '@paranet/compiler'
import { quoteName, resolveIntents } from '@paranet/language'
import type { Random, TopologyIndex } from '@paranet/network'
import { seededRandom } from '@paranet/network'

/** Intents as lines of text; they can be kept, all at once, but for `infeasible` of them, which are the last. */
export interface MixedIntents {
  readonly lines: readonly string[]
  readonly infeasible: number
}

type Kind = 'plain' | 'survive' | 'via' | 'bandwidth' | 'isolate' | Other
type Other = 'qos' | 'balance' | 'names' | 'places'

const others: readonly Other[] = ['qos', 'balance', 'names', 'places']

/** One block of the mixture: 40 % plain, 15 % survive, 10 % each via, bandwidth and isolate, 15 % queues, balancers, names and places by turns. */
const block: readonly (Kind | 'other')[] = [
  ...Array.from({ length: 8 }, () => 'plain' as const),
  ...Array.from({ length: 3 }, () => 'survive' as const),
  ...(['via', 'via', 'bandwidth', 'bandwidth', 'isolate', 'isolate', 'other', 'other', 'other'] as const),
]

/** One in so many shares packets with an intent before it; one in so many cannot be kept. */
const overlapping = 5
const refused = 50

/** One number in so many is a route from a balancer to two, where a plain one is drawn. */
const served = 4

/** Drawn beyond what is wanted, one in so many: what does not fit is taken out. */
const spare = 20

/** `count` intents of every kind that is compiled, for any network with three places or more. A fifth overlaps one that stands before it: treatments
 *  speak of the packets of a route, others of ports that are partly the same. No two that share packets are drawn where their kinds alone may
 *  contradict each other; a few more are drawn than are wanted, all are compiled once, and those that are refused beside the others are taken out;
 *  where too few are left, others are drawn and it is tried once more. The last 2 % ask for what the network cannot give. The same seed gives
 *  the same text. */
export function mixedIntents(index: TopologyIndex, count: number, seed: number): MixedIntents {
  const infeasible = Math.floor(count / refused)
  const wanted = count - infeasible
  const drawing = new Drawing(index, seededRandom(seed))
  const memo = new PlanMemo()
  let drawn: Drawn[] = []
  for (let round = 0; round < 2 && drawn.length < wanted; round++) {
    const enough = wanted + Math.ceil(wanted / spare)
    drawing.startFrom(drawn)
    while (drawn.length < enough) drawn.push(drawing.next())
    const broken = linesWithErrors(
      index,
      drawn.map(({ text }) => text),
      memo,
    )
    drawing.again(drawn.filter((_, i) => broken.has(i + 1)))
    drawn = drawn.filter((_, i) => !broken.has(i + 1))
  }
  const lines = drawn.slice(0, wanted).map(({ text }) => text)
  const impossible = Array.from({ length: infeasible }, (_, i) => drawing.impossible(i))
  return { lines: [...lines, ...impossible], infeasible }
}

/** Lines of a text whose intents cannot be compiled beside the others. */
export function linesWithErrors(index: TopologyIndex, lines: readonly string[], memo = new PlanMemo()): Set<number> {
  const { intents, diagnostics } = resolveIntents([{ name: 'mixed.pn', text: lines.join('\n') }], index, {
    network: 'bench',
  })
  const found = [...diagnostics, ...compile({ index, intents }, { memo }).diagnostics]
  return new Set(found.filter(({ severity }) => severity === 'error').map(({ span }) => span.line))
}

interface Drawn {
  readonly kind: Kind
  readonly from: number
  readonly to: number
  readonly port: number
  readonly text: string
  /** Of routes to two: the second. */
  readonly more?: number | undefined
  /** The kinds of all that may share packets with it, itself among them. */
  readonly beside: Set<Kind>
}

/** Kinds of which two on the same packets may contradict each other: two ways, two queues, two
 *  balancers; and what is treated where it enters must not come back there on its way to a waypoint. */
const contradicting: readonly (readonly [Kind, readonly Kind[]])[] = [
  ['via', ['via', 'survive', 'qos', 'balance']],
  ['qos', ['qos', 'balance']],
  ['balance', ['balance', 'survive', 'bandwidth']],
]

/** Whether an intent of a kind may share packets with intents of all of these. */
const fitsBeside = (kind: Kind, beside: ReadonlySet<Kind>): boolean =>
  contradicting.every(
    ([one, others]) =>
      !(kind === one && others.some((other) => beside.has(other))) && !(beside.has(one) && others.includes(kind)),
  )

/** Routes that are looked at for one to share packets with. */
const mostTries = 20

/** Draws intents one after the other. */
class Drawing {
  readonly #index: TopologyIndex
  readonly #random: Random
  readonly #places: readonly number[]
  #kinds: (Kind | 'other')[] = []
  readonly #owed: Kind[] = []
  /** Places that can do everything; those that know where they are; those that balance. */
  readonly #able: readonly number[]
  readonly #located: readonly number[]
  readonly #routes: Readonly<Record<'routed' | 'queued' | 'balanced', Drawn[]>> = {
    routed: [],
    queued: [],
    balanced: [],
  }
  #count = 0
  #overlaps = 0
  #turn = 0

  constructor(index: TopologyIndex, random: Random) {
    this.#index = index
    this.#random = random
    this.#places = [...index.nodes.keys()].filter((id) => !index.isEnd[id] && index.nodes[id]?.prefixes.length)
    if (this.#places.length < 3)
      throw new RangeError(`${index.topology.name} has fewer than three places with prefixes: nothing to ask for`)
    this.#able = this.#places.filter((id) => index.nodes[id]?.target === 'emulated')
    this.#located = this.#able.filter((id) => index.nodes[id]?.location)
  }

  /** What stands already, before the next round. */
  startFrom(before: readonly Drawn[]): void {
    for (const list of Object.values(this.#routes)) list.length = 0
    for (const one of before) this.#standing(one)
  }

  next(): Drawn {
    const number = this.#count++
    const kind = this.#nextKind()
    if (kind === 'names' || kind === 'places') return this.#other(kind, number)
    const routes = this.#routes[kind === 'qos' ? 'queued' : kind === 'balance' ? 'balanced' : 'routed']
    const wantsOverlap = isTreatment(kind) || this.#overlaps * overlapping < number
    const other = wantsOverlap ? this.#fitting(kind, routes) : undefined
    if (other) this.#overlaps++
    const [first, to, more] = this.#distinct()
    const from = kind === 'plain' && number % served === 0 ? this.#anyBalancer(first, to, more) : first
    // Ports of two lie eight apart, and each has four: an overlap takes two of them and two that are nobody's.
    const fresh = { from, to, more, port: 1024 + 8 * (number % 7000) }
    const ends = other ? { ...other, more: other.more ?? more, port: other.port + (isTreatment(kind) ? 0 : 2) } : fresh
    const text = this.#text(`i${number}`, kind, ends, number)
    const { more: third, ...both } = ends
    const isServed = kind === 'plain' && this.#isBalancer(ends.from) && third !== ends.from && third !== ends.to
    const beside = (other?.beside ?? new Set<Kind>()).add(kind)
    const one = { ...both, kind, text, beside, ...(isServed ? { more: third } : {}) }
    this.#standing(one)
    return one
  }

  /** A name that somebody has, or a packet to somebody's place: of those who can. */
  #other(kind: 'names' | 'places', number: number): Drawn {
    const among = kind === 'places' && this.#located.length > 1 ? this.#located : this.#able
    const from = among[this.#random.below(among.length)] ?? 0
    const near = this.#index.adjacency[from]?.map(({ neighbour }) => neighbour).filter((id) => among.includes(id)) ?? []
    const to = near[this.#random.below(near.length)] ?? from
    const port = 1024 + 8 * (number % 7000)
    const [name] = this.#index.nodes[to]?.produces ?? []
    const text =
      kind === 'places' && among === this.#located && to !== from
        ? `route i${number} { ${this.#ends({ from, to, port }, 'udp')}, protocol: geo, fallback: perimeter }`
        : `route i${number} { from: ${name}, to: ${this.#name(among[this.#random.below(among.length)] ?? from)} }`
    return { kind, from, to, port, text, beside: new Set([kind]) }
  }

  /** A balancer that is none of these, else the first of them. */
  #anyBalancer(...taken: readonly [number, ...number[]]): number {
    const free = this.#able.filter((id) => this.#isBalancer(id) && !taken.includes(id))
    return free[this.#random.below(Math.max(1, free.length))] ?? taken[0]
  }

  #isBalancer = (id: number): boolean => this.#index.nodes[id]?.function === 'balancer'

  /** One of the routes that one of this kind may share packets with; undefined where some tries found none. */
  #fitting(kind: Kind, routes: readonly Drawn[]): Drawn | undefined {
    for (let tries = 0; tries < mostTries && routes.length > 0; tries++) {
      const other = routes[this.#random.below(routes.length)]
      if (other && fitsBeside(kind, other.beside)) return other
    }
    return undefined
  }

  /** What is drawn next may share packets with it: a queue needs a device that has queues, members that are balanced a device that does so. */
  #standing(one: Drawn): void {
    const { routed, queued, balanced } = this.#routes
    if (isTreatment(one.kind) || one.kind === 'isolate' || one.kind === 'names' || one.kind === 'places') return
    routed.push(one)
    if (one.more !== undefined) balanced.push(one)
    if (one.kind !== 'via' && this.#index.nodes[one.from]?.target === 'emulated') queued.push(one)
  }

  /** Draws intents of these kinds next, instead of those. */
  again(broken: readonly Drawn[]): void {
    this.#owed.push(...broken.map(({ kind }) => kind))
  }

  /** Asks for what cannot be, of packets that nobody else speaks of: too little latency, too much bandwidth, no link to leave by. */
  impossible(number: number): string {
    const [from, to] = this.#distinct()
    const ends = this.#ends({ from, to, port: 60_000 - 8 * number }, 'udp')
    const name = `x${this.#count++}`
    const neighbours = this.#index.adjacency[from]?.map(({ neighbour }) => this.#name(neighbour)) ?? []
    const asked = ['latency: <= 1us', 'bandwidth: 900Tbps', `avoid: ${[...new Set(neighbours)].join(', ')}`]
    return `route ${name} { ${ends}, reply: stateless, ${asked[number % asked.length]} }`
  }

  #nextKind(): Kind {
    const owed = this.#owed.shift()
    if (owed !== undefined) return owed
    if (this.#kinds.length === 0) this.#kinds = [...block]
    const [kind = 'plain'] = this.#kinds.splice(this.#random.below(this.#kinds.length), 1)
    return kind === 'other' ? (others[this.#turn++ % others.length] ?? 'qos') : kind
  }

  #text(name: string, kind: Kind, ends: Pick<Drawn, 'from' | 'to' | 'port' | 'more'>, number: number) {
    const { from, to, more } = ends
    const third = more === undefined || more === from || more === to ? undefined : more
    const tcp = this.#ends(ends)
    const route = `route ${name} { ${tcp}, reply: stateless`
    switch (kind) {
      case 'survive':
        return `${route}, survive: 1 link }`
      case 'via':
        return third === undefined || this.#isBalancer(third) ? `${route} }` : `${route}, via: ${this.#name(third)} }`
      case 'bandwidth':
        return `${route}, bandwidth: 20Mbps }`
      case 'isolate':
        return `isolate ${name} { ${tcp}, priority: 50, yields: true }`
      case 'balance':
        return `balance ${name} { ${this.#ends(ends, 'tcp', 'one of ')} }`
      case 'qos':
        return `qos ${name} { ${tcp}, class: q${number}, min: 1Mbps, at: ${this.#name(ends.from)} }`
      default:
        return third !== undefined && this.#isBalancer(from)
          ? `route ${name} { ${this.#ends(ends, 'tcp', '')}, reply: stateless }`
          : `${route} }`
    }
  }

  /** `both`: to two, with these words before them. */
  #ends(
    { from, to, port, more }: Pick<Drawn, 'from' | 'to' | 'port' | 'more'>,
    protocol = 'tcp',
    both?: string,
  ): string {
    const whom =
      both !== undefined && more !== undefined ? `${both}${this.#name(to)}, ${this.#name(more)}` : this.#name(to)
    return `from: ${this.#name(from)}, to: ${whom}, traffic: ${protocol} dst-port ${port}-${port + 3}`
  }

  #name(id: number): string {
    return quoteName(this.#index.nodes[id]?.name ?? '')
  }

  #distinct(): [number, number, number] {
    const all = this.#places
    const taken: number[] = []
    // The n-th of those that are left, without a list of them.
    const take = () => {
      let at = this.#random.below(all.length - taken.length)
      for (const one of taken) if (one <= at) at++
      taken.push(at)
      taken.sort((a, b) => a - b)
      return all[at] as number
    }
    return [take(), take(), take()]
  }
}

const isTreatment = (kind: Kind): boolean => kind === 'qos' || kind === 'balance'
