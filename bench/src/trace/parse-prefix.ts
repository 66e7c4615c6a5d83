import type { Fields } from './trace-lines.js'

/** An IPv4 prefix as it stands in a field; reads into `parsed`, so that nothing is made per line. */
export const parsed = { address: 0, length: 0 }

/** Reads `a.b.c.d/n` or `a.b.c.d` into `parsed`; answers what is wrong, or nothing. The address is a signed 32-bit integer. */
export function parsePrefix(fields: Fields, index: number): string | undefined {
  const { bytes } = fields
  const to = fields.to[index]!
  let at = fields.from[index]!
  let address = 0
  for (let part = 0; part < 4; part++) {
    let value = 0
    let digits = 0
    for (; at < to && digits < 4 && isDigit(bytes[at]!); at++, digits++) value = value * 10 + bytes[at]! - 48
    if (digits === 0 || digits > 3 || value > 255) return 'is not an IPv4 prefix'
    address = (address << 8) | value
    if (part < 3 && bytes[at++] !== dot) return 'is not an IPv4 prefix'
  }
  let length = 32
  if (at < to) {
    if (bytes[at++] !== slash || at === to || to - at > 2) return 'is not an IPv4 prefix'
    length = 0
    for (; at < to; at++) {
      if (!isDigit(bytes[at]!)) return 'is not an IPv4 prefix'
      length = length * 10 + bytes[at]! - 48
    }
    if (length > 32) return 'has more than 32 bits'
  }
  if (length === 0 ? address !== 0 : (address & ~(-1 << (32 - length)) & (length === 32 ? 0 : -1)) !== 0)
    return 'has bits beyond its length'
  parsed.address = address
  parsed.length = length
  return undefined
}

const dot = 46
const slash = 47
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57
