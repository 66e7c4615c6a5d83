import type { InterfaceAddress, IpAddress, Prefix } from '../address/ip.js'
import { parseAddress, parseInterfaceAddress, parsePrefix } from '../address/ip.js'
import { invariant } from '../port/invariant.js'

// The schemas have read the form before these are called, so nothing is left that could fail.

/** Canonical text of an address. */
export const readAddress = (text: string): IpAddress => read(text, parseAddress)

/** Canonical text of a prefix; host bits are cleared. */
export const readPrefix = (text: string): Prefix => read(text, parsePrefix)

/** Canonical text of an interface address. */
export const readInterfaceAddress = (text: string): InterfaceAddress => read(text, parseInterfaceAddress)

function read<T>(text: string, parse: (text: string) => T | undefined): T {
  const value = parse(text)
  invariant(value !== undefined, `not an address: ${text}`)
  return value
}
