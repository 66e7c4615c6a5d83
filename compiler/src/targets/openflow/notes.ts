import type { DeviceState, Entry, IpAddress } from '@paranet/network'
import { canonicalJson, localInterface, parseAddress, stateOf } from '@paranet/network'
import type { Bucket, DeviceNumbers, Queue } from '../switch/device-numbers.js'
import { localPort } from './layout.js'

/** What the comments of `switch.sh` say that no flow can: what numbers stand for, and what no flow is made of. */
export interface Notes {
  readonly device?: string
  readonly numbers: DeviceNumbers
  /** Table → priorities of its rules by rank. */
  readonly ranks: ReadonlyMap<number, readonly number[]>
  /** Entries that no packet meets, as the JSON of a device state. */
  readonly never: readonly string[]
  /** What the switch cannot do: keys of entries, or what there is too much of. */
  readonly refused: readonly string[]
}

/** The lines of the notes, each behind `# `. */
export function renderNotes(
  { device }: Pick<DeviceState, 'device'>,
  numbers: DeviceNumbers,
  ranks: Notes['ranks'],
  never: readonly Entry[],
  refused: readonly string[],
): string[] {
  const json = (value: unknown) => JSON.stringify(value)
  const ports = [...numbers.ports].filter(([name]) => name !== localInterface).sort(([, a], [, b]) => a - b)
  return [
    `ParaNet configuration of ${json(device)}`,
    ...ports.map(([name, port]) => `port ${port} is ${json(name)}`),
    ...[...numbers.hops].map(([hop, at]) => `next-hop ${hop} is ${json([at.interface, at.address])}`),
    ...[...numbers.meters].map(([meter, one]) => `meter ${meter} is ${json([one.bucket, one.rate, one.burst])}`),
    ...[...numbers.queues].map(([at, one]) => `queue ${at} is ${json([one.class, one.min ?? null, one.max ?? null])}`),
    ...[...ranks].map(([table, list]) => `table ${table} has the priorities ${list.join(' ')}`),
    ...(never.length === 0 ? [] : [`no packet meets ${canonicalJson(stateOf(device, never))}`]),
    ...refused.map((key) => `the switch cannot ${json(key)}`),
  ].map((line) => `# ${line}`)
}

/** Reads the notes of a file; what is no note, or a damaged one, is left out. */
export function readNotes(text: string): Notes {
  const lines = text.split('\n').map((line) => line.trimEnd())
  const all = <T>(pattern: RegExp, read: (...parts: string[]) => T | undefined): T[] =>
    lines.flatMap((line) => {
      const found = pattern.exec(line)
      const value = found ? read(...found.slice(1)) : undefined
      return value === undefined ? [] : [value]
    })
  const [device] = all(/^# ParaNet configuration of (".*")$/, textOf)
  const ports = all(/^# port (\d+) is (".*")$/, (port, name = '') => pair(textOf(name), Number(port)))
  return {
    ...(device === undefined ? {} : { device }),
    numbers: {
      ports: new Map([...ports, [localInterface, localPort]]),
      hops: new Map(all(/^# next-hop (\d+) is (\[.*\])$/, (hop, json = '') => withNumber(hop, hopOf(json)))),
      meters: new Map(all(/^# meter (\d+) is (\[.*\])$/, (meter, json = '') => withNumber(meter, bucketOf(json)))),
      queues: new Map(all(/^# queue (\d+ \d+) is (\[.*\])$/, (at = '', json = '') => pair(at, queueOf(json)))),
    },
    ranks: new Map(
      all(/^# table (\d+) has the priorities ([\d -]+)$/, (table, list = '') =>
        withNumber(table, list.trim().split(/ +/).map(Number)),
      ),
    ),
    never: all(/^# no packet meets (\{.*\})$/, (json) => json),
    refused: all(/^# the switch cannot (".*")$/, textOf),
  }
}

const pair = <A, B>(a: A | undefined, b: B | undefined): [A, B] | undefined =>
  a === undefined || b === undefined ? undefined : [a, b]

const withNumber = <T>(number: string | undefined, value: T | undefined): [number, T] | undefined =>
  pair(Number(number), value)

function jsonOf(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    return undefined
  }
}

function textOf(json = ''): string | undefined {
  const value = jsonOf(json)
  return typeof value === 'string' ? value : undefined
}

function listOf(json: string): readonly unknown[] {
  const value = jsonOf(json)
  return Array.isArray(value) ? value : []
}

function hopOf(json: string): { interface: string; address: IpAddress } | undefined {
  const [name, text] = listOf(json)
  const address = typeof text === 'string' ? parseAddress(text) : undefined
  return typeof name === 'string' && address !== undefined ? { interface: name, address } : undefined
}

function bucketOf(json: string): Bucket | undefined {
  const [bucket, rate, burst] = listOf(json)
  return typeof bucket === 'string' && typeof rate === 'number' && typeof burst === 'number'
    ? { bucket, rate, burst }
    : undefined
}

function queueOf(json: string): Queue | undefined {
  const [name, min, max] = listOf(json)
  if (typeof name !== 'string') return undefined
  return {
    class: name,
    ...(typeof min === 'number' ? { min } : {}),
    ...(typeof max === 'number' ? { max } : {}),
  }
}
