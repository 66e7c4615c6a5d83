import type { BoxPort, HeaderField, Ternary, TernaryBox, TernaryNetwork, TernaryRule } from './ternary-network.js'

/** A line that cannot be read, from 1. */
export interface TernaryProblem {
  readonly line: number
  readonly message: string
}

/** A word of the text that is not as it should be; caught per line. */
class BadWord extends Error {}

interface Reading {
  readonly fields: HeaderField[]
  readonly boxes: (Omit<TernaryBox, 'rules'> & { readonly rules: TernaryRule[] })[]
  readonly byName: Map<string, number>
  readonly links: (readonly [BoxPort, BoxPort])[]
}

/** Reads a network of ternary rules, one thing a line, `#` starts a comment:
 *
 *      header vlan 12 dst 32 proto 8
 *      box NAME PORTS
 *      link BOX PORT BOX PORT
 *      rule BOX PORTS|* FIELD=MATCH… -> PORTS|drop FIELD=MATCH…
 *
 *  A match is a number (0x… too), `value/mask`, `10.1.0.0/16`, or bits `0b10xx`. What stands behind the ports is written to the header. Lines that cannot be
 *  read are left out and told of. */
export function readTernary(text: string): { network: TernaryNetwork; problems: TernaryProblem[] } {
  const reading: Reading = { fields: [], boxes: [], byName: new Map(), links: [] }
  const problems: TernaryProblem[] = []
  text.split('\n').forEach((line, at) => {
    const words = line.replace(/#.*/, '').split(/\s+/).filter(Boolean)
    if (words.length === 0) return
    try {
      readLine(words, reading)
    } catch (error) {
      if (!(error instanceof BadWord)) throw error
      problems.push({ line: at + 1, message: error.message })
    }
  })
  return { network: { fields: reading.fields, boxes: reading.boxes, links: reading.links }, problems }
}

function readLine([kind, ...words]: readonly string[], reading: Reading): void {
  if (kind === 'header') readHeader(words, reading)
  else if (kind === 'box') readBox(words, reading)
  else if (kind === 'link') reading.links.push([portAt(words, 0, reading), portAt(words, 2, reading)])
  else if (kind === 'rule') readRule(words, reading)
  else throw new BadWord(`"${kind}" starts no line: there are header, box, link and rule`)
}

function readHeader(words: readonly string[], { fields }: Reading): void {
  if (fields.length > 0) throw new BadWord('a second header')
  for (let at = 0; at < words.length; at += 2)
    fields.push({ name: words[at]!, bits: whole(words[at + 1], 32, `the bits of ${words[at]}`) })
}

function readBox([name, ports]: readonly string[], { boxes, byName }: Reading): void {
  if (name === undefined) throw new BadWord('a box has a name and a number of ports')
  if (byName.has(name)) throw new BadWord(`a second box ${name}`)
  const count = whole(ports, 65_535, 'the number of ports')
  byName.set(name, boxes.push({ name, ports: count, rules: [] }) - 1)
}

function readRule([box, from, ...words]: readonly string[], reading: Reading): void {
  const { rules } = reading.boxes[boxOf(box, reading)]!
  const arrow = words.indexOf('->')
  const ports = words[arrow + 1]
  if (arrow < 0 || from === undefined || ports === undefined)
    throw new BadWord('a rule is: rule BOX PORTS|* FIELD=MATCH… -> PORTS|drop FIELD=MATCH…')
  const set = words.slice(arrow + 2)
  rules.push({
    ...(from === '*' ? {} : { from: portList(from) }),
    match: ternaries(words.slice(0, arrow), reading),
    ports: ports === 'drop' ? [] : portList(ports),
    ...(set.length > 0 ? { set: ternaries(set, reading) } : {}),
  })
}

function boxOf(name: string | undefined, { byName }: Reading): number {
  const box = byName.get(name ?? '')
  if (box === undefined) throw new BadWord(`there is no box "${name ?? ''}" above this line`)
  return box
}

function portAt(words: readonly string[], at: number, reading: Reading): BoxPort {
  return { box: boxOf(words[at], reading), port: whole(words[at + 1], 65_535, 'a port') }
}

const portList = (word: string): number[] => word.split(',').map((one) => whole(one, 65_535, 'a port'))

function whole(word: string | undefined, most: number, what: string): number {
  const value = word !== undefined && /^\d+$/.test(word) ? Number(word) : Number.NaN
  if (!(value <= most)) throw new BadWord(`${what}: a number up to ${most}, not "${word ?? ''}"`)
  return value
}

function ternaries(words: readonly string[], { fields }: Reading): (Ternary | undefined)[] {
  const found: (Ternary | undefined)[] = fields.map(() => undefined)
  for (const word of words) {
    const [name, text = ''] = word.split('=')
    const at = fields.findIndex((field) => field.name === name)
    if (at < 0)
      throw new BadWord(`there is no field "${name}": the header has ${fields.map((one) => one.name).join(', ')}`)
    found[at] = ternary(text, fields[at]!)
  }
  return found
}

function ternary(text: string, { name, bits }: HeaderField): Ternary {
  const all = 2 ** bits - 1
  if (/^0b[01x]+$/.test(text)) return bitText(text.slice(2), name, bits)
  const [value, mask] = text.split('/')
  const found = {
    value: numeral(value, name, all),
    mask:
      mask === undefined
        ? all
        : isDotted(value) && /^\d+$/.test(mask)
          ? prefixMask(mask, bits)
          : numeral(mask, name, all),
  }
  return { value: Number(BigInt(found.value) & BigInt(found.mask)), mask: found.mask }
}

function bitText(text: string, name: string, bits: number): Ternary {
  if (text.length !== bits) throw new BadWord(`${name} has ${bits} bits, not ${text.length}`)
  const read = (digit: (bit: string) => string) => Number.parseInt([...text].map(digit).join(''), 2)
  return { value: read((bit) => (bit === '1' ? '1' : '0')), mask: read((bit) => (bit === 'x' ? '0' : '1')) }
}

const isDotted = (word: string | undefined): boolean => /^\d{1,3}(\.\d{1,3}){3}$/.test(word ?? '')

function prefixMask(word: string, bits: number): number {
  const length = whole(word, bits, 'the length of a prefix')
  return 2 ** bits - 2 ** (bits - length)
}

function numeral(word: string | undefined, name: string, most: number): number {
  const value = isDotted(word)
    ? word!.split('.').reduce((sum, part) => sum * 256 + (Number(part) > 255 ? Number.NaN : Number(part)), 0)
    : /^(\d+|0x[\da-f]+)$/i.test(word ?? '')
      ? Number(word)
      : Number.NaN
  if (!(value <= most))
    throw new BadWord(`${name}: "${word ?? ''}" is no value up to ${most}, value/mask, prefix or 0b…`)
  return value
}
