import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { resolveIntents } from './resolve-intents.js'
import { resolveNetwork } from './resolve-network.js'

const networkText = `
network small {
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, region: north }
    node r2 : router { address: 10.0.0.2, prefixes: 10.2.0.0/16, region: south }
    node fw1 : firewall
    node fw2 : firewall
    node h1 : host { address: 10.2.0.10, gateway: r2 }
    link r1 -- fw1
    link fw1 -- r2 { risk: conduit-7 }
    link r1 -- fw2
    link fw2 -- r2
    link r2 -- h1
}
group firewalls { members: /^fw/ }
let guests = 10.1.200.0/24
let https = tcp dst-port 443
`
const { topology } = resolveNetwork([{ name: 'small.pn', text: networkText }])
if (!topology) throw new Error('the test network does not resolve')
const index = indexTopology(topology)
const resolve = (text: string) => resolveIntents([{ name: 'i.pn', text }], index)

/** Every diagnostic as `code|the words under it|hint`. */
const complaints = (text: string) =>
  resolve(text).diagnostics.map(
    ({ code, span, hint }) =>
      `${code}|${text.slice(span.offset, span.offset + span.length)}${hint === undefined ? '' : `|${hint}`}`,
  )

const first = (text: string) => {
  const { intents, diagnostics } = resolve(text)
  expect(diagnostics).toEqual([])
  return intents[0]
}

test('a route with all its constraints', () =>
  expect(
    first(
      'route web { from: r1, to: h1, traffic: https, via: firewalls then fw2, avoid: link fw1--r2, region south, risk conduit-7, latency: <= 20ms, survive: 1 core link, bandwidth: 200Mbps, priority: 300, reply: none, owner: "netops" }',
    ),
  ).toMatchObject({
    kind: 'route',
    id: 'small/i.pn/web',
    from: { terms: [{ kind: 'node', node: 'r1' }], text: 'r1' },
    traffic: [{ protocol: 6, dstPorts: [[443, 443]] }],
    via: [{ oneOf: ['fw1', 'fw2'] }, { oneOf: ['fw2'] }],
    avoid: [
      { kind: 'link', link: 'fw1--r2' },
      { kind: 'region', region: 'south' },
      { kind: 'risk', risk: 'conduit-7' },
    ],
    latency: 20_000,
    survive: [{ count: 1, element: 'core-link' }],
    bandwidth: { bitsPerSecond: 200_000_000, each: false },
    priority: 300,
    reply: 'none',
    labels: { owner: 'netops' },
  }))

test.each([
  ['max_hops: 5', { maxHops: 5 }],
  ['max_hops: <= 5', { maxHops: 5 }],
  ['paths: 2 disjoint nodes', { paths: { count: 2, kind: 'nodes' } }],
  [
    'active: Mon-Fri 08:00-18:00 Europe/Oslo, Sat from 2026-12-01 until 2027-01-01T06:00',
    {
      active: {
        terms: [
          { zone: 'Europe/Oslo', days: { first: 0, last: 4 }, hours: { startMinute: 480, endMinute: 1080 } },
          { zone: 'UTC', days: { first: 5, last: 5 }, from: '2026-12-01', until: '2027-01-01T06:00' },
        ],
        text: 'Mon-Fri 08:00-18:00 Europe/Oslo, Sat from 2026-12-01 until 2027-01-01T06:00',
      },
    },
  ],
  ['paths: 3 equal', { paths: { count: 3, kind: 'equal' } }],
  [
    'prefer: firewalls, link r1--fw1, region south',
    {
      prefer: [
        {
          oneOf: [
            { kind: 'node', node: 'fw1' },
            { kind: 'node', node: 'fw2' },
          ],
        },
        { oneOf: [{ kind: 'link', link: 'r1--fw1' }] },
        { oneOf: [{ kind: 'region', region: 'south' }] },
      ],
    },
  ],
])('what a path has to be: %s', (text, expected) =>
  expect(first(`route { from: r1, to: r2, ${text} }`)).toMatchObject(expected),
)

test.each([
  ['any', [{}]],
  ['icmp', [{ protocol: 1 }, { protocol: 58 }]],
  [
    'tcp dst-port 80, 443 or udp dst-port 53',
    [
      {
        protocol: 6,
        dstPorts: [
          [80, 80],
          [443, 443],
        ],
      },
      { protocol: 17, dstPorts: [[53, 53]] },
    ],
  ],
  ['udp src-port 1000-2000 dscp ef', [{ protocol: 17, srcPorts: [[1000, 2000]], dscp: [46] }]],
  ['proto 47', [{ protocol: 47 }]],
  ['dscp af41, 10', [{ dscp: [34, 10] }]],
])('traffic: %s', (text, traffic) =>
  expect(first(`route { from: r1, to: r2, traffic: ${text} }`)).toMatchObject({ traffic }),
)

