import type { Ternary, TernaryNetwork, TernaryRule } from '../ternary-network.js'

/** How large random tables are: at least `fewest` rules a box, fewer than `fewest + rules`; two boxes and fewer than `boxes` more. */
export interface TablesSize {
  readonly fields: TernaryNetwork['fields']
  /** Fields that rules may write, the first ones. */
  readonly written: number
  readonly boxes: number
  readonly fewest: number
  readonly rules: number
}

/** Boxes with random rules: any bits open, copies, loops, rewriting of the first fields. */
export function randomTables(below: (end: number) => number, size: TablesSize): TernaryNetwork {
  const { fields, written } = size
  const ternary = (bits: number): Ternary => {
    const value = below(2 ** bits)
    const kind = below(4)
    if (kind === 0) return { value, mask: 2 ** bits - 1 }
    if (kind === 1) return { value, mask: 2 ** bits - 2 ** below(bits) }
    return { value, mask: below(2 ** bits) & below(2 ** bits) }
  }
  const some = (chance: number) => fields.map(({ bits }) => (below(100) < chance ? ternary(bits) : undefined))
  const rule = (ports: number): TernaryRule => ({
    ...(below(3) === 0 ? { from: [below(ports)] } : {}),
    match: some(45),
    ports: below(5) === 0 ? [] : below(4) === 0 ? [below(ports), below(ports)] : [below(ports)],
    ...(below(3) === 0 ? { set: some(60).map((one, at) => (at < written ? one : undefined)) } : {}),
  })
  const boxes = Array.from({ length: 2 + below(size.boxes) }, (_, box) => ({
    name: `b${box}`,
    ports: 4,
    rules: Array.from({ length: size.fewest + below(size.rules) }, () => rule(4)),
  }))
  const free = boxes.flatMap((_, box) => [0, 1, 2, 3].map((port) => ({ box, port })))
  const links = Array.from({ length: boxes.length + below(3) }, () => {
    const [a] = free.splice(below(free.length), 1)
    const [b] = free.splice(below(free.length), 1)
    return [a!, b!] as const
  })
  return { fields, boxes, links }
}
