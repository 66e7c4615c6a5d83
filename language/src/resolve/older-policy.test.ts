import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { resolveIntents } from './resolve-intents.js'
import { resolveNetwork } from './resolve-network.js'

const networkText = `
network small {
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
    node r2 : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
    node ids1 : host { address: 10.2.0.66, gateway: r2 }
    link r1 -- r2
    link r2 -- ids1
}
let dc = 10.2.0.0/16
let web = 80, 443
let most = 20Mbps
`
const { topology } = resolveNetwork([{ name: 'small.pn', text: networkText }])
if (!topology) throw new Error('the test network does not resolve')
const index = indexTopology(topology)
const resolve = (text: string) =>
  resolveIntents(
    [
      { name: 'small.pn', text: networkText },
      { name: 'i.pn', text },
    ],
    index,
  )

/** What an intent says, without who it is and where it stands. */
const meaningOf = (text: string) => {
  const { intents, diagnostics } = resolve(text)
  expect(diagnostics).toEqual([])
  return intents.map(({ id: _, name: __, source: ___, ...meaning }) => meaning)
}

test.each([
  [
    '{ match: { from: r1, to: dc, protocol: tcp, dst_port: 443 }, action: { limit: "10Mbps", burst: 1MB } }',
    'limit { from: r1, to: dc, traffic: tcp dst-port 443, rate: 10Mbps, burst: 1MB }',
  ],
  ['{ match: { prefix: 10.2.0.0/16 }, action: { limit: most } }', 'limit { from: any, to: 10.2.0.0/16, rate: 20Mbps }'],
  [
    '{ match: { src: 10.1.0.0/16, ports: [80, 443], protocol: [tcp, udp] }, action: { queue: ef, min: 5Mbps, max: 9Mbps }, at: r1 }',
    'qos { from: 10.1.0.0/16, to: any, traffic: tcp dst-port 80, 443 or udp dst-port 80, 443, class: ef, min: 5Mbps, max: 9Mbps, at: r1 }',
  ],
  [
    '{ match: { dst: dc, protocol: "17", src_port: 5000-5010 }, action: { mark: { dscp: af41 } }, priority: "300", owner: "netops" }',
    'mark { from: any, to: 10.2.0.0/16, traffic: proto 17 src-port 5000-5010, dscp: af41, priority: 300, owner: "netops" }',
  ],
  [
    '{ match: { from: r1, protocol: tcp, dst_port: web }, action: deny }',
    'isolate { from: r1, to: any, traffic: tcp dst-port 80, 443 }',
  ],
  ['{ match: any, action: { drop: true, reply: none } }', 'isolate { from: any, to: any, reply: none }'],
  [
    '{ match: { from: r1, to: r2, traffic: udp dscp ef }, action: { permit: true } }',
    'allow { from: r1, to: r2, traffic: udp dscp ef }',
  ],
  ['{ match: { to: dc }, action: { mirror: ids1 }, at: r2 }', 'mirror { from: any, to: dc, at: r2, copy_to: ids1 }'],
])('policy %s is %s', (older, today) => {
  const written = ({ from, to, ...rest }: Record<string, unknown>) => ({
    ...rest,
    ends: [from, to].map((one) => ({ ...(one as object), text: '' })),
  })
  expect(meaningOf(`policy p ${older}`).map(written)).toEqual(meaningOf(today.replace(' {', ' p {')).map(written))
})

test.each([
  ['policy p { match: { <|vlan|>: 7 }, action: deny }', 'unknown-key', 'it takes from, to, prefix'],
  ['policy p { match: { <|dst_prt|>: 7 }, action: deny }', 'unknown-key', 'did you mean "dst_port"?'],
  ['policy p { match: { to: dc }, action: { <|limt|>: 5Mbps } }', 'unknown-key', 'did you mean "limit"?'],
  ['policy p { match: { to: dc }, action: { <|cache|>: true } }', 'unknown-key', 'content is matched by its name'],
  ['policy p { match: { to: dc }, action: { <|via|>: r2 } }', 'unknown-key', 'said by a `route`'],
  ['policy p { match: { to: dc }, action: { deny: true, <|limit|>: 5Mbps } }', 'misplaced', 'a policy of its own'],
  ['policy p { match: { to: dc }, action: { deny: true, <|burst|>: 1MB } }', 'misplaced', ''],
  ['policy p { match: { to: dc }, action: { deny: <|false|> } }', 'missing-key', 'one of `limit: 50Mbps`'],
  ['policy p { match: { to: dc }, action: { limit: <|lots|> } }', 'wrong-kind', 'rate: 200Mbps'],
  ['policy p { match: { to: dc }, <|action|>: { } }', 'missing-key', 'one of `limit: 50Mbps`'],
  ['policy p { <|match|>: { }, action: deny }', 'missing-key', '`match: any`'],
  ['policy p { match: <|r1|>, action: deny }', 'wrong-kind', 'for example `match: {'],
  ['policy <|p|> { match: { to: dc } }', 'missing-key', 'action: {'],
  ['policy <|p|> { action: deny }', 'missing-key', 'match: {'],
  ['policy p { match: { to: dc, <|dst|>: dc }, action: deny }', 'duplicate-key', ''],
  ['policy p { match: { traffic: tcp, <|protocol|>: udp }, action: deny }', 'misplaced', 'say the whole class'],
  ['policy p { match: { protocol: <|tpc|> }, action: deny }', 'unknown-name', 'did you mean "tcp"?'],
  ['policy p { match: { protocol: <|ndn|> }, action: deny }', 'missing-key', 'prefix: /ndn/video'],
  ['policy p { match: { to: <|nobody|> }, action: deny }', 'unknown-node', ''],
  ['policy p { match: { to: dc }, action: deny, <|from|>: r1 }', 'misplaced', 'match: { from'],
  ['policy p { match: { to: dc, port: <|99999|> }, action: deny }', 'out-of-range', 'ports are'],
  ['policy p { match: { to: dc }, action: <|nothing|> }', 'unknown-key', 'it takes'],
])('%s', (marked = '', code, hint = '') => {
  const start = marked.indexOf('<|')
  const word = marked.slice(start + 2, marked.indexOf('|>'))
  const { intents, diagnostics } = resolve(marked.replace('<|', '').replace('|>', ''))
  expect(intents).toEqual([])
  expect(diagnostics.map((one) => [one.code, one.span.offset, one.span.length])).toEqual([[code, start, word.length]])
  expect(diagnostics[0]?.hint ?? '').toContain(hint)
})
