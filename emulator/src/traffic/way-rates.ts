import type { Channel } from '../link/channel.js'
import { maxMinRates } from './max-min.js'
import type { Way } from './route-flow.js'

/** What is offered to one way, bit/s. */
export interface Offer {
  readonly offered: number
  readonly way: Pick<Way, 'channels' | 'queues' | 'policers'>
}

/** Rates (bit/s) of all ways. A policer is shared by all that pass it, and so is a queue with a `max` of one channel: both limit like channels
 *  of their own. Where a channel loses something, its queues are served up to their `min` first; what is left is
 *  shared by all, max-min fair, those that have their `min` already on top of it. */
export function ratesOf(offers: readonly Offer[], capacityOf: (channel: Channel) => number): number[] {
  const limits = new Limits(capacityOf)
  const passed = offers.map(({ way }) => limits.passedBy(way))
  const guaranteed = guaranteedRates(offers, passed, limits)
  const used = new Map<number, number>()
  for (const [i, rate] of guaranteed.entries())
    for (const limit of passed[i] ?? []) used.set(limit, (used.get(limit) ?? 0) + rate)
  const senders = offers.map(({ offered }, i) => ({
    demand: offered - (guaranteed[i] ?? 0),
    channels: passed[i] ?? [],
  }))
  const more = maxMinRates(senders, (limit) => Math.max(0, limits.capacityOf(limit) - (used.get(limit) ?? 0)))
  return more.map((rate, i) => rate + (guaranteed[i] ?? 0))
}

/** What ways have by the `min` of their queues: those that have one on every channel where something would be lost. */
function guaranteedRates(offers: readonly Offer[], passed: readonly (readonly number[])[], limits: Limits): number[] {
  if (!offers.some(({ way }) => way.queues.some((queue) => (queue?.min ?? 0) > 0))) return offers.map(() => 0)
  const tight = tightChannels(offers, passed, limits)
  const isTight = (channel: Channel) => tight.has(channel)
  const senders = offers.map(({ offered, way }, i) => {
    const isKept = way.channels.every((channel, at) => !isTight(channel) || (way.queues[at]?.min ?? 0) > 0)
    const isAny = way.channels.some((channel) => isTight(channel))
    const channels = [...(passed[i] ?? []), ...limits.guaranteesOf(way)]
    return { demand: isKept && isAny ? offered : 0, channels }
  })
  return maxMinRates(senders, (limit) => limits.capacityOf(limit))
}

/** Channels that would lose something if nothing was guaranteed: the first full ones on ways that get less than they want. */
function tightChannels(offers: readonly Offer[], passed: readonly (readonly number[])[], limits: Limits): Set<Channel> {
  const senders = offers.map(({ offered }, i) => ({ demand: offered, channels: passed[i] ?? [] }))
  const rates = maxMinRates(senders, (limit) => limits.capacityOf(limit))
  const sums = new Map<Channel, number>()
  for (const [i, { way }] of offers.entries())
    for (const channel of way.channels) sums.set(channel, (sums.get(channel) ?? 0) + (rates[i] ?? 0))
  const isFull = (channel: Channel) => (sums.get(channel) ?? 0) >= limits.capacityOf(channel) * (1 - 1e-6)
  const tight = new Set<Channel>()
  for (const [i, { offered, way }] of offers.entries()) {
    const first = (rates[i] ?? 0) < offered * (1 - 1e-9) ? way.channels.find(isFull) : undefined
    if (first !== undefined) tight.add(first)
  }
  return tight
}

/** Channels, and below zero everything else that limits like one. */
class Limits {
  readonly #capacityOfChannel: (channel: Channel) => number
  readonly #ids = new Map<string, number>()
  readonly #capacities: number[] = []

  constructor(capacityOf: (channel: Channel) => number) {
    this.#capacityOfChannel = capacityOf
  }

  capacityOf(limit: number): number {
    return limit < 0 ? (this.#capacities[-limit - 1] ?? 0) : this.#capacityOfChannel(limit)
  }

  /** What a way has to pass. */
  passedBy({ channels, queues, policers }: Offer['way']): number[] {
    const capped = channels.flatMap((channel, at) => {
      const queue = queues[at]
      return queue?.max === undefined ? [] : [this.#limit(`max ${channel} ${queue.class}`, queue.max)]
    })
    const policed = policers.map(({ device, bucket, rate }) => this.#limit(`policer ${device} ${bucket}`, rate))
    return [...new Set([...channels, ...capped, ...policed])]
  }

  /** The shares of queues that a way is sent from. */
  guaranteesOf({ channels, queues }: Offer['way']): number[] {
    return channels.flatMap((channel, at) => {
      const queue = queues[at]
      return queue?.min === undefined || queue.min === 0
        ? []
        : [this.#limit(`min ${channel} ${queue.class}`, Math.min(queue.min, this.#capacityOfChannel(channel)))]
    })
  }

  #limit(key: string, capacity: number): number {
    const known = this.#ids.get(key)
    if (known !== undefined) return known
    this.#capacities.push(capacity)
    const id = -this.#capacities.length
    this.#ids.set(key, id)
    return id
  }
}
