import type { ForwardChoice, Packet, Random, Scenario, Topology } from '@paranet/network'
import { compileDevice, indexTopology, parseAddress, seededRandom, walk } from '@paranet/network'
import { expect, test } from 'vitest'
import { fiveNodes, readState } from '../testing/five-nodes.js'
import type { Leaf } from './explore.js'
import { explore } from './explore.js'
import { NetworkModel } from './network-model.js'
import { outageOf } from './outage.js'

const prefixes = ['10.1.0.0/16', '10.1.0.10/32', '10.3.0.0/16', '10.9.0.10/32', '10.0.0.0/8', '0.0.0.0/0']
const addresses = ['10.1.0.10', '10.1.0.11', '10.3.0.10', '10.9.0.10', '8.8.8.8']
const matches = [
  '',
  'dst 10.3.0.0/16',
  'src 10.1.0.0/16 proto 6',
  'proto 6 dst-port 80-443',
  'new',
  'dscp 46 src 10.9.0.10/32',
]

const topology: Topology = {
  ...fiveNodes,
  interfaces: [{ node: 'r3', name: 'wan', addresses: [], mtu: 1500, segment: 'main', external: true, labels: {} }],
}
const index = indexTopology(topology)

/** A device that does anything at all: loops, wrong hands, holes, disagreeing rules. */
function randomState(random: Random, device: string) {
  const ways = [...(index.adjacencyByInterface[index.nodeId.get(device) ?? 0]?.keys() ?? []), 'wan', 'nowhere']
  const hops = () => Array.from({ length: 1 + random.below(2) }, () => random.pick(ways)).join(' ')
  const action = () =>
    random.pick(['drop', 'deliver lan', hops(), hops(), `${hops()} | ${hops()}`, `${hops()} | ${hops()}`])
  const lines = [
    ...prefixes.filter(() => random.below(3) > 0).map((prefix) => `route ${prefix} ${action()}`),
    ...matches
      .filter(() => random.below(4) === 0)
      .map((match) => {
        const bound = random.below(2) ? `in ${random.pick(ways)} ` : ''
        return `policy ${random.below(3)} ${bound}${match} : ${action()}`
      }),
    ...matches
      .filter(() => random.below(3) === 0)
      .map((match) => {
        const where = random.pick(['forward', `in ${random.pick([...ways, 'lan'])}`, `out ${random.pick(ways)}`])
        return `${random.pick(['permit', 'deny'])} ${where} ${random.below(3)} ${match}`
      }),
  ]
  return readState(device, lines.join('\n'))
}

function randomPacket(random: Random): Packet {
  const address = () => parseAddress(random.pick(addresses)) as Packet['src']
  const protocol = random.pick([1, 6, 17])
  const port = () => (protocol === 1 ? 0 : random.pick([22, 80, 443]))
  return {
    src: address(),
    dst: address(),
    protocol,
    srcPort: port(),
    dstPort: port(),
    dscp: random.pick([0, 46]),
    established: random.below(2) === 1,
  }
}

/** Every end that a packet can come to by some hash, by walking it with every row of choices. */
function endsByWalking(run: (choose: (choices: readonly ForwardChoice[]) => ForwardChoice) => string): Set<string> {
  const ends = new Set<string>()
  const rows: number[][] = [[]]
  for (let row = rows.pop(); row; row = rows.pop()) {
    let at = 0
    ends.add(
      run((choices) => {
        const chosen = row[at] ?? 0
        if (at >= row.length)
          for (let i = 1; i < choices.length; i++)
            rows.push([...row.slice(0, at), ...Array(at - row.length).fill(0), i])
        at++
        return choices[chosen] as ForwardChoice
      }),
    )
    if (rows.length > 5000) throw new Error('too many rows')
  }
  return ends
}

test('exploring sets of packets ends exactly where walking each packet ends', () => {
  const random = seededRandom(7)
  const seen = new Set<string>()
  for (let round = 0; round < 60; round++) {
    const states = new Map(index.devices.map((name) => [name, randomState(random, name)]))
    const devices = new Map([...states].map(([name, state]) => [name, compileDevice(state)]))
    const scenario: Scenario = {
      downLinks: new Set(random.below(2) ? [random.below(index.links.length)] : []),
      downNodes: new Set(random.below(4) ? [] : [random.below(index.nodes.length)]),
    }
    const model = new NetworkModel(index, states, undefined)
    for (const port of index.ports) {
      const { leaves } = explore(model, port, model.space.all, outageOf(index, scenario))
      const nameOf = (leaf: Leaf) => `${leaf.end} ${index.nodes[leaf.node]?.name} ${leaf.reason ?? ''} ${leaf.latency}`
      for (let i = 0; i < 12; i++) {
        const packet = randomPacket(random)
        const found = leaves.filter((leaf) => model.space.holds(leaf.set, packet))
        const walked = endsByWalking((choose) => {
          const { end, latency } = walk({ index, devices, scenario }, port, packet, choose)
          return `${end.kind} ${end.node} ${end.kind === 'dropped' ? end.reason : ''} ${latency}`
        })
        expect(new Set(found.map(nameOf))).toEqual(walked)
        for (const end of walked) seen.add(end.split(' ').slice(0, 3).join(' '))
        expect(found.reduce((total, leaf) => total + leaf.fraction, 0)).toBeCloseTo(1, 9)
      }
    }
  }
  expect([...seen].map((end) => end.split(' ')[0])).toEqual(
    expect.arrayContaining(['delivered', 'misdelivered', 'dropped', 'looped']),
  )
})
