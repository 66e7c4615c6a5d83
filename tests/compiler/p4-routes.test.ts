import { artifactFiles, compile, parseArtifact, renderDevice } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { DeviceState, NetworkState, TopologyNode } from '@paranet/network'
import { entriesOf, indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'

/** The short way is by r2, a router; the long one by switches with tables alone. `extra`: more links. */
const networkText = (target = 'p4', extra = '') => `network fabric {
    default: closed
    node s1 : p4 { address: 10.0.0.1, prefixes: 10.1.0.0/16, target: ${target} }
    node s2 : switch { address: 10.0.0.2, target: p4 }
    node s3 : switch { address: 10.0.0.3, prefixes: 10.3.0.0/16, target: p4 }
    node s4 : p4 { address: 10.0.0.4 }
    node r2 : router { address: 10.0.0.5, prefixes: 10.5.0.0/16, target: frr }
    node h3 : host { address: 10.4.0.10, gateway: s3 }
    link s1 -- r2 { weight: 1 }
    link r2 -- s3 { weight: 1 }
    link s1 -- s2 { weight: 50 }
    link s3 -- h3
    ${extra}
}
`
const chain = 'link s2 -- s3 { weight: 50 }'
const ring = `${chain}\n    link s1 -- s4 { weight: 80 }\n    link s4 -- s3 { weight: 80 }`

function compileText(network: string, text: string) {
  const { topology } = resolveNetwork([{ name: 'network.pn', text: network }])
  if (!topology) throw new Error('the network does not parse')
  const index = indexTopology(topology)
  const { intents, diagnostics } = resolveIntents([{ name: 'intents.pn', text }], index)
  const compiled = compile({ index, intents })
  return { ...compiled, index, intents, found: [...diagnostics, ...compiled.diagnostics] }
}

const errorsOf = (network: string, text: string) =>
  compileText(network, text)
    .found.filter(({ severity }) => severity === 'error')
    .map(({ code, message, hint }) => `${code}: ${message}; ${hint}`)

/** What the artifacts of all devices say when they are read back. */
function asInstalled({ index, state }: ReturnType<typeof compileText>): NetworkState {
  const read = index.nodes.flatMap((node) => {
    const own = state.get(node.name)
    const parsed = own && parseArtifact(node, renderDevice(node, own, index))
    if (parsed && !parsed.ok) throw new Error(parsed.message)
    return parsed ? [[node.name, parsed.state] as const] : []
  })
  return new Map(read)
}

/** The tables of the device's program that hold entries. */
function tablesOf({ index, state }: ReturnType<typeof compileText>, device: string): Set<string> {
  const node = index.nodes[index.nodeId.get(device) ?? -1] as TopologyNode
  const files = artifactFiles(node, renderDevice(node, state.get(device) as DeviceState, index))
  const text = files.find(({ name }) => name.endsWith('p4-tables.json'))?.text ?? ''
  return new Set((JSON.parse(text) as { entries: { table: string }[] }).entries.map(({ table }) => table))
}

const policyRoutes = (state: NetworkState, device: string): number =>
  [...entriesOf(state.get(device) as DeviceState).values()].filter(({ kind }) => kind === 'policy-route').length

function verdictsOf(compiled: ReturnType<typeof compileText>, state: NetworkState) {
  const { index, intents, ledger } = compiled
  return verify({ index, intents, state, ledger }).verdicts.map(
    ({ property, verdict, reason }) => `${property} ${verdict}${reason === undefined ? '' : `: ${reason}`}`,
  )
}

test('a route by P4 goes by match-action tables alone, there and back, and its entries lie in them', () => {
  const compiled = compileText(networkText('p4', chain), 'route a { from: s1, to: h3, protocol: p4 }')
  expect(compiled.found.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(compiled.plans.map(({ paths }) => paths.map((path) => path.join(' ')))).toEqual([
    ['s1 s2 s3 h3', 'h3 s3 s2 s1'].slice(0, compiled.plans[0]?.paths.length ?? 0),
  ])
  expect(policyRoutes(compiled.state, 'r2')).toBe(0)
  expect(tablesOf(compiled, 's2')).toContain('policy_route')
  const verdicts = verdictsOf(compiled, asInstalled(compiled))
  expect(verdicts.filter((verdict) => !verdict.includes('holds'))).toEqual([])
  expect(verdicts.some((verdict) => verdict.startsWith('avoids holds'))).toBe(true)
})

test('failures are survived by match-action tables alone', () => {
  const compiled = compileText(
    networkText('p4', ring),
    'route a { from: s1, to: s3, protocol: p4, survive: 1 core link, 1 node }',
  )
  expect(compiled.found.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(verdictsOf(compiled, compiled.state).filter((verdict) => !verdict.includes('holds'))).toEqual([])
  expect(policyRoutes(compiled.state, 'r2')).toBe(0)
})

test('without the key the class takes the short way, which breaks what is asserted', () => {
  const text = 'route a { from: s1, to: h3 }\nassert b { route { from: s1, to: h3, protocol: p4 } }'
  const compiled = compileText(networkText('p4', chain), text)
  expect(verdictsOf(compiled, compiled.state)).toContain(
    'avoids violated: it passes r2, whose target "frr" has no match-action tables, as `protocol: p4` asks',
  )
})

test.each<[string, string, string, string[]]>([
  [
    'every way passes a router',
    networkText(),
    'route a { from: s1, to: s3, protocol: p4, reply: none }',
    [
      'no-path: no path from s1 to s3 by match-action tables alone: every way passes r2; give these devices `target: p4`, join the ends by others, or leave out `protocol: p4`',
    ],
  ],
  [
    'packets enter at a router',
    networkText('p4', chain),
    'route a { from: r2, to: s3, protocol: p4, reply: none }',
    [
      'unsupported-by-target: no path from r2 to s3 by match-action tables alone: r2 has the target "frr", which has none; the nearest device that has is s1',
    ],
  ],
  [
    'packets are handed over by a router',
    networkText('openflow', chain),
    'route a { from: h3, to: s1, protocol: p4, reply: none }',
    [
      'unsupported-by-target: no path from h3 to s1 by match-action tables alone: s1 has the target "openflow", which has none; the nearest device that has is s2',
    ],
  ],
  [
    'an end is a name',
    networkText('p4', chain),
    'route a { from: /ndn/video, to: s3, protocol: p4 }',
    [
      'wrong-kind: `protocol: p4` carries packets between addresses, and names have none; name nodes, groups or prefixes of addresses, or say `protocol: ndn`',
    ],
  ],
  [
    'an end has no address',
    networkText('p4', 'node n1 : ndn { }\n    link n1 -- s3'),
    'route a { from: n1, to: s3, protocol: p4 }',
    [
      'unattached-source: no packet can come from "n1": nothing there is attached to the network; attach it: give a node this address or prefix, or an external interface',
    ],
  ],
  [
    'an isolation says how packets are carried',
    networkText(),
    'isolate a { from: s1, to: s3, protocol: p4 }',
    [
      'misplaced: "protocol: p4" belongs to route, not to isolate; it says which devices carry packets, and only a route says how they are carried',
    ],
  ],
  [
    'the protocol is misspelled',
    networkText(),
    'route a { from: s1, to: s3, protocol: p5 }',
    ['unknown-name: "p5" is no protocol; did you mean "p4"?'],
  ],
])('an error says why, where %s', (_, network, text, errors) => expect(errorsOf(network, text)).toEqual(errors))
