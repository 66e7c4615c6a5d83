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
type Other = 'qos' | 'mark' | 'limit' | 'paths'

const others: readonly Other[] = ['qos', 'mark', 'limit', 'paths']

/** One block of the mixture: 40 % plain, 15 % survive, 10 % each via, bandwidth and isolate, 15 % others by turns. */
const block: readonly (Kind | 'other')[] = [
  ...Array.from({ length: 8 }, () => 'plain' as const),
  ...Array.from({ length: 3 }, () => 'survive' as const),
  ...(['via', 'via', 'bandwidth', 'bandwidth', 'isolate', 'isolate', 'other', 'other', 'other'] as const),
]

/** One in so many shares packets with an intent before it; one in so many cannot be kept. */
const overlapping = 5
const refused = 50

/** Drawn beyond what is wanted, one in so many: what does not fit is taken out. */
const spare = 100

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
  /** The kinds of all that may share packets with it, itself among them. */
  readonly beside: Set<Kind>
}

/** Kinds of which two on the same packets may contradict each other: two ways, two queues, two rates of classes that are not equal; and what is
 *  treated where it enters must not come back there on its way to a waypoint. */
const contradicting: readonly (readonly [Kind, readonly Kind[]])[] = [
  ['via', ['via', 'survive', 'paths', 'qos', 'mark', 'limit']],
  ['qos', ['qos']],
  ['limit', ['limit']],
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
  readonly #routes: Readonly<Record<'routed' | 'treated' | 'queued', Drawn[]>> = { routed: [], treated: [], queued: [] }
  #count = 0
  #overlaps = 0

  constructor(index: TopologyIndex, random: Random) {
    this.#index = index
    this.#random = random
    this.#places = [...index.nodes.keys()].filter((id) => !index.isEnd[id] && index.nodes[id]?.prefixes.length)
    if (this.#places.length < 3)
      throw new RangeError(`${index.topology.name} has fewer than three places with prefixes: nothing to ask for`)
  }

  /** What stands already, before the next round. */
  startFrom(before: readonly Drawn[]): void {
    for (const list of Object.values(this.#routes)) list.length = 0
    for (const one of before) this.#standing(one)
  }

  next(): Drawn {
    const number = this.#count++
    const kind = this.#nextKind(number)
    const routes = this.#routes[kind === 'qos' ? 'queued' : isTreatment(kind) ? 'treated' : 'routed']
    const wantsOverlap = isTreatment(kind) || this.#overlaps * overlapping < number
    const other = wantsOverlap ? this.#fitting(kind, routes) : undefined
    if (other) this.#overlaps++
    const [from, to, via] = this.#distinct()
    // Ports of two lie eight apart, and each has four: an overlap takes two of them and two that are nobody's.
    const fresh = { from, to, port: 1024 + 8 * (number % 7000) }
    const ends = other ? { from: other.from, to: other.to, port: other.port + (isTreatment(kind) ? 0 : 2) } : fresh
    const text = this.#text(`i${number}`, kind, ends, ends.from === via || ends.to === via ? undefined : via, number)
    const one = { kind, ...ends, text, beside: (other?.beside ?? new Set<Kind>()).add(kind) }
    this.#standing(one)
    return one
  }

  /** One of the routes that one of this kind may share packets with; undefined where some tries found none. */
  #fitting(kind: Kind, routes: readonly Drawn[]): Drawn | undefined {
    for (let tries = 0; tries < mostTries && routes.length > 0; tries++) {
      const other = routes[this.#random.below(routes.length)]
      if (other && fitsBeside(kind, other.beside)) return other
    }
    return undefined
  }

  /** What is drawn next may share packets with it: a queue needs a device that has queues, and a class that is marked or limited where
   *  it enters must not come back there on its way to a waypoint. */
  #standing(one: Drawn): void {
    const { routed, treated, queued } = this.#routes
    if (one.kind === 'isolate' || isTreatment(one.kind)) return
    routed.push(one)
    if (one.kind === 'via') return
    treated.push(one)
    if (this.#index.nodes[one.from]?.target === 'emulated') queued.push(one)
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

  #nextKind(number: number): Kind {
    const owed = this.#owed.shift()
    if (owed !== undefined) return owed
    if (this.#kinds.length === 0) this.#kinds = [...block]
    const [kind = 'plain'] = this.#kinds.splice(this.#random.below(this.#kinds.length), 1)
    return kind === 'other' ? (others[number % others.length] ?? 'paths') : kind
  }

  #text(name: string, kind: Kind, ends: Pick<Drawn, 'from' | 'to' | 'port'>, via: number | undefined, number: number) {
    const tcp = this.#ends(ends)
    const route = `route ${name} { ${tcp}, reply: stateless`
    switch (kind) {
      case 'survive':
        return `${route}, survive: 1 link }`
      case 'via':
        return via === undefined ? `${route} }` : `${route}, via: ${this.#name(via)} }`
      case 'bandwidth':
        return `${route}, bandwidth: 20Mbps }`
      case 'paths':
        return `${route}, paths: 2 disjoint links }`
      case 'isolate':
        return `isolate ${name} { ${tcp}, priority: 50, yields: true }`
      case 'mark':
        return `mark ${name} { ${tcp}, dscp: af41 }`
      case 'limit':
        return `limit ${name} { ${tcp}, rate: ${10 + (number % 90)}Mbps, burst: 1MB }`
      case 'qos':
        return `qos ${name} { ${tcp}, class: q${number}, min: 1Mbps, at: ${this.#name(ends.from)} }`
      default:
        return `${route} }`
    }
  }

  #ends({ from, to, port }: Pick<Drawn, 'from' | 'to' | 'port'>, protocol = 'tcp'): string {
    return `from: ${this.#name(from)}, to: ${this.#name(to)}, traffic: ${protocol} dst-port ${port}-${port + 3}`
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

const isTreatment = (kind: Kind): boolean => kind === 'qos' || kind === 'mark' || kind === 'limit'
