import { expect, test } from 'vitest'
import { resolveNetwork } from './resolve-network.js'

const resolve = (text: string) => resolveNetwork([{ name: 'n.pn', text }])
const complaints = (text: string) =>
  resolve(text).diagnostics.map(
    ({ code, span, hint }) =>
      `${code}|${text.slice(span.offset, span.offset + span.length)}${hint === undefined ? '' : `|${hint}`}`,
  )

test('a network with errors is read as far as it goes, for those that come after it', () => {
  const { topology, partial } = resolve(
    'network n { node r1 : roter { address: 10.0.0.300 } node h1 : host link r1 -- h2 }',
  )
  expect(topology).toBeUndefined()
  expect(partial?.nodes.map(({ name }) => name)).toEqual(['r1', 'h1'])
})

test.each([
  ['network n { defualt: open }', 'unknown-key|defualt|did you mean "default"?'],
  ['network n { node r1 : router { adress: 10.0.0.1 } }', 'unknown-key|adress|did you mean "address"?'],
  ['network n { node r1 : router { asn: 65000 } }', 'unknown-key|asn|did you mean "as"?'],
  [
    'network n { node r1 : router; interface r1.w { addres: 10.0.0.1/30 } }',
    'unknown-key|addres|did you mean "address"?',
  ],
  [
    'network n { node r1 : router; node r2 : router; link r1 -- r2 { bandwith: 1Gbps } }',
    'unknown-key|bandwith|did you mean "bandwidth"?',
  ],
  ['network n { anti_spoofing: no }', 'wrong-kind|no|for example `anti_spoofing: true`'],
])('%s', (text, expected) => expect(complaints(text)).toEqual([expected]))

test('a host has an address without a length', () => {
  expect(complaints('network n { node h1 : host { address: 10.5.0.1/24 } }')).toEqual([
    'wrong-kind|10.5.0.1/24|did you mean "10.5.0.1"?',
  ])
})

test('nodes, links, interfaces, groups and definitions', () => {
  const { topology, diagnostics } = resolve(`
    network campus {
        description: "Two sites"
        default: open
        headroom: 80%
        node r1 : router { address: 10.0.0.1, 2001:db8::1, prefixes: 10.1.0.0/16, location: (59.91, 10.75), region: north, building: a }
        node oslo.r2 : router { address: 10.0.0.2 }
        node h1 : host { address: 10.1.0.10, gateway: r1 }
        interface r1.eth3 { address: 203.0.113.2/30, external: true, peer_as: 64500 }
        link r1 -- oslo.r2 { bandwidth: 10Gbps, latency: 2ms, weight: 5, risk: conduit-7, conduit-8, subnet: 10.9.0.0/31 }
        link r1 -- oslo.r2 { bandwidth: "1Gbps", headroom: 12.5% }
        link r1.eth7 -- h1
        link { endpoints: [oslo.r2, h1] }
        group all { members: /^r/, h1 }
    }
    let guests = 10.1.200.0/24`)
  expect(diagnostics).toEqual([])
  expect(topology).toMatchObject({
    name: 'campus',
    description: 'Two sites',
    default: 'open',
    headroom: 0.8,
    nodes: [
      { name: 'r1', addresses: ['10.0.0.1', '2001:db8::1'], labels: { building: 'a' }, region: 'north' },
      { name: 'oslo.r2' },
      { name: 'h1', gateway: 'r1' },
    ],
    interfaces: [
      { node: 'r1', name: 'eth3', external: true, peerAs: 64500, addresses: ['203.0.113.2/30'] },
      { node: 'r1', name: 'to-oslo.r2', addresses: ['10.9.0.0/31'], labels: {} },
      { node: 'oslo.r2', name: 'to-r1', addresses: ['10.9.0.1/31'] },
    ],
    links: [
      {
        id: 'r1--oslo.r2',
        bandwidth: 10_000_000_000,
        latency: 2000,
        weight: 5,
        risks: ['conduit-7', 'conduit-8'],
        assigned: [],
      },
      { id: 'r1--oslo.r2.2', bandwidth: 1_000_000_000, headroom: 0.125, assigned: ['latency'] },
      { id: 'r1--h1', ends: [{ node: 'r1', interface: 'eth7' }, { node: 'h1' }] },
      { id: 'oslo.r2--h1' },
    ],
    groups: [{ name: 'all', members: ['r1', 'h1'] }],
    definitions: [{ name: 'guests', value: '10.1.200.0/24' }],
  })
})

test.each([
  ['network n { node a : router\n link a -- b }', 'unknown-node|b'],
  ['network n { node a : router\n link a -- a }', 'self-loop|a'],
  ['network n { node a : router\n node a : router }', 'duplicate-name|a'],
  [
    'network n { node a : router { address: 10.0.0.1 }\n node b : router { address: 10.0.0.1 } }',
    'duplicate-address|b',
  ],
  ['network n { node a : roter }', 'unknown-type|roter|did you mean "router"?'],
  ['network n { node h : host { gateway: r9 } }', 'unknown-node|h'],
  ['network n { node a : router { address: 10.0.0.0/8 } }', 'wrong-kind|10.0.0.0/8'],
  ['network n { node a : router\n interface b.eth0 { } }', 'unknown-interface|b.eth0'],
  ['network n { node a : router\n node b : router\n link a -- b { bandwidth: 5ms } }', 'wrong-unit|5ms'],
  ['network n { colour: red }', 'unknown-key|colour|nodes, interfaces and links have labels'],
  ['network n { headroom: 0% }', 'out-of-range|0%'],
  ['network n { description: 5ms }', 'wrong-kind|5ms'],
  [
    'network n { node a : router\n node b : router\n link a.e -- b.e { }\n interface a.e { segment: red }\n interface b.e { segment: blue } }',
    'segment-mismatch|a.e|say it once, of the link: `link r1 -- r2 { segment: red }`',
  ],
  ['network n { headroom: 120% }', 'out-of-range|120%'],
  ['network n { headroom: 0.8 }', 'wrong-unit|0.8|for example `headroom: 80%`'],
  ['network n { node a : router\n node b : router\n link a -- b { headroom: open } }', 'wrong-kind|open'],
  ['network n { }\nnetwork m { }', 'duplicate-name|m'],
])('%s', (text, expected) => expect(complaints(text).join('\n')).toContain(expected))

test('a network with errors is none', () => expect(resolve('network n { link a -- b }').topology).toBeUndefined())
