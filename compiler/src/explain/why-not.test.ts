import type { SourceFile } from '@paranet/language'
import { applyEdits, resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { compile } from '../compile.js'
import { whyNot } from './why-not.js'

/** a and d over b in 5 ms and 100 Mbit/s, over c in 20 ms and 1 Gbit/s.
 *
 *    a - b - d
 *     \_ c _/     */
const network = `network small {
  default: closed
  node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node b : router { address: 10.0.0.2 }
  node c : router { address: 10.0.0.3 }
  node d : router { address: 10.0.0.4, prefixes: 10.4.0.0/16 }
  link a -- b { bandwidth: 100Mbps, latency: 2ms }
  link b -- d { bandwidth: 100Mbps, latency: 3ms }
  link a -- c { bandwidth: 1Gbps, latency: 10ms, weight: 50 }
  link c -- d { bandwidth: 1Gbps, latency: 10ms, weight: 50 }
}
`
const ends = 'from: a, to: d, reply: none'

function asked(text: string, target: string) {
  const files: SourceFile[] = [
    { name: 'net.pn', text: network },
    { name: 'wishes.pn', text },
  ]
  const { index, intents } = read(files)
  const found = whyNot({ index, intents, targets: [`small/wishes.pn/${target}`], files })
  return { files, found, conflict: found.conflict.map((part) => `${part.intent.split('/').at(-1)}: ${part.text}`) }
}

function read(files: readonly SourceFile[]) {
  const { topology } = resolveNetwork(files)
  if (!topology) throw new Error('no network')
  const index = indexTopology(topology)
  return { index, intents: resolveIntents(files, index).intents }
}

const cases: Record<string, { text: string; conflict: string[]; first: string }> = {
  'a latency that no path has: the best there is': {
    text: `route x { ${ends}, latency: <= 4ms }`,
    conflict: ['x: route x', 'x: latency: <= 4ms'],
    first: 'raise `latency` of x by 1ms, to 5ms',
  },
  'a latency that what is avoided leaves no path for': {
    text: `route x { ${ends}, avoid: b, latency: <= 8ms }`,
    conflict: ['x: route x', 'x: avoid: b', 'x: latency: <= 8ms'],
    first: 'raise `latency` of x by 12ms, to 20ms',
  },
  'too few hops': {
    text: `route x { ${ends}, max_hops: 1 }`,
    conflict: ['x: route x', 'x: max_hops: 1'],
    first: 'raise `max_hops` of x by 1, to 2',
  },
  'more than any way carries': {
    text: `route x { ${ends}, bandwidth: 2Gbps }`,
    conflict: ['x: route x', 'x: bandwidth: 2Gbps'],
    first: 'lower `bandwidth` of x to 1Gbps',
  },
  'two that do not fit beside each other on the only way fast enough': {
    text: `route x { ${ends}, traffic: tcp dst-port 1, latency: <= 9ms, bandwidth: 60Mbps }
route y { ${ends}, traffic: tcp dst-port 2, latency: <= 9ms, bandwidth: 60Mbps }`,
    // Whatever it allows, x goes the short way, and is not moved for y.
    conflict: ['x: route x', 'x: bandwidth: 60Mbps', 'y: route y', 'y: latency: <= 9ms', 'y: bandwidth: 60Mbps'],
    first: 'lower `bandwidth` of x to 40Mbps',
  },
  'one that lets pass what another forbids': {
    text: `route x { ${ends}, traffic: tcp dst-port 443 }\nisolate y { from: a, to: d }`,
    conflict: ['x: route x', 'y: isolate y'],
    first: 'put x above y, by priority 101',
  },
  'more failures than there are ways': {
    text: `route x { ${ends}, survive: 2 links }`,
    conflict: ['x: route x', 'x: survive: 2 links'],
    first: 'survive 1 link instead of 2 links in x',
  },
  'more ways than there are': {
    text: `route x { ${ends}, paths: 3 disjoint links }`,
    conflict: ['x: route x', 'x: paths: 3 disjoint links'],
    first: 'spread x over 2 disjoint links instead of 3 disjoint links',
  },
}

test.each(Object.entries(cases))('%s', (_, { text, conflict, first }) => {
  const target = text.includes('route y') ? 'y' : 'x'
  const { files, found, conflict: parts } = asked(text, target)
  expect(parts).toEqual(conflict)
  expect(found.relaxations[0]?.title).toBe(first)
  for (const { title, edits } of found.relaxations) {
    const { index, intents } = read(applyEdits(files, edits))
    const errors = compile({ index, intents }).diagnostics.filter(({ severity }) => severity === 'error')
    expect({ title, errors }).toEqual({ title, errors: [] })
  }
})

test('capacity is added in the text of the network, exactly as much as is missing', () => {
  const { files, found } = asked(
    `route x { ${ends}, traffic: tcp dst-port 1, latency: <= 9ms, bandwidth: 60Mbps }
route y { ${ends}, traffic: tcp dst-port 2, latency: <= 9ms, bandwidth: 60Mbps }`,
    'y',
  )
  const grown = found.relaxations.find(({ capacity }) => capacity)
  expect(grown?.capacity).toEqual([
    { link: 'a--b', bandwidth: 120_000_000 },
    { link: 'b--d', bandwidth: 120_000_000 },
  ])
  expect(applyEdits(files, grown?.edits ?? [])[0]?.text).toContain('link a -- b { bandwidth: 120Mbps, latency: 2ms }')
})

test('what compiles has nothing in its way', () =>
  expect(asked(`route x { ${ends} }`, 'x').found).toMatchObject({ compiles: true, conflict: [], relaxations: [] }))
