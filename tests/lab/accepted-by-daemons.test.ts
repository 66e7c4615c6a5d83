import type { NetworkState, TopologyIndex } from '@paranet/network'
import { compile, artifactFiles, renderDevice } from '@paranet/compiler'
import { importTopology, resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology, seededRandom } from '@paranet/network'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { randomIntents } from '../support/random-intents.js'
import { randomNetwork } from '../support/random-network.js'
import { randomState } from '../support/random-state.js'
import { missing, run } from './harness/commands.js'

const lacking = missing('nft', 'vtysh')
const example = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../../examples/${name}`, import.meta.url)), 'utf8')

interface Case {
  readonly index: TopologyIndex
  readonly state: NetworkState
}

function campus(): Case {
  const { topology } = resolveNetwork([{ name: 'campus.pn', text: example('campus/campus.pn') }])
  if (!topology) throw new Error('no topology')
  const index = indexTopology(topology)
  const files = [{ name: 'intents.pn', text: example('campus/intents.pn') }]
  return {
    index,
    state: compile({ index, intents: resolveIntents(files, index, { network: 'campus' }).intents }).state,
  }
}

/** The backbone, open: every device has a way to every other. */
function geant(): Case {
  const { topology } = importTopology(example('geant/Geant2012.graphml'), { file: 'Geant2012.graphml' })
  if (!topology) throw new Error('no topology')
  const index = indexTopology({ ...topology, default: 'open' })
  return { index, state: compile({ index, intents: [] }).state }
}

function random(seed: number, noise: number | undefined): Case {
  const source = seededRandom(seed)
  const topology = randomNetwork(source)
  const index = indexTopology(topology)
  const intents = randomIntents(source, topology, { count: 10, distinct: true, plain: true })
  return {
    index,
    state: noise === undefined ? compile({ index, intents }).state : randomState(source, index, intents, noise),
  }
}

describe.skipIf(lacking !== undefined)(
  `vtysh and nft accept every configuration${lacking ? `: ${lacking}` : ''}`,
  () => {
    test.each<[string, () => Case]>([
      ['of the campus', campus],
      ['of a backbone', geant],
      ...Array.from({ length: 6 }, (_, i): [string, () => Case] => [
        `of random network ${i}`,
        () => random(100 + i, undefined),
      ]),
      ...Array.from({ length: 6 }, (_, i): [string, () => Case] => [`of random state ${i}`, () => random(200 + i, 2)]),
    ])('%s', (_, make) => {
      const { index, state } = make()
      const folder = mkdtempSync(join(tmpdir(), 'paranet-lab-'))
      try {
        const refused = [...state].flatMap(([name, own]) =>
          ['frr', 'nftables'].flatMap((target) => {
            const node = index.nodes[index.nodeId.get(name) ?? -1]
            if (!node) return []
            const its = { ...node, target }
            return artifactFiles(its, renderDevice(its, own, index)).flatMap((file) =>
              check(folder, file.name, file.text),
            )
          }),
        )
        expect(refused).toEqual([])
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    })
  },
)

function check(folder: string, name: string, text: string): string[] {
  const path = join(folder, 'checked')
  writeFileSync(path, text)
  try {
    if (name.endsWith('.conf') && name.includes('frr')) run('vtysh', ['-C', '-f', path])
    else if (name.endsWith('.nft')) run('nft', ['-c', '-f', path])
    else if (name.endsWith('.sh')) run('sh', ['-n', path])
    return []
  } catch (error) {
    return [`${name}: ${String(error)}`]
  }
}
