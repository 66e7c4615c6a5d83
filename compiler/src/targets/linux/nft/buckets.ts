import type { PolicerEntry } from '@paranet/network'
import { contentHash } from '@paranet/network'

/** A token bucket that several rules may share. */
export type Bucket = Pick<PolicerEntry, 'bucket' | 'rate' | 'burst'>

/** The name of the limit and of the chain that a bucket has: made from what it is. */
export function bucketChain(one: Bucket): string {
  let known = chains.get(one)
  if (known === undefined) {
    const { bucket, rate, burst } = one
    chains.set(one, (known = `police_${contentHash([bucket, rate, burst]).slice(0, 8)}`))
  }
  return known
}

/** Worked out once for each object. */
const chains = new WeakMap<Bucket, string>()

export const isPoliceChain = (name: string): boolean => /^police_[0-9a-f]{8}$/.test(name)

/** nftables counts whole bytes per second; no bucket is quite closed. */
const bytesOf = (rate: number): number => Math.max(1, Math.floor(rate / 8))

/** The limit and the chain of a bucket. Rules go to the chain, so that no other policer counts the packet too. */
export function renderBucket(bucket: Bucket): string[] {
  const name = bucketChain(bucket)
  return [
    `\tlimit ${name} {`,
    `\t\trate over ${bytesOf(bucket.rate)} bytes/second burst ${bucket.burst} bytes`,
    '\t}',
    `\tchain ${name} {`,
    `\t\tlimit name "${name}" drop`,
    '\t}',
  ]
}

/** The line of the header that says what a bucket is called and its exact rate. */
export const bucketNote = (bucket: Bucket): string =>
  `bucket ${bucketChain(bucket)} is ${JSON.stringify([bucket.bucket, bucket.rate])}`

/** Buckets by the names of their chains: the rates of the limits, with the names and exact rates of the notes where they agree. */
export function readBuckets(text: string, limits: ReadonlyMap<string, Limit>): Map<string, Bucket> {
  const notes = new Map<string, readonly [string, number]>()
  for (const [, chain = '', json = ''] of text.matchAll(/^# bucket (\S+) is (\[.*\])\s*$/gm)) {
    const note = readNote(json)
    if (note) notes.set(chain, note)
  }
  return new Map(
    [...limits].map(([chain, { bytes, burst }]) => {
      const [bucket, exact] = notes.get(chain) ?? [chain, bytes * 8]
      return [chain, { bucket, rate: bytesOf(exact) === bytes ? exact : bytes * 8, burst }]
    }),
  )
}

function readNote(json: string): readonly [string, number] | undefined {
  try {
    const value: unknown = JSON.parse(json)
    if (!Array.isArray(value) || typeof value[0] !== 'string' || !Number.isSafeInteger(value[1])) return undefined
    return [value[0], value[1] as number]
  } catch {
    return undefined
  }
}

/** A limit as nftables says it. */
export interface Limit {
  readonly bytes: number
  readonly burst: number
}

const units: Readonly<Record<string, number>> = { bytes: 1, kbytes: 1024, mbytes: 1024 * 1024 }

/** `rate over 125 kbytes/second burst 1500 bytes`; undefined where it says something else. */
export function readLimit(words: string): Limit | undefined {
  const [, rate, unit = '', burst = '0', burstUnit = 'bytes'] =
    /^rate over (\d+) (\w+)\/second(?: burst (\d+) (\w+))?$/.exec(words.trim()) ?? []
  const [bytes, size] = [units[unit], units[burstUnit]]
  if (rate === undefined || bytes === undefined || size === undefined) return undefined
  return { bytes: Number(rate) * bytes, burst: Number(burst) * size }
}
