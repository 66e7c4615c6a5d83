import type { DeviceState, NetworkState, OwnerLedger, Random, Topology, TopologyIndex } from '@paranet/network'
import { canonicalState, compileDevice, healthy, networkState, seededRandom, walk } from '@paranet/network'
import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'
import { randomState } from '../support/random-state.js'
import { missing } from './harness/commands.js'
import { answerDifferences, differences } from './harness/compare-shots.js'
import { Lab } from './harness/lab.js'
import { expectObserved, expectPrinted, giveAddresses, wait, withTargets } from './harness/real-devices.js'
import { sampleShots } from './harness/sample-shots.js'
import { contextOfLab, isForDevices } from './harness/send.js'

const lacking = missing('ip', 'nft', 'tc', 'zebra', 'vtysh', 'python3')
const packets = 200

interface Case {
  readonly index: TopologyIndex
  readonly state: NetworkState
  readonly ledger?: OwnerLedger
}

function campus(): Case {
  const read = (name: string) =>
    readFileSync(fileURLToPath(new URL(`../../examples/campus/${name}`, import.meta.url)), 'utf8')
  const { topology } = resolveNetwork([{ name: 'campus.pn', text: read('campus.pn') }])
  const index = withTargets(topology as Topology)
  const { intents } = resolveIntents([{ name: 'intents.pn', text: read('intents.pn') }], index, { network: 'campus' })
  return { index, ...compile({ index, intents }) }
}

function compiled(seed: number): Case {
  const random = seededRandom(seed)
  const topology = randomNetwork(random)
  const index = withTargets(topology)
  const intents = randomIntents(random, topology, { count: 8, distinct: true, plain: true })
  return { index, ...compile({ index, intents }) }
}

/** A state that no compiler made, with ECMP, backups, policy routes and filters of all kinds. */
function anyState(seed: number): Case {
  const random = seededRandom(seed)
  const topology = randomNetwork(random)
  const index = withTargets(topology)
  const intents = randomIntents(random, topology, { count: 4, distinct: true, plain: true })
  const states = [...randomState(random, index, intents, 1).values()].map((own) => withMarks(random, own))
  return { index, state: networkState(states) }
}

/** Rewrites DSCPs where packets come in, and asks for them in a filter and a policy route. */
function withMarks(random: Random, own: DeviceState): DeviceState {
  const [route] = own.routes.filter(({ action }) => action.kind === 'forward')
  const action = route?.action
  return canonicalState({
    ...own,
    marks: [
      { interface: 'lan', priority: 5, match: { protocol: 6 }, dscp: random.pick([10, 46]) },
      { priority: 3, match: { protocol: 17 }, dscp: 10 },
      { priority: 2, match: { dscp: 10 }, dscp: 0 },
    ],
    // Room enough for all: what is held back shows in no single packet.
    policers: [
      {
        direction: 'in',
        interface: 'lan',
        priority: 4,
        match: { protocol: 6 },
        bucket: 'shared',
        rate: 8e8,
        burst: 150_000,
      },
      { direction: 'out', priority: 4, match: { protocol: 17 }, bucket: 'shared', rate: 8e8, burst: 150_000 },
      { direction: 'out', interface: 'local', priority: 4, match: {}, bucket: 'own', rate: 8_000_001, burst: 65_536 },
    ],
    filters: [
      ...own.filters,
      { direction: 'forward', priority: 1000, match: { protocol: 17, dscp: random.pick([0, 10]) }, action: 'deny' },
    ],
    policyRoutes: [
      ...own.policyRoutes,
      ...(action && random.next() < 0.5 ? [{ priority: 1000, match: { dscp: 46, dst: route.prefix }, action }] : []),
    ],
  })
}

describe.skipIf(lacking !== undefined)(
  `real devices forward as the emulator's walk says${lacking ? `: ${lacking}` : ''}`,
  () => {
    test.each<[string, number, () => Case]>([
      ['the campus', 1, campus],
      ['a random network', 11, () => compiled(11)],
      ['another random network', 12, () => compiled(12)],
      ['a random state', 21, () => anyState(21)],
      ['another random state', 22, () => anyState(22)],
    ])('%s', (_, seed, make) => {
      const { index, state, ledger } = make()
      const random = seededRandom(seed)
      const devices = new Map([...state].map(([name, own]) => [name, compileDevice(own)]))
      const context = contextOfLab(index, devices, healthy)
      const shots = sampleShots(random, index, state, packets, (shot) => isForDevices(context, shot))
      const arriving = shots.filter(({ port, packet }) => walk(context, port, packet).end.kind === 'delivered')
      expect(arriving.length, 'packets that are to arrive').toBeGreaterThan(packets / 10)
      using lab = new Lab(index)
      lab.up(state, ledger)
      for (const port of index.ports) giveAddresses(lab, port, shots)
      wait(1500)
      expectObserved(lab, state, healthy)
      expectPrinted(lab, state)
      expect(differences(lab, state, shots, healthy)).toEqual([])
      expect(answerDifferences(lab, state, shots)).toEqual([])
      const core = index.links.filter(({ ends }) => ends.every(({ node }) => index.devices.includes(node)))
      const link = random.pick(core)
      lab.cut(link.id)
      wait(1500)
      const scenario = { downLinks: new Set([index.linkId.get(link.id) ?? -1]), downNodes: new Set<number>() }
      expectObserved(lab, state, scenario)
      expect({ cut: link.id, wrong: differences(lab, state, shots, scenario) }).toEqual({ cut: link.id, wrong: [] })
    })
  },
)