test('ends: lists, definitions, prefixes, internet, except', () =>
  expect(first('isolate i { from: guests, internet, to: 10.2.0.0/16 except h1 }')).toMatchObject({
    from: { terms: [{ kind: 'prefix', prefix: '10.1.200.0/24' }, { kind: 'internet' }], except: [] },
    to: {
      terms: [{ kind: 'prefix', prefix: '10.2.0.0/16' }],
      except: [{ kind: 'node', node: 'h1' }],
      text: '10.2.0.0/16 except h1',
    },
  }))

test('older files quote their values', () =>
  expect(first('route q { from: "r1", to: "10.2.0.0/16", latency: "20ms", bandwidth: "1Gbps" }')).toMatchObject({
    to: { terms: [{ kind: 'prefix', prefix: '10.2.0.0/16' }] },
    latency: 20_000,
    bandwidth: { bitsPerSecond: 1_000_000_000 },
  }))

test('an intent without a name is named by its content', () => {
  const text = 'route { from: r1, to: r2 }'
  expect(first(text)?.name).toBe(first(`\n\n${text}`)?.name)
})

test('half a character in an intent without a name does no harm', () =>
  expect(() =>
    complaints('route\udc00 { from: r1, to: r2, owner: "\udc00" }\nroute { from: r1, to: r2, owner: "\udc00" }'),
  ).not.toThrow())

test('what is asserted is an intent of its own', () =>
  expect(first('assert a { isolate { from: r1, to: r2 } }')).toMatchObject({
    kind: 'assert',
    name: 'a',
    asserts: { kind: 'isolate' },
  }))

test.each([
  ['mark { from: r1, to: h1, dscp: af41 }', { kind: 'mark', dscp: 34, priority: 100, yields: false }],
  ['mark { from: r1, to: h1, dscp: 7, at: r2, firewalls }', { kind: 'mark', dscp: 7, at: ['fw1', 'fw2', 'r2'] }],
  [
    'limit { from: guests, to: internet, rate: 500Mbps, burst: 1MB, at: all }',
    { kind: 'limit', rate: 500_000_000, burst: 1_000_000, at: ['fw1', 'fw2', 'r1', 'r2'] },
  ],
  ['limit { from: guests, to: any, rate: <= 64kbps }', { kind: 'limit', rate: 64_000, burst: 3000 }],
  [
    'qos { from: r1, to: h1, traffic: https, class: ef, min: 50Mbps, max: 200Mbps, priority: 7 }',
    { kind: 'qos', class: 'ef', min: 50_000_000, max: 200_000_000, priority: 7 },
  ],
  [
    'flow { at: r1, match: { in_port: lan, dst: 10.2.0.0/16, proto: tcp, dst_port: 80-89 }, action: to fw1, queue 3 }',
    {
      kind: 'flow',
      at: ['r1'],
      match: { inInterface: 'lan', dst: '10.2.0.0/16', protocol: 6, dstPort: [80, 89] },
      action: { kind: 'via', node: 'fw1', queue: '3' },
    },
  ],
  ['flow { at: r1, match: any, action: output lan }', { match: {}, action: { kind: 'output', interface: 'lan' } }],
  ['flow { at: r1, match: { dscp: ef }, action: drop }', { match: { dscp: 46 }, action: { kind: 'drop' } }],
  ['flow { at: r1, match: { src: r1 }, action: queue 3 }', undefined],
])('%s', (text, expected) => {
  const { intents } = resolve(text)
  if (expected) expect(intents[0]).toMatchObject(expected)
  else expect(intents).toEqual([])
})

