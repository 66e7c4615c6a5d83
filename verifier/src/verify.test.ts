import type { Intent, NetworkState, OwnerLedger, Topology } from '@paranet/network'
import { filterKey, indexTopology } from '@paranet/network'
import { describe, expect, test } from 'vitest'
import { allow, asserted, fiveNodes, fiveNodesRunning, isolate, route, running } from './testing/five-nodes.js'
import type { Verdict } from './verdict.js'
import type { VerifyInput } from './verify.js'
import { verify } from './verify.js'

/** One verdict as one line: `web delivered violated: why; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2; down r1--r2`. */
function line({ intent, property, verdict, reason, packet, ingress, hops, scenario, coverage, lost }: Verdict): string {
  const flow = packet && `${packet.src}>${packet.dst} ${packet.protocol}/${packet.dstPort}`
  return [
    `${intent.slice(intent.lastIndexOf('/') + 1)} ${property} ${verdict}${reason === undefined ? '' : `: ${reason}`}`,
    packet && `${flow} at ${ingress?.node}.${ingress?.interface}: ${hops?.map((hop) => hop.node).join(' ')}`,
    scenario && `down ${scenario.down.join(' ')}`,
    coverage === 'partial' && `lost to ${lost?.to} ${lost?.packet?.src}>${lost?.packet?.dst} ${lost?.packet?.dstPort}`,
  ]
    .filter(Boolean)
    .join('; ')
}

const prove = (
  intents: readonly Intent[],
  state: NetworkState,
  more: Partial<VerifyInput> = {},
  topology: Topology = fiveNodes,
) => verify({ index: indexTopology(topology), intents, state, ...more })

const systemHolds = ['system only-what-is-asked holds', 'system no-loop holds', 'system no-black-hole holds']

/** The verdicts of the intents; of the system's only those that do not hold. */
const lines = (...args: Parameters<typeof prove>): string[] =>
  prove(...args)
    .verdicts.map(line)
    .filter((one) => !systemHolds.includes(one))

/** What the filters of the running network let in. */
const asked = [
  route('out', 'r1', 'r3'),
  route('back', 'r3', 'r1'),
  route('host', 'h1', 'r3'),
  route('home', 'r3', 'h1'),
]
const survive = { survive: [{ count: 1, element: 'link' }] } as const

describe('a network that runs what is asked', () => {
  test('holds, and is fine', () => {
    const result = prove(asked, running())
    expect(result.verdicts.map(line)).toEqual([
      'out delivered holds',
      'back delivered holds',
      'host delivered holds',
      'home delivered holds',
      ...systemHolds,
    ])
    expect(result.ok).toBe(true)
  })

  test('the same verdicts come out of every run', () =>
    expect(prove(asked, running(), { failures: 1 })).toEqual(prove(asked, running(), { failures: 1 })))
})

describe('two routes by different waypoints', () => {
  const both = [
    route('first', 'r1', 'r3', { priority: 200, via: [{ oneOf: ['r2'] }], traffic: [{ protocol: 6 }] }),
    route('second', 'r1', 'r3', { via: [{ oneOf: ['fw'] }] }),
  ]
  const ofSecond = (intents: readonly Intent[]) =>
    prove([...intents, ...asked.slice(1)], running()).verdicts.filter(({ intent }) => intent.endsWith('/second'))
  test('the one of lower priority has lost what both speak of, and is judged by the rest', () =>
    expect(
      ofSecond(both).map(({ property, coverage, verdict, lost }) => [
        property,
        coverage,
        verdict,
        lost?.packet?.protocol,
      ]),
    ).toEqual([
      ['delivered', 'partial', 'holds', 6],
      ['waypoints', 'full', 'violated', undefined],
    ]))
  test('wholly taken, it asks for nothing; that is fine where it yields', () => {
    const wholly = both.map((one, i) =>
      i === 0 ? one : { ...one, traffic: [{ protocol: 6 }], yields: true },
    ) as Intent[]
    expect(ofSecond(wholly).map(({ property, coverage, verdict }) => [property, coverage, verdict])).toEqual([
      ['delivered', 'partial', 'holds'],
      ['waypoints', 'full', 'holds'],
    ])
  })
})

