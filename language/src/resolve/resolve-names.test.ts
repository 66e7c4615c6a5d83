import { indexTopology } from '@paranet/network'
import { describe, expect, test } from 'vitest'
import { resolveIntents } from './resolve-intents.js'
import { resolveNetwork } from './resolve-network.js'

const networkText = `
network named {
    node c1 : ndn { cache: 10GB, strategy: best-route, region: north }
    node c2 : cache { building: a }
    node p1 : ndn_producer { prefix: "/ndn/video" }
    node u1 : ndn_consumer { }
    node h1 : host { address: 10.0.0.10 }
    link c1 -- c2
    link c2 -- p1
    link c1 -- u1
    link c1 -- h1
}
group consumers { members: u1, h1 }
let films = /ndn/video/films, /ndn/video/%66ilms/
`
const { topology, diagnostics: wrong } = resolveNetwork([{ name: 'named.pn', text: networkText }])
if (!topology) throw new Error('the test network does not resolve')
const index = indexTopology(topology)
const resolve = (text: string) => resolveIntents([{ name: 'i.pn', text }], index)
const first = (text: string) => {
  const { intents, diagnostics } = resolve(text)
  expect(diagnostics).toEqual([])
  return intents[0]
}

test('nodes say what they produce, keep and how they send on', () => {
  expect(wrong).toEqual([])
  expect(
    topology.nodes.map(({ name, type, produces, contentStore, strategy, labels }) => [
      name,
      type,
      produces,
      contentStore,
      strategy,
      labels,
    ]),
  ).toEqual([
    ['c1', 'ndn', [], 10_000_000_000, 'best-route', {}],
    ['c2', 'cache', [], undefined, undefined, { building: 'a' }],
    ['p1', 'ndn', ['/ndn/video'], undefined, undefined, { role: 'ndn_producer' }],
    ['u1', 'ndn', [], undefined, undefined, { role: 'ndn_consumer' }],
    ['h1', 'host', [], undefined, undefined, {}],
  ])
})

test('what looks like these keys and is not stays a label', () => {
  const text = 'network n { node a : server { cache: squid, strategy: "round robin" } }'
  expect(resolveNetwork([{ name: 'n.pn', text }]).topology?.nodes[0]?.labels).toEqual({
    cache: 'squid',
    strategy: 'round robin',
  })
})

describe('intents', () => {
  test('a route of names', () =>
    expect(
      first(
        'route v { from: prefix(/ndn/video/1), to: consumers, protocol: ndn, via: c2, survive: 1 link, latency: <= 5ms, owner: "tv" }',
      ),
    ).toMatchObject({
      kind: 'name-route',
      names: ['/ndn/video/1'],
      consumers: ['h1', 'u1'],
      written: { from: 'prefix(/ndn/video/1)', to: 'consumers' },
      via: [{ oneOf: ['c2'] }],
      survive: [{ count: 1, element: 'link' }],
      latency: 5000,
      labels: { owner: 'tv' },
    }))

  test.each([
    ['route { from: films, to: u1 }', ['/ndn/video/films'], ['u1']],
    ['route { from: /a, /a/b, /c, to: any except consumers }', ['/a', '/c'], ['c1', 'c2', 'p1']],
    ['route { from: p1, to: region(north), protocol: ndn }', ['/ndn/video'], ['c1']],
    ['isolate { from: /ndn, to: h1 }', ['/ndn'], ['h1']],
    ['isolate { from: h1, to: /ndn }', ['/ndn'], ['h1']],
  ])('%s', (text, names, consumers) => expect(first(text)).toMatchObject({ names, consumers }))

  test('caches, and their older form', () => {
    const older = 'policy v { match: { prefix: /ndn/video }, action: { cache: true, ttl: 3600 } }'
    expect(first('cache v { names: /ndn/video, at: c1, c2, size: 10GB, policy: fifo, ttl: 1h }')).toMatchObject({
      kind: 'cache',
      names: ['/ndn/video'],
      at: ['c1', 'c2'],
      keep: true,
      size: 10_000_000_000,
      policy: 'fifo',
      ttl: 3_600_000,
    })
    expect(first(older)).toMatchObject({ kind: 'cache', names: ['/ndn/video'], at: ['c1'], keep: true, ttl: 3_600_000 })
    expect(first(older.replace('true, ttl: 3600', 'false'))).toMatchObject({ kind: 'cache', keep: false })
  })

  test('assertions speak of names too', () =>
    expect(first('assert a { isolate { from: /ndn, to: h1 } }')).toMatchObject({
      kind: 'assert',
      asserts: { kind: 'name-isolate' },
    }))
})

test.each([
  ['route { from: /ndn, to: u1, traffic: tcp }', 'misplaced|traffic'],
  ['route { from: /ndn, to: u1, bandwidth: 1Mbps, reply: none }', 'misplaced|bandwidth', 'misplaced|reply'],
  ['route { from: /ndn, to: u1, loss: <= 1% }', 'misplaced|loss'],
  ['route { from: /ndn, to: u1, queueing: modelled }', 'misplaced|queueing'],
  ['route { from: /ndn, to: 10.0.0.0/8 }', 'wrong-kind|10.0.0.0/8'],
  ['route { from: /ndn, to: internet }', 'wrong-kind|internet'],
  ['route { from: /ndn, to: u2 }', 'unknown-node|u2'],
  ['route { from: /ndn, to: u1 except consumers }', 'empty-class|u1 except consumers'],
  ['route { from: u1, to: /ndn }', 'wrong-kind|u1', 'wrong-kind|/ndn'],
  ['route { from: u1, to: c1, protocol: ndn }', 'wrong-kind|u1'],
  ['route { from: /ndn, to: u1, protocol: ip }', 'wrong-kind|/ndn'],
  ['route { from: /ndn, u1 }', 'missing-key|route'],
  ['allow { from: /ndn, to: u1 }', 'wrong-kind|allow'],
  ['isolate { from: /ndn, to: u1, via: c1 }', 'misplaced|via'],
  ['cache { at: c1 }', 'missing-key|cache'],
  ['cache { names: /ndn, at: c2 }', 'missing-key|c2'],
  ['cache { names: /ndn, at: h1, size: 1GB }', 'wrong-kind|h1'],
  ['cache { names: c2, at: c1 }', 'wrong-kind|c2'],
  ['cache { names: /ndn, at: c1, policy: lrru }', 'unknown-name|lrru'],
  ['cache { names: /ndn, at: c1, ttl: 5GB }', 'wrong-unit|5GB'],
  ['cache { names: /ndn, at: c1, size: 5ms }', 'wrong-unit|5ms'],
  ['cache { names: /ndn, at: c1, via: c2 }', 'misplaced|via'],
  ['policy { match: { prefix: /ndn }, action: { ttl: 5 } }', 'missing-key|action'],
  ['policy { match: { prefix: /ndn, src: h1 }, action: { cache: true } }', 'unknown-key|src'],
  ['policy { match: { prefix: /ndn }, action: { cache: true, tll: 5 } }', 'unknown-key|tll'],
])('%s', (text, ...expected) => {
  const found = resolve(text).diagnostics.map(
    ({ code, span }) => `${code}|${text.slice(span.offset, span.offset + span.length)}`,
  )
  expect(found).toEqual(expected)
})
