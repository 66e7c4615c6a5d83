import type { BoxPort, TernaryNetwork, TernaryRule } from '@paranet/verifier'
import { plainLimits } from './plain-bdd.js'

export interface PlainCubes {
  /** Per port of entry, as far as it came. */
  readonly portMs: readonly number[]
  readonly pairs: number
}

/** Bits of a header, a word of value and one of mask per field. */
type Cube = readonly number[]

/** A cube without others: what header space analysis carries from table to table (Kazemian 2012). */
interface Less {
  readonly cube: Cube
  readonly without: readonly Cube[]
}

class OutOfTime extends Error {}

/** Reachability by cubes with differences: each table takes rule by rule out of what is left; nothing is put together. A cube is
 *  dropped where one of its differences covers it; whether several do together is not asked, which can take exponential time, so that it may find too many pairs.
 *  Gives up as the plain diagrams do. */
export function plainCubes(network: TernaryNetwork, entrances: readonly BoxPort[]): PlainCubes {
  const cubes = new CubeSearch(network)
  const portMs: number[] = []
  let pairs = 0
  try {
    for (const port of entrances) {
      const from = performance.now()
      pairs += cubes.reach(port).size
      portMs.push(performance.now() - from)
    }
  } catch (error) {
    if (!(error instanceof OutOfTime)) throw error
  }
  return { portMs, pairs }
}

class CubeSearch {
  readonly #network: TernaryNetwork
  readonly #rules: readonly (readonly { readonly rule: TernaryRule; readonly cube: Cube }[])[]
  readonly #behind = new Map<string, BoxPort>()
  readonly #until = usedSeconds() + plainLimits.seconds
  #work = 0

  constructor(network: TernaryNetwork) {
    this.#network = network
    const cubeOf = ({ match }: TernaryRule) =>
      network.fields.flatMap((_, at) => {
        const { value = 0, mask = 0 } = match[at] ?? {}
        return [value & mask, mask | 0]
      })
    this.#rules = network.boxes.map(({ rules }) => rules.map((rule) => ({ rule, cube: cubeOf(rule) })))
    for (const [a, b] of network.links) {
      this.#behind.set(`${a.box}:${a.port}`, b)
      this.#behind.set(`${b.box}:${b.port}`, a)
    }
  }

  reach(from: BoxPort): Set<string> {
    const leaving = new Set<string>()
    const open = [{ at: from, set: { cube: this.#network.fields.flatMap(() => [0, 0]), without: [] } as Less, hops: 0 }]
    for (let next = open.pop(); next; next = open.pop()) {
      const { at, hops } = next
      let left = next.set
      for (const { rule, cube } of this.#rules[at.box]!) {
        if (rule.from && !rule.from.includes(at.port)) continue
        const both = meet(left.cube, cube)
        if (!both) continue
        const taken = { cube: both, without: left.without.filter((one) => meet(one, both)) }
        left = { cube: left.cube, without: [...left.without, cube] }
        this.#check()
        if (rule.ports.length === 0 || taken.without.some((one) => isWithin(both, one))) continue
        const moved = written(taken, rule)
        for (const port of rule.ports) {
          const behind = this.#behind.get(`${at.box}:${port}`)
          if (!behind) leaving.add(`${at.box}:${port}`)
          else if (hops < 3 * this.#network.boxes.length) open.push({ at: behind, set: moved, hops: hops + 1 })
        }
        if (isWithin(left.cube, cube)) break
      }
    }
    return leaving
  }

  #check(): void {
    if ((++this.#work & 0xff) === 0 && usedSeconds() > this.#until) throw new OutOfTime()
  }
}

function usedSeconds(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1e6
}

function meet(a: Cube, b: Cube): Cube | undefined {
  for (let word = 0; word < a.length; word += 2)
    if ((a[word]! ^ b[word]!) & a[word + 1]! & b[word + 1]!) return undefined
  return a.map((bits, word) => bits | b[word]!)
}

function isWithin(a: Cube, b: Cube): boolean {
  for (let word = 0; word < a.length; word += 2)
    if (b[word + 1]! & ~a[word + 1]! || (a[word]! ^ b[word]!) & b[word + 1]!) return false
  return true
}

/** What is written is known afterwards. Differences that speak of what was written are only right where they hold whatever it was: the cube is cut by
 *  the rest of them, so that too much may be left of it, never too little. */
function written({ cube, without }: Less, { set }: TernaryRule): Less {
  if (!set) return { cube, without }
  const write = (one: Cube) =>
    one.map((bits, word) => {
      const { value = 0, mask = 0 } = set[word >> 1] ?? {}
      return word % 2 === 0 ? (bits & ~mask) | (value & mask) : bits | mask
    })
  const isKept = (one: Cube) =>
    set.every((field, at) => ((field?.mask ?? 0) & one[at * 2 + 1]! & ~cube[at * 2 + 1]!) === 0)
  return { cube: write(cube), without: without.filter(isKept).map(write) }
}
