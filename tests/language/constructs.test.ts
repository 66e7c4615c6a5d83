import { renderDevice, targetKinds } from '@paranet/compiler'
import { targetNames } from '@paranet/language'
import { expect, test } from 'vitest'
import { siteOf } from './verified-site.js'

const network = `
network site {
    default: closed
    node r1 : router { target: frr, as: 65000, address: 10.0.0.1, prefixes: 10.1.0.0/16, region: north }
    node r2 : router { target: frr, address: 10.0.0.2, 2001:db8::2, prefixes: 10.2.0.0/16, 2001:db8:2::/48 }
    node r3 : router { target: frr, address: 10.0.0.3, region: south }
    node fw : firewall { target: nftables }
    node lb : balancer { target: nftables, prefixes: 10.9.0.1/32 }
    node s1 : switch { target: openflow }
    node h1 : host { address: 10.5.0.1 }
    node web1 : server { address: 10.5.0.11 }
    node web2 : server { address: 10.5.0.12 }
    node ids : server { address: 10.2.0.99, gateway: r2 }
    node c1 : ndn { cache: 10GB }
    node p1 : ndn { target: ndn, producer: /ndn/video }
    node tv : ndn_consumer { target: ndn }
    node g1 : geo { target: geo, location: (59.91, 10.75), region: coast }
    node g2 : geo { target: geo, location: (59.95, 10.80), region: hill }
    interface r1.wan { address: 203.0.113.2/30, external: true, peer_as: 64500 }
    interface fw.wan { address: 198.51.100.2/30, external: true }
    link r1.a -- r2.a { bandwidth: 10Gbps, latency: 2ms }
    link r1.b -- r3.a { bandwidth: 10Gbps, latency: 3ms, risk: conduit-7 }
    link r3.b -- r2.b { bandwidth: 10Gbps, latency: 3ms }
    link r1.c -- fw.a
    link fw.b -- r2.c
    link r2.d -- ids
    link r1.d -- s1.eth1
    link s1.eth2 -- h1
    link lb.a -- r1.e
    link lb.b -- web1
    link lb.c -- web2
    link c1 -- p1
    link tv -- c1
    link g1 -- g2
}
let branch = 10.1.0.0/16
let dc = 10.2.0.0/16
group routers { members: /^r\\d$/ }
`
const site = siteOf(network)
const { index } = site

/** What each device gets, by name; the verdicts that do not hold. Errors end it. */
function outcome(text: string) {
  const { state, ledger, verdicts } = site.ask(text)
  const artifactOf = (device: string) => {
    const node = index.nodes[index.nodeId.get(device) ?? -1]
    const own = state.get(device)
    return node && own ? renderDevice(node, own, index, ledger.get(device)) : ''
  }
  return { artifactOf, broken: verdicts.filter(({ verdict }) => verdict !== 'holds') }
}

const allowed = 'allow all { from: branch, to: dc, reply: none }\n'

