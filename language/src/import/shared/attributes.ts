import type { NameStrategy, NodeType, Place, TopologyNode } from '@paranet/network'
import { parseAddress, parsePrefix } from '@paranet/network'
import { assignedAddresses } from './assign.js'
import { type Fields, numberOf } from './draft.js'
import { shareOf } from './shares.js'

const nodeTypes: ReadonlySet<string> = new Set<NodeType>([
  'router',
  'switch',
  'host',
  'firewall',
  'balancer',
  'cache',
  'ndn',
  'geo',
  'p4',
  'server',
])

/** What a source says of a node, by names that exports of ours use; anything that does not fit is a label. */
export interface NodeAttributes {
  readonly name: string
  /** From 0: assigned addresses come from it. */
  readonly position: number
  readonly location?: Place
  readonly given: Fields
  /** Whether an address belongs to another node already: then it is not assigned. */
  readonly isTaken?: (address: string) => boolean
  /** Whether a prefix is assigned where none is given. Default: yes. */
  readonly withPrefixes?: boolean
  /** Told what of the source is not kept: a label that is cut, an address that is none. */
  readonly onLoss?: (what: string, why: string) => void
}

const textKeys = ['region', 'segment', 'gateway', 'function', 'target', 'driver'] as const
const listKeys = ['addresses', 'prefixes', 'produces'] as const
const strategies: ReadonlySet<unknown> = new Set<NameStrategy>(['best-route', 'asf', 'multicast'])
const readKeys: ReadonlySet<string> = new Set<string>([
  ...textKeys,
  ...listKeys,
  'type',
  'contentStore',
  'labels',
  'assigned',
])

const nothing = (): void => undefined

/** A node of these attributes. What is absent is assigned by the rule in `assign.ts`: addresses only to what forwards. */
export function nodeOfAttributes(attributes: NodeAttributes): TopologyNode {
  const { name, position, location, given, isTaken = () => false, withPrefixes = true, onLoss = nothing } = attributes
  const type = isNodeType(given['type']) ? given['type'] : 'router'
  const readAll = <Read>(key: string, parse: (text: string) => Read | undefined): Read[] | undefined =>
    textList(given[key])?.flatMap((text) => {
      const value = parse(text)
      if (value === undefined) onLoss(`the ${key} "${text.slice(0, 60)}"`, 'it is no address')
      return value === undefined ? [] : [value]
    })
  const addresses = readAll('addresses', parseAddress)
  const prefixes = readAll('prefixes', parsePrefix)
  const said = textList(given['assigned'])
  const mayAssign = (key: string) => said?.includes(key) ?? (key !== 'prefixes' || withPrefixes)
  const assigned = type === 'host' || type === 'server' ? undefined : freeAddresses(position, isTaken)
  const contentStore = numberOf(given['contentStore'], 1)
  const availability = shareOf(given['availability'], 'to-all')
  const texts = Object.fromEntries(
    textKeys.flatMap((key) => (typeof given[key] === 'string' && given[key] !== '' ? [[key, given[key]]] : [])),
  )
  return {
    name,
    type,
    addresses: addresses ?? (assigned && mayAssign('address') ? [assigned.address] : []),
    prefixes: prefixes ?? (assigned && mayAssign('prefixes') ? [assigned.prefix] : []),
    ...(location ? { location } : {}),
    target: 'emulated',
    driver: 'emulated',
    // As the language has it: a firewall that says nothing else is one in its function too.
    ...(type === 'firewall' || type === 'balancer' ? { function: type } : {}),
    ...texts,
    produces: textList(given['produces']) ?? [],
    ...(contentStore === undefined ? {} : { contentStore }),
    ...(availability === undefined ? {} : { availability }),
    ...(strategies.has(given['strategy']) ? { strategy: given['strategy'] as NameStrategy } : {}),
    labels: labelsOf(given, type, (key) =>
      onLoss(`the end of the label "${key}"`, 'a label has 1,000 letters at most'),
    ),
    assigned: said?.filter((key) => key !== 'none') ?? [
      ...(addresses || !assigned ? [] : ['address']),
      ...(prefixes || !assigned || !withPrefixes ? [] : ['prefixes']),
    ],
  }
}

/** Whether a value is the name of a node type. */
export const isNodeType = (value: unknown): value is NodeType => typeof value === 'string' && nodeTypes.has(value)

/** The assigned addresses of the n-th node, or of a later number where its loopback belongs to another. */
function freeAddresses(position: number, isTaken: (address: string) => boolean) {
  for (let n = position; ; n++) {
    const found = assignedAddresses(n)
    if (!found || !isTaken(found.address)) return found
  }
}

/** Texts of a list, or of one text with commas or spaces between. */
export function textList(value: unknown, between = /[\s,]+/): string[] | undefined {
  if (typeof value === 'string') return value.split(between).filter((text) => text !== '')
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}

function labelsOf(given: Fields, type: NodeType, onCut: (key: string) => void): Record<string, string> {
  const isLabel = (key: string) =>
    key === 'strategy'
      ? !strategies.has(given[key])
      : key === 'availability'
        ? shareOf(given[key], 'to-all') === undefined
        : !readKeys.has(key) || (key === 'type' && given['type'] !== type)
  return { ...textsOf(given, isLabel, onCut), ...ownLabels(given['labels'], onCut) }
}

const longestLabel = 1000

/** Texts, numbers and truth values as labels, by name. Longer than 1,000 letters is cut, and told. */
export function textsOf(
  given: Fields,
  isLabel: (key: string) => boolean,
  onCut: (key: string) => void,
): Record<string, string> {
  const texts = Object.entries(given).flatMap(([key, value]) => {
    if (!isLabel(key) || !['string', 'number', 'boolean'].includes(typeof value)) return []
    const text = String(value)
    if (text.length > longestLabel) onCut(key)
    return [[key, text.slice(0, longestLabel)] as const]
  })
  return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Labels that an export of ours wrote as an object. */
export const ownLabels = (labels: unknown, onCut: (key: string) => void): Record<string, string> =>
  typeof labels === 'object' && labels !== null && !Array.isArray(labels)
    ? textsOf(labels as Fields, () => true, onCut)
    : {}
