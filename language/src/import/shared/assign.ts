import type { IpAddress, Place, Prefix } from '@paranet/network'
import { parseAddress, parsePrefix } from '@paranet/network'

/** What an importer assigns where its source says nothing. The n-th node of the file (from 0) gets the loopback 10.255.A.B and the attached
 *  prefix 10.A.B.0/24 with A = n div 256 and B = n mod 256; beyond 65,280 nodes nothing is left to assign. A link without a latency gets
 *  that of a fibre along the great circle between its ends' places (5 µs a km, at least 50 µs), or 1 ms where a place is missing;
 *  without a bandwidth it gets 10 Gbit/s. */
export function assignedAddresses(n: number): { readonly address: IpAddress; readonly prefix: Prefix } | undefined {
  if (n >= 255 * 256) return undefined
  const [a, b] = [Math.floor(n / 256), n % 256]
  return { address: parseAddress(`10.255.${a}.${b}`) as IpAddress, prefix: parsePrefix(`10.${a}.${b}.0/24`) as Prefix }
}

/** bit/s */
export const assignedBandwidth = 10_000_000_000

const microsecondsPerKm = 5
const shortestLatency = 50
const unknownLatency = 1000

/** µs */
export function assignedLatency(a: Place | undefined, b: Place | undefined): number {
  if (!a || !b) return unknownLatency
  return Math.max(shortestLatency, Math.round(greatCircleKm(a, b) * microsecondsPerKm))
}

/** µs for the length of a fibre in km, at least 1, if it is a length. */
export const latencyOfKm = (km: unknown): number | undefined => {
  const length = typeof km === 'string' && km.trim() !== '' ? Number(km) : km
  return typeof length === 'number' && length >= 0 && length < 1e6
    ? Math.max(1, Math.round(length * microsecondsPerKm))
    : undefined
}

/** Haversine distance on a sphere of 6,371 km. */
function greatCircleKm(a: Place, b: Place): number {
  const radians = Math.PI / 180
  const h =
    Math.sin(((b.lat - a.lat) * radians) / 2) ** 2 +
    Math.cos(a.lat * radians) * Math.cos(b.lat * radians) * Math.sin(((b.lon - a.lon) * radians) / 2) ** 2
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(h)))
}