test.each<[string, string, string, RegExp[]]>([
  [
    'route: a permit where the class enters, and a route',
    'route web { from: branch, to: dc, traffic: tcp dst-port 443, reply: none }',
    'r1',
    [
      /ip saddr 10\.1\.0\.0\/16 ip daddr 10\.2\.0\.0\/16 meta l4proto 6 th dport 443 return/,
      /ip route 10\.2\.0\.0\/16 \S+ a /,
    ],
  ],
  [
    'allow: the default path, and no other class',
    'allow ping { from: branch, to: dc, traffic: icmp, reply: none }',
    'r1',
    [/meta l4proto 1 return/, /meta l4proto 58 return/, /drop comment "-4 system\.closed"/],
  ],
  [
    'isolate: a drop where it enters',
    'isolate telnet { from: r1, to: dc, traffic: tcp dst-port 23 }',
    'r1',
    [/ip daddr 10\.2\.0\.0\/16 meta l4proto 6 th dport 23 drop/],
  ],
  [
    'via: a table of its own towards the waypoint',
    'route w { from: branch, to: dc, via: r3, reply: none }',
    'r1',
    [/ip route 0\.0\.0\.0\/0 \S+ b .*table/, /rule add pref 1000 fwmark \d+ lookup \d+/],
  ],
  [
    'prefer: the same where it can be had',
    'route w { from: branch, to: dc, prefer: r3, reply: none }',
    'r1',
    [/ip route 0\.0\.0\.0\/0 \S+ b .*table/],
  ],
  [
    'avoid: a risk, and a region',
    'route w { from: branch, to: dc, avoid: link r1--r2, risk conduit-7, region south, reply: none }',
    'r1',
    [/ip route 0\.0\.0\.0\/0 \S+ c .*table/],
  ],
  [
    'paths: two next hops of one cost',
    'route w { from: branch, to: dc, paths: 2 disjoint links, reply: none }',
    'r1',
    [/ip route 0\.0\.0\.0\/0 \S+ a tag \d+ table/, /ip route 0\.0\.0\.0\/0 \S+ c tag \d+ table/],
  ],
  [
    'survive, and protect: a second next hop that waits',
    'route w { from: branch, to: dc, reply: none }\nprotect p { routes: w, survive: 1 core link }',
    'r1',
    [/ip route 0\.0\.0\.0\/0 \S+ a tag \d+ table/, /ip route 0\.0\.0\.0\/0 \S+ c tag \d+ 2 table/],
  ],
  [
    'reply: answers pass the firewall that saw what they answer',
    'route w { from: branch, to: dc, traffic: tcp dst-port 443, via: fw }',
    'fw',
    [
      /ip saddr 10\.2\.0\.0\/16 ip daddr 10\.1\.0\.0\/16 meta l4proto 6 th sport 443 ct state \{ established, related \}/,
    ],
  ],
  [
    'an address of version 6',
    'route w { from: 2001:db8:2::/48, to: internet, reply: none }',
    'r2',
    [/ip6 saddr 2001:db8:2::\/48/, /ipv6 route ::\/0 \S+ c /],
  ],
  [
    'except: a hole in the permit',
    'isolate i { from: branch except 10.1.5.0/24, to: dc, priority: 200 }\nallow a { from: branch, to: dc, reply: none, yields: true }',
    'r1',
    [/10\.1\.4\.0\/24[^\n]*drop/, /10\.1\.6\.0\/23[^\n]*drop/],
  ],
  [
    'qos: a class of HTB',
    `${allowed}qos v { from: branch, to: dc, traffic: udp dst-port 5000-5100, class: ef, min: 50Mbps, max: 200Mbps }`,
    'r1',
    [/meta l4proto 17 th dport 5000-5100 meta priority set/, /htb rate 50000000bit ceil 200000000bit/],
  ],
  [
    'limit: a policer',
    `${allowed}limit l { from: branch, to: dc, rate: 500Mbps, burst: 1MB }`,
    'r1',
    [
      /rate over 62500000 bytes\/second burst 1000000 bytes/,
      /iifname "lan" ip saddr 10\.1\.0\.0\/16 ip daddr 10\.2\.0\.0\/16 goto police_/,
    ],
  ],
  [
    'limit: the stricter of two of one class',
    `${allowed}limit a { from: branch, to: dc, rate: 500Mbps, burst: 1MB }\nlimit b { from: branch, to: dc, rate: 800Mbps, burst: 1MB }`,
    'r1',
    [/rate over 62500000 bytes\/second burst 1000000 bytes/],
  ],
  [
    'limit, as an older policy says it',
    `${allowed}policy l { match: { from: branch, to: dc }, action: { limit: "500Mbps", burst: 1MB } }`,
    'r1',
    [/rate over 62500000 bytes\/second burst 1000000 bytes/],
  ],
  [
    'qos, as an older policy says it',
    `${allowed}policy v { match: { from: branch, to: dc, protocol: udp, dst_port: 5000-5100 }, action: { queue: ef, min: 50Mbps } }`,
    'r1',
    [/meta l4proto 17 th dport 5000-5100 meta priority set/, /htb rate 50000000bit/],
  ],
  [
    'mark and isolate, as older policies say them',
    `${allowed}policy g { match: { src: 10.1.0.0/16 }, action: { dscp: af41 }, at: r1 }
policy t { match: { from: r1, prefix: 10.2.0.0/16, protocol: tcp, port: 23 }, action: deny, priority: "200" }`,
    'r1',
    [/ip saddr 10\.1\.0\.0\/16 ip dscp set 34/, /ip daddr 10\.2\.0\.0\/16 meta l4proto 6 th dport 23 drop/],
  ],
  [
    'allow, as an older policy says it',
    'policy p { match: { from: branch, to: dc, protocol: icmp }, action: { allow: true, reply: none } }',
    'r1',
    [/meta l4proto 1 return/, /meta l4proto 58 return/],
  ],
  [
    'mark: a code point',
    `${allowed}mark g { from: branch, to: any, dscp: af41, at: r1 }`,
    'r1',
    [/ip saddr 10\.1\.0\.0\/16 ip dscp set 34/],
  ],
  [
    'mirror: copies to a collector',
    `${allowed}mirror m { from: branch, to: dc, at: r2, copy_to: ids }`,
    'r2',
    [/chain copying/, /ip saddr 10\.1\.0\.0\/16 ip daddr 10\.2\.0\.0\/16 meta mark set meta mark \| 0x80000000/],
  ],
  [
    'balance: a service whose members share its flows',
    `route s { from: branch, to: lb, traffic: tcp dst-port 80, reply: none }
balance shop { from: branch, to: one of web1, web2, at: lb, address: 10.9.0.1, traffic: tcp dst-port 80, weights: 2, 1 }
route t { from: branch, to: web1, web2, traffic: tcp dst-port 80, via: lb }`,
    'lb',
    [/10\.5\.0\.11/, /10\.5\.0\.12/, /dnat/],
  ],
  [
    'nat: sources of a pool',
    'route o { from: branch, to: internet, traffic: tcp dst-port 80, via: fw }\nnat out { from: branch, to: internet, source: 198.51.100.16/28 }',
    'fw',
    [/snat/, /198\.51\.100\.16/],
  ],
  [
    'peer: a session with its limits',
    'peer isp1 { at: r1.wan, import: default, export: branch, max_prefixes: 1000 }',
    'r1',
    [/router bgp 65000/, /neighbor 203\.0\.113\.1 remote-as 64500/, /maximum-prefix 1000/, /permit 10\.1\.0\.0\/16/],
  ],
  [
    'baseline: settings of services',
    'baseline std { at: routers, ntp: 10.0.0.123, syslog: 10.0.0.5, snmp: v3 }',
    'r3',
    [/server 10\.0\.0\.123 iburst/, /target="10\.0\.0\.5"/, /rouser -s usm paranet priv/],
  ],
  [
    'drain: nothing goes by the device',
    'route w { from: branch, to: dc, avoid: link r1--r2, reply: none }\ndrain r3 { }',
    'r1',
    [/ip route 0\.0\.0\.0\/0 \S+ c .*table/],
  ],
  [
    'flow: one match and one action of a switch',
    'flow pin { at: s1, match: { in_port: eth1, dst: 10.5.0.0/16, proto: udp }, action: output eth2, priority: 500 }',
    's1',
    [/udp,in_port=\d+,nw_dst=10\.5\.0\.0\/16,actions=group:\d+/],
  ],
  ['names: a route of content', 'route v { from: /ndn/video, to: tv }', 'tv', [/route add .*\/ndn\/video/]],
  [
    'cache, and the older policy: names that are kept',
    'route v { from: /ndn/video, to: tv }\npolicy keep { match: { prefix: "/ndn/video" }, action: { cache: true, ttl: 3600 }, at: c1 }',
    'c1',
    [/name-cache[^\n]*\/ndn\/video|"\/ndn\/video"/],
  ],
  [
    'places: neighbours, a way out of local minima, and an area that is flooded',
    `route g { from: region(coast), to: region(hill), protocol: geo, fallback: perimeter }
geocast alarm { source: g1, area: circle(59.94, 10.79, 5km), traffic: udp dst-port 5005 }`,
    'g1',
    [
      /neighbour "to-g2" node "g2"/,
      /fallback perimeter/,
      /area circle 59\.94 10\.79 5000 deliver "local" flood "to-g2"/,
    ],
  ],
  [
    'let: a value of a key',
    `let most = 500Mbps\nlet bucket = 1MB\n${allowed}limit l { from: branch, to: dc, rate: most, burst: bucket }`,
    'r1',
    [/rate over 62500000 bytes\/second burst 1000000 bytes/],
  ],
  [
    'let: prefixes of a match',
    'flow pin { at: s1, match: { in_port: eth1, dst: dc }, action: drop, priority: 500 }',
    's1',
    [/in_port=\d+,nw_dst=10\.2\.0\.0\/16,actions=drop/],
  ],
  [
    'a template in a loop: a permit for each port',
    'template open(port) { allow x { from: branch, to: dc, traffic: tcp dst-port port, reply: none } }\nfor p in 8001-8002 { use open(p) }',
    'r1',
    [/th dport 8001 return|th dport 8001-8002 return/, /8002/],
  ],
  [
    'quoted values of older files',
    'route w { from: "r1", to: "r2", traffic: "tcp dst-port 443", latency: "<= 20ms", priority: "200", bandwidth: "1Gbps", reply: "none" }',
    'r1',
    [/th dport 443 return/],
  ],
])('%s', (_, text, device, lines) => {
  const { artifactOf, broken } = outcome(text)
  expect(broken).toEqual([])
  const artifact = artifactOf(device)
  for (const line of lines) expect(artifact).toMatch(line)
})

test('multicast: a tree over devices that can copy to a group', () => {
  const { index: emulated, ask } = siteOf(network.replaceAll('target: frr', 'target: emulated'))
  const { state, ledger, verdicts } = ask('multicast tv { source: r1, group: 239.1.1.1, receivers: r2, r3 }')
  expect(verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
  const r1 = emulated.nodes[emulated.nodeId.get('r1') ?? -1]
  const own = state.get('r1')
  expect(r1 && own && renderDevice(r1, own, emulated, ledger.get('r1'))).toMatch(/239\.1\.1\.1/)
})

test('the targets that the language knows are those that there are', () => expect(targetNames).toEqual(targetKinds))
