import type { NodeType, Place, TopologyNode } from '@paranet/network'
import { parseAddress, parsePrefix } from '@paranet/network'
import { assignedAddresses } from './assign.js'

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
  readonly given: Readonly<Record<string, unknown>>
}

const textKeys = ['region', 'gateway', 'function', 'target', 'driver'] as const
const listKeys = ['addresses', 'prefixes', 'produces'] as const
const readKeys: ReadonlySet<string> = new Set<string>([...textKeys, ...listKeys, 'type', 'labels', 'assigned'])

/** A node of these attributes. What is absent is assigned by the rule in `assign.ts`: addresses only to what forwards. */
export function nodeOfAttributes({ name, position, location, given }: NodeAttributes): TopologyNode {
  const type =
    typeof given['type'] === 'string' && nodeTypes.has(given['type']) ? (given['type'] as NodeType) : 'router'
  const addresses = listOf(given['addresses'])
    ?.map((text) => parseAddress(text))
    .filter((one) => one !== undefined)
  const prefixes = listOf(given['prefixes'])
    ?.map((text) => parsePrefix(text))
    .filter((one) => one !== undefined)
  const said = listOf(given['assigned'])
  const mayAssign = (key: string) => said === undefined || said.includes(key)
  const assigned = type === 'host' || type === 'server' ? undefined : assignedAddresses(position)
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
    ...texts,
    produces: listOf(given['produces']) ?? [],
    labels: labelsOf(given, type),
    assigned: said?.filter((key) => key !== 'none') ?? [
      ...(addresses || !assigned ? [] : ['address']),
      ...(prefixes || !assigned ? [] : ['prefixes']),
    ],
  }
}

function listOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return value.split(/[\s,]+/).filter((text) => text !== '')
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : undefined
}

function labelsOf(given: Readonly<Record<string, unknown>>, type: NodeType): Record<string, string> {
  const isLabel = (key: string) => !readKeys.has(key) || (key === 'type' && given['type'] !== type)
  return { ...textsOf(given, isLabel), ...ownLabels(given['labels']) }
}

/** Texts, numbers and truth values as labels, by name. Longer than 1,000 letters is cut. */
export function textsOf(
  given: Readonly<Record<string, unknown>>,
  isLabel: (key: string) => boolean,
): Record<string, string> {
  const texts = Object.entries(given).flatMap(([key, value]) =>
    isLabel(key) && ['string', 'number', 'boolean'].includes(typeof value)
      ? [[key, String(value).slice(0, 1000)] as const]
      : [],
  )
  return Object.fromEntries(texts.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** Labels that an export of ours wrote as an object. */
export const ownLabels = (labels: unknown): Record<string, string> =>
  typeof labels === 'object' && labels !== null && !Array.isArray(labels)
    ? textsOf(labels as Record<string, unknown>, () => true)
    : {}
