import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type BenchOptions, runBenchmark } from '@paranet/bench'

const folder = mkdtempSync(join(tmpdir(), 'paranet-bench-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const written = (name: string, text: string): string => {
  const file = join(folder, name)
  writeFileSync(file, text)
  return file
}

/** Four nodes in a ring and a fifth on a single link. */
const ring = written(
  'ring.json',
  JSON.stringify({
    graph: { demands: { a: { c: 3 } } },
    nodes: ['a', 'b', 'c', 'd', 'e'].map((id) => ({ id })),
    edges: ['ab', 'bc', 'cd', 'da', 'ae'].map(([source, target]) => ({ source, target, bandwidth: 10_000_000 })),
  }),
)
const rules = written(
  'rules.txt',
  [
    '@10.0.0.0/8\t0.0.0.0/0\t0 : 65535\t80 : 90\t0x06/0xFF\t0x0000/0x0000',
    '@10.1.0.0/16\t0.0.0.0/0\t0 : 65535\t80 : 80\t0x06/0xFF\t0x0000/0x0000',
    '@10.1.0.0/16\t0.0.0.0/0\t0 : 65535\t85 : 99\t0x06/0xFF\t0x0000/0x0000',
  ].join('\n'),
)

const cases: Record<string, [string, Omit<BenchOptions, 'seed'>, Record<string, number>]> = {
  'two paths between nodes of a ring, one over the single link': [
    'paths',
    { topology: ring, k: 4 },
    { pairs: 20, pathsFound: 38 },
  ],
  'one link cuts off a node, the ring survives any': [
    'failures',
    { topology: ring, k: 1 },
    { scenarios: 5, violatedScenarios: 1 },
  ],
  'two links of the ring cut it': ['failures', { topology: ring, k: 2 }, { scenarios: 10, violatedScenarios: 10 }],
  'what is installed survives any link of the ring': [
    'failures',
    { topology: ring, k: 1, installed: true },
    { scenarios: 5, violatedScenarios: 0, lossesWithAPathLeft: 0 },
  ],
  'a seeded network of ten nodes has two ways between every two': [
    'paths',
    { nodes: 10, k: 2 },
    { pairs: 90, pathsFound: 180 },
  ],
  'a demand of 3 over two ways of 10': ['te', { topology: ring }, { mlu: 0.15, unrouted: 0 }],
  'a rule inside an earlier one is shadowed, two that overlap in part conflict': [
    'filters',
    { rules },
    { shadowed: 1, redundant: 1, conflicts: 1, undecided: 0 },
  ],
}

test.each(Object.entries(cases))('%s', async (_, [name, options, figures]) => {
  const result = await runBenchmark(name, { seed: 1, ...options })
  expect(result).toMatchObject({ name, figures })
})

test.each([
  [
    'filters',
    { rules: written('bad.txt', '@10.0.0.0/8 0.0.0.0/0 0 : 65535 80 : 80 0x06/0xFF\nnonsense\n') },
    /bad\.txt:2: /,
  ],
  ['te', { topology: written('bad.json', '{') }, /holds no network/],
  ['paths', {}, /--topology FILE or --nodes N/],
  ['te', { nodes: 5001 }, /at most 5000/],
  ['failures', { topology: ring, installed: true, k: 3 }, /--k 1 or --k 2/],
])('%s without what it needs says so', async (name, options, message) => {
  await expect(runBenchmark(name, { seed: 1, ...options })).rejects.toThrow(message)
})
