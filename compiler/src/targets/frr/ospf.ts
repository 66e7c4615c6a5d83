import type { Prefix, TopologyIndex, TopologyNode } from '@paranet/network'
import { prefixRange, speaksOspf } from '@paranet/network'
import { refuseAt } from '../linux/artifact-error.js'
import { linuxNameOf } from '../linux/interface-names.js'
import type { NumberedLine } from './numbered-line.js'

/** What a device tells OSPF neighbours. */
export interface Ospf {
  readonly area: string
  /** Present where the device has an IPv4 address of its own. */
  readonly routerId?: string
  /** Links to neighbours that speak OSPF too. */
  readonly links: readonly { readonly interface: string; readonly cost: number }[]
  /** IPv4 prefixes that are attached. */
  readonly attached: readonly Prefix[]
}

/** The highest cost of an interface (RFC 2328, C.3). */
const highestCost = 65_535

/** What a device with `routing: ospf` tells; undefined where it does not speak OSPF. Costs are the weights of links; a link whose weight is no cost
 *  is left out. */
export function ospfOf(index: TopologyIndex, node: TopologyNode): Ospf | undefined {
  if (!speaksOspf(node)) return undefined
  const links = index.links.flatMap(({ ends, weight }) =>
    ends.flatMap((end, side) => {
      const far = ends[1 - side]?.node ?? ''
      const other = index.nodes[index.nodeId.get(far) ?? -1]
      const isCost = Number.isInteger(weight) && weight >= 1 && weight <= highestCost
      return end.node === node.name && other && speaksOspf(other) && isCost
        ? [{ interface: end.interface, cost: weight }]
        : []
    }),
  )
  const routerId = node.addresses.find((address) => !address.includes(':'))
  return {
    area: dottedArea(node.labels.ospf_area),
    ...(routerId === undefined ? {} : { routerId }),
    links,
    attached: node.prefixes.filter((prefix) => prefixRange(prefix).family === 4),
  }
}

/** An area as FRR prints it: four bytes. */
export function dottedArea(text = '0'): string {
  if (/^\d{1,3}(\.\d{1,3}){3}$/.test(text)) return text
  const number = /^\d{1,10}$/.test(text) ? Number(text) >>> 0 : 0
  return [24, 16, 8, 0].map((shift) => (number >>> shift) & 255).join('.')
}

const name = 'paranet:attached'

/** Routes that are never used: neighbours learn from the device, and its packets leave by the routes of the state. */
const unused = 'distance 255'

/** OSPFv2 (RFC 2328) by FRR's ospfd. Every link is point-to-point; the device's own addresses are in the area, what is attached is told as external. */
export function ospfLines(ospf: Ospf | undefined): string[] {
  if (!ospf) return []
  const { area, routerId, links, attached } = ospf
  return [
    ...attached.map((prefix, i) => `ip prefix-list ${name} seq ${5 * (i + 1)} permit ${prefix}`),
    `route-map ${name} permit 10`,
    ` match ip address prefix-list ${name}`,
    'exit',
    '!',
    ...links.flatMap(({ interface: at, cost }) => [
      `interface ${linuxNameOf(at)}`,
      ` ip ospf area ${area}`,
      ` ip ospf cost ${cost}`,
      ' ip ospf network point-to-point',
      'exit',
      '!',
    ]),
    'interface lo',
    ` ip ospf area ${area}`,
    ' ip ospf passive',
    'exit',
    '!',
    'router ospf',
    ...(routerId === undefined ? [] : [` ospf router-id ${routerId}`]),
    ` redistribute static route-map ${name}`,
    ` ${unused}`,
    'exit',
    '!',
  ]
}

const harmless = /^(!|$|ospf router-id \S+$|redistribute static route-map \S+$|timers |log-adjacency-changes)/

/** Checks that what OSPF neighbours teach is never used. Throws ArtifactError where it might be, and at lines that ParaNet would not write. */
export function checkOspf(file: string, lines: readonly NumberedLine[]): void {
  const strange = lines.find(({ line }) => line !== unused && !harmless.test(line))
  if (strange)
    refuseAt(file, strange.at, `ParaNet does not judge this line of router ospf: ${strange.line.slice(0, 80)}`)
  const [first] = lines
  if (first && !lines.some(({ line }) => line === unused))
    refuseAt(
      file,
      first.at,
      `what neighbours teach would be used: add "${unused}", or routes of the state lose their say`,
    )
}

/** Whether a line is one that `ospfLines` writes outside of `router ospf`: it decides nothing about the device's own packets. */
export const isOspfLine = (line: string): boolean =>
  /^ip ospf (area|cost|network|passive|hello-interval|dead-interval)\b/.test(line) ||
  line === `route-map ${name} permit 10` ||
  line === `match ip address prefix-list ${name}`
