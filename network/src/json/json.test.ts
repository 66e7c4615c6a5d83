import { describe, expect, test } from 'vitest'
import {
  deviceStateFromJson,
  deviceStateToJson,
  intentFromJson,
  intentToJson,
  topologyFromJson,
  topologyToJson,
} from '../index.js'

const node = (name: string, more = {}) => ({
  name,
  type: 'router',
  addresses: [],
  prefixes: [],
  target: 'paranet',
  driver: 'emulated',
  produces: [],
  labels: {},
  assigned: [],
  ...more,
})
const link = (id: string, a: string, b: string) => ({
  id,
  ends: [
    { node: a, interface: `to-${b}` },
    { node: b, interface: `to-${a}` },
  ],
  bandwidth: 1e9,
  latency: 10,
  weight: 1,
  risks: [],
  labels: {},
  assigned: [],
})
const topology = (nodes: unknown[], links: unknown[] = []) => ({
  name: 't',
  default: 'closed',
  antiSpoofing: true,
  nodes,
  interfaces: [],
  links,
  groups: [],
})

describe('a topology', () => {
  test('comes back as it went, through text', () => {
    const sent = topology([node('r1'), node('r2')], [link('r1--r2', 'r1', 'r2')])
    const read = topologyFromJson(JSON.parse(JSON.stringify(sent)))
    expect(read).toEqual({ ok: true, value: sent })
    if (read.ok) expect(topologyToJson(read.value)).toEqual(sent)
  })

  test('gets canonical addresses', () => {
    const read = topologyFromJson(topology([node('r1', { addresses: ['2001:DB8:0::1'], prefixes: ['10.1.2.3/16'] })]))
    expect(read.ok && read.value.nodes[0]).toMatchObject({ addresses: ['2001:db8::1'], prefixes: ['10.1.0.0/16'] })
  })

  test('of the wrong shape is refused with every place', () => {
    const read = topologyFromJson(topology([node('r1', { addresses: ['x'] }), { name: 'r2' }]))
    expect(read.ok || read.errors.map((error) => error.pointer)).toEqual([
      '/nodes/0/addresses/0',
      ...['type', 'addresses', 'prefixes', 'target', 'driver', 'produces', 'labels', 'assigned'].map(
        (key) => `/nodes/1/${key}`,
      ),
    ])
  })

  test('that is inconsistent is refused with the place', () => {
    const read = topologyFromJson(topology([node('r1'), node('r1')], [link('r1--r9', 'r1', 'r9')]))
    expect(read).toEqual({
      ok: false,
      errors: [
        { pointer: '/nodes/1', message: 'a second node is called "r1"' },
        { pointer: '/links/0', message: 'no node "r9" for the link "r1--r9"' },
      ],
    })
  })
})

test('an intent comes back as it went, with canonical prefixes', () => {
  const isolate = {
    kind: 'isolate',
    id: 'n/f.pn/guests',
    name: 'guests',
    priority: 100,
    rank: 0,
    from: {
      terms: [{ kind: 'prefix', prefix: '10.1.2.3/16' }],
      except: [{ kind: 'node', node: 'r1' }],
      text: 'guests',
    },
    to: { terms: [{ kind: 'internet' }], except: [], text: 'internet' },
    traffic: [{ protocol: 6, dstPorts: [[80, 443]] }],
    reply: 'auto',
    yields: false,
    labels: {},
  }
  const read = intentFromJson({ kind: 'assert', id: 'n/f.pn/a', name: 'a', asserts: isolate, labels: {} })
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  const terms = [{ kind: 'prefix', prefix: '10.1.0.0/16' }]
  expect(intentToJson(read.value)).toMatchObject({ asserts: { ...isolate, from: { ...isolate.from, terms } } })
  expect(intentFromJson({ ...isolate, reply: 'maybe' }).ok).toBe(false)
})

test('a device state becomes canonical: order, addresses, one entry per key', () => {
  const drop = { kind: 'drop' }
  const forward = { kind: 'forward', groups: [[{ interface: 'a', address: '2001:DB8::0:1' }], [{ interface: 'b' }]] }
  const filter = { direction: 'in', interface: 'lan', priority: 4, match: { src: '10.1.2.3/16' }, action: 'deny' }
  const read = deviceStateFromJson({
    device: 'r1',
    routes: [
      { prefix: '10.2.0.0/16', action: drop },
      { prefix: '10.1.0.9/16', action: drop },
      { prefix: '10.1.0.0/16', action: forward },
    ],
    policyRoutes: [{ priority: 1, match: { dst: '10.2.0.1/32' }, action: drop }],
    filters: [filter],
  })
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  expect(deviceStateToJson(read.value)).toEqual({
    device: 'r1',
    routes: [
      {
        prefix: '10.1.0.0/16',
        action: { kind: 'forward', groups: [[{ interface: 'a', address: '2001:db8::1' }], [{ interface: 'b' }]] },
      },
      { prefix: '10.2.0.0/16', action: drop },
    ],
    policyRoutes: [{ priority: 1, match: { dst: '10.2.0.1/32' }, action: drop }],
    filters: [{ ...filter, match: { src: '10.1.0.0/16' } }],
  })
})

test('marks, policers and queues are read and kept canonical; empty lists of them are absent', () => {
  const empty = { device: 'r1', routes: [], policyRoutes: [], filters: [] }
  const match = { src: '10.1.2.3/16' }
  const mark = { interface: 'eth1', priority: 4, match, dscp: 46 }
  const policer = { direction: 'in', priority: 4, match, bucket: 'backup', rate: 1000, burst: 10 }
  const queue = { interface: 'eth2', priority: 4, match, class: 'ef', min: 10 }
  const read = deviceStateFromJson({ ...empty, marks: [mark, mark], policers: [policer], queues: [queue] })
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  const canonical = { src: '10.1.0.0/16' }
  expect(deviceStateToJson(read.value)).toEqual({
    ...empty,
    marks: [{ ...mark, match: canonical }],
    policers: [{ ...policer, match: canonical }],
    queues: [{ ...queue, match: canonical }],
  })
  expect(deviceStateFromJson({ ...empty, marks: [], policers: [], queues: [] })).toEqual({ ok: true, value: empty })
  expect(deviceStateFromJson({ ...empty, marks: [{ ...mark, dscp: 64 }] }).ok).toBe(false)
})
