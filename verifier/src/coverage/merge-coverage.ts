import type { TopologyIndex } from '@paranet/network'
import { keyOfSegment } from '@paranet/network'
import type { Coverage, EntryCoverage, LinkCoverage } from './coverage.js'

/** What is covered of one segment, which has an index of its own. */
export interface SegmentCoverage {
  readonly segment: string
  readonly input: { readonly index: TopologyIndex }
  readonly coverage: Coverage
}

/** What is covered of a network, from what is of its segments. A device is unused where it is in all that it is in. */
export function mergeCoverage(whole: TopologyIndex, parts: readonly SegmentCoverage[]): Coverage {
  const links = new Map<string, LinkCoverage>(
    parts.flatMap(({ coverage }) => coverage.links.map((one) => [one.link, one] as const)),
  )
  const nobody = (link: string): LinkCoverage => ({ link, intents: [], inFailures: [] })
  const entries = parts.flatMap(({ segment, coverage }) => coverage.entries.map((one) => ofSegment(one, segment)))
  const used = new Set(
    parts.flatMap(({ input, coverage }) =>
      input.index.devices.filter((device) => !coverage.unusedDevices.includes(device)),
    ),
  )
  return {
    entries: byDevice(whole, entries),
    links: whole.links.map(({ id }) => links.get(id) ?? nobody(id)),
    unusedDevices: [
      ...new Set(parts.flatMap(({ coverage }) => coverage.unusedDevices.filter((device) => !used.has(device)))),
    ],
  }
}

function byDevice({ nodes }: TopologyIndex, entries: readonly EntryCoverage[]): EntryCoverage[] {
  const found = new Map<string, EntryCoverage[]>()
  for (const entry of entries) {
    const known = found.get(entry.device)
    if (known) known.push(entry)
    else found.set(entry.device, [entry])
  }
  return nodes.flatMap(({ name }) => found.get(name) ?? [])
}

const ofSegment = (entry: EntryCoverage, segment: string): EntryCoverage => ({
  ...entry,
  key: keyOfSegment(entry.key, segment),
  ...(entry.shadowedBy ? { shadowedBy: entry.shadowedBy.map((key) => keyOfSegment(key, segment)) } : {}),
})
