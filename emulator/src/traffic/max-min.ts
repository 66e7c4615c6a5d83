/** Someone who wants to send `demand` (bit/s) over channels that others use too. */
export interface Sender {
  readonly demand: number
  readonly channels: readonly number[]
}

/** Max-min fair rates (bit/s): nobody gets more at the cost of someone who has less. Progressive filling (Bertsekas and Gallager, *Data
 *  Networks*, 6.5.2): all rates grow together until a demand is met or a channel is full, and those that it holds stop there.
 *  Cost: rounds × channels in use, with at most as many rounds as different demands and channels. */
export function maxMinRates(senders: readonly Sender[], capacityOf: (channel: number) => number): number[] {
  const filling = new Filling(senders, capacityOf)
  while (filling.grow());
  return filling.rates
}

interface ChannelUse {
  readonly capacity: number
  readonly users: number[]
  left: number
  growing: number
}

/** All senders grow together from zero; `level` is what those have that still grow. */
class Filling {
  readonly rates: number[]
  readonly #senders: readonly Sender[]
  readonly #channels = new Map<number, ChannelUse>()
  readonly #isOpen: boolean[]
  /** Senders by demand, least first, and how many of them are done with. */
  readonly #byDemand: readonly number[]
  #met = 0
  #active: ChannelUse[]
  #level = 0

  constructor(senders: readonly Sender[], capacityOf: (channel: number) => number) {
    this.#senders = senders
    this.rates = senders.map(() => 0)
    this.#isOpen = senders.map(({ demand }) => demand > 0)
    this.#byDemand = [...senders.keys()].sort((a, b) => this.#demandOf(a) - this.#demandOf(b))
    for (const [i, { channels, demand }] of senders.entries())
      if (demand > 0) for (const channel of channels) this.#use(channel, i, capacityOf)
    this.#active = [...this.#channels.values()]
  }

  /** One round; false when all have stopped. */
  grow(): boolean {
    this.#skipStopped()
    const next = this.#byDemand[this.#met]
    if (next === undefined) return false
    const step = Math.min(this.#demandOf(next) - this.#level, smallestShare(this.#active))
    this.#level += step
    for (const use of this.#active) use.left -= step * use.growing
    this.#stopMet()
    // Rounding leaves crumbs: a channel within one part in 10⁹ of its capacity is full.
    for (const use of this.#active) if (use.left <= use.capacity * 1e-9) for (const user of use.users) this.#stop(user)
    this.#active = this.#active.filter(({ growing }) => growing > 0)
    return true
  }

  #use(channel: number, user: number, capacityOf: (channel: number) => number): void {
    const known = this.#channels.get(channel)
    const use = known ?? { capacity: capacityOf(channel), users: [], left: capacityOf(channel), growing: 0 }
    if (!known) this.#channels.set(channel, use)
    use.users.push(user)
    use.growing++
  }

  #skipStopped(): void {
    while (this.#met < this.#byDemand.length && !this.#isOpen[this.#byDemand[this.#met] ?? -1]) this.#met++
  }

  #stopMet(): void {
    for (;;) {
      this.#skipStopped()
      const next = this.#byDemand[this.#met]
      if (next === undefined || this.#level < this.#demandOf(next) * (1 - 1e-12)) return
      this.#stop(next)
    }
  }

  #stop(sender: number): void {
    if (!this.#isOpen[sender]) return
    this.#isOpen[sender] = false
    this.rates[sender] = this.#level
    for (const channel of this.#senders[sender]?.channels ?? []) {
      const use = this.#channels.get(channel)
      if (use) use.growing--
    }
  }

  #demandOf = (sender: number): number => this.#senders[sender]?.demand ?? 0
}

function smallestShare(channels: readonly ChannelUse[]): number {
  let least = Number.POSITIVE_INFINITY
  for (const { left, growing } of channels) least = Math.min(least, Math.max(0, left) / growing)
  return least
}