test.each([
  ['route { from: r1, to: r3 }', ['unknown-node|r3|did you mean "r1"?']],
  ['route { to: r1 }', ['missing-key|route|say where it goes from: `from: any` means everywhere']],
  ['route { from: r1, to: r2, priority: 2000 }', ['out-of-range|2000']],
  ['route { from: r1, to: r2, latency: 20Mbps }', ['wrong-unit|20Mbps|for example `latency: <= 20ms`']],
  ['route { from: r1, to: r2, via: h1 }', ['wrong-kind|h1|give it a `function` if it forwards']],
  ['route { from: r1, to: r2, avoid: link r1--r9 }', ['unknown-link|link r1--r9']],
  ['route { from: r1, to: r2, avoid: region west }', ['unknown-region|region west']],
  ['route { from: r1, to: r2, traffic: tpc }', ['unknown-name|tpc|did you mean "tcp"?']],
  ['route { from: r1, to: r2, traffic: https proto 17 }', ['empty-class|proto']],
  ['route { from: r1, to: r2, loss: <= 100% }', ['out-of-range|<= 100%|from 0 to less than 100 %']],
  ['route { from: r1, to: r2, loss: 5ms }', ['wrong-unit|5ms']],
  ['route { from: r1, to: r2, availability: 100% }', ['out-of-range|100%']],
  [
    'route { from: r1, to: r2, survive: 1 link restored }',
    ['wrong-kind|1 link restored|for example `survive: 1 link restored within 5s`'],
  ],
  ['route { from: r1, to: r2, max_hops: 0 }', ['out-of-range|0|a whole number from 1 to 255']],
  ['route { from: r1, to: r2, max_hops: 2.5 }', ['out-of-range|2.5']],
  ['route { from: r1, to: r2, max_hops: 5ms }', ['wrong-unit|5ms|for example `max_hops: 5`']],
  ['route { from: r1, to: r2, max_hops: many }', ['wrong-kind|many']],
  ['route { from: r1, to: r2, max_hops: >= 3 }', ['wrong-kind|>= 3']],
  ['route { from: r1, to: r2, prefer: r9 }', ['unknown-node|r9|did you mean']],
  ['route { from: r1, to: r2, prefer: risk conduit-7 }', ['wrong-kind|risk conduit-7']],
  ['route { from: r1, to: r2, prefer: 5ms }', ['wrong-kind|5ms|nodes']],
  ['route { from: r1, to: r2, prefer: r1, r2, fw1, fw2, r1, r2, fw1 }', ['out-of-range|']],
  ['route { from: r1, to: r2, paths: 1 equal }', ['out-of-range|1|2 to 8']],
  ['route { from: r1, to: r2, paths: 2 disjoint }', ['unknown-name|2 disjoint|']],
  ['route { from: r1, to: r2, paths: 2 disjoint lnks }', ['unknown-name|2 disjoint lnks|for example']],
  ['route { from: r1, to: r2, paths: 2 }', ['wrong-kind|2']],
  ['route { from: r1, to: r2, paths: 2 equal within 5s }', ['unknown-name|2 equal within 5s']],
  [
    'route { from: r1, to: r2, active: Mon-Fri 08:00-18:00 Europe/Olso }',
    ['unknown-zone|Mon-Fri 08:00-18:00 Europe/Olso|did you mean "Europe/Oslo"?'],
  ],
  ['route { from: r1, to: r2, active: 5ms }', ['wrong-kind|5ms|for example']],
  ['route { from: r1, to: r2, active: always }', ['wrong-kind|always|for example']],
  ['route { from: r1, to: r2, active: Mon-Fri 08:00-25:00 }', ['out-of-range|08:00-25:00']],
  ['route { from: r1, to: r2, active: from 2026-13-01 }', ['out-of-range|2026-13-01']],
  ['assert a { active: Mon; isolate { from: r1, to: r2 } }', ['misplaced|active']],
  ['isolate { from: r1, to: r2, max_hops: 4 }', ['misplaced|max_hops']],
  ['allow { from: r1, to: r2, via: fw1 }', ['misplaced|via']],
  ['route a { from: r1, to: r2 } route a { from: r2, to: r1 }', ['duplicate-name|a']],
  ['mark { from: r1, to: r2 }', ['missing-key|mark|for example `dscp: af41`']],
  ['mark { from: r1, to: r2, dscp: af51 }', ['unknown-name|af51|did you mean']],
  ['mark { from: r1, to: r2, dscp: 64 }', ['out-of-range|64']],
  ['mark { from: r1, to: r2, dscp: ef, at: h1 }', ['wrong-kind|h1|name the device']],
  ['mark { from: r1, to: r2, dscp: ef, at: firewals }', ['unknown-node|firewals|did you mean "firewalls"?']],
  ['mark { from: r1, to: r2, dscp: ef, via: fw1 }', ['misplaced|via']],
  ['limit { from: r1, to: r2, rate: 5ms }', ['wrong-unit|5ms|for example `rate: 200Mbps`']],
  ['limit { from: r1, to: r2, rate: 5Mbps, burst: 5Mbps }', ['wrong-unit|5Mbps|for example `burst: 1MB`']],
  ['limit { from: r1, rate: 5Mbps }', ['missing-key|limit|say where it goes to']],
  ['qos { from: r1, to: r2, class: ef, min: 20Mbps, max: 10Mbps }', ['out-of-range|20Mbps']],
  ['qos { from: r1, to: r2, class: "a b" }', ['wrong-kind|"a b"']],
  ['flow { match: any, action: drop }', ['missing-key|flow|for example `at: s1`']],
  ['flow { at: r1, match: { in_port: eth9 }, action: drop }', ['unknown-interface|eth9']],
  ['flow { at: r1, match: { dst_prot: 80 }, action: drop }', ['unknown-key|dst_prot|did you mean "dst_port"?']],
  [
    'flow { at: r1, match: { proto: icmp, dst_port: 80 }, action: drop }',
    ['empty-class|{ proto: icmp, dst_port: 80 }'],
  ],
  ['flow { at: r1, match: any, action: outptu fw1 }', ['wrong-kind|outptu fw1|did you mean "output"?']],
  ['flow { at: r1, match: any, action: to r2 }', ['unknown-link|r2']],
  ['flow { at: r1, match: any, action: drop, from: r1 }', ['misplaced|from|a flow says its packets']],
  ['flow { at: r1, match: any, action: drop, queue 3 }', ['wrong-kind|drop, queue 3']],
  ['assert { protect { routes: w, survive: 1 link } }', ['misplaced|protect|assert what has to survive']],
  ['let most = 5ms\nlimit { from: r1, to: r2, rate: most }', ['wrong-unit|most|for example `rate: 200Mbps`']],
  ['route { from: r1, to: r2, bandwidth: 10Mb }', ['wrong-unit|10Mb|did you mean "10Mbps"?']],
  ['cache { names: /ndn/video, at: r1, size: 10gb }', ['wrong-unit|10gb|did you mean "10GB"?']],
  ['isolate { from: r1 exept r2, to: r2 }', ['wrong-kind|exept|did you mean "except"?']],
  ['route { from: r1, to: r2, avoid: lnk r1--r2 }', ['wrong-kind|lnk|did you mean "link"?']],
  ['route { from: r1, to: r2, bandwidth: 10Mbps, latency 2ms }', ['missing-colon|latency|write "latency: …"']],
  [
    'route { from: r1, to: r2, active: Mon-Fry 08:00-18:00 Europe/Oslo }',
    ['malformed-schedule|Mon-Fry|did you mean "Mon-Fri"?'],
  ],
  ['group none { members: /^zz/ }', ['unknown-node|/^zz/|names are as in']],
  ['cache { names: /ndn/video, at: r1 }', ['missing-key|r1|say how much it keeps']],
  ['route { from: r1, to: r2, survive: 9 links }', ['out-of-range|9']],
  ['route { from: r1, to: r2, latencey: 5ms }', ['unknown-key|latencey|did you mean "latency"?']],
])('%s', (text, expected) => {
  const found = complaints(text)
  expect(found.length).toBe(expected.length)
  for (const [i, one] of expected.entries()) expect(found[i]).toContain(one)
})

