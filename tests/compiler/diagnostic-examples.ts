import type { DiagnosticCode } from '@paranet/language'

/** One input that produces a code, at the place between `<|` and `|>`. Texts are intents on the network of the page, unless said. */
export interface DiagnosticExample {
  readonly code: DiagnosticCode
  readonly text: string
  /** `network`: a file with a network of its own; `import`: a topology of another format; `words`: a sentence; `plan`: intents, as the planner reads them; `whole`: a network and
   *  intents in one. */
  readonly as?: 'network' | 'import' | 'words' | 'plan' | 'whole'
  /** Files that are read with it. */
  readonly others?: Readonly<Record<string, string>>
  /** What is too long to print. */
  readonly shown?: string
}

/** The network that the examples are about. */
export const exampleNetwork = `network small {
    default: closed
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, region: north }
    node r2 : router { address: 10.0.0.2, prefixes: 10.9.0.0/16 }
    node r3 : router { address: 10.0.0.3, prefixes: 10.3.0.0/16, 10.9.0.0/16 }
    node fw1 : firewall { address: 10.0.0.4 }
    node fw2 : firewall { address: 10.0.0.5 }
    node h1 : host { address: 10.1.0.10, gateway: r1 }
    node h3 : host { address: 10.3.0.10, gateway: r3 }
    node of1 : switch { target: openflow, address: 10.0.0.6, prefixes: 10.6.0.0/16 }
    node n1 : ndn { address: 10.0.0.7, producer: /news }
    link h1 -- r1
    link n1 -- r2
    link h3 -- r3
    link r1 -- r2 { bandwidth: 100Mbps, latency: 2ms, loss: 0.1%, availability: 99.9% }
    link r2 -- r3 { bandwidth: 100Mbps, latency: 2ms, risk: duct }
    link r1 -- fw1 { weight: 50, latency: 10ms, loss: 0.1%, availability: 99.9% }
    link r1 -- fw2 { weight: 50, latency: 10ms, loss: 0.1%, availability: 99.9% }
    link fw1 -- r3 { weight: 50, latency: 10ms }
    link fw2 -- r3 { weight: 50, latency: 10ms }
    link r3 -- of1
}
`

/** Two tenants with the same addresses at one router. */
const tenants = `network n {
    node r1 : router { }
    node a : host { address: 10.0.0.1, segment: red }
    node b : host { address: 10.0.0.2, segment: red }
    node c : host { address: 10.0.0.1, segment: blue }
    node d : host { address: 10.0.0.2, segment: blue }
    link r1 -- a
    link r1 -- b
    link r1 -- c
    link r1 -- d
}
`

const one = (code: DiagnosticCode, text: string, as?: DiagnosticExample['as'], shown?: string): DiagnosticExample => ({
  code,
  text,
  ...(as ? { as } : {}),
  ...(shown === undefined ? {} : { shown }),
})

