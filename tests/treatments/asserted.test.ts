import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'

const { topology } = resolveNetwork([
  {
    name: 'n.pn',
    text: `network n {
  node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node r2 : firewall { address: 10.0.0.2, function: nat }
  node r3 : router { address: 10.0.0.3, prefixes: 10.3.0.0/16 }
  node ids : host { address: 10.9.0.10, gateway: r2 }
  node w1 : server { address: 10.9.0.11, gateway: r2 }
  node w2 : server { address: 10.9.0.12, gateway: r2 }
  interface r2.up { address: 203.0.113.2/30, external: true }
  link r1 -- r2
  link r2 -- r3
  link r2 -- ids
  link r2 -- w1
  link r2 -- w2
}`,
  },
])
const index = indexTopology(topology as Topology)

/** What the assertions stand beside. */
const installed = `route web { from: r1, to: r3, traffic: tcp, reply: stateless }
route out { from: r1, to: internet, traffic: tcp, via: r2 }
route shops { from: r1, to: w1, w2, traffic: tcp dst-port 80, reply: stateless }
balance spread { from: r1, to: one of w1, w2, traffic: tcp dst-port 80, at: r2 }
mark gold { from: r1, to: r3, traffic: tcp dst-port 443, dscp: af41 }
limit slow { from: r1, to: r3, traffic: tcp dst-port 443, rate: 50Mbps, burst: 1MB }
qos q { from: r1, to: r3, traffic: tcp dst-port 443, class: gold, min: 20Mbps, max: 80Mbps }
mirror m { from: r1, to: r3, traffic: tcp dst-port 443, at: r2, copy_to: ids }
nat web-out { from: r1, to: internet, at: r2, source: 203.0.113.16/28 }
`

function resultOf(asserted: string, beside = installed) {
  const { intents, diagnostics } = resolveIntents([{ name: 'a.pn', text: `${beside}assert it { ${asserted} }` }], index)
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const { state, ledger } = compile({ index, intents })
  return { state, ...verify({ index, intents, state, ledger }) }
}

/** The verdict of the assertion: property, verdict, the reason; and the port that its counterexample goes to. */
function said(asserted: string, beside?: string): string {
  const [one] = resultOf(asserted, beside).verdicts.filter(({ intent }) => intent === 'n/a.pn/it')
  const packet = one?.packet ? `; ${one.packet.protocol}/${one.packet.dstPort}` : ''
  return `${one?.property} ${one?.verdict}${one?.reason === undefined ? '' : `: ${one.reason}`}${packet}`
}

const its = 'from: r1, to: r3, traffic: tcp dst-port 443'
const all = 'from: r1, to: r3, traffic: tcp'

const cases: readonly (readonly [string, string])[] = [
  [`mark { ${its}, dscp: af41 }`, 'marked holds'],
  [`mark { ${its}, dscp: ef }`, 'marked violated: r1 marks it with DSCP 34, not 46; 6/443'],
  [`mark { ${all}, dscp: af41 }`, 'marked violated: r1 lets it go on with the DSCP that it came with, not 34; 6/80'],
  [`mark { from: r1, to: r3, traffic: tcp dst-port 443, dscp: af41, at: r2 }`, 'marked holds'],
  [`limit { ${its}, rate: 100Mbps, burst: 1MB }`, 'limited holds'],
  [`limit { ${its}, rate: 10Mbps, burst: 1MB }`, 'limited violated: r1 does not hold it to 10000000 bit/s; 6/443'],
  [`qos { ${its}, class: gold, min: 10Mbps }`, 'queued holds'],
  [`qos { ${its}, class: gold, max: 80Mbps }`, 'queued holds'],
  [
    `qos { ${its}, class: gold, min: 30Mbps }`,
    'queued violated: r1 does not send it to to-r2 from a queue gold with these rates; 6/443',
  ],
  [
    `qos { ${its}, class: silver }`,
    'queued violated: r1 does not send it to to-r2 from a queue silver with these rates; 6/443',
  ],
  [`mirror { ${its}, at: r2, copy_to: ids }`, 'mirrored holds'],
  [`mirror { ${all}, at: r2, copy_to: ids }`, 'mirrored violated: r2 sends no copy of it to ids; 6/80'],
  ['nat { from: r1, to: internet, source: 203.0.113.16/28 }', 'translated holds'],
  ['nat { from: r1, to: internet, source: 203.0.113.0/24 }', 'translated holds'],
  ['balance { from: r1, to: one of w1, w2, traffic: tcp dst-port 80, at: r2 }', 'balanced holds'],
  [
    'balance { from: r1, to: one of w1, w2, traffic: tcp dst-port 80, at: r2, weights: 3, 1 }',
    'balanced violated: 50 % of its flows go to w1, not 75 %; 6/80',
  ],
]

test.each(cases)('%s: %s', (asserted, verdict) => expect(said(asserted)).toBe(verdict))

test('a source outside of the pool is found', () =>
  expect(said('nat { from: r1, to: internet, source: 198.51.100.0/28 }')).toContain(
    'translated violated: it leaves r2',
  ))

test('nothing treats the class: what is asserted of it does not hold', () => {
  const beside = `route web { ${all}, reply: stateless }\n`
  expect(said(`mark { ${its}, dscp: af41 }`, beside)).toContain('marked violated')
  expect(said(`limit { ${its}, rate: 1Gbps, burst: 1MB }`, beside)).toContain('limited violated')
  expect(said(`mirror { ${its}, at: r2, copy_to: ids }`, beside)).toContain('mirrored violated')
})

test.each(cases)('%s installs nothing', (asserted) => {
  const { intents } = resolveIntents([{ name: 'a.pn', text: installed }], index)
  expect(resultOf(asserted).state).toEqual(compile({ index, intents }).state)
})

test('what is done by others beside the class is no matter of an assertion', () =>
  expect(
    said(
      'mark { from: r1, to: r3, traffic: tcp dst-port 443, dscp: af41, priority: 0 }',
      installed.replace(
        'mark gold { from: r1, to: r3, traffic: tcp dst-port 443',
        'mark gold { from: r1, to: r3, traffic: tcp',
      ),
    ),
  ).toBe('marked holds'))

test('an end that is attached nowhere is an error of the assertion', () => {
  const { intents } = resolveIntents(
    [{ name: 'a.pn', text: 'assert it { mark { from: 192.0.2.0/24 except any, to: r3, dscp: ef } }' }],
    index,
  )
  expect(compile({ index, intents }).diagnostics.map(({ code }) => code)).toEqual(['unattached-source'])
})
