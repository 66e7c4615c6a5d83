import type { DeviceState, Topology, TopologyIndex, TopologyNode } from '@paranet/network'
import { canonicalState, indexTopology, seededRandom } from '@paranet/network'
import { artifactFiles, renderDevice } from '@paranet/compiler'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { resolveNetwork } from '@paranet/language'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fittingState } from '../../compiler/src/testing/fitting-state.js'
import {
  copyLists,
  deviceStates,
  groupRouteLists,
  translations,
} from '../../compiler/src/testing/random-device-state.js'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'
import { randomState } from '../support/random-state.js'
import { withTreatments } from '../support/random-treated-state.js'

const lacking = existsSync('/usr/bin/ovs-ofctl') ? '' : ': skipped: needs openvswitch-switch'

/** States of devices of random networks, with their networks. */
function* randomStates(count: number): Generator<{ index: TopologyIndex; state: DeviceState }> {
  for (let seed = 1, made = 0; made < count; seed++) {
    const random = seededRandom(seed)
    const topology = randomNetwork(random)
    const index = indexTopology(topology)
    const intents = randomIntents(random, topology, { count: 4, distinct: true, plain: true })
    for (const state of randomState(random, index, intents, 1).values()) {
      if (made++ >= count) return
      yield { index, state: withTreatments(random, state) }
    }
  }
}

/** Any states with copies, multicast routes and translations, whatever the network. */
function anyStates(count: number): DeviceState[] {
  const copying = fc.tuple(deviceStates, copyLists, groupRouteLists, translations)
  const sampled = fc.sample(copying, { numRuns: count, seed: 17 })
  return sampled.map(([any, copies, groupRoutes, rewriting]) =>
    canonicalState({ ...any, copies, groupRoutes, translations: rewriting }),
  )
}

const any = indexTopology(
  resolveNetwork([{ name: 'any.pn', text: 'network any { node r1 : router { } }' }]).topology as Topology,
)

function anyFiles(state: DeviceState): ReadonlyMap<string, string> {
  const node = { ...(any.nodes[0] as TopologyNode), name: state.device, target: 'openflow', function: 'firewall' }
  const files = artifactFiles(node, renderDevice(node, fittingState(node, state)))
  return new Map(files.map(({ name, text }) => [name.slice(name.lastIndexOf('/') + 1), text]))
}

function filesOf(index: TopologyIndex, state: DeviceState): ReadonlyMap<string, string> {
  const node = index.nodes[index.nodeId.get(state.device) ?? -1]
  if (!node) throw new Error('no such device')
  const its = { ...node, target: 'openflow' }
  const files = artifactFiles(its, renderDevice(its, state, index))
  return new Map(files.map(({ name, text }) => [name.slice(name.indexOf('/') + 1), text]))
}

/** What ovs-ofctl says of lines of flows: how many it took, and what it complained of. */
function check(version: string, lines: readonly string[]): { taken: number; said: string } {
  const folder = mkdtempSync(join(tmpdir(), 'paranet-flows-'))
  try {
    const file = join(folder, 'flows')
    writeFileSync(file, lines.join('\n'))
    const { stdout, stderr } = spawnSync('ovs-ofctl', ['-O', version, 'parse-flows', file], {
      encoding: 'utf8',
      maxBuffer: 1 << 30,
    })
    return { taken: stdout.match(/^OFPT_FLOW_MOD/gm)?.length ?? 0, said: stderr.slice(0, 1000) }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const isFlow = (line: string): boolean => line !== '' && !line.startsWith('#')

describe.skipIf(lacking !== '')(`ovs-ofctl takes every flow${lacking}`, () => {
  test.each(['OpenFlow13', 'OpenFlow14'])('of the golden files, as %s', (version) => {
    const folder = fileURLToPath(new URL('../../compiler/src/targets/openflow/golden/', import.meta.url))
    for (const name of readdirSync(folder)) {
      const [, flows = ''] = readFileSync(join(folder, name), 'utf8').split('==> flows.txt <==\n')
      const lines = flows.split('\n').filter(isFlow)
      expect({ name, ...check(version, lines) }).toEqual({ name, taken: lines.length, said: '' })
    }
  })

  test('of 50 random states with copies and multicast routes, and their groups', { timeout: 120_000 }, () => {
    const all = anyStates(50).map(anyFiles)
    const linesOf = (name: string) => all.flatMap((files) => (files.get(name) ?? '').split('\n').filter(isFlow))
    const flows = linesOf('flows.txt')
    expect(flows.filter((line) => line.startsWith('table=29')).length).toBeGreaterThan(100)
    expect(check('OpenFlow14', flows)).toEqual({ taken: flows.length, said: '' })
    const groups = [...new Set(linesOf('groups.txt').filter((line) => line.includes('type=all')))]
    expect(groups.length).toBeGreaterThan(30)
    for (const group of groups.slice(0, 20)) {
      const { status, stderr } = spawnSync('ovs-ofctl', ['-O', 'OpenFlow13', 'parse-group', group], {
        encoding: 'utf8',
      })
      expect({ group, status, stderr }).toEqual({ group, status: 0, stderr: '' })
    }
  })

  test('of 1,000 random states', { timeout: 120_000 }, () => {
    const lines: string[] = []
    const groups: string[] = []
    for (const { index, state } of randomStates(1000)) {
      const files = filesOf(index, state)
      lines.push(...(files.get('flows.txt') ?? '').split('\n').filter(isFlow))
      groups.push(...(files.get('groups.txt') ?? '').split('\n').filter((line) => line !== ''))
    }
    expect(groups.length).toBeGreaterThan(1000)
    expect(check('OpenFlow14', lines)).toEqual({ taken: lines.length, said: '' })
    for (const group of groups.slice(0, 20)) {
      const { status, stderr } = spawnSync('ovs-ofctl', ['-O', 'OpenFlow14', 'parse-group', group], {
        encoding: 'utf8',
      })
      expect({ group, status, stderr }).toEqual({ group, status: 0, stderr: '' })
    }
  })
})
