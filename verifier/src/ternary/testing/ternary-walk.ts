import type { BoxPort, Ternary, TernaryNetwork } from '../ternary-network.js'

/** The slow and obvious oracle: rules in a list, one packet walked at a time, each copy and each header that it takes. Shares no code with the engine. */
export function ternaryWalk(
  { boxes, links }: TernaryNetwork,
  from: BoxPort,
  packet: readonly number[],
): { leaves: string[]; goesRound: boolean } {
  const leaves = new Set<string>()
  const onWay = new Set<string>()
  const done = new Set<string>()
  let goesRound = false
  const follow = ({ box, port }: BoxPort, header: readonly number[]): void => {
    const here = `${box}:${port} ${header.join()}`
    if (onWay.has(here)) goesRound = true
    if (onWay.has(here) || done.has(here)) return
    onWay.add(here)
    const rule = boxes[box]!.rules.find(
      (one) =>
        (one.from === undefined || one.from.includes(port)) &&
        header.every((value, field) => holds(one.match[field], value)),
    )
    const then = header.map((value, field) => written(rule?.set?.[field], value))
    for (const out of rule?.ports ?? []) {
      const behind = links.flatMap(([a, b]) =>
        a.box === box && a.port === out ? [b] : b.box === box && b.port === out ? [a] : [],
      )
      if (behind[0]) follow(behind[0], then)
      else leaves.add(`${box}:${out}`)
    }
    onWay.delete(here)
    done.add(here)
  }
  follow(from, packet)
  return { leaves: [...leaves].sort(), goesRound }
}

const holds = (match: Ternary | undefined, value: number): boolean =>
  !match || (BigInt(value) & BigInt(match.mask)) === (BigInt(match.value) & BigInt(match.mask))

function written(set: Ternary | undefined, value: number): number {
  if (!set) return value
  const mask = BigInt(set.mask)
  return Number((BigInt(value) & ~mask) | (BigInt(set.value) & mask))
}

/** Packets at the corners of every rule: its open bits all 0, all 1, or drawn; and those beside, by one up or down in a field that it asks for, or with one
 *  of the bits that it asks for turned round. */
export function* cornerPackets({ fields, boxes }: TernaryNetwork, below: (end: number) => number): Generator<number[]> {
  for (const { match } of boxes.flatMap(({ rules }) => rules)) {
    const fill = (open: (bits: number) => number) =>
      fields.map(({ bits }, at) => written(match[at], Number(BigInt(open(bits)) & (2n ** BigInt(bits) - 1n))))
    for (const corner of [fill(() => 0), fill((bits) => 2 ** bits - 1), fill((bits) => below(2 ** bits))]) {
      yield corner
      const asked = fields.flatMap((_, at) => (match[at] ? [at] : []))
      const at = asked[below(Math.max(1, asked.length))]
      if (at === undefined) continue
      const end = 2 ** fields[at]!.bits
      for (const near of [corner[at]! - 1, corner[at]! + 1]) if (near >= 0 && near < end) yield corner.with(at, near)
      const bit = 2 ** below(fields[at]!.bits)
      yield corner.with(at, Math.floor(corner[at]! / bit) % 2 === 1 ? corner[at]! - bit : corner[at]! + bit)
    }
  }
}
