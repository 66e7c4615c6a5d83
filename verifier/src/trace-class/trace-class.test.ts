import type { PacketBox, Prefix, Scenario } from '@paranet/network'
import { allAddresses, indexTopology, networkState, sourcesOf, destinationsOf } from '@paranet/network'
import { expect, test } from 'vitest'
import { fiveNodes, readState, running } from '../testing/five-nodes.js'
import type { ClassBranch, ClassEnd, ClassTrace } from './class-trace.js'
import { traceClass } from './trace-class.js'

const index = indexTopology(fiveNodes)
const endsOf = (node: string) => ({ terms: [{ kind: 'node', node }] as const, except: [], text: node })
const classBetween = (from: string, to: string) => ({
  sources: sourcesOf(index, endsOf(from)),
  destinations: destinationsOf(index, endsOf(to)),
})

/** The tree as text: `*` where it was shown before. */
function textOf({ entries, nodes }: ClassTrace): string[] {
  const seen = new Set<number>()
  const below = (end: ClassEnd): string[] => {
    if (end.kind !== 'device') return [`${end.kind}${end.kind === 'dropped' ? ` ${end.reason}` : ''} at ${end.node}`]
    const node = nodes[end.id]
    if (!node || seen.has(end.id)) return [`${node?.node} *`]
    seen.add(end.id)
    const ways = node.parts.flatMap((part) => [
      ...part.branches.map((branch) => [part.class.boxes, branch, part.entries] as const),
      ...(part.copies ?? []).map((branch) => [part.class.boxes, branch, []] as const),
    ])
    return [
      `${node.node} ${node.inInterface}`,
      ...ways.flatMap(([boxes, branch, entries]) => [
        `  ${boxes.map(boxText).join(' or ')} ${wayText(branch)} by ${[...entries, ...branch.entries].map(({ key, owners }) => `${key}${owners.length > 0 ? ` (${owners.join()})` : ''}`).join('; ')}`,
        ...below(branch.to).map((line) => `  ${line}`),
      ]),
    ]
  }
  return entries.flatMap(({ node, interface: name, to }) => [`${node}.${name}`, ...below(to)])
}
const boxText = ({ src = [], dst = [], dscp }: PacketBox) =>
  `${src.join()}→${dst.join()}${dscp ? ` dscp ${dscp.join()}` : ''}`
const wayText = ({ share, outInterface = '-', rewritten }: ClassBranch) =>
  `${share === 1 ? '' : `${share} `}${outInterface}${rewritten ? ` as ${JSON.stringify(rewritten)}` : ''}`

test('a class goes one way, with the entries that decide and their owners', () => {
  const ledger = new Map([['r2', new Map([['route 10.3.0.0/16', ['mine']]])]]) as never
  const trace = traceClass({ index, state: running(), ledger, class: classBetween('h1', 'r3') })
  expect(trace.isWhole).toBe(true)
  expect(textOf(trace)).toEqual([
    'r1.to-h1',
    'r1 to-h1',
    '  10.9.0.10/32→10.3.0.0/16 to-r2 by filter in to-h1 400 src 10.9.0.10/32 dst 10.3.0.0/16; route 10.3.0.0/16',
    '  r2 to-r1',
    '    10.9.0.10/32→10.3.0.0/16 to-r3 by route 10.3.0.0/16 (mine)',
    '    r3 to-r2',
    '      10.9.0.10/32→10.3.0.0/16 lan by route 10.3.0.0/16',
    '      delivered at r3',
  ])
})

test('parts go different ways, equal-cost ways have shares, and what is the same is there once', () => {
  const state = running({
    r1: { 'route 10.3.0.0/16 to-r2 | to-fw': 'route 10.3.0.0/16 to-r2 to-fw\npolicy 9 dst 10.3.9.0/24 : drop' },
  })
  const trace = traceClass({ index, state, class: classBetween('h1', 'r3') })
  const [entry] = trace.entries
  const node = entry?.to.kind === 'device' ? trace.nodes[entry.to.id] : undefined
  expect(node?.parts.map(({ branches }) => branches.map(({ share, outInterface }) => [outInterface, share]))).toEqual([
    [
      ['to-r2', 0.5],
      ['to-fw', 0.5],
    ],
    [[undefined, 1]],
  ])
  expect(trace.nodes.map(({ node: name }) => name).sort()).toEqual(['fw', 'r1', 'r2', 'r3', 'r3'])
})

