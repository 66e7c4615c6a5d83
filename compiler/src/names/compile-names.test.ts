import { entriesOf } from '@paranet/network'
import { describe, expect, test } from 'vitest'
import { compileText } from '../testing/compile-text.js'

/** A ring c — a — p — b — c, where c also has a host and d hangs on b. */
const ring = `network ring {
  node c : ndn
  node a : ndn
  node b : ndn
  node d : ndn
  node p : ndn { producer: /v/one, /v/two }
  node h : host { address: 10.1.0.10 }
  node g : host { address: 10.1.0.11 }
  link c -- a { latency: 1ms }
  link a -- p { latency: 1ms }
  link c -- b { latency: 5ms, weight: 30 }
  link b -- p { latency: 5ms, weight: 30 }
  link b -- d
  link h -- c
  link g -- c
}`

const named = (text: string, network = ring) => compileText(network, text)

/** Entries about names, one a line: `c: name-route /v/one → to-a else to-b`. */
function lines({ state }: ReturnType<typeof named>): string[] {
  return [...state].flatMap(([device, own]) =>
    [...entriesOf(own)].flatMap(([key, entry]) => {
      if (entry.kind === 'name-route')
        return [`${device}: ${key} → ${entry.groups.map(({ interfaces }) => interfaces.join('+')).join(' else ')}`]
      if (entry.kind === 'name-strategy') return [`${device}: ${key} ${entry.strategy}`]
      if (entry.kind === 'name-cache') return [`${device}: ${key} ${entry.keep ? (entry.ttl ?? 'keep') : 'never'}`]
      if (entry.kind === 'content-store') return [`${device}: ${key} ${entry.capacity} ${entry.policy} ${entry.keeps}`]
      return entry.kind === 'name-filter' ? [`${device}: ${key} ${entry.action}`] : []
    }),
  )
}

const complaints = (text: string, network = ring) =>
  named(text, network).diagnostics.map(({ code, severity, message }) => `${severity} ${code}: ${message}`)

describe('routes', () => {
  test('each device sends to the nearest producer', () =>
    expect(lines(named('route v { from: /v, to: c, d }'))).toEqual([
      'a: name-route /v/one → to-p',
      'a: name-route /v/two → to-p',
      'b: name-route /v/one → to-p',
      'b: name-route /v/two → to-p',
      'c: name-route /v/one → to-a',
      'c: name-route /v/two → to-a',
      'c: name-filter in to-g -1 / deny',
      'c: name-filter in to-h -1 / deny',
      'd: name-route /v/one → to-b',
      'd: name-route /v/two → to-b',
      'p: name-route /v/one → local',
      'p: name-route /v/two → local',
    ]))

  test('a prefix that goes the way of the one above it has no entry of its own', () => {
    const network = ring.replace('producer: /v/one, /v/two', 'producer: /v, /v/one')
    expect(lines(named('route v { from: /v, to: c }', network))).toEqual([
      'a: name-route /v → to-p',
      'c: name-route /v → to-a',
      'c: name-filter in to-g -1 / deny',
      'c: name-filter in to-h -1 / deny',
      'p: name-route /v → local',
    ])
  })

  test('in a failure the device in front of it tries its next choice', () =>
    expect(lines(named('route v { from: /v/one, to: h, g, survive: 1 core link }'))).toEqual([
      'a: name-route /v/one → to-p',
      'b: name-route /v/one → to-p',
      'c: name-route /v/one → to-a else to-b',
      'c: name-strategy /v/one asf',
      'p: name-route /v/one → local',
    ]))

  test.each([
    ['via: b', ['c b p']],
    ['avoid: a', ['c b p']],
    ['avoid: link a--p', ['c b p']],
    ['latency: <= 2ms', ['c a p']],
  ])('%s is kept', (key, paths) => {
    const { plans, diagnostics } = named(`route v { from: /v/one, to: c, ${key} }`)
    expect(diagnostics).toEqual([])
    expect(plans.find(({ intent }) => intent.endsWith('/v'))?.paths.map((path) => path.join(' '))).toEqual(paths)
  })

  test('a drained device is passed by none', () => {
    const { plans } = named('route v { from: /v/one, to: c } drain a { }')
    expect(plans[0]?.paths).toEqual([])
    expect(plans.find(({ intent }) => intent.endsWith('/v'))?.paths).toEqual([['c', 'b', 'p']])
  })

  test('protect speaks of routes of names too', () =>
    expect(
      lines(named('route v { from: /v/one, to: h, g } protect all { routes: v, survive: 1 core link }')),
    ).toContain('c: name-route /v/one → to-a else to-b'))
})

