import type { InterfaceAddress, IpAddress, Prefix } from '../address/ip.js'
import { parseAddress, parseInterfaceAddress, parsePrefix } from '../address/ip.js'
import type { ContentName } from '../names/content-name.js'
import { parseName } from '../names/content-name.js'
import { invariant } from '../port/invariant.js'

// The schemas have read the form before these are called, so nothing is left that could fail.

/** Canonical text of an address. */
export const readAddress = (text: string): IpAddress => read(text, parseAddress)

/** Canonical text of a prefix; host bits are cleared. */
export const readPrefix = (text: string): Prefix => read(text, parsePrefix)

/** Canonical text of an interface address. */
export const readInterfaceAddress = (text: string): InterfaceAddress => read(text, parseInterfaceAddress)

/** Canonical text of a name of content. */
export const readName = (text: string): ContentName => read(text, parseName)

function read<T>(text: string, parse: (text: string) => T | undefined): T {
  const value = parse(text)
  invariant(value !== undefined, `neither an address nor a name: ${text}`)
  return value
}
