import { resolveIntents } from '@paranet/language'
import { entriesOf } from '@paranet/network'
import { expect, test } from 'vitest'
import { siteOf } from './verified-site.js'

const network = `
network site {
    default: closed
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, as: 65000 }
    node r2 : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
    node r3 : router { address: 10.0.0.3 }
    node headend : host { address: 10.1.0.10, gateway: r1 }
    node tv1 : host { address: 10.2.0.21, gateway: r2 }
    node tv2 : host { address: 10.3.0.22, gateway: r3 }
    node c1 : ndn { cache: 10GB }
    node p1 : ndn { producer: /ndn/video }
    node viewer : ndn { }
    node g1 : geo { location: (59.91, 10.75) }
    node g2 : geo { location: (59.95, 10.80) }
    interface r1.wan { address: 203.0.113.2/30, external: true, peer_as: 64500 }
    link r1.a -- r2.a
    link r1.b -- r3.a { weight: 40 }
    link r3.b -- r2.b { weight: 40 }
    link headend -- r1
    link tv1 -- r2
    link tv2 -- r3
    link viewer -- c1
    link c1 -- p1
    link g1 -- g2
}
let branch = 10.1.0.0/16
let dc = 10.2.0.0/16
`
const site = siteOf(network)
const { index } = site

/** The verdicts of the intent "it" as `property verdict: reason`, and how many entries the devices have. */
function judged(text: string) {
  const { state, verdicts } = site.ask(text)
  const own = verdicts.filter(({ intent }) => intent.endsWith('/it'))
  return {
    said: own.map(
      ({ property, verdict, reason }) => `${property} ${verdict}${reason === undefined ? '' : `: ${reason}`}`,
    ),
    entries: [...state.values()].reduce((sum, device) => sum + entriesOf(device).size, 0),
  }
}

const allowed = 'allow all { from: branch, to: dc, reply: none }'
const iptv = 'multicast tv { source: headend, group: 239.1.1.1, receivers: tv1, tv2 }'
const video = 'route v { from: /ndn/video, to: viewer }'
const pin = 'flow pin { at: r1, match: { in_port: a, dst: 10.1.0.0/16 }, action: drop, priority: 500 }'

test.each<[string, string, string, string[]]>([
  ['drain: nothing passes the device', allowed, 'drain r3 { }', ['drained holds']],
  [
    'drain: something does',
    'route w { from: branch, to: dc, via: r3, reply: none }',
    'drain { at: r3 }',
    ['drained violated: it passes through r3, which is drained'],
  ],
  [
    'flow: the entry is there',
    pin,
    'flow { at: r1, match: { in_port: a, dst: branch }, action: drop }',
    ['installed holds'],
  ],
  [
    'flow: there is none',
    allowed,
    'flow { at: r1, match: { dst: dc }, action: to r3 }',
    ['installed violated: r1 has no entry that sends exactly these packets so'],
  ],
  [
    'flow: something comes before it',
    'flow a { at: r1, match: { dst: dc }, action: to r3 }\nflow b { at: r1, match: { dst: 10.2.7.0/24 }, action: drop, priority: 200, yields: true }',
    'flow { at: r1, match: { dst: dc }, action: to r3 }',
    ['installed violated: r1 has "policy-route 803 dst 10.2.7.0/24" before it'],
  ],
  [
    'baseline: the setting is there',
    'baseline std { at: all, ntp: 10.0.0.123, snmp: v3 }',
    'baseline { at: r1, r2, ntp: 10.0.0.123 }',
    ['installed holds'],
  ],
  [
    'baseline: another is',
    'baseline std { at: all, ntp: 10.0.0.124 }',
    'baseline { at: r2, ntp: 10.0.0.123 }',
    ['installed violated: r2 has not "setting ntp 10.0.0.123" as it is asked for'],
  ],
  [
    'peer: the session is there',
    'peer isp { at: r1.wan, import: default }',
    'peer { at: r1.wan, import: default }',
    ['installed holds'],
  ],
  [
    'peer: with other limits',
    'peer isp { at: r1.wan, import: any }',
    'peer { at: r1.wan, import: default, max_prefixes: 1000 }',
    ['installed violated: r1 has not "peer wan 203.0.113.1" as it is asked for'],
  ],
  [
    'multicast: all get it, within what is asked',
    iptv,
    'multicast { source: headend, group: 239.1.1.1, receivers: tv1, tv2, latency: <= 5ms, max_hops: 3 }',
    ['delivered holds', 'latency holds', 'hops holds'],
  ],
  [
    'multicast: nobody sends it',
    allowed,
    'multicast { source: headend, group: 239.1.1.1, receivers: tv1 }',
    ['delivered violated: r1 denies it where it comes in'],
  ],
  [
    'multicast: one more gets it',
    iptv,
    'multicast { source: headend, group: 239.1.1.1, receivers: tv1 }',
    ['delivered violated: tv2 gets it too'],
  ],
  [
    'cache: the device keeps it',
    `${video}\ncache keep { names: /ndn/video, at: c1, ttl: 1h, policy: fifo }`,
    'cache { names: /ndn/video/films, at: c1, ttl: 2h }',
    ['cached holds'],
  ],
  [
    'cache: it keeps it for longer, or never',
    `${video}\ncache keep { names: /ndn/video, at: c1, ttl: 3h }`,
    'cache { names: /ndn/video, at: c1, ttl: 2h }',
    ['cached violated: c1 keeps /ndn/video for longer than 7200000 ms'],
  ],
  [
    'policy: the older form of it',
    `${video}\npolicy no { match: { prefix: /ndn/video }, action: { cache: false }, at: c1 }`,
    'policy { match: { prefix: /ndn/video }, action: { cache: true }, at: c1 }',
    ['cached violated: c1 does not keep /ndn/video'],
  ],
  [
    'geocast: all in the area get it',
    'geocast alarm { source: g1, area: circle(59.95, 10.80, 1km) }',
    'geocast { source: g1, area: circle(59.95, 10.80, 1km) }',
    ['delivered holds'],
  ],
  [
    'geocast: they do not',
    'geocast alarm { source: g1, area: circle(59.95, 10.80, 1km), traffic: udp dst-port 5005 }',
    'geocast { source: g1, area: circle(59.95, 10.80, 1km), traffic: udp }',
    ['delivered violated: g1 refuses it'],
  ],
  [
    'policy of packets: what it says today',
    allowed,
    'policy { match: { from: branch, to: dc, protocol: tcp }, action: deny }',
    ['isolated violated: tv1 gets it'],
  ],
])('%s', (_, text, asserted, said) => {
  const bare = judged(text)
  const with_ = judged(`${text}\nassert it { ${asserted} }`)
  expect(with_.said).toEqual(said)
  expect(with_.entries).toBe(bare.entries)
})

test.each([
  ['assert it { protect { routes: w, survive: 1 link } }', 'route { from: branch, to: dc, survive: 1 node }'],
  ['assert it { assert { isolate { from: branch, to: dc } } }', 'write what is inside alone'],
])('%s is refused with what can be said', (text, hint) => {
  const { diagnostics } = resolveIntents(
    [{ name: 'i.pn', text: `let branch = 10.1.0.0/16\nlet dc = 10.2.0.0/16\n${text}` }],
    index,
  )
  expect(diagnostics.map((one) => one.code)).toEqual(['misplaced'])
  expect(diagnostics[0]?.hint).toContain(hint)
})
