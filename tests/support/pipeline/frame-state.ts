import type { PipelineJson } from './pipeline-json.js'

/** The headers and metadata of one frame in the pipeline. Fields are whole numbers of their widths. */
export class FrameState {
  readonly #fields = new Map<string, readonly (readonly [name: string, width: number])[]>()
  readonly #widths = new Map<string, number>()
  readonly #values = new Map<string, bigint>()
  readonly #valid = new Set<string>()

  constructor(json: PipelineJson) {
    for (const { name, header_type: type } of json.headers) {
      const fields = json.header_types.find((one) => one.name === type)?.fields ?? []
      this.#fields.set(
        name,
        fields.map(([field, width]) => [field, width]),
      )
      for (const [field, width] of fields) this.#widths.set(`${name} ${field}`, width)
    }
  }

  /** The same fields, apart from these. */
  copied(json: PipelineJson): FrameState {
    const copy = new FrameState(json)
    for (const [name, value] of this.#values) copy.#values.set(name, value)
    for (const header of this.#valid) copy.#valid.add(header)
    return copy
  }

  get([header, field]: readonly [string, string]): bigint {
    if (field === '$valid$') return this.#valid.has(header) ? 1n : 0n
    if (!this.#widths.has(`${header} ${field}`)) throw new Error(`the pipeline has no field ${header}.${field}`)
    return this.#values.get(`${header} ${field}`) ?? 0n
  }

  set([header, field]: readonly [string, string], value: bigint): void {
    this.#values.set(`${header} ${field}`, BigInt.asUintN(this.width([header, field]), value))
  }

  width([header, field]: readonly [string, string]): number {
    const width = this.#widths.get(`${header} ${field}`)
    if (width === undefined) throw new Error(`the pipeline has no field ${header}.${field}`)
    return width
  }

  /** Takes a header from the bytes at an offset of bits; the offset behind it, or undefined where the bytes end before. */
  extract(header: string, bytes: Buffer, offset: number): number | undefined {
    let at = offset
    const fields = this.#fields.get(header) ?? []
    if (offset + fields.reduce((sum, [, width]) => sum + width, 0) > bytes.length * 8) return undefined
    for (const [field, width] of fields) {
      let value = 0n
      for (let i = at; i < at + width; i++) value = (value << 1n) | BigInt(((bytes[i >> 3] ?? 0) >> (7 - (i & 7))) & 1)
      this.#values.set(`${header} ${field}`, value)
      at += width
    }
    this.#valid.add(header)
    return at
  }

  /** The bytes of the valid headers, in order. */
  emit(order: readonly string[]): Buffer {
    let bits = ''
    for (const header of order)
      if (this.#valid.has(header))
        for (const [field, width] of this.#fields.get(header) ?? [])
          bits += this.get([header, field]).toString(2).padStart(width, '0')
    return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
  }
}
