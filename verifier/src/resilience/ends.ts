import type { Claim } from '@paranet/network'
import { originsOf } from '../engine/origin.js'
import type { Proof } from '../engine/proof.js'
import type { LostPacket } from './resilience.js'

/** The nodes where promised packets begin or end, each with such a packet; without one where another node owns the same addresses. By node. */
export function endsOf(proof: Proof, claims: readonly Claim[]): Map<number, LostPacket | undefined> {
  const { model } = proof
  const { space, ownership, index } = model
  const found = new Map<number, LostPacket | undefined>()
  for (const claim of claims)
    for (const origin of originsOf(proof, claim))
      for (const { port, promised } of origin.classes) {
        if (space.isEmpty(promised)) continue
        const ingress = { node: index.nodes[port.device]?.name ?? '', interface: port.interface }
        const lost = (set: typeof promised, what: string): LostPacket => ({
          packet: space.sample(set),
          ingress,
          reason: `${what} is an end of it`,
        })
        const nameOf = (node: number) => index.nodes[node]?.name ?? ''
        if (!found.get(origin.node) && port.kind !== 'external')
          found.set(origin.node, lost(promised, nameOf(origin.node)))
        for (const { owners, set } of ownership.destinations) {
          const [owner] = owners
          if (owner === undefined || found.get(owner) || !space.overlaps(promised, set)) continue
          if (owners.length === 1) found.set(owner, lost(space.intersect(promised, set), nameOf(owner)))
          else for (const one of owners) if (!found.has(one)) found.set(one, undefined)
        }
      }
  return new Map([...found].sort(([a], [b]) => a - b))
}
