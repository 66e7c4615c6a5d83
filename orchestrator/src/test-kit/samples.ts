import type { TelemetrySample } from '../telemetry/sample.js'

/** A sample with one link of some load and one intent that has sent so many bytes. */
export const sampleAt = (at: number, utilisation: number, bytes = 0, link = 'a--b'): TelemetrySample => ({
  network: 'net',
  at,
  links: [
    {
      id: link,
      up: true,
      bitsPerSecond: [0, 0],
      utilisation: [utilisation, 0],
      lossFraction: [0, 0],
      latency: 100,
      packets: [0, 0],
      bytes: [0, 0],
    },
  ],
  nodes: [{ name: 'a', up: true, entries: 3 }],
  flows: [],
  entries: [],
  intents: [{ id: 'net/web', bitsPerSecond: 8, packets: 1, bytes }],
})
