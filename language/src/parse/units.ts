/** What a unit measures, and how many base units it is: bit/s, µs, bytes, metres. */
export interface Unit {
  readonly kind: 'bandwidth' | 'duration' | 'size' | 'distance'
  readonly factor: number
}

const unit = (kind: Unit['kind'], factor: number): Unit => ({ kind, factor })

/** Units as they are written; case matters, since `Mbps` and `mbps` would differ by 10⁹. */
export const units: ReadonlyMap<string, Unit> = new Map([
  ['bps', unit('bandwidth', 1)],
  ['kbps', unit('bandwidth', 1e3)],
  ['Mbps', unit('bandwidth', 1e6)],
  ['Gbps', unit('bandwidth', 1e9)],
  ['Tbps', unit('bandwidth', 1e12)],
  ['us', unit('duration', 1)],
  ['ms', unit('duration', 1e3)],
  ['s', unit('duration', 1e6)],
  ['min', unit('duration', 60e6)],
  ['h', unit('duration', 3600e6)],
  ['d', unit('duration', 86_400e6)],
  ['B', unit('size', 1)],
  ['kB', unit('size', 1e3)],
  ['MB', unit('size', 1e6)],
  ['GB', unit('size', 1e9)],
  ['TB', unit('size', 1e12)],
  ['m', unit('distance', 1)],
  ['km', unit('distance', 1e3)],
])

/** The unit that someone who wrote `word` may have meant: another case, a beginning, another spelling. */
export function nearUnit(word: string): string | undefined {
  const lower = word.toLowerCase()
  const known = [...units.keys()]
  return (
    bitRates[word] ??
    spellings[lower] ??
    known.find((name) => name.toLowerCase() === lower) ??
    known.find((name) => name.toLowerCase().startsWith(lower))
  )
}

/** A small b is a bit, and bits are counted by the second. */
const bitRates: Readonly<Record<string, string>> = { kb: 'kbps', Kb: 'kbps', Mb: 'Mbps', Gb: 'Gbps', Tb: 'Tbps' }

const spellings: Readonly<Record<string, string>> = {
  µs: 'us',
  μs: 'us',
  usec: 'us',
  msec: 'ms',
  sec: 's',
  secs: 's',
  seconds: 's',
  minutes: 'min',
  hours: 'h',
  hour: 'h',
  days: 'd',
  'bit/s': 'bps',
  kbit: 'kbps',
  mbit: 'Mbps',
  gbit: 'Gbps',
  mb: 'MB',
  gb: 'GB',
  meters: 'm',
  metres: 'm',
}