describe('paths', () => {
  const split = running({
    r1: { 'route 10.3.0.0/16 to-r2 | to-fw': 'route 10.3.0.0/16 to-r2 to-fw' },
  })
  const spread = (kind: 'equal' | 'links' | 'nodes' | 'risks') =>
    [route('out', 'r1', 'r3', { paths: { count: 2, kind } }), ...asked.slice(1)] as const
  const said = (kind: Parameters<typeof spread>[0], state: NetworkState) =>
    lines(spread(kind), state).filter((one) => one.startsWith('out paths'))
  test.each<[string, string[], string[]]>([
    ['by links', said('links', split), ['out paths holds']],
    ['by nodes', said('nodes', split), ['out paths holds']],
    ['by cost', said('equal', split), ['out paths holds']],
    [
      'not without a split',
      said('links', running()),
      [
        'out paths violated: it is carried over 1 link-disjoint paths, not over 2; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3',
      ],
    ],
    [
      'not for the one port that goes one way',
      said(
        'links',
        running({
          r1: {
            'route 10.3.0.0/16 to-r2 | to-fw':
              'route 10.3.0.0/16 to-r2 to-fw\npolicy 500 dst 10.3.0.0/16 dst-port 25 : to-fw',
          },
        }),
      ),
      [
        'out paths violated: it is carried over 1 link-disjoint paths, not over 2; 10.1.0.10>10.3.0.10 6/25 at r1.lan: r1 fw r3',
      ],
    ],
  ])('%s', (_, found, expected) => expect(found).toEqual(expected))
})

