import type { DeviceState, QueueEntry } from '@paranet/network'
import { canonicalJson, contentHash } from '@paranet/network'
import { linuxNameOf } from '../interface-names.js'

/** A class of packets at an interface, with what it is promised. */
export type Queue = Pick<QueueEntry, 'class' | 'min' | 'max'>

/** A queue as Linux has it: the HTB class `id` of the root of `linux`, its interface there. */
export interface DeviceQueue {
  readonly linux: string
  readonly id: string
  readonly queue: Queue
}

/** The number of our root at every interface: those of others are left alone. Hexadecimal, as tc takes it. */
export const queueRoot = '7061'

/** The class of packets that no rule gives a queue. */
export const defaultQueue = `${queueRoot}:2`

/** Where packets that leave by an interface wait, as a rule says it: a class of our root. */
export const isQueueId = (text: string): boolean => new RegExp(`^${queueRoot}:[0-9a-f]{1,4}$`).test(text)

const queueKey = (linux: string, { class: name, min, max }: Queue): string =>
  canonicalJson([linux, name, min ?? null, max ?? null])

/** The queue that an entry speaks of, among those of its device. */
export const queueOf = (queues: ReadonlyMap<string, DeviceQueue>, entry: QueueEntry): DeviceQueue | undefined =>
  queues.get(queueKey(linuxNameOf(entry.interface), entry))

/** All queues of a device, by interface and number. The number is a hash of the class, so that it stays while the class does, whatever its rates. */
export function queuesOf({ queues }: DeviceState): ReadonlyMap<string, DeviceQueue> {
  if (!queues) return new Map()
  let known = ofLists.get(queues)
  if (!known) ofLists.set(queues, (known = makeQueues(queues)))
  return known
}

/** Worked out once for each list. */
const ofLists = new WeakMap<readonly QueueEntry[], ReadonlyMap<string, DeviceQueue>>()

function makeQueues(queues: readonly QueueEntry[]): Map<string, DeviceQueue> {
  const found = new Map(
    queues.map((entry): [string, Omit<DeviceQueue, 'id'>] => {
      const linux = linuxNameOf(entry.interface)
      return [queueKey(linux, entry), { linux, queue: plain(entry) }]
    }),
  )
  const taken = new Set<string>()
  const numbered = [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, { linux, queue }]): [string, DeviceQueue] => {
      let number = Number.parseInt(contentHash(queue.class).slice(0, 8), 16) % numbers
      while (taken.has(`${linux} ${number}`)) number = (number + 1) % numbers
      taken.add(`${linux} ${number}`)
      return [key, { linux, id: `${queueRoot}:${(firstNumber + number).toString(16)}`, queue }]
    })
  return new Map(numbered.sort(([, a], [, b]) => (placeOf(a) < placeOf(b) ? -1 : 1)))
}

/** The first are the root's own: all of the interface, and packets without a queue. */
const firstNumber = 16
const numbers = 0xff00

/** The place of a queue on its device: `eth1 7061:1a2b`. */
export const placeOf = ({ linux, id }: Pick<DeviceQueue, 'linux' | 'id'>): string => `${linux} ${id}`

const plain = ({ class: name, min, max }: Queue): Queue => ({
  class: name,
  ...(min === undefined ? {} : { min }),
  ...(max === undefined ? {} : { max }),
})
