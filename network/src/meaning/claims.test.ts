import { expect, test } from 'vitest'
import type { Prefix } from '../address/ip.js'
import type { Ends, EndTerm, InstallingIntent, RouteIntent } from '../intent/intent.js'
import { anyTraffic } from '../traffic-class/traffic-class.js'
import { indexTopology } from '../topology/topology-index.js'
import { externalInterface, link, node, topologyOf } from '../testing/small-networks.js'
import { claimsOf } from './claims.js'
import { foreignSources } from './resolve-ends.js'

const index = indexTopology(
  topologyOf(
    [
      node('r1', { address: '10.0.0.1', prefixes: ['10.1.0.0/16'] }),
      node('r2', { address: '10.0.0.2', prefixes: ['10.2.0.0/16'] }),
      node('fw', { type: 'firewall', function: 'firewall' }),
      node('web', { type: 'host', address: '10.2.0.10', gateway: 'r2' }),
    ],
    [link('r1', 'r2'), link('r1', 'fw'), link('fw', 'r2'), link('r2', 'web')],
    { interfaces: [externalInterface('r1', 'wan')] },
  ),
)
const ends = (text: string, ...terms: EndTerm[]): Ends => ({ terms, except: [], text })
const at = (name: string): EndTerm => ({ kind: 'node', node: name })
const behind = (prefix: string): EndTerm => ({ kind: 'prefix', prefix: prefix as Prefix })
const base = { priority: 100, rank: 0, traffic: anyTraffic, reply: 'auto' as const, yields: false, labels: {} }
const route = (from: EndTerm, to: EndTerm, more: Partial<RouteIntent> = {}): RouteIntent => ({
  ...base,
  kind: 'route',
  id: 'n/f/a',
  name: 'a',
  from: ends('from', from),
  to: ends('to', to),
  via: [],
  avoid: [],
  ...more,
})
/** `r1.lan 10.1.0.0/16` */
const sources = (intent: InstallingIntent, side: 'forward' | 'reply' = 'forward') =>
  claimsOf(index, [intent])
    .claims.find((claim) => claim.side === side)
    ?.sources.map(({ port, prefixes }) => {
      const its = index.ports[port]
      return `${index.nodes[its?.device ?? 0]?.name}.${its?.interface} ${prefixes.join(' ')}`
    })

test('a router stands for its loopback at itself and its prefixes at its stub', () =>
  expect(sources(route(at('r1'), at('r2')))).toEqual(['r1.local 10.0.0.1/32', 'r1.lan 10.1.0.0/16']))

test('a host stands for its address at the port that leads to it', () =>
  expect(sources(route(at('web'), at('r1')))).toEqual(['r2.to-web 10.2.0.10/32']))

test('a prefix stands for itself where it is attached', () =>
  expect(sources(route(behind('10.1.7.0/24'), at('r2')))).toEqual(['r1.lan 10.1.7.0/24']))

test('internet stands for the external ports', () =>
  expect(sources(route({ kind: 'internet' }, at('r2')))).toEqual(['r1.wan 0.0.0.0/0 ::/0']))

test('answers come from the owners of the destinations, also of longer prefixes inside them', () =>
  expect(sources(route(at('r1'), behind('10.2.0.0/16')), 'reply')).toEqual([
    'r2.lan 10.2.0.0/16',
    'r2.to-web 10.2.0.10/32',
  ]))

test('an isolate covers any source at the ports of a place, and a prefix at every port', () => {
  const isolate = (from: EndTerm): InstallingIntent => ({
    ...base,
    kind: 'isolate',
    id: 'n/f/i',
    name: 'i',
    from: ends('x', from),
    to: ends('y', at('r2')),
  })
  expect(sources(isolate(at('web')))).toEqual(['r2.to-web 0.0.0.0/0 ::/0'])
  expect(sources(isolate(behind('10.1.7.0/24')))).toContain('r2.lan 10.1.7.0/24')
  expect(sources(isolate(behind('10.1.0.0/16')))).toContain('r1.lan 0.0.0.0/0 ::/0')
})

test('sources that belong elsewhere are foreign to a port', () => {
  const foreign = (interfaceName: string) =>
    index.ports.filter((port) => port.interface === interfaceName).map((port) => foreignSources(index, port))
  expect(foreign('lan')).toEqual([[], ['10.2.0.10/32']])
  expect(foreign('wan')[0]).toEqual(['10.0.0.1/32', '10.0.0.2/32', '10.1.0.0/16', '10.2.0.0/16'])
})

test('an address that a host owns inside a prefix is a source at the host, not where the prefix is attached', () =>
  expect(sources(route(behind('10.2.0.10/32'), at('r1')))).toEqual(['r2.to-web 10.2.0.10/32']))

test('what lies back behind a port inside a foreign prefix is its own', () => {
  const nested = indexTopology(
    topologyOf(
      [node('a', { prefixes: ['10.0.0.0/8', '10.1.1.0/24'] }), node('b', { prefixes: ['10.1.0.0/23'] })],
      [link('a', 'b')],
    ),
  )
  const [lan] = nested.ports
  expect(lan && foreignSources(nested, lan)).toEqual(['10.1.0.0/24'])
})

test('an exception of a node takes away its ports, not what others own inside its prefixes', () => {
  const isolate: InstallingIntent = {
    ...base,
    kind: 'isolate',
    id: 'n/f/i',
    name: 'i',
    from: { ...ends('x', { kind: 'any' }), except: [at('r2')] },
    to: ends('y', at('r1')),
  }
  expect(sources(isolate)).toContain('r2.to-web 0.0.0.0/0 ::/0')
  expect(sources(isolate)).not.toContain('r2.lan 0.0.0.0/0 ::/0')
})

test('replies through a tracking waypoint are established and go back through it; others are stateless, with a warning', () => {
  const through = claimsOf(index, [route(at('r1'), at('r2'), { via: [{ oneOf: ['fw'] }] })])
  expect(through.claims[1]).toMatchObject({ side: 'reply', established: true, via: [[2]] })
  expect(through.problems).toEqual([])
  const plain = claimsOf(index, [route(at('r1'), at('r2'))])
  expect(plain.claims[1]).not.toHaveProperty('established')
  expect(plain.problems.map(({ code }) => code)).toEqual(['stateless-reply'])
})

test('what is attached nowhere is an error, and has no claim', () => {
  const closed = indexTopology({ ...index.topology, interfaces: [] })
  const made = claimsOf(closed, [route(behind('192.168.0.0/16'), at('r2'))])
  expect(made.claims).toEqual([])
  expect(made.problems.map(({ code }) => code)).toEqual(['unattached-source'])
})

test('an open network permits every own source below every intent', () => {
  const open = indexTopology({ ...index.topology, default: 'open' })
  expect(claimsOf(open, []).claims).toMatchObject([{ intent: 'system.open', kind: 'may', priority: -1 }])
})