describe('delivered', () => {
  test.each<[string, Parameters<typeof running>[0], string[]]>([
    [
      'no route',
      { r2: { 'route 10.3.0.0/16 to-r3 | to-r1': '' } },
      [
        'out delivered violated: r2 has no route for it; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2',
        'system no-black-hole violated: r2 has no route for it; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2',
      ],
    ],
    [
      'a filter that takes one port of one address away',
      { r2: { '': 'deny forward 400 src 10.1.7.7/32 proto 17 dst-port 53' } },
      ['out delivered violated: r2 denies it in its forward filter; 10.1.7.7>10.3.0.10 17/53 at r1.lan: r1 r2'],
    ],
    [
      'an out filter on one of two equal paths',
      { r1: { '10.3.0.0/16 to-r2 |': '10.3.0.0/16 to-r2 to-fw |', '': 'deny out to-fw 10 dst-port 80' } },
      ['out delivered violated: r1 denies it where it would go out; 10.1.0.10>10.3.0.10 6/80 at r1.lan: r1'],
    ],
    [
      'a longer prefix to a wrong host',
      { r2: { '': 'route 10.3.9.0/24 to-h1' } },
      [
        'out delivered violated: it is handed to h1, which does not own its destination; 10.1.0.10>10.3.9.10 6/443 at r1.lan: r1 r2',
        'system only-what-is-asked violated: it is handed to h1, which does not own its destination; 10.1.0.10>10.3.9.10 6/443 at r1.lan: r1 r2',
        'system no-dead-interface violated: r2 sends it to h1, which neither owns its destination nor forwards; 198.51.100.10>10.3.9.10 6/443 at r2.local: r2',
      ],
    ],
    [
      'a loop',
      {
        r2: { 'route 10.3.0.0/16 to-r3 | to-r1': 'route 10.3.0.0/16 to-r1' },
        r1: { 'policy 400 in to-r2 dst 10.3.0.0/16 : to-fw': '' },
      },
      [
        'out delivered violated: it comes back to r2 and loops; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r1',
        'system no-loop violated: it comes back to r2 and loops; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r1',
      ],
    ],
    [
      'a next hop by an interface that does not exist',
      { r1: { 'route 10.3.0.0/16 to-r2 | to-fw': 'route 10.3.0.0/16 to-r9' } },
      [
        'out delivered violated: r1 sends it to an interface that leads nowhere; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1',
        'system only-what-is-asked unknown: interface to-r9 of r1 leads nowhere',
        'system no-loop unknown: interface to-r9 of r1 leads nowhere',
        'system no-black-hole violated: r1 sends it to an interface that leads nowhere; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1',
        'system no-dead-interface violated: r1 sends it by to-r9, an interface that it does not have; 198.51.100.10>10.3.0.10 6/443 at r1.local: r1',
      ],
    ],
    [
      'two rules of one priority that disagree',
      { r2: { '': 'deny forward 400 dst-port 443\npermit forward 400 src 10.1.0.0/16' } },
      [
        'out delivered violated: r2 denies it in its forward filter; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2',
        'system only-what-is-asked unknown: rules of equal priority on r2 disagree',
        'system no-loop unknown: rules of equal priority on r2 disagree',
        'system no-black-hole unknown: rules of equal priority on r2 disagree',
      ],
    ],
    [
      'two rules of one priority that disagree, the harmless one first by key',
      { r2: { '': 'permit forward 400 dst 10.3.0.0/16\ndeny forward 400 dst-port 443' } },
      [
        'out delivered unknown: rules of equal priority on r2 disagree',
        'system only-what-is-asked unknown: rules of equal priority on r2 disagree',
        'system no-loop unknown: rules of equal priority on r2 disagree',
        'system no-black-hole unknown: rules of equal priority on r2 disagree',
      ],
    ],
  ])('%s', (_, changes, expected) => {
    const intents = [
      asked[0] as Intent,
      allow('back', 'r3', 'r1'),
      allow('host', 'h1', 'r3'),
      allow('home', 'r3', 'h1'),
    ]
    expect(lines(intents, running(changes)).filter((one) => !one.startsWith('back') && !one.startsWith('ho'))).toEqual(
      expected,
    )
  })

  test('names the entries that decided, in order, and their owners', () => {
    const state = running({ r2: { 'route 10.3.0.0/16 to-r3 | to-r1': 'route 10.3.0.0/16 drop' } })
    const permit = filterKey({
      direction: 'in',
      interface: 'lan',
      priority: 400,
      match: { src: '10.1.0.0/16', dst: '10.3.0.0/16' } as never,
    })
    const ledger: OwnerLedger = new Map([['r1', new Map([[permit, ['five/main/out']]])]])
    const verdict = prove(asked, state, { ledger }).verdicts[0]
    expect(verdict).toMatchObject({
      packet: {
        src: '10.1.0.10',
        dst: '10.3.0.10',
        protocol: 6,
        srcPort: 50_000,
        dstPort: 443,
        dscp: 0,
        established: false,
      },
      ingress: { node: 'r1', interface: 'lan' },
      hops: [
        {
          node: 'r1',
          inInterface: 'lan',
          outInterface: 'to-r2',
          entries: [permit, 'route 10.3.0.0/16'],
          owners: ['five/main/out'],
        },
        { node: 'r2', inInterface: 'to-r1', entries: ['route 10.3.0.0/16'], owners: [] },
      ],
    })
  })

  test('only the class counts: what is lost outside of it is not its matter', () => {
    const state = running({ r2: { '': 'deny forward 400 proto 17' } })
    const [verdict] = prove(
      [route('web', 'r1', 'r3', { traffic: [{ protocol: 6, dstPorts: [[443, 443]] }] })],
      state,
    ).verdicts
    expect(verdict?.verdict).toBe('holds')
  })

  test('a host whose links are all down does not keep its promise, as things are', () => {
    const index = indexTopology(fiveNodes)
    const scenario = { downLinks: new Set([4, 5]), downNodes: new Set<number>() }
    const { verdicts } = verify({ index, intents: [asked[2] as Intent], state: running(), scenario })
    expect(line(verdicts[0] as Verdict)).toBe(
      'host delivered violated: r1 cannot be reached: the link is down; 10.9.0.10>10.3.0.10 6/443 at r1.to-h1: ; down h1--r1 h1--r2',
    )
  })

  test('what is attached nowhere is unknown', () =>
    expect(lines([route('lost', '192.168.0.0/16', 'r3', survive)], running())[0]).toBe(
      'lost delivered unknown: no packet can come from "192.168.0.0/16": nothing there is attached to the network',
    ))
})

