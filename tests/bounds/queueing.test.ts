import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology, queueingDelay } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { describe, expect, test } from 'vitest'

const networkText = `
network square {
    node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
    node b : router { address: 10.0.0.2 }
    node c : router { address: 10.0.0.3 }
    node d : router { address: 10.0.0.4, prefixes: 10.4.0.0/16 }
    link a -- b { bandwidth: 10Mbps, latency: 1ms }
    link b -- d { bandwidth: 10Mbps, latency: 1ms }
    link a -- c { bandwidth: 100Mbps, latency: 3ms, weight: 20 }
    link c -- d { bandwidth: 100Mbps, latency: 3ms, weight: 20 }
}
`
const { topology } = resolveNetwork([{ name: 'n.pn', text: networkText }])
if (!topology) throw new Error('the network does not resolve')
const index = indexTopology(topology)

function run(text: string, proved = text) {
  const read = (of: string) => resolveIntents([{ name: 'i.pn', text: of }], index)
  const { intents, diagnostics } = read(text)
  const compiled = compile({ index, intents })
  const errors = [...diagnostics, ...compiled.diagnostics].filter(({ severity }) => severity === 'error')
  const { verdicts } = verify({ index, intents: read(proved).intents, state: compiled.state })
  const latency = verdicts.find(({ property, intent }) => property === 'latency' && intent.endsWith('/fast'))
  return {
    path: compiled.plans.find(({ intent }) => intent.endsWith('/fast'))?.paths[0]?.join(' '),
    errors: errors.map(({ code, message }) => `${code}: ${message}`),
    verdict: latency?.verdict,
    reason: latency?.reason,
  }
}

const fast = (latency: string, more = '') =>
  `route fast { from: 10.1.0.0/16, to: 10.4.0.0/16, traffic: tcp dst-port 22, reply: none, latency: <= ${latency}${more} }\n`
const bulk = (rate: string, more = '') =>
  `route bulk { from: 10.1.0.0/16, to: 10.4.0.0/16, traffic: tcp dst-port 873, reply: none, bandwidth: ${rate}${more} }\n`
const modelled = ', queueing: modelled'

describe('queueing', () => {
  test('the delay is that of a packet of 1,500 bytes at the load', () => {
    expect(queueingDelay(12_000_000, 0)).toBe(1000)
    expect(queueingDelay(12_000_000, 6_000_000)).toBe(2000)
    expect(queueingDelay(12_000_000, 12_000_000)).toBe(Number.POSITIVE_INFINITY)
  })
  test('an idle network: two links of 10 Mbit/s add 2.4 ms to 2 ms', () => {
    expect(run(fast('4.4ms', modelled))).toMatchObject({ path: 'a b d', errors: [], verdict: 'holds' })
    expect(run(fast('4.3ms', modelled)).errors).toEqual([
      'latency-unreachable: no path from a to d takes at most 4300 µs with what waits in queues at the loads that are reserved',
    ])
    expect(run(fast('4.3ms'), fast('4.3ms', modelled))).toMatchObject({
      verdict: 'violated',
      reason: 'it takes 4400 µs with what waits in queues, of at most 4300 µs',
    })
  })
  test('what was placed before fills the queues: the other way is faster then', () => {
    const text = bulk('9Mbps', ', priority: 200') + fast('7ms', modelled)
    expect(run(text)).toMatchObject({ path: 'a c d', errors: [], verdict: 'holds' })
    expect(run(text.replace(modelled, ''), text)).toMatchObject({ path: 'a b d', verdict: 'violated' })
  })
  test('what is placed later may not fill them', () =>
    expect(run(fast('5ms', `${modelled}, priority: 200`) + bulk('9Mbps')).errors).toEqual([
      'latency-unreachable: its packets take 26000 µs with what waits in queues at the loads that are reserved, of at most 5000 µs',
    ]))
  test('in failures too', () => {
    expect(run(fast('10.7ms', `${modelled}, survive: 1 link`))).toMatchObject({ errors: [], verdict: 'holds' })
    expect(run(fast('10.6ms', `${modelled}, survive: 1 link`)).errors[0]).toMatch(/^latency-unreachable/)
  })
  test.each([
    ['route fast { from: a, to: d, queueing: modelled }', 'missing-key: there is no latency that queues could add to'],
    [
      'route fast { from: a, to: d, latency: 5ms, queueing: none }',
      'unknown-name: the name "none" is no model of queues',
    ],
  ])('%s', (text, expected) => expect(run(text).errors).toEqual([expected]))
})
