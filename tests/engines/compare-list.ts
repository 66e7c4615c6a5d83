import { seededRandom } from '@paranet/network'
import { judgeFilters, readClassbench, type Ternary, ternaryEngine, type TernaryRule } from '@paranet/verifier'
import type { Compared } from './compare-trace.js'

/** A rule as the oracle reads it: first and last of addresses and ports, and bits. */
interface Line {
  readonly low: readonly number[]
  readonly high: readonly number[]
  readonly value: number
  readonly mask: number
}

const form = /^@(\S+)\/(\d+)\s+(\S+)\/(\d+)\s+(\d+) : (\d+)\s+(\d+) : (\d+)\s+0x(\w+)\/0x(\w+)(?:\s+0x(\w+)\/0x(\w+))?/

function readLine(line: string): Line {
  const part = form.exec(line)!
  const address = (at: number) => part[at]!.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  const size = (at: number) => 2 ** (32 - Number(part[at]))
  const first = (at: number) => Math.floor(address(at) / size(at + 1)) * size(at + 1)
  const hex = (at: number) => Number.parseInt(part[at] ?? '0', 16)
  const mask = hex(10) * 65_536 + hex(12)
  return {
    low: [first(1), first(3), Number(part[5]), Number(part[7])],
    high: [first(1) + size(2) - 1, first(3) + size(4) - 1, Number(part[6]), Number(part[8])],
    mask,
    value: (hex(9) * 65_536 + hex(11)) & mask,
  }
}

interface Branch {
  readonly rules: number[]
  readonly sides: (Branch | undefined)[]
}

/** Rules that can match a destination: per rule's prefix of it, in a binary trie. */
class ListTrie {
  readonly #lines: readonly Line[]
  readonly #root: Branch = { rules: [], sides: [] }

  constructor(lines: readonly Line[]) {
    this.#lines = lines
    lines.forEach(({ low, high }, rule) => {
      let at: Branch = this.#root
      const length = 32 - Math.round(Math.log2(high[1]! - low[1]! + 1))
      for (let bit = 31; bit >= 32 - length; bit--) at = at.sides[(low[1]! >>> bit) & 1] ??= { rules: [], sides: [] }
      at.rules.push(rule)
    })
  }

  /** The first rules that hold a packet, up to two. */
  firstTwo(place: readonly number[], bits: number): [number, number] {
    let [first, second] = [-1, -1]
    let at: Branch | undefined = this.#root
    for (let bit = 31; at; bit--) {
      for (const rule of at.rules) {
        if (second >= 0 && rule > second) break
        const { low, high, value, mask } = this.#lines[rule]!
        if ((bits & mask) !== value) continue
        if (place[0]! < low[0]! || place[0]! > high[0]! || place[2]! < low[2]! || place[2]! > high[2]!) continue
        if (place[3]! < low[3]! || place[3]! > high[3]!) continue
        if (first < 0 || rule < first) [first, second] = [rule, first]
        else if (second < 0 || rule < second) second = rule
      }
      at = bit < 0 ? undefined : at.sides[(place[1]! >>> bit) & 1]
    }
    return [first, second]
  }
}

/** Packets at the corners of every rule of a list, and by one beside, through the oracle's trie: no first match may be a rule that is judged shadowed; every other
 *  rule that is hit alone is confirmed. `throughTernary`: the engine of open bits answers each packet as well, where the list fits its budget. */
export function compareList(
  text: string,
  packets: number,
  seed: number,
  throughTernary: boolean,
): Compared & { readonly hit: number } {
  const lines = text.split('\n').filter((line) => line.startsWith('@'))
  const rules = lines.map(readLine)
  const done: Compared = { packets: 0, updates: 0, disagreements: [] }
  const { shadowed } = judgeFilters(readClassbench(text).list)
  const isShadowed = new Set(shadowed)
  const ask = throughTernary ? ternaryOf(rules, done) : undefined
  const trie = new ListTrie(rules)
  const random = seededRandom(seed)
  const hit = new Set<number>()
  const ends = [2 ** 32, 2 ** 32, 65_536, 65_536]
  const place = [0, 0, 0, 0]
  const each = Math.ceil(packets / rules.length)
  rules.forEach(({ low, high, value, mask }, rule) => {
    for (let i = 0; i < each; i++) {
      for (let d = 0; d < 4; d++) {
        const kind = random.below(8)
        const corner = kind < 3 ? low[d]! : kind < 6 ? high[d]! : kind === 6 ? low[d]! - 1 : high[d]! + 1
        place[d] = Math.min(ends[d]! - 1, Math.max(0, corner))
      }
      const open = random.below(2 ** 24)
      const bits = random.below(8) === 0 ? open : (value | (open & ~mask)) & 0xffffff
      const [first] = trie.firstTwo(place, bits)
      if (first >= 0) hit.add(first)
      if (isShadowed.has(first))
        disagree(done, `rule ${first + 1} is judged shadowed, and is the first to hold ${place.join()} ${bits}`)
      const answer = ask?.(place, bits)
      if (answer !== undefined && answer !== first)
        disagree(done, `corner of rule ${rule + 1}: rule ${answer + 1}, not ${first + 1}`)
      done.packets++
    }
  })
  return { ...done, hit: hit.size }
}

function disagree({ disagreements }: Compared, what: string): void {
  if (disagreements.length < 20) disagreements.push(what)
}

/** The list as one table whose ports are the rules; ranges as prefixes. */
function ternaryOf(
  rules: readonly Line[],
  done: Compared,
): ((place: readonly number[], bits: number) => number) | undefined {
  const fields = [32, 32, 16, 16, 24].map((bits, at) => ({ name: `f${at}`, bits }))
  const table = rules.flatMap(({ low, high, value, mask }, rule) =>
    product([0, 1, 2, 3].map((d) => prefixes(low[d]!, high[d]!, fields[d]!.bits))).map(
      (parts): TernaryRule => ({ match: [...parts, { value, mask }], ports: [rule] }),
    ),
  )
  const outcome = ternaryEngine({ fields, boxes: [{ name: 'list', ports: rules.length + 1, rules: table }], links: [] })
  if (outcome.kind !== 'ready') {
    console.log(`  open bits: ${outcome.kind === 'unknown' ? outcome.exploded : outcome.problems[0]}`)
    return undefined
  }
  return (place, bits) => {
    const fate = outcome.engine.fateOf({ box: 0, port: rules.length }, [...place, bits])
    if (fate.kind === 'fate') return fate.leaves[0]?.port ?? -1
    disagree(done, fate.exploded)
    return -1
  }
}

function product<T>(lists: readonly (readonly T[])[]): T[][] {
  return lists.reduce<T[][]>((all, list) => all.flatMap((one) => list.map((more) => [...one, more])), [[]])
}

/** A range as blocks with open bits at their end. */
function prefixes(low: number, high: number, bits: number): Ternary[] {
  const found: Ternary[] = []
  for (let at = low; at <= high; ) {
    let size = 1
    while (at % (size * 2) === 0 && at + size * 2 - 1 <= high && size < 2 ** bits) size *= 2
    found.push({ value: at, mask: 2 ** bits - size })
    at += size
  }
  return found
}
