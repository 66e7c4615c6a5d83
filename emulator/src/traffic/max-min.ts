/** Someone who wants to send `demand` (bit/s) over channels that others use too. */
export interface Sender {
  readonly demand: number
  readonly channels: readonly number[]
}

/** Max-min fair rates (bit/s): nobody gets more at the cost of someone who has less. Progressive filling (Bertsekas and Gallager, *Data
 *  Networks*, 6.5.2): all rates grow together until a demand is met or a channel is full, and those that it holds stop there.
 *  Cost: rounds × channels, with at most as many rounds as senders and channels. */
export function maxMinRates(senders: readonly Sender[], capacityOf: (channel: number) => number): number[] {
  const rates = senders.map(() => 0)
  const users = usersOf(senders)
  const left = new Map([...users.keys()].map((channel) => [channel, capacityOf(channel)]))
  const growing = new Map([...users].map(([channel, its]) => [channel, its.length]))
  const open = new Set(senders.map((_, i) => i).filter((i) => (senders[i]?.demand ?? 0) > 0))
  for (const [i, sender] of senders.entries()) if (!open.has(i)) stop(sender, growing)
  let level = 0
  // Rounding leaves crumbs; a channel within one part in 10⁹ of its capacity is full.
  const isFull = (channel: number) => (left.get(channel) ?? 0) <= capacityOf(channel) * 1e-9
  while (open.size > 0) {
    const step = Math.min(smallestDemand(senders, open) - level, smallestShare(left, growing))
    level += step
    for (const [channel, count] of growing) if (count > 0) left.set(channel, (left.get(channel) ?? 0) - step * count)
    const stopped = [...open].filter((i) => isDone(senders[i], level) || senders[i]?.channels.some(isFull))
    for (const i of stopped) {
      rates[i] = level
      open.delete(i)
      const sender = senders[i]
      if (sender) stop(sender, growing)
    }
    if (stopped.length === 0) break
  }
  for (const i of open) rates[i] = level
  return rates
}

const isDone = (sender: Sender | undefined, level: number): boolean =>
  sender === undefined || level >= sender.demand * (1 - 1e-12)

function usersOf(senders: readonly Sender[]): Map<number, number[]> {
  const users = new Map<number, number[]>()
  for (const [i, { channels }] of senders.entries())
    for (const channel of channels) {
      const its = users.get(channel)
      if (its) its.push(i)
      else users.set(channel, [i])
    }
  return users
}

function stop({ channels }: Sender, growing: Map<number, number>): void {
  for (const channel of channels) growing.set(channel, (growing.get(channel) ?? 1) - 1)
}

function smallestDemand(senders: readonly Sender[], open: ReadonlySet<number>): number {
  let least = Number.POSITIVE_INFINITY
  for (const i of open) least = Math.min(least, senders[i]?.demand ?? 0)
  return least
}

function smallestShare(left: ReadonlyMap<number, number>, growing: ReadonlyMap<number, number>): number {
  let least = Number.POSITIVE_INFINITY
  for (const [channel, count] of growing)
    if (count > 0) least = Math.min(least, Math.max(0, left.get(channel) ?? 0) / count)
  return least
}
