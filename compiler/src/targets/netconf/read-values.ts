import type { IpFamily, NextHop, Prefix } from '@paranet/network'
import { parseAddress, parseAddressNumber, parsePrefix, prefixRange } from '@paranet/network'
import type { FieldReader, Fields } from './xml/read-fields.js'
import type { XmlElement } from './xml/read-xml.js'

/** Interface → next hops by it that ParaNet assigned. */
export type Interfaces = ReadonlyMap<string, readonly string[]>

/** A prefix of the family; undefined where the leaf is absent. */
export function prefixIn(read: FieldReader, fields: Fields, name: string, family?: IpFamily): Prefix | undefined {
  const text = fields.text(name)
  if (text === undefined) return undefined
  const prefix = parsePrefix(text)
  if (prefix === undefined || (family !== undefined && prefixRange(prefix).family !== family))
    return read.refuse(
      fields.one(name) ?? fields.element,
      `"${text.slice(0, 60)}" is no prefix of IPv${family ?? '4 or 6'}`,
    )
  return prefix
}

/** A next hop by an interface that is there; an address that ParaNet assigned is none. */
export function hopOf(
  read: FieldReader,
  at: XmlElement,
  interfaces: Interfaces,
  name: string,
  text: string | undefined,
  family: IpFamily,
): NextHop {
  const assigned = interfaces.get(name) ?? read.refuse(at, `there is no interface "${name.slice(0, 40)}"`)
  if (text === undefined || assigned.includes(text)) return { interface: name }
  const address = parseAddress(text)
  if (address === undefined || parseAddressNumber(address)?.family !== family)
    return read.refuse(at, `"${text.slice(0, 60)}" is no address of IPv${family}`)
  return { interface: name, address }
}
