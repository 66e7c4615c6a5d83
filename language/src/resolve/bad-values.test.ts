import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { keysOf } from '../service/vocabulary.js'
import { resolveIntents } from './resolve-intents.js'
import { resolveNetwork } from './resolve-network.js'

const network = `network n {
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, region: north }
    node r2 : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
    node h1 : host { address: 10.1.0.10, gateway: r1 }
    node h2 : host { address: 10.2.0.10, gateway: r2 }
    node c1 : ndn { cache: 10GB, producer: /ndn/video }
    node g1 : geo { location: (59.91, 10.75) }
    interface r1.wan { address: 203.0.113.2/30, external: true }
    link r1 -- r2
    link h1 -- r1
    link h2 -- r2
    link c1 -- r1
    link g1 -- r2
}
route web { from: r1, to: r2, reply: none }
`
const { topology } = resolveNetwork([{ name: 'n.pn', text: network }])
if (!topology) throw new Error('the test network does not resolve')
const index = indexTopology(topology)

/** What every kind of intent has to say. */
const intents: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  route: { from: 'r1', to: 'r2' },
  isolate: { from: 'r1', to: 'r2' },
  allow: { from: 'r1', to: 'r2' },
  qos: { from: 'r1', to: 'r2', class: 'ef' },
  limit: { from: 'r1', to: 'r2', rate: '5Mbps' },
  mirror: { from: 'r1', to: 'r2', copy_to: 'h1' },
  mark: { from: 'r1', to: 'r2', dscp: 'ef' },
  balance: { from: 'r1', to: 'one of h1, h2' },
  protect: { routes: 'web', survive: '1 link' },
  multicast: { source: 'h1', group: '239.1.1.1', receivers: 'h2' },
  cache: { names: '/ndn/video', at: 'c1', size: '1GB' },
  geocast: { source: 'g1', area: 'circle(59.91, 10.75, 5km)' },
  flow: { at: 'r1', match: '{ dst: 10.0.0.0/8 }', action: 'drop' },
  policy: { match: '{ to: r1 }', action: 'deny' },
  nat: { from: 'r1', to: 'internet', source: '203.0.113.16/28' },
  peer: { at: 'r1.wan', as: '64500', local_as: '65000', neighbour: '203.0.113.1' },
  drain: { at: 'r2' },
  baseline: { at: 'all', ntp: '10.0.0.1' },
}

/** Where a key stands in a network, with `@` in its place. */
const declarations: Readonly<Record<string, string>> = {
  network: 'node r1 : router { }\n@',
  node: 'node r2 : router { }\nnode x : ndn { @ }\nlink x -- r2',
  interface: 'node x : router { }\ninterface x.eth1 { @ }',
  link: 'node r2 : router { }\nnode x : router { }\nlink x -- r2 { @ }',
  group: 'node r2 : router { }\ngroup x { @ }',
}

/** What no key means, in the forms of values that there are. Each key refuses all of them that are not of its own form. */
const nonsense = ['zzqqx', '"zz qq x"', '-7', '3.5', '{ a: 1 }', '[]', '1 zork', '99999999999', 'a then b', '7lux']

/** Keys whose values are texts or names that people choose, so that some of these values are as good as any. */
const free: Readonly<Record<string, readonly string[]>> = {
  owner: nonsense,
  reason: nonsense,
  description: ['zzqqx', '"zz qq x"', '-7', '3.5', '99999999999'],
  renamed_from: ['zzqqx', '"zz qq x"', '-7', '3.5', '99999999999'],
  region: ['zzqqx', '"zz qq x"', '-7', '3.5', '99999999999'],
  risk: ['zzqqx', '"zz qq x"', '-7', '3.5', '99999999999', '[]'],
  class: ['zzqqx', '-7', '3.5', '99999999999'],
  segment: ['zzqqx', '"zz qq x"', '-7', '3.5', '99999999999'],
  // A bare number is seconds.
  ttl: ['99999999999', '3.5'],
}
/** A device may have none of these. */
const mayBeEmpty = ['address', 'addresses', 'prefixes', 'prefix', 'producer', 'management', 'members', 'routing']

const intentCases = Object.entries(intents).flatMap(([kind, needed]) =>
  Object.keys(keysOf(kind)).map((key): [string, string, (value: string) => string] => [
    kind,
    key,
    (value) =>
      `${kind} x {\n${Object.entries({ ...needed, [key]: value })
        .map((pair) => pair.join(': '))
        .join('\n')}\n}`,
  ]),
)
const matchCases = Object.keys(keysOf('match')).map((key): [string, string, (value: string) => string] => [
  'match',
  key,
  (value) => `flow x { at: r1, match: { ${key}: ${value} }, action: drop }`,
])

const sayOf = (text: string) =>
  resolveIntents(
    [
      { name: 'n.pn', text: network },
      { name: 'x.pn', text },
    ],
    index,
  ).diagnostics.filter(({ file }) => file === 'x.pn')

