const steps: readonly [number, string][] = [
  [1e12, 'T'],
  [1e9, 'G'],
  [1e6, 'M'],
  [1e3, 'k'],
]

function scaled(value: number, unit: string): string {
  for (const [size, prefix] of steps) if (value >= size * 0.9995) return `${digits(value / size)} ${prefix}${unit}`
  return `${digits(value)} ${unit}`
}

const digits = (value: number): string =>
  value >= 100 || Number.isInteger(value)
    ? String(Math.round(value))
    : value.toFixed(value >= 10 ? 1 : 2).replace(/\.?0+$/, '')

/** `1.25 Gbit/s` */
export const formatRate = (bitsPerSecond: number): string => scaled(bitsPerSecond, 'bit/s')

/** `3.4 MB` */
export const formatBytes = (bytes: number): string => scaled(bytes, 'B')

/** `1 204` as the locale writes it. */
export const formatCount = (count: number): string => count.toLocaleString('en')

/** µs as `40 µs`, `1.2 ms`, `2 s` */
export function formatMicros(micros: number): string {
  if (micros < 1000) return `${digits(micros)} µs`
  return micros < 1e6 ? `${digits(micros / 1000)} ms` : `${digits(micros / 1e6)} s`
}

/** ms as `120 ms`, `3.2 s`, `2 min` */
export function formatMs(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`
  return ms < 120_000 ? `${digits(ms / 1000)} s` : `${Math.round(ms / 60_000)} min`
}

/** A share to six digits: `99.95 %`. */
export const formatExactShare = (share: number): string => `${Number((share * 100).toPrecision(6))} %`

/** 0.315 as `32 %`; small loads keep a decimal. */
export function formatShare(share: number): string {
  const percent = share * 100
  return `${percent > 0 && percent < 10 ? percent.toFixed(1) : Math.round(percent)} %`
}

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
const day = new Intl.DateTimeFormat('en-GB', { day: '2-digit', month: 'short' })

/** Time of day, with the date unless it is today's. Takes ms or an ISO text. */
export function formatTime(at: number | string): string {
  const date = new Date(at)
  const isToday = date.toDateString() === new Date().toDateString()
  return isToday ? clock.format(date) : `${day.format(date)} ${clock.format(date)}`
}

/** First characters of a content hash, enough to tell two apart. */
export const shortId = (id: string): string => (id.length > 14 ? id.replace(/^sha256[:-]/, '').slice(0, 10) : id)

const protocols: Readonly<Record<number, string>> = {
  1: 'icmp',
  6: 'tcp',
  17: 'udp',
  47: 'gre',
  50: 'esp',
  58: 'icmpv6',
  89: 'ospf',
  132: 'sctp',
}

interface PacketText {
  readonly src: string
  readonly dst: string
  readonly protocol: number
  readonly dstPort: number
  readonly srcPort?: number
  readonly established?: boolean
}

/** `tcp 10.1.0.1:40000 → 10.2.0.1:443` */
export function formatPacket({ src, dst, protocol, srcPort, dstPort, established }: PacketText): string {
  const at = (address: string, port: number | undefined) =>
    port ? (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`) : address
  return `${protocols[protocol] ?? `proto ${protocol}`} ${at(src, srcPort)} → ${at(dst, dstPort)}${established ? ' (answer)' : ''}`
}

/** `3 devices`, `1 device` */
export const plural = (count: number, noun: string): string => `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`

/** The name within an intent id `network/file/name`. */
export const intentName = (intent: string): string => intent.slice(intent.lastIndexOf('/') + 1)