describe('paths', () => {
  const viaFirewall = running({ r1: { '': 'policy 400 in lan dst 10.3.0.0/16 : to-fw' } })
  const overBoth = running({ r1: { '10.3.0.0/16 to-r2 |': '10.3.0.0/16 to-r2 to-fw |' } })
  test.each<[string, Intent, NetworkState, string]>([
    ['via holds', route('a', 'r1', 'r3', { via: [{ oneOf: ['fw'] }] }), viaFirewall, 'a waypoints holds'],
    ['via: one of', route('a', 'r1', 'r3', { via: [{ oneOf: ['r2', 'fw'] }] }), overBoth, 'a waypoints holds'],
    [
      'via is missed on one of two equal paths',
      route('a', 'r1', 'r3', { via: [{ oneOf: ['fw'] }] }),
      overBoth,
      'a waypoints violated: it is delivered without passing fw; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3',
    ],
    [
      'via in the wrong order',
      route('a', 'r1', 'r3', { via: [{ oneOf: ['r3'] }, { oneOf: ['fw'] }] }),
      viaFirewall,
      'a waypoints violated: it is delivered without passing fw; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 fw r3',
    ],
    ['avoid holds', route('a', 'r1', 'r3', { avoid: [{ kind: 'node', node: 'fw' }] }), running(), 'a avoids holds'],
    [
      'avoid a region',
      route('a', 'r1', 'r3', { avoid: [{ kind: 'region', region: 'south' }] }),
      running(),
      'a avoids violated: it passes r2, which it must avoid; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3',
    ],
    [
      'avoid a risk',
      route('a', 'r1', 'r3', { avoid: [{ kind: 'risk', risk: 'conduit' }] }),
      running(),
      'a avoids violated: it passes r1--r2, which it must avoid; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3',
    ],
    [
      'avoid the link of a host',
      route('a', 'h1', 'r3', { avoid: [{ kind: 'link', link: 'h1--r1' }] }),
      running(),
      'a avoids violated: it passes h1--r1, which it must avoid; 10.9.0.10>10.3.0.10 6/443 at r1.to-h1: r1 r2 r3',
    ],
    ['latency holds, to the microsecond', route('a', 'h1', 'r3', { latency: 2100 }), running(), 'a latency holds'],
    [
      'latency on the slower of two equal paths',
      route('a', 'r1', 'r3', { latency: 9999 }),
      overBoth,
      'a latency violated: it takes 10000 µs of at most 9999 µs; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 fw r3',
    ],
  ])('%s', (_, intent, state, expected) => expect(lines([intent], state)[1]).toBe(expected))
})

describe('replies', () => {
  const closedBack = { 'permit in lan 400 src 10.3.0.0/16 dst 10.1.0.0/16': '' }
  test('come back', () =>
    expect(lines([route('a', 'r1', 'r3', { reply: 'auto' })], running()).slice(0, 2)).toEqual([
      'a delivered holds',
      'a replies holds',
    ]))

  test('are denied where they enter', () =>
    expect(
      lines(
        [route('a', 'r1', 'r3', { reply: 'auto', traffic: [{ protocol: 6, dstPorts: [[443, 443]] }] })],
        running({ r3: closedBack }),
      )[1],
    ).toBe('a replies violated: r3 denies it where it comes in; 10.3.0.10>10.1.0.10 6/50000 at r3.lan: r3'))

  test('go back through the firewall', () => {
    const intent = route('a', 'r1', 'r3', { reply: 'auto', via: [{ oneOf: ['fw'] }] })
    const r1 = { '': 'policy 400 in lan dst 10.3.0.0/16 : to-fw' }
    expect(lines([intent], running({ r1 }))[1]).toBe(
      'a replies violated: it is delivered without passing fw; 10.3.0.10>10.1.0.10 6/443 at r3.lan: r3 r2 r1',
    )
    expect(lines([intent], running({ r1, r3: { '': 'policy 400 in lan dst 10.1.0.0/16 : to-fw' } }))[1]).toBe(
      'a replies holds',
    )
  })
})

