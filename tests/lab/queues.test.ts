import type { DeviceState, NetworkState, Random, TopologyIndex, WalkContext } from '@paranet/network'
import { canonicalState, compileDevice, entriesOf, healthy, networkState, seededRandom, walk } from '@paranet/network'
import { linuxNameOf } from '@paranet/compiler'
import { describe, expect, test } from 'vitest'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'
import { randomState } from '../support/random-state.js'
import { missing } from './harness/commands.js'
import { Lab } from './harness/lab.js'
import { expectObserved, expectPrinted, giveAddresses, wait, withTargets } from './harness/real-devices.js'
import { sampleShots } from './harness/sample-shots.js'
import type { Shot } from './harness/send.js'
import { contextOfLab, expectedOf, isForDevices, send } from './harness/send.js'

const lacking = missing('ip', 'nft', 'tc', 'zebra', 'vtysh', 'python3')

/** Queues of all kinds at every interface: by protocol, by DSCP, by where packets came in, with and without rates. */
function withQueues(random: Random, index: TopologyIndex, own: DeviceState): DeviceState {
  const links = index.links.flatMap(({ ends }) =>
    ends.flatMap((end) => (end.node === own.device ? [end.interface] : [])),
  )
  const queues = links.flatMap((name) => [
    { interface: name, priority: 9, match: { dscp: 46 }, class: 'voice', min: 2_000_000 },
    { interface: name, priority: 8, match: { protocol: 17 }, class: 'bulk', max: 8_000_001 },
    { interface: name, inInterface: 'local', priority: 7, match: {}, class: 'own' },
    ...(links.length > 1
      ? [
          {
            interface: name,
            inInterface: random.pick(links),
            priority: 6,
            match: { protocol: 6 },
            class: 'through',
            min: 0,
          },
        ]
      : []),
  ])
  const marks = [{ interface: 'lan', priority: 1, match: { protocol: 6, dstPort: [0, 32_767] as const }, dscp: 46 }]
  return canonicalState({ ...own, marks, queues })
}

/** How many packets each class must have seen: `DEVICE INTERFACE CLASS`. */
function expectedCounts(context: WalkContext, state: NetworkState, shots: readonly Shot[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { port, packet } of shots)
    for (const { node, entries, outInterface = '' } of walk(context, port, packet).hops)
      for (const key of entries) {
        const entry = entriesOf(state.get(node) as DeviceState).get(key)
        if (entry?.kind !== 'queue') continue
        const place = `${node} ${linuxNameOf(outInterface)} ${entry.class}`
        counts[place] = (counts[place] ?? 0) + 1
      }
  return counts
}

/** What the classes of all devices have sent, by the names that the artifacts give them. */
function sentCounts(lab: Lab): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const device of lab.index.devices) {
    const notes = lab.artifactOf(device).matchAll(/^# queue (\S+) (\S+) is \["(\w+)"/gm)
    const names = new Map([...notes].map(([, linux, id, name]) => [`${linux} ${id}`, name]))
    for (const [linux, text] of Object.entries(lab.classes(device, '-s')))
      for (const [, id, packets] of text.matchAll(/^class htb (\S+) .*\n Sent \d+ bytes (\d+) pkt/gm)) {
        const name = names.get(`${linux} ${id}`)
        if (name !== undefined) counts[`${device} ${linux} ${name}`] = Number(packets)
      }
  }
  return counts
}

describe.skipIf(lacking !== undefined)(
  `packets wait in the queues that the emulator's lookup says${lacking ? `: ${lacking}` : ''}`,
  () => {
    test.each([31, 32])('a random network %i', (seed) => {
      const random = seededRandom(seed)
      const topology = randomNetwork(random)
      const index = withTargets(topology)
      const intents = randomIntents(random, topology, { count: 2, distinct: true, plain: true })
      const state = networkState(
        [...randomState(random, index, intents, 0).values()].map((own) => withQueues(random, index, own)),
      )
      const devices = new Map([...state].map(([name, own]) => [name, compileDevice(own)]))
      const context = contextOfLab(index, devices, healthy)
      // One way only, and to no device: those answer.
      const isWanted = (shot: Shot) => {
        const { hops, end } = walk(context, shot.port, shot.packet)
        const isPast = end.kind === 'delivered' && hops.at(-1)?.outInterface !== 'local'
        return isPast && isForDevices(context, shot) && expectedOf(context, shot).length === 1
      }
      const shots = sampleShots(random, index, state, 150, isWanted)
      using lab = new Lab(index)
      lab.up(state)
      for (const port of index.ports) giveAddresses(lab, port, shots)
      wait(1500)
      expectObserved(lab, state, healthy)
      expectPrinted(lab, state)
      // Once for the neighbours to be known, once to count.
      send(lab, shots, () => true)
      const before = sentCounts(lab)
      send(lab, shots, () => true)
      const sent = Object.entries(sentCounts(lab)).map(([place, count]): [string, number] => [
        place,
        count - (before[place] ?? 0),
      ])
      const expected = expectedCounts(context, state, shots)
      expect(new Set(Object.keys(expected).map((place) => place.split(' ')[2])).size, 'classes with packets').toBe(4)
      expect(Object.fromEntries(sent.filter(([, count]) => count > 0))).toEqual(expected)
    })
  },
)