describe('who must not', () => {
  test('an Interest is refused where it is asked first', () =>
    expect(lines(named('route v { from: /v, to: h, c } isolate no { from: /v/one, to: c, priority: 200 }'))).toContain(
      'c: name-filter in local 200 /v/one deny',
    ))

  test('a route of higher priority is let through', () => {
    const its = lines(named('route v { from: /v/one, to: h, priority: 300 } isolate no { from: /v, to: h, g }'))
    expect(its.filter((line) => line.includes('filter'))).toEqual([
      'c: name-filter in to-g -1 / deny',
      'c: name-filter in to-h 100 /v deny',
      'c: name-filter in to-h 300 /v/one permit',
    ])
  })
})

describe('caches', () => {
  test.each<[string, readonly string[]]>([
    [
      'cache v { names: /v, at: a, size: 88kB, ttl: 1h }',
      ['a: content-store 10 lru listed', 'a: name-cache /v 3600000'],
    ],
    [
      'cache v { names: /v, at: a, size: 88kB, ttl: 1h } cache w { names: /v/one, at: a, size: 8800B, ttl: 1s }',
      ['a: content-store 11 lru listed', 'a: name-cache /v 3600000', 'a: name-cache /v/one 1000'],
    ],
    [
      'cache v { names: /v, at: a, size: 88kB } policy w { match: { prefix: /v/one }, action: { cache: false }, at: a, priority: 200 }',
      ['a: content-store 10 lru listed', 'a: name-cache /v keep', 'a: name-cache /v/one never'],
    ],
  ])('%s', (text, expected) =>
    expect(lines(named(`route v0 { from: /v, to: c } ${text}`)).filter((line) => /store|cache/.test(line))).toEqual(
      expected,
    ),
  )

  test('a node with a content store keeps what passes it', () => {
    const network = ring.replace('node a : ndn', 'node a : ndn { cache: 1MB }')
    expect(lines(named('route v { from: /v/one, to: c }', network))).toContain('a: content-store 113 lru all')
  })
})

test.each<[string, readonly string[]]>([
  ['route v { from: /none, to: c }', ['error unattached-source: nobody produces /none']],
  [
    'route v { from: /v/one, to: c } isolate no { from: /v, to: c }',
    ['error conflict: "v" and "no" contradict each other: an Interest of c in /v/one'],
  ],
  [
    'route v { from: /v/one, to: c } isolate no { from: /v, to: c, priority: 200 }',
    ['warning shadowed: "no" of higher priority takes all its Interests: of c in /v/one'],
  ],
  [
    'route v { from: /v/one, to: c, latency: <= 1ms }',
    [
      'error latency-unreachable: no path from c to a producer of /v/one (p): the fastest way takes 2000 µs, more than 1000 µs',
    ],
  ],
  [
    'route v { from: /v/one, to: h, max_hops: 2, avoid: a }',
    ['error hops-unreachable: no path from h to a producer of /v/one (p): the shortest way has 3 hops, more than 2'],
  ],
  [
    'route v { from: /v/one, to: c, avoid: a, b }',
    ['error no-path: no path from c to a producer of /v/one (p): what it must avoid cuts every way'],
  ],
  [
    'route v { from: /v/one, to: c, via: d }',
    ['error no-path: no path from c to a producer of /v/one (p): no way passes d before it meets a producer'],
  ],
  [
    'route u { from: /v/one, to: c } route v { from: /v/one, to: h, avoid: a, priority: 50 }',
    [
      'error no-path: no path from h to a producer of /v/one (p): ways of the same names that were placed before leave none',
    ],
  ],
  [
    'route v { from: /v/one, to: d, survive: 1 link }',
    ['error not-protected: Interests of d in /v/one have no way left in the failure of link b--d'],
  ],
  [
    'route v { from: /v/one, to: c } cache x { names: /v, at: a, size: 1MB } cache y { names: /v, at: a, size: 1MB, policy: fifo }',
    ['error conflict: "x" and "y" make room in the content store of a in different ways (lru, fifo)'],
  ],
  [
    'cache x { names: /v, at: a, size: 1MB }',
    ['info empty-class: no route brings Data of /v past a: nothing is kept there'],
  ],
])('%s', (text, expected) => expect(complaints(text)).toEqual(expected))

test('without intents about names states are the same objects as without the pass', () => {
  const { state } = named('')
  expect([...state.values()].every((own) => own.nameRoutes === undefined && own.nameFilters === undefined)).toBe(true)
})
