import type { IpFamily, PacketMatch } from '@paranet/network'
import { asksPorts, familiesOf } from '../switch/match-shape.js'
import type { FlowMatch } from './flow.js'
import type { MaskedPort } from './port-masks.js'
import { masksOfRange } from './port-masks.js'

/** The protocols whose ports OpenFlow matches. */
export const portProtocols: readonly number[] = [6, 17, 132]

/** The flow matches that together say what one match of an entry says: a family, a protocol and a mask of ports each. `needsFamily`: an action
 *  of the flow wants to know the family. */
export function expandMatch(match: PacketMatch, needsFamily = false): FlowMatch[] {
  const { src, dst, protocol, srcPort, dstPort, dscp, established } = match
  const asksHeader = [src, dst, protocol, srcPort, dstPort, dscp].some((field) => field !== undefined)
  const families: readonly (IpFamily | undefined)[] = asksHeader || needsFamily ? familiesOf(match) : [undefined]
  const protocols = asksPorts(match) && protocol === undefined ? portProtocols : [protocol]
  const found: FlowMatch[] = []
  for (const family of families)
    for (const one of protocols)
      for (const from of masksOf(srcPort))
        for (const to of masksOf(dstPort))
          found.push({
            ...(established === undefined ? {} : { established }),
            ...(family === undefined ? {} : { family }),
            ...(src === undefined ? {} : { src }),
            ...(dst === undefined ? {} : { dst }),
            ...(one === undefined ? {} : { protocol: one }),
            ...(from ? { srcPort: from } : {}),
            ...(to ? { dstPort: to } : {}),
            ...(dscp === undefined ? {} : { dscp }),
          })
  return found
}

const masksOf = (range: PacketMatch['srcPort']): readonly (MaskedPort | undefined)[] =>
  range === undefined ? [undefined] : masksOfRange(range)
