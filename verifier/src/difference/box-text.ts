import type { HeaderBox, PacketSet, PacketSpace } from '@paranet/network'
import { protocolNumbers } from '@paranet/network'
import type { TrafficClass } from './difference.js'

/** Boxes that are counted beyond those that are listed. */
const mostCounted = 100

const protocolNames = new Map<number, string>(Object.entries(protocolNumbers).map(([name, value]) => [value, name]))

type Described = Pick<TrafficClass, 'words' | 'boxes' | 'more'>

/** The packets of a set as a bounded list of boxes, and in words: `10.1.0.0/16 → 10.2.0.0/16 tcp 443`. */
export function describeSet(space: PacketSpace, set: PacketSet, mostListed: number): Described {
  const boxes: HeaderBox[] = []
  let more = 0
  for (const box of space.eachBox(set)) {
    if (boxes.length < mostListed) boxes.push(box)
    else if (++more === mostCounted) break
  }
  const others = boxes.length - 1 + more
  const first = boxes[0] ? boxText(boxes[0]) : ''
  const words = others === 0 ? first : `${first} and ${more === mostCounted ? 'more than ' : ''}${others} more`
  return { words, boxes, ...(more === 0 ? {} : { more }) }
}

function boxText({ family, src, dst, protocols, srcPorts, dstPorts, dscps, established }: HeaderBox): string {
  const any = family === undefined ? 'any' : `any IPv${family}`
  const words = [
    `${src ?? any} → ${dst ?? any}`,
    protocols ? rangesText(protocols, (value) => protocolNames.get(value) ?? `proto ${value}`) : '',
    dstPorts ? rangesText(dstPorts, String) : '',
    srcPorts ? `from port ${rangesText(srcPorts, String)}` : '',
    dscps ? `dscp ${rangesText(dscps, String)}` : '',
    established === undefined ? '' : established ? 'established' : 'not established',
  ]
  return words.filter((word) => word !== '').join(' ')
}

const rangesText = (ranges: NonNullable<HeaderBox['protocols']>, name: (value: number) => string): string =>
  ranges.map(([from, to]) => (from === to ? name(from) : `${name(from)}–${name(to)}`)).join(', ')