test('every error of a file is reported in one run, in the order of the text', () =>
  expect(
    complaints('route { from: r7, to: r2 }\nisolate { from: r1, to: x9 }').map((one) => one.split('|')[0]),
  ).toEqual(['unknown-node', 'unknown-node']))

test('an intent may say which name it had, in its file or another', () => {
  const text =
    'route web { from: r1, to: r2, renamed_from: site }\nassert a { renamed_from: "old.pn/b"; isolate { from: r1, to: h1 } }'
  const { intents, diagnostics } = resolve(text)
  expect(diagnostics).toEqual([])
  expect(intents.map(({ renamedFrom }) => renamedFrom)).toEqual(['small/i.pn/site', 'small/old.pn/b'])
})

test.each([
  ['route a { from: r1, to: r2 }\nroute b { from: r2, to: r1, renamed_from: <|a|> }', 'is still there'],
  ['route a { from: r1, to: r2, renamed_from: <|a|> }', 'its own name'],
  ['route a { from: r1, to: r2, renamed_from: x }\nroute b { from: r2, to: r1, renamed_from: <|x|> }', 'two intents'],
  ['route a { from: r1, to: r2, renamed_from: <|5ms|> }', 'wants a name'],
])('%s', (marked, message) => {
  const text = marked.replaceAll(/<\||\|>/g, '')
  const [found] = resolve(text).diagnostics
  expect(found).toMatchObject({ severity: 'error', span: { offset: marked.indexOf('<|') } })
  expect(found?.message).toContain(message)
})
