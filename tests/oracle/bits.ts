/** Addresses and prefixes as strings of bits, led by their family: `4` or `6`. A prefix holds an address when its string begins the
 *  address's. Slow and obvious on purpose. */
export type Bits = string

const known = new Map<string, Bits>()

/** The bits of `10.0.0.1`, `2001:db8::1`, or of a prefix `10.0.0.0/8`. */
export function bitsOf(text: string): Bits {
  let bits = known.get(text)
  if (bits === undefined) known.set(text, (bits = readBits(text)))
  return bits
}

/** Whether every address of `inner` lies in `outer`. */
export const holds = (outer: Bits, inner: Bits): boolean => inner.startsWith(outer)

function readBits(text: string): Bits {
  const [address = '', length] = text.split('/')
  const bits = address.includes(':') ? `6${bitsOfV6(address)}` : `4${bitsOfV4(address)}`
  return length === undefined ? bits : bits.slice(0, 1 + Number(length))
}

const binary = (value: number, width: number): string => value.toString(2).padStart(width, '0')

const bitsOfV4 = (text: string): string =>
  text
    .split('.')
    .map((octet) => binary(Number(octet), 8))
    .join('')

function bitsOfV6(text: string): string {
  const [left = '', right] = text.split('::')
  const head = groupsOf(left)
  const tail = right === undefined ? [] : groupsOf(right)
  const zeros = Array.from({ length: 8 - head.length - tail.length }, () => binary(0, 16))
  return [...head, ...zeros, ...tail].join('')
}

const groupsOf = (text: string): string[] =>
  text === '' ? [] : text.split(':').map((group) => binary(Number.parseInt(group, 16), 16))
