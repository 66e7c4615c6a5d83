import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import { makePlan } from '@paranet/planner'
import { expect, test } from 'vitest'

const network = (management: string, its: 'open' | 'closed' = 'closed') => `network campus {
  default: ${its}
  ${management}
  node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node r2 : router { address: 10.0.0.2 }
  node r3 : router { address: 10.0.0.3, prefixes: 10.3.0.0/16, as: 65000 }
  node ops : host { address: 10.1.0.10, gateway: r1 }
  interface r3.up { address: 203.0.113.2/30, external: true }
  link r1 -- r2
  link r2 -- r3
  link r1 -- ops
}
`
const byOps = network('management: ops')

function planOf(text: string, intents = '') {
  const { topology, diagnostics } = resolveNetwork([{ name: 'n.pn', text }])
  expect(diagnostics).toEqual([])
  const files = [{ name: 'a.pn', text: intents }]
  return makePlan({ network: 'campus', topology: topology as Topology, files, observed: new Map() })
}

/** Verdicts of the built-in intents, a line each; what is lost, and to whom. */
const systemLines = ({ verdicts }: ReturnType<typeof planOf>): string[] =>
  verdicts
    .filter(({ intent }) => intent.includes('/system.'))
    .map(({ intent, property, verdict, lost }) =>
      [intent.replace('campus/', ''), property, verdict, ...(lost ? [`less what ${lost.to} takes`] : [])].join(' '),
    )

const peer = 'peer isp { at: r3.up, as: 64500, local_as: 65000, neighbour: 203.0.113.1, import: default }\n'
const usual = [
  'system/system.management delivered holds',
  'system/system.management replies holds',
  'system/system.icmp only-what-is-asked holds',
  'system/system.probe delivered holds',
  'system/system.probe replies holds',
]
const without = (name: string) => usual.filter((line) => !line.includes(name))

/** The network, its intents, and what is said of the built-in ones. */
const cases: Readonly<Record<string, readonly [network: string, intents: string, lines: readonly string[]]>> = {
  'nobody said who manages it: none': [network(''), '', []],
  'managed by a host': [byOps, '', usual],
  'managed from a prefix': [network('management: 10.1.0.0/24'), '', usual],
  'managed from outside': [network('management: internet'), '', usual],
  'managed from a prefix outside': [network('management: 198.51.100.0/24'), '', usual],
  'an open network': [network('management: ops', 'open'), '', usual],
  'sessions with peers': [
    byOps,
    peer,
    [...usual.slice(0, 2), 'system/system.control only-what-is-asked holds', ...usual.slice(2)],
  ],
  'devices that speak OSPF': [
    byOps.replaceAll(': router {', ': router { routing: ospf, target: frr,'),
    '',
    [...usual.slice(0, 2), 'system/system.control.ospf only-what-is-asked holds', ...usual.slice(2)],
  ],
  'said otherwise for all of control': [
    byOps.replaceAll(': router {', ': router { routing: ospf, target: frr,'),
    'allow system.control { from: r1, to: r2, traffic: proto 89, reply: none }',
    ['a.pn/system.control only-what-is-asked holds', ...usual],
  ],
  'an intent of the name takes the place': [
    byOps,
    'route system.management { from: ops, to: 10.0.0.3, traffic: tcp dst-port 22, via: r2, reply: stateless }',
    [
      'a.pn/system.management delivered holds',
      'a.pn/system.management replies holds',
      'a.pn/system.management waypoints holds',
      ...without('management'),
    ],
  ],
  'a usual isolation gives way': [
    byOps,
    'isolate all { from: any, to: r3, yields: true }',
    usual.map((line) => (line.includes('icmp') ? `${line} less what campus/a.pn/all takes` : line)),
  ],
  'a higher priority takes a part, and it is said': [
    byOps,
    'isolate no-ssh { from: ops, to: r3, traffic: tcp dst-port 22, priority: 950 }',
    ['system/system.management delivered holds less what campus/a.pn/no-ssh takes', ...usual.slice(1)],
  ],
}

test.each(Object.entries(cases))('%s', (_, [text, intents, lines]) =>
  expect(systemLines(planOf(text, intents))).toEqual(lines),
)

test.each([
  ['', true],
  ['isolate no-ssh { from: ops, to: r3, traffic: tcp dst-port 22, priority: 950 }', false],
])('a plan is ok only where management keeps all that it has: %s', (intents, ok) =>
  expect(planOf(byOps, intents).ok).toBe(ok),
)

test('entries belong to the built-in intents that need them', () => {
  const owners = Object.values(planOf(byOps).ledger).flatMap((entries) => Object.values(entries).flat())
  for (const name of ['system.management', 'system.icmp', 'system.probe'])
    expect(owners).toContain(`campus/system/${name}`)
})

test('OSPF of a closed network is permitted by entries of its own, from the addresses of the devices alone', () => {
  const { ledger } = planOf(byOps.replaceAll(': router {', ': router { routing: ospf, target: frr,'))
  const own = Object.entries(ledger['r2'] ?? {}).filter(([, owners]) =>
    owners.includes('campus/system/system.control.ospf'),
  )
  expect(own.map(([key]) => key).filter((key) => key.includes('proto 89'))).toEqual([
    'filter in local 0 src 10.0.0.2/32 proto 89',
  ])
})

test('what the network does not say changes nothing: only the key adds entries', () => {
  const { ledger } = planOf(network(''))
  const owners = new Set(Object.values(ledger).flatMap((entries) => Object.values(entries).flat()))
  expect([...owners].filter((owner) => owner.includes('/'))).toEqual([])
})

test('the same objects for the same network', () => {
  const { topology } = resolveNetwork([{ name: 'n.pn', text: byOps }])
  const index = indexTopology(topology as Topology)
  const [a, b] = [resolveIntents([], index).intents, resolveIntents([], index).intents]
  expect(a.length).toBe(3)
  expect(a.every((intent, i) => intent === b[i])).toBe(true)
})

/** Who manages it, and what is said of that. */
const wrong: readonly (readonly [string, string])[] = [
  ['management: opps', 'unknown-node'],
  ['management: any', 'unknown-node'],
  ['management: 5ms', 'wrong-kind'],
]
test.each(wrong)('%s is %s', (management, code) =>
  expect(resolveNetwork([{ name: 'n.pn', text: network(management) }]).diagnostics.map((one) => one.code)).toEqual([
    code,
  ]),
)