describe('bandwidth', () => {
  const reserve = (bitsPerSecond: number, each = false) => ({ bandwidth: { bitsPerSecond, each } })
  const full = 'r1--r2, which carries 1000000000 bit/s; '
  test.each<[string, Intent[], NetworkState, (string | undefined)[]]>([
    [
      'fits exactly',
      [route('a', 'r1', 'r3', reserve(600e6)), route('b', 'h1', 'r3', reserve(400e6))],
      running(),
      ['a bandwidth holds', 'b bandwidth holds'],
    ],
    [
      'sums over all intents on a link',
      [route('a', 'r1', 'r3', reserve(600e6)), route('b', 'h1', 'r3', reserve(401e6))],
      running(),
      [
        `a bandwidth violated: 1001000000 bit/s are reserved on ${full}10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3`,
        `b bandwidth violated: 1001000000 bit/s are reserved on ${full}10.9.0.10>10.3.0.10 6/443 at r1.to-h1: r1 r2 r3`,
      ],
    ],
    [
      'the other direction is another capacity',
      [route('a', 'r1', 'r3', reserve(900e6)), route('b', 'r3', 'r1', reserve(900e6))],
      running(),
      ['a bandwidth holds', 'b bandwidth holds'],
    ],
    [
      'equal paths share',
      [route('a', 'r1', 'r3', reserve(1900e6))],
      running({ r1: { '10.3.0.0/16 to-r2 |': '10.3.0.0/16 to-r2 to-fw |' } }),
      ['a bandwidth holds'],
    ],
    [
      'is split over ordered pairs of ends: half goes by r1',
      [route('a', 'r1 h1', 'r3', reserve(1000e6))],
      running(),
      ['a bandwidth holds'],
    ],
    [
      'or is the demand of each pair',
      [route('a', 'r1 h1', 'r3', reserve(501e6, true))],
      running(),
      [`a bandwidth violated: 1002000000 bit/s are reserved on ${full}10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3`],
    ],
    [
      'classes that part within a pair may each be all of it',
      [route('a', 'r1', 'r3', reserve(1100e6))],
      running({ r1: { '': 'policy 400 in lan dst-port 80 : to-fw' } }),
      [
        'a bandwidth violated: 1100000000 bit/s are reserved on r1--fw, which carries 1000000000 bit/s; 10.1.0.10>10.3.0.10 6/80 at r1.lan: r1 fw r3',
      ],
    ],
  ])('%s', (_, intents, state, expected) =>
    expect(lines(intents, state).filter((one) => one.includes('bandwidth'))).toEqual(expected),
  )

  test('fills a link to its headroom and no further', () => {
    const its = (headroom: number) => {
      const { verdicts } = prove([route('a', 'r1', 'r3', reserve(600e6))], running(), {}, { ...fiveNodes, headroom })
      return verdicts.find(({ property }) => property === 'bandwidth')?.reason ?? 'holds'
    }
    expect([its(0.6), its(0.599)]).toEqual([
      'holds',
      '600000000 bit/s are reserved on r1--r2, which carries 1000000000 bit/s and may be filled to 59.9%',
    ])
  })

  test('is kept in the failures that an intent survives, with what the others move there', () => {
    const intents = [
      route('a', 'r1', 'r3', { ...reserve(600e6), ...survive }),
      route('b', 'h1', 'r3', { ...reserve(600e6), via: [{ oneOf: ['fw'] }] }),
    ]
    const state = running({ r1: { '': 'policy 400 in to-h1 dst 10.3.0.0/16 : to-fw' } })
    expect(lines(intents, state).filter((one) => /bandwidth|survives/.test(one))).toEqual([
      'a bandwidth holds',
      'a survives violated: 1200000000 bit/s are reserved on r1--fw, which carries 1000000000 bit/s; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 fw r3; down r1--r2',
      'b bandwidth holds',
    ])
  })
})

describe('survives', () => {
  const surviving = (count: number, element: 'link' | 'core-link' | 'node' | 'risk', more = {}) => ({
    survive: [{ count, element }],
    ...more,
  })
  test.each<[string, Intent, Parameters<typeof running>[0], string]>([
    ['every link', route('a', 'r1', 'r3', { ...survive, reply: 'auto' }), {}, 'a survives holds'],
    ['every link of a host with two', route('a', 'h1', 'r3', { ...survive, reply: 'auto' }), {}, 'a survives holds'],
    [
      'not two links',
      route('a', 'r1', 'r3', surviving(2, 'link')),
      {},
      'a survives violated: r1 has no next hop that is up; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1; down r1--fw r1--r2',
    ],
    ['a node that is no end', route('a', 'r1', 'r3', surviving(1, 'node')), {}, 'a survives holds'],
    ['a risk that is both short links', route('a', 'r1', 'r3', surviving(1, 'risk')), {}, 'a survives holds'],
    [
      'no backup on a device',
      route('a', 'r1', 'r3', survive),
      { r2: { 'route 10.3.0.0/16 to-r3 | to-r1': 'route 10.3.0.0/16 to-r3' } },
      'a survives violated: r2 has no next hop that is up; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2; down r2--r3',
    ],
    [
      'a backup that loops',
      route('a', 'r1', 'r3', survive),
      { r1: { 'policy 400 in to-r2 dst 10.3.0.0/16 : to-fw': '' } },
      'a survives violated: it comes back to r2 and loops; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r1; down r2--r3',
    ],
    [
      'a backup that misses the bound',
      route('a', 'r1', 'r3', { ...survive, latency: 3000 }),
      {},
      'a survives violated: it takes 10000 µs of at most 3000 µs; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 fw r3; down r1--r2',
    ],
    [
      'answers too',
      route('a', 'r1', 'r3', { ...survive, reply: 'auto' }),
      { fw: { 'route 10.1.0.0/16 to-r1 | to-r3': '' } },
      'a survives violated: fw has no route for it; 10.3.0.10>10.1.0.10 6/443 at r3.lan: r3 r2 r3 fw; down r1--r2',
    ],
    [
      'a single waypoint is outside, and its links are not',
      route('a', 'r1', 'r3', surviving(1, 'node', { via: [{ oneOf: ['r2'] }] })),
      {},
      'a survives holds',
    ],
    [
      'the only waypoint is missed by the backup',
      route('a', 'r1', 'r3', { ...survive, via: [{ oneOf: ['r2'] }] }),
      {},
      'a survives violated: it is delivered without passing r2; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 fw r3; down r1--r2',
    ],
    [
      'what only the controller repairs is not decided here',
      route('a', 'r1', 'r3', { survive: [{ count: 1, element: 'link', restoredWithinMs: 5000 }] }),
      { r1: { 'route 10.3.0.0/16 to-r2 | to-fw': 'route 10.3.0.0/16 to-r2' } },
      'a survives unknown: local failover does not cover it (r1 has no next hop that is up), and repair by the controller is not proved here',
    ],
  ])('%s', (_, intent, changes, expected) =>
    expect(lines([intent], running(changes)).find((one) => one.includes('survives'))).toBe(expected),
  )

  test('a single-homed host: its access link is inside, and `core link` leaves it out', () => {
    const single = { ...fiveNodes, links: fiveNodes.links.slice(0, 5) }
    const survives = (element: 'link' | 'core-link') =>
      lines([route('a', 'h1', 'r3', surviving(1, element))], running({ r2: { 'to-h1 |': '' } }), {}, single)[1]
    expect(survives('link')).toBe(
      'a survives violated: r1 cannot be reached: the link is down; 10.9.0.10>10.3.0.10 6/443 at r1.to-h1: ; down h1--r1',
    )
    expect(survives('core-link')).toBe('a survives holds')
  })

  test('says protected, and how many scenarios it covers', () => {
    const { verdicts } = prove([route('a', 'r1', 'r3', survive)], running())
    expect(verdicts[1]).toMatchObject({ property: 'survives', grade: 'protected', scenarios: 6 })
    expect(prove([route('a', 'r1', 'r3')], running(), { failures: 1 }).verdicts[1]).toMatchObject({ scenarios: 6 })
  })
})

