import type { Direction, PortFilterRule } from '@paranet/verifier'
import { ByteNames } from './byte-names.js'
import { parsed, parsePrefix } from './parse-prefix.js'
import { type Fields, textOf } from './trace-lines.js'

/** Says that a field is wrong, and does not come back. */
export type Fail = (fields: Fields, message: string, hint?: string) => never

const mostSeq = 0x7fffffff

/** Filters that a trace names (numbered as they come), their rules' sequence numbers, and where they are bound: to find what cannot be. */
export class FilterEvents {
  readonly #fail: Fail
  readonly #names = new ByteNames()
  readonly #seqs: Set<number>[] = []
  readonly #bound = new Set<string>()

  constructor(fail: Fail) {
    this.#fail = fail
  }

  /** The number of the filter that an `acl` line names; `isNew` is called where it is the first. */
  named(fields: Fields, device: number, isNew: () => void): number {
    const { bytes, from, to } = fields
    const known = this.#names.find(bytes, from[2]!, to[2]!, device)
    if (known >= 0) return known
    isNew()
    this.#seqs.push(new Set())
    return this.#names.add(bytes, from[2]!, to[2]!, device)
  }

  known(fields: Fields, index: number, device: number): number {
    const filter = this.#names.find(fields.bytes, fields.from[index]!, fields.to[index]!, device)
    if (filter < 0)
      this.#fail(
        fields,
        `no filter "${textOf(fields, index)}" at this node`,
        'an `acl` line of the node must name it before',
      )
    return filter
  }

  /** `acl NODE NAME SEQ permit|deny PROTO SRC SPORTS DST DPORTS` */
  rule(fields: Fields): PortFilterRule {
    const seq = this.#number(fields, 3, mostSeq, 'a sequence number')
    const verb = textOf(fields, 4)
    if (verb !== 'permit' && verb !== 'deny') this.#fail(fields, `"${verb}" is not permit or deny`)
    const protocol = textOf(fields, 5) === 'ip' ? -1 : this.#number(fields, 5, 255, '`ip` or a protocol number')
    const [src, srcLength] = this.#prefix(fields, 6)
    const srcPorts = this.#ports(fields, 7)
    const [dst, dstLength] = this.#prefix(fields, 8)
    const dstPorts = this.#ports(fields, 9)
    return { seq, isPermit: verb === 'permit', protocol, src, srcLength, srcPorts, dst, dstLength, dstPorts }
  }

  addSeq(fields: Fields, filter: number, seq: number): void {
    if (this.#seqs[filter]!.has(seq))
      this.#fail(fields, `the filter has a rule ${seq} already`, '`unacl` takes it out first')
    this.#seqs[filter]!.add(seq)
  }

  /** The sequence number of an `unacl` line. */
  takenSeq(fields: Fields, filter: number): number {
    const seq = this.#number(fields, 3, mostSeq, 'a sequence number')
    if (!this.#seqs[filter]!.delete(seq)) this.#fail(fields, `the filter has no rule ${seq}`)
    return seq
  }

  direction(fields: Fields): Direction {
    const word = textOf(fields, 3)
    if (word !== 'in' && word !== 'out') this.#fail(fields, `"${word}" is not in or out`)
    return word as Direction
  }

  bind(device: number, port: number, direction: Direction): void {
    this.#bound.add(`${device}:${port}:${direction}`)
  }

  unbind(fields: Fields, device: number, port: number, direction: Direction): void {
    if (!this.#bound.delete(`${device}:${port}:${direction}`))
      this.#fail(fields, `no filter is bound to "${textOf(fields, 2)}" ${direction}`)
  }

  #number(fields: Fields, index: number, most: number, what: string): number {
    const text = textOf(fields, index)
    if (!/^\d{1,10}$/.test(text) || Number(text) > most)
      this.#fail(fields, `"${text}" is not ${what}`, `a number from 0 to ${most}`)
    return Number(text)
  }

  #ports(fields: Fields, index: number): [number, number] {
    const text = textOf(fields, index)
    const found = /^(\d{1,5})-(\d{1,5})$/.exec(text)
    const [from, to] = [Number(found?.[1] ?? 1), Number(found?.[2] ?? 0)]
    if (from > to || to > 65535)
      this.#fail(fields, `"${text}" is not a range of ports`, 'for example: 0-65535 or 80-80')
    return [from, to]
  }

  #prefix(fields: Fields, index: number): [number, number] {
    const problem = parsePrefix(fields, index)
    if (problem !== undefined) this.#fail(fields, `"${textOf(fields, index)}" ${problem}`, 'for example: 10.1.0.0/16')
    return [parsed.address, parsed.length]
  }
}
