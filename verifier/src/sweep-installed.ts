import type { CompiledDevice, NetworkState, Packet, Port, TopologyIndex } from '@paranet/network'
import { compileDevice, healthy, walk } from '@paranet/network'

/** A packet that should be delivered, and where it enters. */
export interface SweptPacket {
  readonly port: Port
  readonly packet: Packet
}

/** What becomes of one packet under one set of failed links. */
export interface InstalledLoss {
  /** The packet, by place. */
  readonly at: number
  /** Links whose fall brings this about, ascending; further links have the same effect as long as none is in `taken`. */
  readonly down: readonly number[]
  /** Links that the packet takes until it is lost. */
  readonly taken: readonly number[]
}

/** Walks packets through an installed state under every failure of up to `k` links (1 or 2), by what the devices do of themselves. Only links that
 *  a packet takes are failed for it: a device uses the first group that is up and of it the first member, so a link that
 *  is not taken may fall without any effect. The tests walk every scenario. Gives the losses, and how many walks were made. */
export function sweepInstalled(
  { index, state }: { readonly index: TopologyIndex; readonly state: NetworkState },
  packets: readonly SweptPacket[],
  k: 1 | 2,
): { readonly losses: readonly InstalledLoss[]; readonly walks: number } {
  const devices = new Map<string, CompiledDevice>([...state].map(([name, device]) => [name, compileDevice(device)]))
  const losses: InstalledLoss[] = []
  let walks = 0
  for (const [at, { port, packet }] of packets.entries()) {
    const seen = new Set<string>()
    const go = (down: readonly number[]): void => {
      const key = down.join()
      if (seen.has(key)) return
      seen.add(key)
      walks++
      const scenario = { ...healthy, downLinks: new Set(down) }
      const { hops, end } = walk({ index, devices, scenario }, port, packet)
      const taken = [...new Set(hops.flatMap(({ link }) => (link === undefined ? [] : [index.linkId.get(link) ?? -1])))]
      if (port.link !== undefined && !down.includes(port.link)) taken.push(port.link)
      if (end.kind !== 'delivered') losses.push({ at, down, taken })
      if (down.length < k) for (const link of taken) go([...down, link].sort((a, b) => a - b))
    }
    go([])
  }
  return { losses, walks }
}

/** Per set of exactly `k` links (`a × linkCount + b` with a < b; a = b for one link): 1 where some packet is lost. */
export function lostScenarios(linkCount: number, k: 1 | 2, losses: readonly InstalledLoss[]): Uint8Array {
  const lost = new Uint8Array(linkCount * linkCount)
  const mark = (a: number, b: number) => {
    lost[Math.min(a, b) * linkCount + Math.max(a, b)] = 1
  }
  for (const { down, taken } of losses) {
    const [a, b] = down
    if (a === undefined) markAll(linkCount, k, taken, mark)
    else if (b !== undefined) mark(a, b)
    else if (k === 1) mark(a, a)
    else for (let other = 0; other < linkCount; other++) if (other !== a && !taken.includes(other)) mark(a, other)
  }
  return lost
}

/** Of a packet that is lost with everything up: all sets that leave its way as it is. */
function markAll(linkCount: number, k: 1 | 2, taken: readonly number[], mark: (a: number, b: number) => void): void {
  const others = Array.from({ length: linkCount }, (_, link) => link).filter((link) => !taken.includes(link))
  for (const a of others)
    if (k === 1) mark(a, a)
    else for (const b of others) if (a !== b) mark(a, b)
}