describe('isolated', () => {
  const web = [{ protocol: 6, dstPorts: [[443, 443]] }] as const
  test.each<[string, Intent[], Parameters<typeof running>[0], string]>([
    ['what is denied where it enters', [isolate('i', 'h1', 'r1')], {}, 'i isolated holds'],
    [
      'what goes through',
      [isolate('i', 'r1', 'r3')],
      {},
      'i isolated violated: r3 gets it; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3',
    ],
    [
      'any source at the ports of a place',
      [isolate('i', 'r1', 'r3')],
      { r1: { 'permit in lan 400 src 10.1.0.0/16 dst 10.3.0.0/16': 'permit in lan 400 src 172.16.0.0/12' } },
      'i isolated violated: r3 gets it; 172.16.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3',
    ],
    [
      'by the port that a host does not use now',
      [isolate('i', 'h1', 'r3')],
      { r1: { 'permit in to-h1 400 src 10.9.0.10/32 dst 10.3.0.0/16': '' } },
      'i isolated violated: r3 gets it; 10.9.0.10>10.3.0.10 6/443 at r2.to-h1: r2 r3',
    ],
    [
      'only when a link is down',
      [isolate('i', 'r1', 'r3')],
      { r2: { '': 'deny forward 400 dst 10.3.0.0/16' } },
      'i isolated violated: r3 gets it; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 fw r3; down r1--r2',
    ],
    [
      'answers may pass unless `reply: none`',
      [isolate('i', 'r1', 'r3')],
      { r1: { 'permit in lan 400 src 10.1.0.0/16 dst 10.3.0.0/16': 'permit in lan 400 established' } },
      'i isolated holds',
    ],
    [
      'a higher priority takes a part: the rest holds',
      [isolate('i', 'r1', 'r3'), allow('p', 'r1', 'r3', { traffic: web, priority: 200 })],
      {
        r1: {
          'permit in lan 400 src 10.1.0.0/16 dst 10.3.0.0/16':
            'permit in lan 800 src 10.1.0.0/16 dst 10.3.0.0/16 proto 6 dst-port 443',
        },
      },
      'i isolated holds; lost to five/main/p 10.1.0.10>10.3.0.10 443',
    ],
    [
      'an equal priority takes nothing',
      [isolate('i', 'r1', 'r3'), allow('p', 'r1', 'r3', { traffic: web })],
      {
        r1: {
          'permit in lan 400 src 10.1.0.0/16 dst 10.3.0.0/16':
            'permit in lan 400 src 10.1.0.0/16 dst 10.3.0.0/16 proto 6 dst-port 443',
        },
      },
      'i isolated violated: r3 gets it; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3',
    ],
    [
      'asserted: no priority takes a part of it',
      [asserted(isolate('i', 'r1', 'r3', { priority: 0 })), allow('p', 'r1', 'r3', { priority: 900 })],
      {},
      'i isolated violated: r3 gets it; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3',
    ],
    [
      'an interface that leads nowhere proves nothing',
      [isolate('i', 'r1', 'r3')],
      { r1: { 'route 10.3.0.0/16 to-r2 | to-fw': 'route 10.3.0.0/16 to-r9 | to-fw' } },
      'i isolated unknown: interface to-r9 of r1 leads nowhere',
    ],
  ])('%s', (_, intents, changes, expected) => expect(lines(intents, running(changes))[0]).toBe(expected))
})

