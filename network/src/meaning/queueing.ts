/** Bits of the packet that waits and is sent: 1,500 bytes. */
const packetBits = 12_000

/** How long a packet takes to get onto a link that carries this much already, µs: its own sending, and the mean wait before it where packets come at random
 *  (M/M/1, Kleinrock, Queueing Systems, 1975: 1 / (service rate − arrival rate)). Infinite where the link is full. bit/s. */
export const queueingDelay = (bandwidth: number, load: number): number =>
  load >= bandwidth ? Number.POSITIVE_INFINITY : (packetBits * 1e6) / (bandwidth - load)
