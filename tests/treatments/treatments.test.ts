import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { DeviceState, Intent, NetworkState, OwnerLedger, PacketMatch } from '@paranet/network'
import { canonicalState, entriesOf, indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'

const networkText = `
network small {
    default: closed
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
    node r2 : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
    node r3 : router { address: 10.0.0.3, prefixes: 10.3.0.0/16 }
    node h1 : host { address: 10.1.0.10, gateway: r1 }
    link r1 -- r2 { bandwidth: 100Mbps }
    link r2 -- r3 { bandwidth: 100Mbps }
    link r1 -- r3 { bandwidth: 100Mbps, weight: 50 }
    link r1 -- h1 { bandwidth: 1Gbps }
}
`
const { topology } = resolveNetwork([{ name: 'small.pn', text: networkText }])
if (!topology) throw new Error('the test network does not resolve')
const index = indexTopology(topology)
const open = 'allow base { from: any, to: any }\n'

function run(text: string) {
  const files = [{ name: 'i.pn', text: open + text }]
  const { intents, diagnostics: read } = resolveIntents(files, index)
  const compiled = compile({ index, intents })
  const diagnostics = [...read, ...compiled.diagnostics].filter(({ code }) => code !== 'stateless-reply')
  return { intents, ...compiled, diagnostics }
}

const judge = (intents: readonly Intent[], state: NetworkState, ledger?: OwnerLedger) =>
  verify({ index, intents, state, ...(ledger ? { ledger } : {}) })
    .verdicts.filter(({ verdict, coverage }) => verdict !== 'holds' || coverage !== 'full')
    .map(({ intent, property, verdict, reason, lost }) =>
      [intent.split('/').at(-1), property, verdict, reason ?? '', lost ? `lost to ${lost.to.split('/').at(-1)}` : '']
        .filter((word) => word !== '')
        .join(' '),
    )

/** Entries of marks, policers, queues and flows. */
const treated = (state: NetworkState): string[] =>
  [...state].flatMap(([device, own]) =>
    [...entriesOf(own)].flatMap(([key, entry]) => {
      if (entry.kind === 'mark') return [`${device} ${key} → ${entry.dscp}`]
      if (entry.kind === 'policer') return [`${device} ${key} → ${entry.rate} ${entry.bucket}`]
      if (entry.kind === 'queue') return [`${device} ${key} → ${entry.class} ${entry.min ?? ''}-${entry.max ?? ''}`]
      if (entry.kind !== 'policy-route') return []
      const { action } = entry
      const to = action.kind === 'forward' ? action.groups.flat().map((hop) => ` ${hop.interface}`) : []
      return [`${device} ${key} → ${action.kind}${to.join('')}`]
    }),
  )

test.each([
  [
    'a mark where its class enters',
    'mark gold { from: r2, to: 10.3.0.0/16, dscp: af41 }',
    [
      'r2 mark in lan 400 src 10.2.0.0/16 dst 10.3.0.0/16 → 34',
      'r2 mark in local 400 src 10.0.0.2/32 dst 10.3.0.0/16 → 34',
    ],
  ],
  [
    'a limit at a device on the way shares one bucket',
    'limit l { from: h1, to: r3, rate: 5Mbps, at: r2 }',
    [
      'r2 policer in 400 src 10.1.0.10/32 dst 10.0.0.3/32 → 5000000 i.pn/l',
      'r2 policer in 400 src 10.1.0.10/32 dst 10.3.0.0/16 → 5000000 i.pn/l',
    ],
  ],
  [
    'of two rates of one class the lower holds',
    'limit a { from: h1, to: 10.3.0.0/16, rate: 5Mbps } limit b { from: h1, to: 10.3.0.0/16, rate: 3Mbps }',
    ['r1 policer in to-h1 400 src 10.1.0.10/32 dst 10.3.0.0/16 → 3000000 i.pn/b'],
  ],
  [
    'a queue on every link that its class takes',
    'qos voice { from: h1, to: 10.3.0.0/16, traffic: udp, class: ef, min: 5Mbps }',
    [
      'r1 queue to-r2 400 src 10.1.0.10/32 dst 10.3.0.0/16 proto 17 → ef 5000000-',
      'r2 queue to-r3 400 src 10.1.0.10/32 dst 10.3.0.0/16 proto 17 → ef 5000000-',
    ],
  ],
  [
    'two intents of one class share its queue, with the stricter rates',
    `qos a { from: h1, to: 10.2.0.0/16, class: ef, min: 5Mbps, max: 9Mbps }
     qos b { from: r3, to: 10.2.0.0/16, class: ef, min: 6Mbps, max: 10Mbps, at: r3 }
     qos c { from: h1, to: 10.2.0.0/16, traffic: udp, class: ef, max: 8Mbps, priority: 300 }`,
    [
      'r1 queue to-r2 1200 src 10.1.0.10/32 dst 10.2.0.0/16 proto 17 → ef 5000000-8000000',
      'r1 queue to-r2 400 src 10.1.0.10/32 dst 10.2.0.0/16 → ef 5000000-8000000',
      'r3 queue to-r2 400 src 10.0.0.3/32 dst 10.2.0.0/16 → ef 6000000-10000000',
      'r3 queue to-r2 400 src 10.3.0.0/16 dst 10.2.0.0/16 → ef 6000000-10000000',
    ],
  ],
  [
    'a flow to a neighbour, and its queue',
    'flow pin { at: r2, match: { in_port: to-r1, dst: 10.3.0.0/16 }, action: to r3, queue 7, priority: 500 }',
    [
      'r2 policy-route 2003 in to-r1 dst 10.3.0.0/16 → forward to-r3',
      'r2 queue to-r3 2003 in to-r1 dst 10.3.0.0/16 → 7 -',
    ],
  ],
  [
    'a flow that puts into a queue and leaves the way as it is',
    'flow slow { at: r1, match: { dscp: cs1 }, action: queue 1 }',
    ['r1 queue to-h1 403 dscp 8 → 1 -', 'r1 queue to-r2 403 dscp 8 → 1 -', 'r1 queue to-r3 403 dscp 8 → 1 -'],
  ],
])('%s', (_, text, expected) => {
  const { intents, state, diagnostics } = run(text)
  expect(diagnostics).toEqual([])
  expect(treated(state)).toEqual(expected)
  expect(judge(intents, state)).toEqual([])
})

test('every entry has its owners', () => {
  const { ledger, state } = run('mark gold { from: h1, to: r3, dscp: ef } qos ef { from: h1, to: r3, class: ef }')
  for (const [device, own] of state)
    for (const key of entriesOf(own).keys()) expect(ledger.get(device)?.get(key)?.length).toBeGreaterThan(0)
})

test('states of intents that treat nothing are what they were', () => {
  const { state } = run('')
  for (const own of state.values()) expect(Object.keys(own)).toEqual(['device', 'routes', 'policyRoutes', 'filters'])
})

test.each([
  [
    'two marks of one priority',
    'mark a { from: h1, to: r3, dscp: ef } mark b { from: any, to: r3, traffic: tcp, dscp: af11 }',
    ['conflict'],
  ],
  [
    'the same mark twice',
    'mark a { from: h1, to: r3, dscp: ef } mark b { from: h1, to: r3, traffic: tcp, dscp: ef }',
    [],
  ],
  [
    'two marks at different devices',
    'mark a { from: h1, to: r3, dscp: ef, at: r1 } mark b { from: h1, to: r3, dscp: af11, at: r2 }',
    [],
  ],
  [
    'a packet in the rates of two classes',
    'limit a { from: h1, to: r3, rate: 5Mbps } limit b { from: h1, to: any, rate: 9Mbps }',
    ['conflict'],
  ],
  [
    'two queues',
    'qos a { from: h1, to: r3, class: x } qos b { from: h1, to: r3, traffic: tcp, class: y }',
    ['conflict'],
  ],
  [
    'a queue that is guaranteed more than it may have',
    'qos a { from: h1, to: r3, class: x, min: 9Mbps } qos b { from: h1, to: r2, class: x, max: 5Mbps }',
    ['conflict', 'conflict'],
  ],
  [
    'guarantees above the bandwidth of a link',
    'qos a { from: h1, to: r2, class: x, min: 60Mbps } qos b { from: h1, to: r3, class: y, min: 50Mbps }',
    ['over-capacity'],
  ],
  [
    'flows that contradict each other',
    'flow a { at: r1, match: { dst: 10.2.0.0/16 }, action: drop } flow b { at: r1, match: { proto: tcp }, action: to r3 }',
    ['conflict'],
  ],
  [
    'a flow that another takes all packets of',
    `flow a { at: r1, match: { dst: 10.2.0.0/16, proto: tcp }, action: drop }
     flow b { at: r1, match: { dst: 10.2.0.0/16 }, action: to r3, priority: 200 }`,
    ['shadowed'],
  ],
  ['a class that nothing belongs to', 'mark a { from: 10.77.0.0/16, to: r3, dscp: ef }', ['unattached-source']],
])('%s', (_, text, codes) => {
  expect(run(text).diagnostics.map(({ code }) => code)).toEqual(codes)
})

test('a conflict names the packet, and both places', () => {
  const [conflict] = run('mark a { from: h1, to: r3, dscp: ef }\nmark b { from: h1, to: r3, dscp: 0 }').diagnostics
  expect(conflict).toMatchObject({ span: { line: 3 }, related: [{ span: { line: 2 } }] })
  expect(conflict?.message).toMatch(/tcp 10\.1\.0\.10:50000 → .*: they mark it with DSCP 46 and 0/)
})

test.each([
  [
    'a flow that sends traffic round in a loop',
    'route web { from: h1, to: 10.3.0.0/16, traffic: tcp } flow back { at: r2, match: { dst: 10.3.0.0/16 }, action: to r1, priority: 900 }',
    [/web delivered violated it comes back to r2 and loops/, /system no-loop violated/],
  ],
  [
    'a flow that drops what is promised',
    'route web { from: h1, to: 10.3.0.0/16, traffic: tcp } flow off { at: r2, match: { dst: 10.3.0.0/16 }, action: drop }',
    [/web delivered violated r2 has a route that drops it/],
  ],
  [
    'a mark that takes a class off its way',
    'route ef { from: h1, to: 10.3.0.0/16, traffic: udp dscp ef, via: r2, avoid: link r1--r3 } route slow { from: h1, to: 10.3.0.0/16, traffic: udp dscp cs1, via: r3, avoid: r2, priority: 200 } mark m { from: h1, to: any, dscp: cs1 }',
    [/ef waypoints violated|ef avoids violated/],
  ],
  [
    'what a higher priority takes',
    'mark a { from: h1, to: any, dscp: ef } mark b { from: any, to: r3, dscp: af11, priority: 200 }',
    [/a marked holds lost to b/],
  ],
])('the verifier finds %s', (_, text, expected) => {
  const { intents, state } = run(text)
  const found = judge(intents, state).join('\n')
  for (const one of expected) expect(found).toMatch(one)
})

type Change = (own: DeviceState) => Partial<DeviceState>
const widened = ({ dst: _, ...match }: PacketMatch): PacketMatch => match

test.each<[string, string, Change, RegExp]>([
  ['a mark is gone', 'r2', () => ({ marks: [] }), /^gold marked violated r2 lets it go on with the DSCP/],
  [
    'a mark has another DSCP',
    'r2',
    ({ marks = [] }) => ({ marks: marks.map((one) => ({ ...one, dscp: 9 })) }),
    /gold marked violated r2 marks it with DSCP 9, not 34/,
  ],
  [
    'a mark takes more',
    'r2',
    ({ marks = [] }) => ({ marks: marks.map((one) => ({ ...one, match: widened(one.match) })) }),
    /gold marked violated r2 marks it with DSCP 34, and no intent/,
  ],
  [
    'a mark that nobody asks for',
    'r3',
    () => ({ marks: [{ priority: 1, match: {}, dscp: 1 }] }),
    /system only-what-is-asked violated r3 marks it/,
  ],
  ['a policer is gone', 'r1', () => ({ policers: [] }), /cap limited violated r1 does not hold it to 5000000/],
  [
    'a policer lets more pass',
    'r1',
    ({ policers = [] }) => ({ policers: policers.map((one) => ({ ...one, rate: 6_000_000 })) }),
    /cap limited violated r1 does not hold/,
  ],
  [
    'a policer holds others too',
    'r1',
    ({ policers = [] }) => ({ policers: policers.map((one) => ({ ...one, match: widened(one.match) })) }),
    /cap limited violated r1 limits it/,
  ],
  [
    'a class has two buckets',
    'r1',
    ({ policers = [] }) => ({ policers: policers.map((one, i) => ({ ...one, bucket: `b${i}` })) }),
    /cap limited violated r1 counts a part of the class/,
  ],
  ['a queue is gone', 'r2', () => ({ queues: [] }), /voice queued violated r2 does not send it to to-r3/],
  [
    'a queue has less',
    'r1',
    ({ queues = [] }) => ({ queues: queues.map((one) => ({ ...one, min: 1 })) }),
    /voice queued violated r1 does not send/,
  ],
  [
    'a queue takes others too',
    'r1',
    ({ queues = [] }) => ({ queues: queues.map((one) => ({ ...one, match: widened(one.match) })) }),
    /voice queued violated r1 sends it/,
  ],
  [
    'queues are guaranteed too much',
    'r1',
    ({ queues = [] }) => ({ queues: queues.map((one) => ({ ...one, min: 200_000_000 })) }),
    /voice queued violated queues are guaranteed/,
  ],
  [
    'a flow is gone',
    'r3',
    ({ policyRoutes }) => ({ policyRoutes: policyRoutes.filter(({ match }) => match.dscp !== 1) }),
    /pin installed violated r3 has no entry/,
  ],
  [
    'a flow does something else',
    'r3',
    ({ policyRoutes }) => ({
      policyRoutes: policyRoutes.map((one) => ({ ...one, action: { kind: 'drop' as const } })),
    }),
    /pin installed violated/,
  ],
  [
    'a flow matches more',
    'r3',
    ({ policyRoutes }) => ({ policyRoutes: policyRoutes.map((one) => ({ ...one, match: {} })) }),
    /pin installed violated r3 has no entry/,
  ],
  [
    'a flow is shadowed',
    'r3',
    ({ policyRoutes }) => ({
      policyRoutes: [...policyRoutes, { priority: 9000, match: {}, action: { kind: 'drop' as const } }],
    }),
    /pin installed violated r3 has "policy-route 9000 any" before it/,
  ],
])('the verifier finds that %s', (_, device, change, expected) => {
  const { intents, state, ledger } = run(`
    mark gold { from: r2, to: 10.3.0.0/16, dscp: af41 }
    limit cap { from: h1, to: 10.2.0.0/16, traffic: tcp, udp, rate: 5Mbps }
    qos voice { from: h1, to: 10.3.0.0/16, traffic: udp, class: ef, min: 5Mbps }
    flow pin { at: r3, match: { dscp: 1, dst: 10.1.0.0/16 }, action: to r2 }`)
  expect(judge(intents, state)).toEqual([])
  const own = state.get(device)
  if (!own) throw new Error('no such device')
  const changed = new Map([...state, [device, canonicalState({ ...own, ...change(own) })]])
  expect(judge(intents, changed, ledger).join('\n')).toMatch(expected)
})

test('a limit caps what a reservation puts on the links behind it', () => {
  const { intents, state } = run(
    'route big { from: h1, to: 10.3.0.0/16, traffic: tcp, bandwidth: 90Mbps, reply: none } limit cap { from: h1, to: any, rate: 30Mbps }',
  )
  const asked = intents.map((intent) =>
    intent.kind === 'route' ? { ...intent, bandwidth: { bitsPerSecond: 500_000_000, each: false } } : intent,
  )
  expect(judge(asked, state)).toEqual([])
  const open = new Map([...state].map(([device, { policers: _, ...own }]) => [device, own]))
  expect(judge(asked, open).join()).toMatch(/big bandwidth violated 500000000 bit.s are reserved on r1--r2/)
})
