import type { Entry, NetworkState, Topology, TopologyIndex } from '@paranet/network'
import {
  canonicalState,
  compileDevice,
  entriesOf,
  healthy,
  indexTopology,
  networkState,
  seededRandom,
  stateOf,
  walk,
} from '@paranet/network'
import { compile, routerMac } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'
import { randomState } from '../support/random-state.js'
import { withTreatments } from '../support/random-treated-state.js'
import { missing } from './harness/commands.js'
import { answerDifferences, differences } from './harness/compare-shots.js'
import { Lab } from './harness/lab.js'
import { giveAddresses, wait } from './harness/real-devices.js'
import { sampleShots } from './harness/sample-shots.js'
import { contextOfLab, isForDevices } from './harness/send.js'
import { announce, asSwitch, resolvedGateways } from './harness/switches.js'

const lacking = missing('ip', 'nft', 'python3', 'ovs-vswitchd', 'ovsdb-server')
const packets = 200

interface Case {
  readonly index: TopologyIndex
  readonly state: NetworkState
}

const withSwitches = (topology: Topology): TopologyIndex =>
  indexTopology({ ...topology, nodes: topology.nodes.map(asSwitch) })

function campus(): Case {
  const read = (name: string) =>
    readFileSync(fileURLToPath(new URL(`../../examples/campus/${name}`, import.meta.url)), 'utf8')
  const { topology } = resolveNetwork([{ name: 'campus.pn', text: read('campus.pn') }])
  const index = withSwitches(topology as Topology)
  const { intents } = resolveIntents([{ name: 'intents.pn', text: read('intents.pn') }], index, { network: 'campus' })
  return { index, state: compile({ index, intents }).state }
}

function compiled(seed: number): Case {
  const random = seededRandom(seed)
  const topology = randomNetwork(random)
  const index = withSwitches(topology)
  const intents = randomIntents(random, topology, { count: 8, distinct: true, plain: true })
  return { index, state: compile({ index, intents }).state }
}

/** A state that no compiler made, with ECMP, backups, policy routes, filters and treatments of all kinds. */
function anyState(seed: number): Case {
  const random = seededRandom(seed)
  const topology = randomNetwork(random)
  const index = withSwitches(topology)
  const intents = randomIntents(random, topology, { count: 4, distinct: true, plain: true })
  const states = [...randomState(random, index, intents, 1).values()].map((own) => withTreatments(random, own))
  return { index, state: networkState(states) }
}

/** Without the entries that flows cannot say: ports of protocols whose ports OpenFlow does not know. */
const realisable = (state: NetworkState): NetworkState =>
  networkState(
    [...state.values()].map((own) =>
      stateOf(
        own.device,
        [...entriesOf(own).values()].filter((one) => !asksOddPorts(one)),
      ),
    ),
  )

const asksOddPorts = (entry: Entry): boolean =>
  'match' in entry &&
  (entry.match.srcPort ?? entry.match.dstPort) !== undefined &&
  ![6, 17, 132].includes(entry.match.protocol ?? -1)

describe.skipIf(lacking !== undefined)(
  `switches forward as the emulator's walk says${lacking ? `: skipped: ${lacking}` : ''}`,
  () => {
    test.each<[string, number, () => Case]>([
      ['the campus', 1, campus],
      ['a random network', 11, () => compiled(11)],
      ['a random state', 21, () => anyState(21)],
      ['another random state', 22, () => anyState(22)],
    ])('%s', (_, seed, make) => {
      const { index, state: made } = make()
      const state = realisable(made)
      const random = seededRandom(seed)
      const devices = new Map([...state].map(([name, own]) => [name, compileDevice(own)]))
      const context = contextOfLab(index, devices, healthy)
      const shots = sampleShots(random, index, state, packets, (shot) => isForDevices(context, shot))
      const arriving = shots.filter(({ port, packet }) => walk(context, port, packet).end.kind === 'delivered')
      expect(arriving.length, 'packets that are to arrive').toBeGreaterThan(packets / 10)
      using lab = new Lab(index)
      lab.up(state)
      for (const port of index.ports) giveAddresses(lab, port, shots)
      wait(1000)
      announce(lab, shots)
      expectDumped(lab, state)
      for (const { name } of index.nodes.filter((_, id) => index.isEnd[id])) {
        const port = index.ports.find((one) => index.nodes[one.end ?? -1]?.name === name)
        const mac = routerMac(index.nodes[port?.device ?? -1]?.name ?? '')
        for (const found of resolvedGateways(lab, name)) expect(found).toEqual({ ...found, mac })
      }
      expect(differences(lab, state, shots, healthy)).toEqual([])
      expect(answerDifferences(lab, state, shots)).toEqual([])
      const link = random.pick(index.links.filter(({ ends }) => ends.every(({ node }) => index.devices.includes(node))))
      lab.cut(link.id)
      wait(1000)
      const scenario = { downLinks: new Set([index.linkId.get(link.id) ?? -1]), downNodes: new Set<number>() }
      expectDumped(lab, state)
      expect({ cut: link.id, wrong: differences(lab, state, shots, scenario) }).toEqual({ cut: link.id, wrong: [] })
    })
  },
)

/** What the switches print of themselves reads as what was meant. */
function expectDumped(lab: Lab, state: NetworkState): void {
  for (const [name, own] of state) expect(lab.observe(name)).toEqual({ ok: true, state: canonicalState(own) })
}
