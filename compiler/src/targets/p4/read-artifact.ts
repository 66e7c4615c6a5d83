import type { DeviceState, IpAddress, NextHop } from '@paranet/network'
import { deviceStateFromJson, localInterface, parseAddress } from '@paranet/network'
import { ArtifactError } from '../linux/artifact-error.js'
import type { Bucket, DeviceNumbers } from '../switch/device-numbers.js'
import { bucketOf } from './meter-config.js'
import { cpuPort } from './program/paranet-program.js'
import type { Group, Member, TableEntry } from './table-entry.js'

/** An artifact as it was read, every field of it checked. */
export interface P4Artifact {
  readonly device: string
  readonly numbers: DeviceNumbers
  readonly ranks: ReadonlyMap<string, readonly number[]>
  readonly never: DeviceState | undefined
  /** What the switch cannot do. */
  readonly refused: readonly string[]
  /** Session of copies → ports. */
  readonly sessions: ReadonlyMap<number, readonly number[]>
  /** Group of packets → ports. */
  readonly multicasts: ReadonlyMap<number, readonly number[]>
  readonly members: ReadonlyMap<number, Member>
  readonly groups: ReadonlyMap<number, Group>
  readonly entries: readonly TableEntry[]
}

type Fields = Readonly<Record<string, unknown>>

/** Throws ArtifactError with the place. */
export function refuse(at: string, expected: string): never {
  throw new ArtifactError(`${at}: expected ${expected}`)
}

/** Reads the JSON of an artifact. Throws ArtifactError where it is none. */
export function readArtifact(text: string): P4Artifact {
  const all = fieldsOf(jsonOf(text), 'artifact')
  if (all.program !== 'paranet.p4') refuse('program', '"paranet.p4"')
  const ports = new Map(
    Object.entries(fieldsOf(all.ports, 'ports')).map(([name, port]) => [name, numberOf(port, `ports.${name}`)]),
  )
  if (ports.get(localInterface) !== cpuPort) refuse('ports.local', `${cpuPort}`)
  const hops = Object.entries(fieldsOf(all.nextHops ?? {}, 'nextHops')).map(
    ([number, hop]) => [Number(number), hopOf(hop, `nextHops.${number}`)] as const,
  )
  const never = all.never === undefined ? undefined : deviceStateFromJson(all.never)
  return {
    device: textOf(all.device, 'device'),
    numbers: { ports, hops: new Map(hops), meters: metersOf(all.meters), queues: new Map() },
    ranks: new Map(
      Object.entries(fieldsOf(all.ranks ?? {}, 'ranks')).map(([table, list]) => [
        table,
        listOf(list, `ranks.${table}`, numberOf),
      ]),
    ),
    never: never && (never.ok ? never.value : refuse('never', 'a device state')),
    refused: listOf(all.refused ?? [], 'refused', textOf),
    sessions: new Map(listOf(all.cloneSessions ?? [], 'cloneSessions', replicasOf('session'))),
    multicasts: new Map(listOf(all.multicastGroups ?? [], 'multicastGroups', replicasOf('group'))),
    members: byId(listOf(all.members, 'members', memberOf)),
    groups: byId(listOf(all.groups, 'groups', groupOf)),
    entries: listOf(all.entries, 'entries', entryOf),
  }
}

const byId = <T extends { readonly id: number }>(list: readonly T[]): Map<number, T> =>
  new Map(list.map((one) => [one.id, one]))

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return refuse('artifact', 'JSON')
  }
}

function fieldsOf(value: unknown, at: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) refuse(at, 'an object')
  return value as Fields
}

const textOf = (value: unknown, at: string): string => (typeof value === 'string' ? value : refuse(at, 'text'))

const numberOf = (value: unknown, at: string): number =>
  typeof value === 'number' && Number.isSafeInteger(value) ? value : refuse(at, 'an integer')

function listOf<T>(value: unknown, at: string, read: (one: unknown, at: string) => T): T[] {
  if (!Array.isArray(value)) refuse(at, 'a list')
  return (value as unknown[]).map((one, i) => read(one, `${at}[${i}]`))
}

const textsOf = (value: unknown, at: string): Record<string, string> =>
  Object.fromEntries(Object.entries(fieldsOf(value, at)).map(([name, one]) => [name, textOf(one, `${at}.${name}`)]))

function hopOf(value: unknown, at: string): Required<NextHop> {
  const { interface: name, address } = fieldsOf(value, at)
  const read: IpAddress | undefined = parseAddress(textOf(address, `${at}.address`))
  return { interface: textOf(name, `${at}.interface`), address: read ?? refuse(`${at}.address`, 'an address') }
}

function metersOf(value: unknown): Map<number, Bucket> {
  const meters = listOf(value, 'meters', (one, at) => {
    const fields = fieldsOf(one, at)
    const number = (name: string) => numberOf(fields[name], `${at}.${name}`)
    if (fields.meter !== 'buckets' && fields.meter !== 'out_buckets')
      refuse(`${at}.meter`, '"buckets" or "out_buckets"')
    const config = { cir: number('cir'), cburst: number('cburst'), pir: number('pir'), pburst: number('pburst') }
    const of = fieldsOf(fields.of ?? {}, `${at}.of`)
    const noted =
      typeof of.bucket === 'string' && typeof of.rate === 'number' && typeof of.burst === 'number'
        ? { bucket: of.bucket, rate: of.rate, burst: of.burst }
        : undefined
    return [number('index'), bucketOf(number('index'), config, noted)] as const
  })
  return new Map(meters)
}

/** A number that stands for copies, and the ports where they go out, sorted. */
const replicasOf =
  (name: string) =>
  (value: unknown, at: string): readonly [number, readonly number[]] => {
    const fields = fieldsOf(value, at)
    const ports = listOf(fields.replicas, `${at}.replicas`, (one, place) =>
      numberOf(fieldsOf(one, place).egressPort, `${place}.egressPort`),
    )
    return [numberOf(fields[name], `${at}.${name}`), ports.sort((a, b) => a - b)]
  }

function memberOf(value: unknown, at: string): Member {
  const { id, action, params } = fieldsOf(value, at)
  return {
    id: numberOf(id, `${at}.id`),
    action: textOf(action, `${at}.action`),
    params: textsOf(params, `${at}.params`),
  }
}

function groupOf(value: unknown, at: string): Group {
  const { id, members } = fieldsOf(value, at)
  return {
    id: numberOf(id, `${at}.id`),
    members: listOf(members, `${at}.members`, (one, place) => {
      const fields = fieldsOf(one, place)
      return {
        member: numberOf(fields.member, `${place}.member`),
        weight: numberOf(fields.weight, `${place}.weight`),
        watchPort: numberOf(fields.watchPort, `${place}.watchPort`),
      }
    }),
  }
}

function entryOf(value: unknown, at: string): TableEntry {
  const { table, match, priority, action, params, group, metadata } = fieldsOf(value, at)
  return {
    table: textOf(table, `${at}.table`),
    match: textsOf(match, `${at}.match`),
    ...(priority === undefined ? {} : { priority: numberOf(priority, `${at}.priority`) }),
    ...(action === undefined ? {} : { action: textOf(action, `${at}.action`) }),
    ...(params === undefined ? {} : { params: textsOf(params, `${at}.params`) }),
    ...(group === undefined ? {} : { group: numberOf(group, `${at}.group`) }),
    ...(metadata === undefined ? {} : { metadata: textOf(metadata, `${at}.metadata`) }),
  }
}