describe('precedence', () => {
  const upper = isolate('no-ssh', 'r1', 'r3', { priority: 200, traffic: [{ protocol: 6, dstPorts: [[22, 22]] }] })
  const state = running({ r1: { '': 'deny in lan 800 dst 10.3.0.0/16 proto 6 dst-port 22 new' } })
  const partial = 'out delivered holds; lost to five/main/no-ssh 10.1.0.10>10.3.0.10 22'

  test('what a higher priority forbids is not promised, and the loser says so', () => {
    const result = prove([...asked, upper], state)
    expect(result.verdicts.map(line)).toContain(partial)
    expect(result.verdicts.every(({ verdict }) => verdict === 'holds')).toBe(true)
    expect(result.ok).toBe(false)
  })

  test('a loser that yields is fine', () => {
    const yielding = asked.map((intent) => ({ ...intent, yields: true }))
    expect(prove([...yielding, upper], state).ok).toBe(true)
  })

  test('an allow that lost something says so too', () => {
    const intents = [allow('out', 'r1', 'r3'), ...asked.slice(1), upper]
    expect(lines(intents, state)[0]).toBe(
      'out only-what-is-asked holds; lost to five/main/no-ssh 10.1.0.10>10.3.0.10 22',
    )
  })
})

describe('the whole network', () => {
  test('delivers nothing that nobody asks for', () =>
    expect(lines(asked.slice(1), running()).slice(3)).toEqual([
      'system only-what-is-asked violated: r3 gets it, and no intent asks for it; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r3',
    ]))

  test('shows a packet outside of what is asked', () => {
    const intents = [route('web', 'r1', 'r3', { traffic: [{ protocol: 6 }] }), ...asked.slice(1)]
    expect(lines(intents, running()).at(-1)).toBe(
      'system only-what-is-asked violated: r3 gets it, and no intent asks for it; 10.1.0.10>10.3.0.10 17/443 at r1.lan: r1 r2 r3',
    )
  })

  test('an open network may deliver all own sources, and no others', () => {
    const open: Topology = { ...fiveNodes, default: 'open' }
    const state = running({ r1: { 'deny in lan -4': 'permit in lan -4 src 10.1.0.0/16\n deny in lan -5' } })
    expect(lines([], state, {}, open)).toEqual([])
    const spoofed = running({ r1: { 'deny in lan -4': '' } })
    expect(lines([], spoofed, {}, open)[0]).toContain('system only-what-is-asked violated')
    expect(lines([], spoofed, {}, { ...open, antiSpoofing: false })).toEqual([])
  })

  test('no loop for any packet, asked for or not', () => {
    const state = running({
      r1: { '': 'route 192.168.0.0/16 to-fw\npermit in lan 400 dst 192.168.0.0/16' },
      fw: { '': 'route 192.168.0.0/16 to-r1' },
    })
    expect(lines(asked, state).slice(4)).toEqual([
      'system no-loop violated: it comes back to fw and loops; 198.51.100.10>192.168.0.10 6/443 at r1.lan: r1 fw r1',
    ])
  })

  test('no black hole for what is promised', () => {
    const state = running({ r2: { 'route 10.3.0.0/16 to-r3 | to-r1': '' } })
    expect(lines(asked, state).at(-1)).toBe(
      'system no-black-hole violated: r2 has no route for it; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2',
    )
  })

  test('no loop of packets that nobody asks for, under failures', () => {
    const state = running({
      r1: { '': 'route 192.168.0.0/16 to-fw | to-r2\npermit in lan 400 dst 192.168.0.0/16' },
      fw: { '': 'route 192.168.0.0/16 to-r3 | to-r1' },
      r2: { '': 'route 192.168.0.0/16 drop' },
      r3: { '': 'route 192.168.0.0/16 drop' },
    })
    const system = (failures: number) => lines(asked, state, { failures }).filter((one) => one.includes('no-loop'))
    expect(system(0)).toEqual([])
    expect(system(1)).toEqual([
      'system no-loop violated: it comes back to fw and loops; 198.51.100.10>192.168.0.10 6/443 at r1.lan: r1 fw r1; down fw--r3',
    ])
  })

  test('no route through a dead interface, by entry', () => {
    const state = running({ fw: { '': 'route 192.168.0.0/16 to-r7' }, r2: { '': 'route 192.168.0.0/16 to-h1' } })
    expect(lines(asked, state).at(-1)).toBe(
      'system no-dead-interface violated: r2 sends it to h1, which neither owns its destination nor forwards; 198.51.100.10>192.168.0.10 6/443 at r2.local: r2',
    )
  })

  test('what is down now counts', () => {
    const scenario = { downLinks: new Set([0]), downNodes: new Set<number>() }
    expect(lines([route('a', 'r1', 'r3', { latency: 9000 })], running(), { scenario }).slice(0, 2)).toEqual([
      'a delivered holds',
      'a latency violated: it takes 10000 µs of at most 9000 µs; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 fw r3; down r1--r2',
    ])
  })
})

