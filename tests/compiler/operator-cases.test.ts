import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'

const triangle = `network office {
  node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node r2 : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
  node r3 : router { address: 10.0.0.3, prefixes: 10.3.0.0/16 }
  node fw1 : firewall { function: firewall }
  link r1 -- r2
  link r1 -- fw1
  link fw1 -- r2
  link r3 -- r2
  link r3 -- r1
}
`
const campus = `network campus {
  default: closed
  node edge : router { address: 10.0.0.1, prefixes: 10.30.0.0/16 }
  node core : router { address: 10.0.0.2, prefixes: 10.10.0.0/16 }
  node fw1 : firewall { function: firewall }
  node srv : server { address: 10.10.0.80, gateway: core }
  link edge -- fw1
  link fw1 -- core
  link core -- srv
}
`
const provider = `network provider {
  node pe1 : router { prefixes: 100.64.1.0/24 }
  node pe2 : router { prefixes: 100.64.2.0/24 }
  node pe3 : router { prefixes: 100.64.3.0/24 }
  node p1 : router
  node p2 : router
  link pe1 -- p1 { bandwidth: 1Gbps }   link pe1 -- p2 { bandwidth: 1Gbps }
  link pe2 -- p1 { bandwidth: 1Gbps }   link pe2 -- p2 { bandwidth: 1Gbps }
  link pe3 -- p1 { bandwidth: 1Gbps }   link pe3 -- p2 { bandwidth: 1Gbps }
}
`

/** Errors with their lines, and the verdicts that do not hold. */
function outcome(network: string, text: string): string[] {
  const files = [
    { name: 'net.pn', text: network },
    { name: 'wishes.pn', text },
  ]
  const { topology } = resolveNetwork(files)
  if (!topology) throw new Error('no network')
  const index = indexTopology(topology)
  const { intents, diagnostics } = resolveIntents(files, index)
  const compiled = compile({ index, intents })
  const errors = [...diagnostics, ...compiled.diagnostics].filter(({ severity }) => severity === 'error')
  if (errors.length > 0)
    return errors.map(({ file, span, code, message, hint }) => `${file}:${span.line} ${code}: ${message}; ${hint}`)
  return verify({ index, intents, state: compiled.state, ledger: compiled.ledger })
    .verdicts.filter(({ verdict }) => verdict !== 'holds')
    .map(({ intent, property, verdict }) => `${intent} ${property} ${verdict}`)
}

test.each<[string, string, string, string[]]>([
  [
    'what begins at a drained device goes by a waypoint although a link leads straight to its end',
    triangle,
    'route web { from: 10.1.0.0/16, to: 10.2.0.0/16, via: fw1 }\ndrain r2 { }',
    [],
  ],
  [
    'ways that begin at a drained device are disjoint',
    triangle,
    'route web { from: 10.2.0.0/16, to: 10.1.0.0/16, paths: 2 disjoint links, reply: none }\ndrain r2 { }',
    [],
  ],
  [
    'a drained waypoint is named as drained',
    triangle,
    'route web { from: 10.1.0.0/16, to: 10.3.0.0/16, via: r2, reply: none }\ndrain r2 { }',
    [
      'wishes.pn:1 no-path: no path from r1 to r3 by r2: nothing passes through r2 (drained); name another device, or end the `drain`',
    ],
  ],
  [
    'where a drain cuts the ends apart, its end is the first thing to do',
    triangle.replace('link r3 -- r1\n', ''),
    'route web { from: 10.1.0.0/16, to: 10.3.0.0/16, reply: none }\ndrain r2 { }',
    [
      'wishes.pn:1 no-path: no path from r1 to r3: no link leads out of the part that holds fw1, r1, r2, since nothing passes through r2 (drained); end the `drain` of r2, or add a link',
    ],
  ],
  [
    'an asserted route holds where answers come back through a firewall on a way that it does not name',
    campus,
    `route web { from: 10.30.0.0/16, to: 10.10.0.0/16, traffic: tcp dst-port 443, via: fw1 }
assert reached { route { from: 10.30.0.7/32, to: srv, traffic: tcp dst-port 443 } }`,
    [],
  ],
  [
    'an asserted route with stateless answers does not hold behind a firewall',
    campus,
    `route web { from: 10.30.0.0/16, to: 10.10.0.0/16, traffic: tcp dst-port 443, via: fw1 }
assert reached { route { from: 10.30.0.7/32, to: srv, traffic: tcp dst-port 443, reply: stateless } }`,
    ['campus/wishes.pn/reached replies violated'],
  ],
  [
    'a link that is full in a failure alone is named with the failure and with those that fill it',
    provider,
    `route bulk { from: 100.64.2.0/24, to: 100.64.3.0/24, bandwidth: 900Mbps, reply: none, via: p2 }
route silver { from: 100.64.1.0/24, to: 100.64.3.0/24, bandwidth: 300Mbps, survive: 1 core link, reply: none }`,
    [
      'wishes.pn:2 over-capacity: no path from pe1 to pe3 has 300Mbps left in the failure of link pe1--p1: link pe3--p2 carries 1Gbps, of which bulk 900Mbps; reserve less, or add capacity',
    ],
  ],
  [
    'what a target cannot do is said where it is asked',
    campus.replace('edge : router {', 'edge : router { target: openflow,'),
    '// settings\nbaseline std { at: edge, ntp: 10.0.0.123 }',
    [
      'wishes.pn:2 unsupported-by-target: edge has the target "openflow", which cannot keep settings of services (setting ntp 10.0.0.123, needed by std); the nearest device that can is fw1',
    ],
  ],
  [
    'an unknown target is said where something is asked of it',
    campus.replace('edge : router {', 'edge : router { target: cisco,'),
    'route web { from: 10.30.0.0/16, to: 10.10.0.0/16, reply: none }',
    [
      'wishes.pn:1 unsupported-by-target: edge has the target "cisco", which is unknown; the nearest device that can take its entries is fw1; targets are: emulated, frr, geo, ietf, ndn, nftables, openconfig, openflow, p4',
    ],
  ],
])('%s', (_, network, text, expected) => {
  expect(outcome(network, text)).toEqual(expected)
})
