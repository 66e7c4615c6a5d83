import type { DeviceState, TopologyIndex } from '@paranet/network'
import { indexTopology, seededRandom } from '@paranet/network'
import { artifactFiles, renderDevice } from '@paranet/compiler'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
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
