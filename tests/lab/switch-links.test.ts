import type { Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import { compile, routerMac } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing, run } from './harness/commands.js'
import { Lab } from './harness/lab.js'
import { wait } from './harness/real-devices.js'
import { learnedNeighbours, loadSwitch, resolvedGateways } from './harness/switches.js'

const lacking = missing('ip', 'nft', 'python3', 'ovs-vswitchd', 'ovsdb-server')

const network = `network links {
    default: closed
    node s1 : router { address: 10.0.0.1, 2001:db8::1, target: openflow }
    node s2 : router { address: 10.0.0.2, 2001:db8::2, target: openflow }
    node h1 : host { address: 10.1.0.10, 2001:db8:1::10, gateway: s1 }
    node h2 : host { address: 10.2.0.10, 2001:db8:2::10, gateway: s2 }
    link s1.eth1 -- s2.eth1 { bandwidth: 1Gbps }
    link s1.eth2 -- h1.eth0 { bandwidth: 1Gbps }
    link s2.eth2 -- h2.eth0 { bandwidth: 1Gbps }
}`
const intents = `
route all { from: h1, to: h2, traffic: udp }
limit slow { from: h1, to: h2, traffic: udp dst-port 5003, rate: 3Mbps }
`
const mbps = 1_000_000
const script = fileURLToPath(new URL('./harness/flood.py', import.meta.url))

describe.skipIf(lacking !== undefined)(`switches at their links${lacking ? `: skipped: ${lacking}` : ''}`, () => {
  let lab: Lab
  beforeAll(() => {
    const { topology } = resolveNetwork([{ name: 'links.pn', text: network }])
    const index = indexTopology(topology as Topology)
    const resolved = resolveIntents([{ name: 'intents.pn', text: intents }], index, { network: 'links' })
    const compiled = compile({ index, intents: resolved.intents })
    const errors = [...resolved.diagnostics, ...compiled.diagnostics].filter(({ severity }) => severity === 'error')
    expect(errors).toEqual([])
    lab = new Lab(index)
    lab.up(compiled.state)
    wait(500)
  })
  afterAll(() => lab?.[Symbol.dispose]())

  test('hosts find their gateway by ARP and by neighbour discovery', () => {
    for (const [host, device, end] of [
      ['h1', 's1', 1],
      ['h2', 's2', 2],
    ] as const) {
      const mac = routerMac(device)
      expect(resolvedGateways(lab, host)).toEqual([
        { gateway: `10.0.0.${end}`, mac },
        { gateway: `2001:db8::${end}`, mac },
      ])
    }
  })

  test('what a switch has learned of neighbours outlives a load of the same configuration', () => {
    resolvedGateways(lab, 'h1')
    expect(learnedNeighbours(lab, 's1')).toBeGreaterThan(1)
    const before = learnedNeighbours(lab, 's1')
    loadSwitch(lab, 's1', join(lab.folder, 's1', 'switch.sh'))
    expect(learnedNeighbours(lab, 's1')).toBe(before)
    expect(lab.observe('s1')).toMatchObject({ ok: true })
  })

  // Other work on the machine may hold up one measurement; a wrong rate stays wrong.
  test('a limit holds after its burst, and other traffic has none', { retry: 2 }, () => {
    const flow = (dstPort: number, rate: number) => ({ src: '10.1.0.10', dst: '10.2.0.10', dstPort, rate })
    const order = {
      from: lab.portOf('s1', 'eth2'),
      to: lab.portOf('s2', 'eth2'),
      flows: [flow(5003, 12 * mbps), flow(5004, 12 * mbps)],
      from_second: 1.5,
      seconds: 3.5,
    }
    const [slow = 0, free = 0] = JSON.parse(run('python3', [script], JSON.stringify(order))) as number[]
    expect(slow).toBeGreaterThan(3 * mbps * 0.8)
    expect(slow).toBeLessThan(3 * mbps * 1.2)
    expect(free).toBeGreaterThan(12 * mbps * 0.8)
  })
})
