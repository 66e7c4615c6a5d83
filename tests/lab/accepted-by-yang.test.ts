import type { TopologyNode } from '@paranet/network'
import { renderDevice } from '@paranet/compiler'
import { seededRandom } from '@paranet/network'
import fc from 'fast-check'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { fittingState } from '../../compiler/src/testing/fitting-state.js'
import { deviceStates } from '../../compiler/src/testing/random-device-state.js'
import { compiledCase } from '../support/compiled-case.js'
import { missing } from './harness/commands.js'
import { modulesOf, yangPath } from './harness/yang.js'

const lacking = missing('yanglint')?.replace('yanglint', 'libyang2-tools')
const count = 1000
const folder = mkdtempSync(join(tmpdir(), 'paranet-yang-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What yanglint says against documents, `NAME: …` each; it wants their parts without the `<config>` around them. */
function refused(target: string, documents: ReadonlyMap<string, string>): string[] {
  const its = mkdtempSync(join(folder, 'documents-'))
  const files = [...documents].map(([name, text], i) => {
    const path = join(its, `${i}-${name.replace(/\W/g, '_')}.xml`)
    writeFileSync(path, text.replace(/^<\?xml.*\n<config .*\n/, '').replace(/<\/config>\n$/, ''))
    return path
  })
  const search = yangPath.flatMap((path) => ['-p', path])
  return Array.from({ length: Math.ceil(files.length / 100) }, (_, i) => files.slice(i * 100, i * 100 + 100)).flatMap(
    (some) => {
      const { status, stderr } = spawnSync('yanglint', ['-t', 'config', ...search, ...modulesOf(target), ...some], {
        encoding: 'utf8',
        maxBuffer: 1 << 26,
      })
      return status === 0 ? [] : [stderr.slice(0, 2000)]
    },
  )
}

const nodeOf = (name: string, target: string): TopologyNode => ({ ...someNode, name, target })
const { index, state } = compiledCase('campus')
const someNode = index.nodes[0] as TopologyNode

describe.skipIf(lacking !== undefined)(
  `documents are valid by their YANG modules${lacking ? `: skipped: ${lacking}` : ''}`,
  () => {
    describe.each(['ietf', 'openconfig'])('%s', (target) => {
      const golden = readFileSync(
        fileURLToPath(new URL(`../../compiler/src/targets/netconf/${target}/golden/router.xml`, import.meta.url)),
        'utf8',
      )

      test('the golden file', () => expect(refused(target, new Map([['golden', golden]]))).toEqual([]))

      test('of the campus', () => {
        const documents = [...state].map(([name, own]): [string, string] => {
          const node = { ...(index.nodes[index.nodeId.get(name) ?? -1] as TopologyNode), target }
          return [name, renderDevice(node, fittingState(node, own), index)]
        })
        expect(refused(target, new Map(documents))).toEqual([])
      })

      test(`of ${count} random states`, () => {
        const documents = fc.sample(deviceStates, { numRuns: count, seed: 5 }).map((any, i): [string, string] => {
          const node = nodeOf(any.device, target)
          return [`${i}`, renderDevice(node, fittingState(node, any))]
        })
        expect(refused(target, new Map(documents))).toEqual([])
      })

      test('and what is wrong is seen', () => {
        const random = seededRandom(3)
        const lines = golden.split('\n')
        const elements = lines.map((_, i) => i).filter((i) => i > 1 && /^\s+<[\w-]+>[^<]+<\//.test(lines[i] ?? ''))
        const misses = Array.from({ length: 30 }, () => {
          const at = random.pick(elements)
          const line = lines[at] ?? ''
          const wrong = line.replace(/<(\/?)([\w-]+)>/g, '<$1$2-x>')
          return refused(target, new Map([['wrong', lines.with(at, wrong).join('\n')]])).length === 0 ? [line] : []
        }).flat()
        expect(misses).toEqual([])
      })
    })
  },
)
