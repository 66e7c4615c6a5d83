import type { Packet } from '@paranet/network'
import { hasPorts } from '@paranet/network'
import { pathOf } from '../engine/explore.js'
import type { Finding } from '../engine/finding.js'
import type { NetworkModel, Variants } from '../engine/network-model.js'
import { bothVariants } from '../engine/network-model.js'

/** Devices whose states go wrong together, whatever states others have. */
export interface Conflict {
  /** What is lost: an intent, or a property of the system. */
  readonly loses: string
  /** Devices that packets pass in the state that they have, sorted. */
  readonly given: readonly string[]
  /** Devices that packets pass in the state that they come to, sorted. */
  readonly next: readonly string[]
  /** A packet and what becomes of it, in words. */
  readonly packet: () => string
  /** One of the packets that go wrong. */
  readonly example: () => Packet
}

/** What is known of all states that a network may pass through while some devices change in any order. */
export interface Mixture {
  /** Intents and properties of the system, sorted; empty where every state is clean. */
  readonly lost: readonly string[]
  /** No two that lose the same by equal devices. */
  readonly conflicts: readonly Conflict[]
  /** Whether every state that is not clean has the devices of some conflict in their states: then they say which states are clean. */
  readonly isWhole: boolean
  /** All that is lost, where `lost` names only some of it. */
  readonly all?: () => readonly string[]
}

/** A mixture with nothing wrong. */
export const clean: Mixture = { lost: [], conflicts: [], isWhole: true }

/** All that a mixture loses. */
export const allLost = ({ lost, all }: Mixture): readonly string[] => all?.() ?? lost

/** What several proofs of the same mixture say together. */
export function together(mixtures: readonly Mixture[]): Mixture {
  const [only, ...others] = mixtures.filter(({ lost }) => lost.length > 0)
  if (!only) return clean
  if (others.length === 0) return only
  const all = [only, ...others]
  return {
    lost: [...new Set(all.flatMap(({ lost }) => lost))].sort(),
    conflicts: all.flatMap(({ conflicts }) => conflicts),
    isWhole: all.every(({ isWhole }) => isWhole),
    all: () => [...new Set(all.flatMap((one) => allLost(one)))].sort(),
  }
}

/** Gathers the conflicts of one mixture. */
export class Conflicts {
  readonly lost = new Set<string>()
  isWhole = true
  readonly #model: NetworkModel
  readonly #byDevices = new Map<string, Conflict>()

  constructor(model: NetworkModel) {
    this.#model = model
  }

  /** Something is lost, and no devices can be named for it. */
  addUnclear(loses: string): void {
    this.lost.add(loses)
    this.isWhole = false
  }

  add(loses: string, finding: Finding): void {
    this.lost.add(loses)
    const { given, next } = this.#devicesOf(finding)
    const key = `${given.join()}|${next.join()}|${loses}`
    if (this.#byDevices.has(key)) return
    this.#byDevices.set(key, {
      loses,
      given,
      next,
      packet: () => this.#packetOf(finding),
      example: () => this.#model.space.sample(finding.set),
    })
  }

  /** The mixture as found. */
  mixture(): Mixture {
    if (this.lost.size === 0) return clean
    return { lost: [...this.lost].sort(), conflicts: [...this.#byDevices.values()], isWhole: this.isWhole }
  }

  /** The states that the way relies on: the last step at a device knows all that was decided there. */
  #devicesOf({ leaf }: Finding): Pick<Conflict, 'given' | 'next'> {
    const relied = new Map<string, Variants>()
    for (const { place, variants } of pathOf(leaf)) {
      const name = this.#model.index.nodes[place.node]?.name ?? ''
      relied.set(name, (relied.get(name) ?? bothVariants) & variants)
    }
    const of = (wanted: Variants) =>
      [...relied].flatMap(([name, variants]) => (variants === wanted ? [name] : [])).sort()
    return { given: of(1), next: of(2) }
  }

  #packetOf({ port, set, reason }: Finding): string {
    const { space, index } = this.#model
    const entry = `${index.nodes[port.device]?.name ?? ''} ${port.interface}`
    return `${packetInWords(space.sample(set))}, entering at ${entry}: ${reason}`
  }
}

/** A packet as people write it. */
export function packetInWords({ src, dst, protocol, srcPort, dstPort }: Packet): string {
  const ports = hasPorts(protocol) ? ` port ${srcPort} → ${dstPort}` : ''
  return `${src} → ${dst} protocol ${protocol}${ports}`
}
