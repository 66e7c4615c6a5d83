import type { Place, TopologyLink } from '@paranet/network'
import { assignedBandwidth, assignedLatency, latencyOfKm } from './assign.js'
import { ownLabels, textList, textsOf } from './attributes.js'
import { type Fields, numberOf } from './draft.js'
import { shareOf } from './shares.js'

/** Names of link attributes that become fields; all others become labels. */
const known: ReadonlySet<string> = new Set([
  'bandwidth',
  'capacity',
  'latency_us',
  'dist',
  'weight',
  'risks',
  'key',
  'source_interface',
  'target_interface',
  'labels',
  'assigned',
])

export type LinkAttributes = Omit<TopologyLink, 'id' | 'ends'>

/** What attributes say of a link: `bandwidth` or `capacity` in bit/s, `latency_us`, `dist` in km, `weight`, `loss`, `availability` and `headroom`
 *  as shares (what is none stays a label), `risks`, `labels`, and `assigned` as an export of ours wrote it. What is absent is assigned by the rule in `assign.ts`,
 *  and so is what cannot be read, of which `onUnread` hears. */
export function linkAttributes(
  given: Fields,
  places: readonly [Place | undefined, Place | undefined],
  onCut: (key: string) => void,
  onUnread: (key: string) => void,
): LinkAttributes {
  const bandwidth = numberOf(given['bandwidth'] ?? given['capacity'], 1)
  const latency = numberOf(given['latency_us'], 0) ?? latencyOfKm(given['dist'])
  const said = textList(given['assigned']) ?? []
  const shares = sharesOf(given)
  const read = { bandwidth, capacity: bandwidth, latency_us: latency, dist: latency, weight: weightOf(given['weight']) }
  for (const [key, value] of Object.entries(read)) if (value === undefined && isSaid(given[key])) onUnread(key)
  const isAssigned = (field: string, value: unknown) => value === undefined || said.includes(field)
  return {
    bandwidth: bandwidth ?? assignedBandwidth,
    latency: latency ?? assignedLatency(...places),
    weight: weightOf(given['weight']) ?? 10,
    ...shares,
    risks: textList(given['risks'], /\s+/) ?? [],
    labels: {
      ...textsOf(given, (field) => !known.has(field) && !(field in shares), onCut),
      ...ownLabels(given['labels'], onCut),
    },
    assigned: [
      ...(isAssigned('bandwidth', bandwidth) ? ['bandwidth'] : []),
      ...(isAssigned('latency', latency) ? ['latency'] : []),
    ],
  }
}

/** Whether an attribute says something: no null, no empty text. */
const isSaid = (value: unknown): boolean => value !== undefined && value !== null && value !== ''

function sharesOf(given: Fields): Partial<Pick<LinkAttributes, 'loss' | 'availability' | 'headroom'>> {
  const loss = shareOf(given['loss'], 'from-none')
  const availability = shareOf(given['availability'], 'to-all')
  const headroom = shareOf(given['headroom'], 'to-all')
  return {
    ...(loss === undefined ? {} : { loss }),
    ...(availability === undefined ? {} : { availability }),
    ...(headroom === undefined ? {} : { headroom }),
  }
}

/** A weight of at least 1; a part of one is kept. */
function weightOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value
  return typeof number === 'number' && number >= 1 && number <= Number.MAX_SAFE_INTEGER ? number : undefined
}