test.each([...intentCases, ...matchCases])('%s refuses bad values of %s', (_, key, textWith) => {
  for (const value of nonsense) {
    const found = sayOf(textWith(value))
    // An intent speaks of a segment that is there; an interface says which there are.
    const isFree = key !== 'segment' && free[key]?.includes(value) === true && value !== '7lux'
    expect({ value, codes: found.map(({ code }) => code) }).toEqual(
      isFree ? { value, codes: [] } : { value, codes: expect.arrayContaining([expect.any(String)]) },
    )
  }
})

const networkCases = Object.entries(declarations).flatMap(([kind, text]) =>
  Object.keys(keysOf(kind)).map((key): [string, string, string] => [kind, key, text]),
)

test.each(networkCases)('%s refuses or warns of bad values of %s', (_, key, text) => {
  for (const value of nonsense) {
    const whole = `network n {\n${text.replace('@', `${key}: ${value}`)}\n}`
    const codes = resolveNetwork([{ name: 'n.pn', text: whole }]).diagnostics.map(({ code }) => code)
    const isFree = (free[key] ?? (mayBeEmpty.includes(key) ? ['[]'] : [])).includes(value) && value !== '7lux'
    expect({ value, codes }).toEqual(
      isFree ? { value, codes: [] } : { value, codes: expect.arrayContaining([expect.any(String)]) },
    )
  }
})

test.each([
  ['node x : ndn { strategy: <|best-rout|> }', 'unknown-name', 'did you mean "best-route"?'],
  ['node x : ndn { cache: <|lots|> }', 'wrong-kind', 'cache: 10GB'],
  ['node x : server { cache: <|10|> }', 'wrong-unit', 'cache: 10GB'],
  ['node x : server { cache: <|squid|> }', 'wrong-kind', 'another key'],
  ['node x : router { target: <|fr|> }', 'unknown-name', 'did you mean "frr"?'],
  ['node x : router { driver: <|emulatd|> }', 'unknown-name', 'did you mean "emulated"?'],
  ['node x : firewall { function: <|firewal|> }', 'unknown-name', 'did you mean "firewall"?'],
  ['node x : server { function: <|ids|> }', 'unknown-name', 'those that do are'],
  ['node x : router { as: <|5000000000|> }', 'out-of-range', ''],
  ['node x : router { routing: <|opsf|> }', 'unknown-name', 'did you mean "ospf"?'],
  ['node x : switch { learning: <|perhaps|> }', 'wrong-kind', 'learning: true'],
  ['node x : switch { learning: <|true|> }', 'not-yet-compiled', 'forwards by what is installed'],
  ['node x : router { learning: <|true|> }', 'misplaced', 'leave it out'],
  ['node x : router { routing: <|ospf|>, target: p4 }', 'unsupported-by-target', 'target: frr'],
  ['node x : router { routing: ospf, target: frr, ospf_area: <|backbone|> }', 'wrong-kind', 'ospf_area: 7'],
  ['link r1 -- r2 { endpoints: <|[r1, r2]|> }', 'misplaced', 'link r1 -- r2'],
  ['link r1 -- r2 { loss: <|0.1|> }', 'wrong-unit', 'loss: 0.1%'],
])('%s is %s', (marked, code, hint) => {
  const text = `network n {\nnode r1 : router { }\nnode r2 : router { }\n${marked.replace('<|', '').replace('|>', '')}\n}`
  const { diagnostics } = resolveNetwork([{ name: 'n.pn', text }])
  expect(diagnostics.map((one) => [one.code, text.slice(one.span.offset, one.span.offset + one.span.length)])).toEqual([
    [code, /<\|(.*)\|>/.exec(marked)?.[1]],
  ])
  expect(diagnostics[0]?.hint ?? '').toContain(hint)
})

test.each([
  ['cache x { names: /ndn/video, at: c1, size: 1GB, <|protocol|>: ip }', 'not-yet-compiled', '`protocol: ndn`'],
  ['geocast x { source: g1, area: circle(59.91, 10.75, 5km), protocol: <|goe|> }', 'unknown-name', '`protocol: geo`'],
  ['isolate x { from: <|[]|>, to: r2 }', 'missing-value', 'at least one'],
  ['isolate x { from: r1, to: r2, <|at|>: r1 }', 'unknown-key', 'belongs to qos, limit'],
  ['route x { from: r1, to: r2, reply: none, <|rate|>: 5Mbps }', 'unknown-key', 'belongs to limit'],
])('%s is %s', (marked, code, hint) => {
  const text = marked.replace('<|', '').replace('|>', '')
  const found = sayOf(text)
  expect(found.map((one) => [one.code, text.slice(one.span.offset, one.span.offset + one.span.length)])).toEqual([
    [code, /<\|(.*)\|>/.exec(marked)?.[1]],
  ])
  expect(found[0]?.hint ?? '').toContain(hint)
})
