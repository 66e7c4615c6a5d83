import type { Bucket } from '../switch/device-numbers.js'

/** A meter as ovs-ofctl(8) takes it: kbit/s and kbit, at least one of each. */
export const meterText = (meter: number, bucket: Bucket): string =>
  `meter=${meter},kbps,burst,stats,bands=type=drop,rate=${rateOf(bucket)},burst_size=${burstOf(bucket)}`

/** Never more than asked, but for less than 1 kbit/s. */
const rateOf = ({ rate }: Bucket): number => Math.min(0xffff_ffff, Math.max(1, Math.floor(rate / 1000)))

const burstOf = ({ burst }: Bucket): number => Math.min(0xffff_ffff, Math.max(1, Math.ceil((burst * 8) / 1000)))

/** The meters of a file or of `ovs-ofctl dump-meters`; the exact rates are those of the notes where they agree. */
export function readMeters(text: string, notes: ReadonlyMap<number, Bucket>): Map<number, Bucket> {
  const meters = new Map<number, Bucket>()
  const pattern = /meter=(\d+)[ ,]([a-z ,]*)bands=\s*type=drop[ ,]+rate=(\d+)(?:[ ,]+burst_size=(\d+))?/g
  for (const [, id = '', flags = '', rate = '', burst = '0'] of text.matchAll(pattern)) {
    if (!/\bkbps\b/.test(flags)) continue
    const note = notes.get(Number(id))
    const isNoted = note !== undefined && rateOf(note) === Number(rate) && burstOf(note) === Number(burst)
    const name = note?.bucket ?? `meter ${id}`
    meters.set(Number(id), isNoted ? note : { bucket: name, rate: Number(rate) * 1000, burst: Number(burst) * 125 })
  }
  return meters
}
