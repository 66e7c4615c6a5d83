import type { PortRange } from '../traffic-class/traffic-class.js'
import { protocolNumbers } from '../packet/packet.js'
import type { PacketBox } from './packet-boxes.js'

const protocolNames: ReadonlyMap<number, string> = new Map(
  Object.entries(protocolNumbers).map(([name, number]) => [number, name]),
)

/** Values of a field that are written out. */
const mostValues = 4

/** A box in words: `10.1.0.0/16 → 10.2.0.0/16 tcp 443`. Packets of no connection yet are not said to be so. */
export function packetBoxText({ family, src, dst, protocol, dstPort, srcPort, dscp, established }: PacketBox): string {
  const any = family === undefined ? 'any' : `any IPv${family}`
  const addresses = (own: readonly string[] | undefined, other: readonly string[] | undefined) =>
    own ? listed(own) : other === undefined ? any : 'any'
  return [
    `${addresses(src, dst)} → ${addresses(dst, src)}`,
    ...(protocol ? [rangesText(protocol, (value) => protocolNames.get(value) ?? `proto ${value}`)] : []),
    ...(dstPort ? [rangesText(dstPort, String)] : []),
    ...(srcPort ? [`from port ${rangesText(srcPort, String)}`] : []),
    ...(dscp ? [`dscp ${rangesText(dscp, String)}`] : []),
    ...(established ? ['established'] : []),
  ].join(' ')
}

const rangesText = (ranges: readonly PortRange[], name: (value: number) => string): string =>
  listed(ranges.map(([first, last]) => (first === last ? name(first) : `${name(first)}–${name(last)}`)))

const listed = (values: readonly string[]): string =>
  values.length > mostValues ? `${values.slice(0, mostValues).join(', ')}, …` : values.join(', ')