const loop = { r2: { 'route 10.3.0.0/16 to-r3 | to-r1': 'route 10.3.0.0/16 to-r1' } }
const downLink = (id: string): Scenario => ({ downLinks: new Set([index.linkId.get(id) ?? -1]), downNodes: new Set() })

test('loops, filters and failures end ways', () => {
  const looping = traceClass({
    index,
    state: running({ ...loop, r1: { 'policy 400 in to-r2 dst 10.3.0.0/16 : to-fw': '' } }),
    class: classBetween('h1', 'r3'),
  })
  expect(textOf(looping).at(-1)?.trim()).toBe('looped at r2')
  const denied = traceClass({ index, state: running(), class: classBetween('h1', 'r1') })
  expect(textOf(denied).at(-1)?.trim()).toBe('dropped in-filter at r1')
  const detour = traceClass({ index, state: running(), class: classBetween('h1', 'r3'), scenario: downLink('r1--r2') })
  expect(
    textOf(detour)
      .filter((line) => !line.includes('→'))
      .map((line) => line.trim()),
  ).toEqual(['r1.to-h1', 'r1 to-h1', 'fw to-r1', 'r3 to-fw', 'delivered at r3'])
})

test('a host sends by the first of its links that is up', () => {
  const trace = traceClass({ index, state: running(), class: classBetween('h1', 'r3'), scenario: downLink('h1--r1') })
  expect(trace.entries.map(({ node, from }) => [node, from])).toEqual([['r2', 'h1']])
})

test('marks go on as rewritten headers, and copies beside what they copy', () => {
  const base = running()
  const r1 = base.get('r1')
  const state = networkState([
    ...base.values(),
    {
      ...(r1 ?? readState('r1', '')),
      marks: [{ priority: 1, match: { protocol: 6 }, dscp: 46 }],
      copies: [{ match: { protocol: 6 }, to: 'lan' }],
    },
  ])
  const traffic = [{ protocol: 6 }]
  const trace = traceClass({ index, state, class: { ...classBetween('h1', 'r3'), traffic } })
  const [part] = trace.nodes.find(({ node }) => node === 'r1')?.parts ?? []
  expect(part?.branches.map(({ share, rewritten }) => ({ share, rewritten }))).toEqual([
    { share: 1, rewritten: { dscp: 46 } },
  ])
  expect(part?.copies?.map(({ outInterface, to }) => ({ outInterface, to }))).toEqual([
    { outInterface: 'lan', to: { kind: 'received', node: 'r1' } },
  ])
  expect(trace.nodes.find(({ node }) => node === 'r2')?.rewritten).toEqual({ dscp: 46 })
})

test('what is too much is cut, and said', () => {
  const { isWhole, reason, nodes } = traceClass({
    index,
    state: running(),
    class: classBetween('h1', 'r3'),
    bounds: { nodes: 2 },
  })
  expect({ isWhole, reason, last: nodes[0]?.parts[0]?.branches[0]?.to }).toEqual({
    isWhole: false,
    reason: 'more than 2 devices on the ways of different parts',
    last: { kind: 'cut', node: 'r3' },
  })
})

test('where no packet of the class enters there is no tree', () => {
  const asked = {
    sources: [{ port: 0, prefixes: ['172.16.0.0/12' as Prefix] }],
    destinations: { prefixes: allAddresses, toInternet: false },
    traffic: [],
  }
  expect(traceClass({ index, state: running(), class: asked })).toEqual({ entries: [], nodes: [], isWhole: true })
})
