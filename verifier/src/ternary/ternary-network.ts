/** A field of the header, at most 32 bits wide; a wider one is several. */
export interface HeaderField {
  readonly name: string
  readonly bits: number
}

/** Where a bit of the mask is 1, the packet has (or gets) the bit of the value; the other bits are open. Unsigned. */
export interface Ternary {
  readonly value: number
  readonly mask: number
}

/** First match wins; what no rule matches is dropped. */
export interface TernaryRule {
  /** Ports that packets come in by; absent: any. */
  readonly from?: readonly number[]
  /** Per field; absent: any value. */
  readonly match: readonly (Ternary | undefined)[]
  /** Ports that packets leave by, a copy each; none: dropped. */
  readonly ports: readonly number[]
  /** Per field: bits that are written. */
  readonly set?: readonly (Ternary | undefined)[]
}

export interface TernaryBox {
  readonly name: string
  readonly ports: number
  readonly rules: readonly TernaryRule[]
}

/** A port of a box, both from 0. */
export interface BoxPort {
  readonly box: number
  readonly port: number
}

/** Boxes with a match-action table each. Ports without a link are the network's edge: packets come in and leave there. */
export interface TernaryNetwork {
  readonly fields: readonly HeaderField[]
  readonly boxes: readonly TernaryBox[]
  readonly links: readonly (readonly [BoxPort, BoxPort])[]
}

/** What is wrong with a network, in the order of its parts: names of what is not there, and values that do not fit. */
export function ternaryProblems({ fields, boxes, links }: TernaryNetwork): string[] {
  const problems: string[] = []
  for (const { name, bits } of fields)
    if (!(Number.isInteger(bits) && bits >= 1 && bits <= 32)) problems.push(`field ${name}: 1 to 32 bits, not ${bits}`)
  for (const box of boxes)
    box.rules.forEach((rule, at) => {
      const where = `box ${box.name}, rule ${at + 1}`
      for (const port of [...(rule.from ?? []), ...rule.ports])
        if (!hasPort(box, port)) problems.push(`${where}: there is no port ${port}`)
      for (const list of [rule.match, rule.set ?? []]) {
        if (list.length > fields.length) problems.push(`${where}: more fields than the header has`)
        list.forEach((ternary, field) => {
          if (ternary && fields[field] && !fits(ternary, fields[field].bits))
            problems.push(`${where}: a value of ${fields[field].name} that does not fit ${fields[field].bits} bits`)
        })
      }
    })
  const used = new Set<string>()
  for (const { box, port } of links.flat()) {
    const found = boxes[box]
    if (!found) problems.push(`a link of box ${box}, which is not there`)
    else if (!hasPort(found, port)) problems.push(`a link of box ${found.name}: there is no port ${port}`)
    else if (used.has(`${box} ${port}`)) problems.push(`box ${found.name}: two links at port ${port}`)
    used.add(`${box} ${port}`)
  }
  return problems
}

const hasPort = ({ ports }: TernaryBox, port: number): boolean => Number.isInteger(port) && port >= 0 && port < ports

const fits = ({ value, mask }: Ternary, bits: number): boolean =>
  [value, mask].every((word) => Number.isInteger(word) && word >= 0 && word < 2 ** bits)