describe('devices that may have either of two states', () => {
  const shortWay = fiveNodesRunning
  const longWay = running({
    r1: { 'to-r2 | to-fw': 'to-fw | to-r2' },
    r2: { '10.3.0.0/16 to-r3 | to-r1': '10.3.0.0/16 to-r1' },
  })

  test('both states of one device are proved', () => {
    const onlyR1 = new Map([...longWay].filter(([name]) => name === 'r1'))
    expect(lines(asked, running({}, shortWay), { alternatives: onlyR1 })).toEqual(
      asked.map(({ name }) => `${name} delivered holds`),
    )
    const slow = lines([route('a', 'r1', 'r3', { latency: 5000 })], running(), { alternatives: onlyR1 })[1]
    expect(slow).toBe(
      'a latency violated: it takes 10000 µs of at most 5000 µs; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 fw r3',
    )
  })

  test('a mixture that neither all old nor all new shows: old r1 and new r2 loop', () => {
    const noGuard = { r1: { 'policy 400 in to-r2 dst 10.3.0.0/16 : to-fw': '' } }
    const before = running(noGuard)
    const after = running({
      r1: `${before.get('r1') ? noGuarded('to-fw | to-r2') : ''}`,
      r2: { '10.3.0.0/16 to-r3 | to-r1': '10.3.0.0/16 to-r1' },
    })
    const wave = new Map([...after].filter(([name]) => name === 'r1' || name === 'r2'))
    expect(lines(asked, before)).toEqual(asked.map(({ name }) => `${name} delivered holds`))
    expect(prove(asked.slice(0, 2), after).verdicts[0]?.verdict).toBe('holds')
    expect(lines(asked, before, { alternatives: wave })[0]).toBe(
      'out delivered violated: it comes back to r2 and loops; 10.1.0.10>10.3.0.10 6/443 at r1.lan: r1 r2 r1',
    )
  })

  test('one device has one state all along a path: no false alarm where it is passed twice', () => {
    // Old: r1 sends to r2, which sends back, and then to fw. New: r1 sends to fw at once, and would send what comes from r2 back to r2.
    const state = running({ r2: { '10.3.0.0/16 to-r3 | to-r1': '10.3.0.0/16 to-r1' } })
    const alternatives = new Map(
      [
        ...running({
          r1: {
            '10.3.0.0/16 to-r2 | to-fw': '10.3.0.0/16 to-fw',
            'dst 10.3.0.0/16 : to-fw': 'dst 10.3.0.0/16 : to-r2',
          },
        }),
      ].filter(([name]) => name === 'r1'),
    )
    expect(lines([asked[0] as Intent], state, { alternatives })[0]).toBe('out delivered holds')
  })

  function noGuarded(ways: string): string {
    return (fiveNodesRunning['r1'] ?? '')
      .replace('10.3.0.0/16 to-r2 | to-fw', `10.3.0.0/16 ${ways}`)
      .replace('policy 400 in to-r2 dst 10.3.0.0/16 : to-fw', '')
  }
})
