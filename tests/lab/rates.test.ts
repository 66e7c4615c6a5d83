import type { IpAddress, Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing, run } from './harness/commands.js'
import type { LabPort } from './harness/lab.js'
import { Lab } from './harness/lab.js'
import { wait } from './harness/real-devices.js'

const lacking = missing('ip', 'nft', 'tc', 'zebra', 'vtysh', 'python3')

const network = `network rates {
    default: closed
    node r1 : router { address: 10.0.0.1, target: frr }
    node r2 : router { address: 10.0.0.2, target: nftables }
    node h1 : host { address: 10.1.0.10, gateway: r1 }
    node h2 : host { address: 10.2.0.10, gateway: r2 }
    link r1.eth1 -- r2.eth1 { bandwidth: 20Mbps }
    link r1.eth2 -- h1.eth0 { bandwidth: 1Gbps }
    link r2.eth2 -- h2.eth0 { bandwidth: 1Gbps }
}`
const intents = `
route all { from: h1, to: h2, traffic: udp }
qos voice { from: h1, to: h2, traffic: udp dst-port 5001, class: voice, min: 12Mbps }
qos bulk { from: h1, to: h2, traffic: udp dst-port 5002, class: bulk, max: 4Mbps }
limit slow { from: h1, to: h2, traffic: udp dst-port 5003, rate: 3Mbps }
`
const mbps = 1_000_000
const script = fileURLToPath(new URL('./harness/flood.py', import.meta.url))

/** The devices and what they get. */
function compiledNetwork() {
  const { topology } = resolveNetwork([{ name: 'rates.pn', text: network }])
  const index = indexTopology(topology as Topology)
  const resolved = resolveIntents([{ name: 'intents.pn', text: intents }], index, { network: 'rates' })
  const compiled = compile({ index, intents: resolved.intents })
  const errors = [...resolved.diagnostics, ...compiled.diagnostics].filter(({ severity }) => severity === 'error')
  expect(errors).toEqual([])
  return { index, state: compiled.state }
}

interface Flow {
  readonly src: IpAddress
  readonly dst: IpAddress
  readonly dstPort: number
  /** bit/s */
  readonly rate: number
}

const flow = (dstPort: number, rate: number): Flow => ({
  src: '10.1.0.10' as IpAddress,
  dst: '10.2.0.10' as IpAddress,
  dstPort,
  rate,
})

/** What arrives of each flow at h2, bit/s, between these seconds after the start. */
function measure(lab: Lab, flows: readonly Flow[], fromSecond: number, seconds: number): number[] {
  const [from, to] = [lab.portOf('r1', 'eth2') as LabPort, lab.portOf('r2', 'eth2') as LabPort]
  return JSON.parse(run('python3', [script], JSON.stringify({ from, to, flows, from_second: fromSecond, seconds })))
}

describe.skipIf(lacking !== undefined)(`rates hold in real kernels${lacking ? `: ${lacking}` : ''}`, () => {
  let lab: Lab
  beforeAll(() => {
    const { index, state } = compiledNetwork()
    lab = new Lab(index)
    lab.up(state)
    wait(1000)
  })
  afterAll(() => lab?.[Symbol.dispose]())

  // Other work on the machine may hold up one measurement; a wrong rate stays wrong.
  test('a full link: a class has its min, never more than its max, and what is left is lent', { retry: 2 }, () => {
    const flows = [flow(5001, 14 * mbps), flow(5002, 12 * mbps), flow(5004, 30 * mbps)]
    const [voice = 0, bulk = 0, rest = 0] = measure(lab, flows, 1, 3.5)
    expect(bulk).toBeGreaterThan(4 * mbps * 0.5)
    expect(bulk).toBeLessThan(4 * mbps * 1.2)
    // Half of what bulk leaves would be 8.
    expect(voice).toBeGreaterThan(12 * mbps * 0.8)
    expect(voice + bulk + rest).toBeGreaterThan(20 * mbps * 0.8)
    expect(voice + bulk + rest).toBeLessThan(20 * mbps * 1.2)
  })

  test('a class alone has its max and no more', { retry: 2 }, () => {
    const [bulk = 0] = measure(lab, [flow(5002, 12 * mbps)], 0.5, 2.5)
    expect(bulk).toBeGreaterThan(4 * mbps * 0.8)
    expect(bulk).toBeLessThan(4 * mbps * 1.2)
  })

  test('a limit holds after its first second', { retry: 2 }, () => {
    const [slow = 0] = measure(lab, [flow(5003, 12 * mbps)], 1.5, 3.5)
    expect(slow).toBeGreaterThan(3 * mbps * 0.8)
    expect(slow).toBeLessThan(3 * mbps * 1.2)
  })
})
