import type { Flow } from '@paranet/emulator'
import {
  claimsOf,
  contentHash,
  type Intent,
  intentsInSegment,
  mainSegment,
  type Segment,
  segmentViews,
  type TopologyIndex,
} from '@paranet/network'
import { headerOf, sampleEnds, suitsFamily } from '@paranet/language'

/** Flows of one intent and of all at most. */
const mostPerIntent = 12
const mostAtAll = 400
/** What an intent without a reservation gets, bit/s. */
const defaultRate = 80_000_000

/** Traffic that shows the intents at work: a flow from each source to each destination of each route, its reservation shared out. */
export function trafficOf(whole: TopologyIndex, intents: readonly Intent[]): Flow[] {
  const segments = segmentViews(whole) ?? [{ name: mainSegment, index: whole }]
  return segments.flatMap((segment) => trafficIn(segment, intentsInSegment(intents, segment))).slice(0, mostAtAll)
}

function trafficIn({ name: segment, index }: Segment, intents: readonly Intent[]): Flow[] {
  const claims = claimsOf(index, intents).claims.filter(
    ({ kind, side, asserted }) => kind === 'must' && side === 'forward' && !asserted,
  )
  return claims
    .flatMap(({ intent, sources, destinations, traffic, bandwidth }) => {
      const ends = sampleEnds(index, sources, destinations, mostPerIntent)
      const each = bandwidth?.each ? bandwidth.bitsPerSecond : (bandwidth?.bitsPerSecond ?? defaultRate) / ends.length
      return ends.flatMap((one): Flow[] => {
        const box = traffic.find((its) => suitsFamily(one, its))
        if (!box) return []
        const packet = headerOf(one, box)
        const at = { node: index.nodes[one.port.end ?? one.port.device]?.name ?? '' }
        const place = one.port.end === undefined ? { ...at, interface: one.port.interface } : at
        const where = segment === mainSegment ? place : { ...place, segment }
        const id = contentHash([intent, packet]).slice(0, 16)
        return [{ id, at: where, packet, bitsPerSecond: Math.floor(each), intent }]
      })
    })
    .slice(0, mostAtAll)
}
