import type { NextHop, NextHopGroups } from '@paranet/network'
import { refuseAt } from '../linux/artifact-error.js'
import type { DeviceNumbers } from '../switch/device-numbers.js'
import { readNumber } from './flow.js'
import { localPort, tables } from './layout.js'
import { splitList } from './read-flows.js'
import type { TranslationWay, Zones } from './translations.js'
import { readTranslateAction } from './translations.js'

/** Groups by number: of next hops, of copies with the interfaces where they go out, and of targets of translations. */
export interface ReadGroups {
  readonly groups: ReadonlyMap<number, NextHopGroups>
  readonly copies: ReadonlyMap<number, readonly string[]>
  readonly translations: ReadonlyMap<number, TranslationWay>
}

/** The groups of a file, or of what `ovs-ofctl dump-groups` prints, by number. Throws ArtifactError at one that leads elsewhere than to the
 *  filters of the interface that it watches. */
export function readGroups(file: string, text: string, numbers: DeviceNumbers, zones: Zones): ReadGroups {
  const translations = new Map<number, TranslationWay>()
  const copies = new Map<number, readonly string[]>()
  const select = new Map<number, readonly NextHop[]>()
  const failover = new Map<number, readonly number[]>()
  const names = new Map([...numbers.ports].map(([name, port]) => [port, name]))
  for (const [i, raw] of text.split('\n').entries()) {
    const line = raw.trim()
    if (line === '' || line.startsWith('#') || line.startsWith('OFPST_GROUP_DESC reply')) continue
    const refuse = (what: string) => refuseAt(file, i + 1, `${what}: ${line.slice(0, 100)}`)
    const [, id, type, rest = ''] = /^group_id=(\d+),type=(select|all|ff|fast_failover)(,.*)?$/.exec(line) ?? []
    if (id === undefined) refuse('ParaNet does not judge this group')
    const buckets = rest.split(',bucket=').slice(1)
    const way = type === 'select' ? wayOf(buckets, names, zones) : undefined
    if (way) translations.set(Number(id), way)
    else if (type === 'select')
      select.set(
        Number(id),
        buckets.map((one) => hopOf(one, names, numbers) ?? refuse('a bucket that is no next hop')),
      )
    else if (type === 'all')
      copies.set(Number(id), buckets.map((one) => outOf(one, names) ?? refuse('a bucket that is no copy')).sort())
    else
      failover.set(
        Number(id),
        buckets.map((one) => groupOf(one) ?? refuse('a bucket that is no group')),
      )
  }
  const found = new Map<number, NextHopGroups>([...select].map(([id, hops]) => [id, [hops]]))
  for (const [id, members] of failover)
    found.set(
      id,
      members.map((one) => select.get(one) ?? refuseAt(file, 1, `group ${id} leads to group ${one}, which is missing`)),
    )
  return { groups: found, copies, translations }
}

/** The targets of a translation, where all buckets are such of one direction. */
function wayOf(
  buckets: readonly string[],
  names: ReadonlyMap<number, string>,
  zones: Zones,
): TranslationWay | undefined {
  const read = buckets.map((bucket) => {
    const [head = '', actions = ''] = bucket.split(/,?actions=(.*)/s)
    const translation = readTranslateAction(actions, zones)
    const watched = /\bwatch_port:(\d+)/.exec(head)?.[1]
    const at = watched === undefined ? {} : { interface: names.get(Number(watched)) ?? `port ${watched}` }
    const weight = Number(/\bweight:(\d+)/.exec(head)?.[1] ?? 1)
    return translation && { direction: translation.direction, target: { prefix: translation.prefix, weight, ...at } }
  })
  const to = read.flatMap((one) => (one ? [one.target] : []))
  const [direction, ...others] = new Set(read.map((one) => one?.direction))
  return direction === undefined || others.length > 0 ? undefined : { direction, to }
}

/** The interface where a bucket sends its copy. */
function outOf(bucket: string, names: ReadonlyMap<number, string>): string | undefined {
  const [, actions = ''] = bucket.split(/,?actions=(.*)/s)
  const [first, next, ...more] = splitList(actions)
  const port = registerOf(first, 'reg0')
  if (port === undefined || next !== `resubmit(,${tables.depart})` || more.length > 0) return undefined
  return names.get(port) ?? `port ${port}`
}

function hopOf(bucket: string, names: ReadonlyMap<number, string>, { hops }: DeviceNumbers): NextHop | undefined {
  const [head = '', actions = ''] = bucket.split(/,?actions=(.*)/s)
  const watched = /\bwatch_port:(LOCAL|\d+)/.exec(head)?.[1]
  const port = watched === 'LOCAL' ? localPort : readNumber(watched ?? '')
  const [first, ...rest] = splitList(actions)
  if (rest.pop() !== `resubmit(,${tables.depart})` || port === undefined) return undefined
  if (registerOf(first, 'reg0') !== port || rest.length > 1) return undefined
  const name = names.get(port) ?? `port ${port}`
  if (rest.length === 0) return { interface: name }
  const hop = hops.get(registerOf(rest[0], 'reg2') ?? -1)
  return hop?.interface === name ? hop : undefined
}

const registerOf = (action: string | undefined, name: string): number | undefined =>
  readNumber(new RegExp(`^set_field:(.*)->${name}$`).exec(action ?? '')?.[1] ?? '')

function groupOf(bucket: string): number | undefined {
  const [, watched, used] = /\bwatch_group:(\d+),actions=group:(\d+)$/.exec(bucket) ?? []
  return watched !== undefined && watched === used ? Number(used) : undefined
}