/** One example a code, in the order of the registry. */
export const diagnosticExamples: readonly DiagnosticExample[] = [
  one('unexpected-token', 'route a { from: r1 <|=|> r2, to: r3 }'),
  one('unexpected-character', 'route a { from: r1, to: <|$|>r3 }'),
  one('unclosed-block', 'route a <|{|> from: r1, to: r3'),
  one('unclosed-bracket', 'route a { from: <|[|>r1, r2 }'),
  one('unclosed-text', 'route a { from: r1, to: r3, owner: <|"netops }|>\n}'),
  one('unclosed-comment', 'route a { from: r1, to: r3, reply: none }\n<|/*|> and so on'),
  one('bad-escape', 'route a { from: r1, to: r3, reply: none, owner: "net<|\\q|>ops" }'),
  one('bad-name', 'route <|a%|> { from: r1, to: r3, reply: none }'),
  one('bad-pattern', 'group a { members: <|/r(/|> }'),
  one('missing-colon', 'route a { from: r1\n    <|to|> r3 }'),
  one('missing-separator', 'route a { from: r1 <|to|>: r3, reply: none }'),
  one('missing-value', 'route a { from: r1, to<|:|> }'),
  one('unknown-kind', '<|rout|> a { from: r1, to: r3 }'),
  one('misplaced', 'isolate a { from: r1, to: r3, <|via|>: r2 }'),
  one('duplicate-key', 'route a { from: r1, to: r3, reply: none, <|to|>: r2 }'),

  one('unknown-node', 'route a { from: r1, to: <|r33|> }'),
  one('unknown-link', 'route a { from: r1, to: r3, avoid: <|link r1--r3|> }'),
  one('unknown-interface', 'flow a { at: r1, match: { in_port: <|eth7|> }, action: drop }'),
  one('unknown-name', 'route a { from: r1, to: r3, traffic: <|tpc|> }'),
  one('unknown-type', 'network n { node r1 : <|ruter|> { } }', 'network'),
  one('unknown-intent', 'protect core { routes: <|web|>, survive: 1 link }'),
  one('unknown-template', 'use <|guest-net|>(r1)'),
  one('unknown-region', 'route a { from: r1, to: r3, avoid: <|region south|> }'),
  one('unknown-zone', 'route a { from: r1, to: r3, active: <|daily 08:00-18:00 Europe/Olso|> }'),
  one('unknown-risk', 'route a { from: r1, to: r3, avoid: <|risk dukt|> }'),
  one('duplicate-name', 'isolate a { from: r1, to: r3 }\nisolate <|a|> { from: r2, to: r3 }'),
  {
    code: 'ambiguous-name',
    text: 'protect core { routes: <|web|>, survive: 1 core link }',
    others: {
      'east/web.pn': 'route web { from: r1, to: h3, traffic: tcp, reply: none }',
      'west/web.pn': 'route web { from: r1, to: h3, traffic: udp, reply: none }',
    },
  },
  one('circular-reference', 'let <|a|> = b, r1\nlet b = a'),
  one('include-not-found', 'include <|"sites.pn"|>'),
  one('include-outside', 'include <|"../other/sites.pn"|>'),
  one('wrong-arguments', 'template t(x) { isolate a { from: x, to: r3 } }\nuse <|t|>(r1, r2)'),
  one(
    'segment-mismatch',
    'network n {\n    node r1 : router { }\n    node r2 : router { }\n    link <|r1.e|> -- r2.e\n    interface r1.e { segment: red }\n    interface r2.e { segment: blue }\n}',
    'network',
  ),
  one('unknown-segment', `${tenants}route x { from: a, to: b, reply: none, segment: <|rde|> }`, 'whole'),
  one('ambiguous-segment', `${tenants}route <|x|> { from: 10.0.0.1, to: 10.0.0.2, reply: none }`, 'whole'),
  one('segments-apart', `${tenants}route <|x|> { from: a, to: d, reply: none }`, 'whole'),
  one('unattached-source', 'route <|a|> { from: 192.0.2.0/24, to: r3, reply: none }'),
  one('unattached-destination', 'route <|a|> { from: r1, to: 192.0.2.0/24, reply: none }'),
  one(
    'duplicate-address',
    'network n {\n    node r1 : router { address: 10.0.0.1 }\n    node <|r2|> : router { address: 10.0.0.1 }\n}',
    'network',
  ),
  one('reserved-name', 'network n {\n    node r1 : router { }\n    interface <|r1.lan|> { }\n}', 'network'),
  one(
    'interface-in-use',
    'network n {\n    node r1 : router { }\n    node r2 : router { }\n    link r1.e1 -- r2\n    link <|r1.e1|> -- r2\n}',
    'network',
  ),
  one('self-loop', 'network n {\n    node r1 : router { }\n    link <|r1|> -- r1\n}', 'network'),

  one('unread-words', 'connect h1 to h3 through the', 'words'),
  one('ambiguous-words', 'block h9 from h3', 'words'),
  one('not-an-intent', 'hello', 'words'),

  one('malformed-xml', '<graphml><graph></graphml>', 'import'),
  one('malformed-json', '{ "nodes": [ }', 'import'),
  one('malformed-yaml', 'topology:\n  nodes:\n\tr1: {}\n', 'import'),
  one('malformed-csv', 'name,type\n"r1,router\n', 'import'),
  one(
    'unnamed-node',
    '<graphml xmlns="http://graphml.graphdrawing.org/xmlns"><graph edgedefault="undirected"><node id=""/></graph></graphml>',
    'import',
  ),
  one(
    'duplicate-link',
    '{"nodes":[{"id":"a"},{"id":"b"}],"links":[{"source":"a","target":"b"},{"source":"a","target":"b"}]}',
    'import',
  ),

  one(
    'assumed-as',
    `network n {
    node r1 : router { address: 10.0.0.1 }
    interface r1.eth3 { address: 203.0.113.2/30, external: true }
}
peer <|isp1|> { at: r1.eth3, as: 64500, import: default }`,
    'whole',
  ),
  one('wrong-unit', 'route a { from: r1, to: r3, latency: <|5GB|> }'),
  one('wrong-kind', 'route a { from: r1, to: r3, bandwidth: <|fast|> }'),
  one('out-of-range', 'isolate a { from: r1, to: r3, priority: <|5000|> }'),
  one('malformed-address', 'isolate a { from: <|10.1.2.3.4|>, to: r3 }'),
  one('malformed-place', 'network n { node r1 : router { location: <|oslo|> } }', 'network'),
  one('malformed-schedule', 'isolate a { from: r1, to: r3, active: Mon-Fri <|08:00|> }'),
  one('missing-key', 'route <|a|> { from: r1 }'),
  one('unknown-key', 'isolate a { from: r1, to: r3, <|priorty|>: 200 }'),

  one('conflict', 'allow a { from: r1, to: r3, reply: none }\nisolate <|b|> { from: r1, to: r3 }'),
  one('redundant', 'isolate a { from: r1, to: r3 }\nisolate <|b|> { from: r1, to: r3, traffic: tcp }'),
  one(
    'shadowed',
    'flow a { at: r1, match: { proto: udp }, action: to r2, priority: 500 }\nflow <|b|> { at: r1, match: { proto: udp, dst_port: 53 }, action: to fw1 }',
  ),
  one(
    'partly-shadowed',
    'route <|a|> { from: r1, to: r3, via: fw1, reply: none }\nroute b { from: r1, to: r3, via: fw2, traffic: tcp, reply: none, priority: 200 }',
  ),
  one('never-active', 'isolate <|a|> { from: r1, to: r3, active: from 2020-01-01 until 2020-02-01 }', 'plan'),
  one('empty-class', 'isolate a { from: r1, to: r3, traffic: tcp <|proto|> 17 }'),
  one('inseparable', 'limit <|a|> { from: r2, to: r1, at: r1, rate: 1Mbps }'),
  one('stateless-reply', 'route <|a|> { from: r1, to: r3 }'),
  one('sessions-lost', 'route <|a|> { from: r1, to: h3, via: one of fw1, fw2, survive: 1 core link }'),
  one('single-point', 'route <|a|> { from: r1, to: r3, via: fw1, survive: 1 node, reply: none }'),
  one('stranded', 'drain <|r1|> { }'),

  one('collector-not-adjacent', 'mirror <|a|> { from: r1, to: r3, at: r1, copy_to: h3 }'),

  one('no-path', 'route <|a|> { from: r1, to: r3, avoid: r2, fw1, fw2, reply: none }'),
  one('over-capacity', 'route <|a|> { from: r1, to: r3, avoid: fw1, fw2, bandwidth: 200Mbps, reply: none }'),
  one('latency-unreachable', 'route <|a|> { from: r1, to: r3, latency: <= 1ms, reply: none }'),
  one('hops-unreachable', 'route <|a|> { from: r1, to: r3, max_hops: 1, reply: none }'),
  one('loss-unreachable', 'route <|a|> { from: r1, to: r3, loss: <= 0.01%, reply: none }'),
  one(
    'availability-unreachable',
    'route <|a|> { from: h1, to: r3, avoid: fw1, fw2, availability: 99.99%, reply: none }',
  ),
  one('too-few-paths', 'route <|a|> { from: r1, to: r3, paths: 5 disjoint links, reply: none }'),
  one('not-preferred', 'route <|a|> { from: r1, to: r3, prefer: fw1, latency: <= 5ms, reply: none }'),
  one('not-protected', 'route <|a|> { from: /news, to: h1, survive: 1 link }'),

  one(
    'no-location',
    `network n {
    node g1 : geo { location: (59.90, 10.70) }
    node g2 : geo { }
    link g1 -- g2
}
route <|a|> { from: g1, to: g2, protocol: geo }`,
    'whole',
  ),
  one(
    'same-place',
    `network n {
    node g1 : geo { location: (59.90, 10.70) }
    node g2 : geo { location: (59.90, 10.70) }
    link g1 -- g2
}
route <|a|> { from: g1, to: g2, protocol: geo }`,
    'whole',
  ),
  one(
    'local-minimum',
    `network n {
    node g1 : geo { location: (59.90, 10.70) }
    node g2 : geo { location: (59.90, 10.60) }
    node g3 : geo { location: (59.90, 10.80) }
    link g1 -- g2
    link g2 -- g3
}
route <|a|> { from: g1, to: g3, protocol: geo, fallback: none }`,
    'whole',
  ),
  one('untreated', 'limit <|a|> { from: r1, to: r3, traffic: tcp dst-port 443, rate: 10Mbps }'),
  one(
    'untranslated',
    `network n {
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, function: nat }
    interface r1.eth9 { address: 203.0.113.2/30, external: true }
}
nat <|a|> { from: r1, to: internet, source: 203.0.113.16/28 }`,
    'whole',
  ),
  one('untracked', 'balance <|a|> { from: r1, to: one of h3, r3, traffic: tcp dst-port 80, at: r2 }'),
  one(
    'unwatched',
    `network n {
    node lb : balancer { address: 10.0.0.9, prefixes: 10.9.0.1/32 }
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
    node web1 : host { address: 10.8.0.11, gateway: r1 }
    node web2 : host { address: 10.8.0.12, gateway: r1 }
    link r1 -- lb
    link r1 -- web1
    link r1 -- web2
}
balance <|a|> { from: r1, to: one of web1, web2, traffic: tcp dst-port 80, at: lb, address: 10.9.0.1 }`,
    'whole',
  ),

  one('not-yet-compiled', 'mark a { from: r1, to: r3, dscp: ef, <|protocol|>: ndn }'),
  one('unsupported-by-target', 'route <|a|> { from: r1, to: r3, reply: established }'),

  one(
    'too-deep',
    `isolate a { from: ${'['.repeat(80)}r1${']'.repeat(80)}, to: r3 }`,
    undefined,
    'eighty brackets in each other',
  ),
  one('file-too-large', ' '.repeat(5 * 1024 * 1024), undefined, 'five megabytes'),
  one('expansion-too-large', '<|for|> a in 1-65535 { isolate x { from: r1, to: r3 } }'),
  one('too-many-errors', '$\n'.repeat(300), undefined, 'three hundred lines with a "$"'),
]
