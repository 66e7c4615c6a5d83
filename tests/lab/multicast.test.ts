import type { NetworkState, Packet, Topology, TopologyIndex } from '@paranet/network'
import { canonicalState, healthy, indexTopology, portKey } from '@paranet/network'
import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missing, run } from './harness/commands.js'
import { Lab } from './harness/lab.js'
import { expectObserved, expectPrinted, wait, withTargets } from './harness/real-devices.js'
import { send } from './harness/send.js'
import { asSwitch } from './harness/switches.js'

const lacking = missing('ip', 'python3', 'ovs-vswitchd', 'ovsdb-server', 'nft', 'zebra', 'vtysh')

const network = `network many {
    default: closed
    node s1 : switch { address: 10.0.0.1 }
    node s2 : switch { address: 10.0.0.2 }
    node s3 : switch { address: 10.0.0.3, prefixes: 10.3.0.0/16 }
    node headend : host { address: 10.9.0.10, gateway: s1 }
    node tv1 : host { address: 10.9.0.21, gateway: s2 }
    node tv2 : host { address: 10.9.0.22, gateway: s3 }
    node other : host { address: 10.9.0.23, gateway: s3 }
    link headend -- s1
    link s1 -- s2
    link s2 -- s3
    link s1 -- s3 { weight: 50 }
    link tv1 -- s2
    link tv2 -- s3
    link other -- s3
}`

const intents = `
multicast iptv { source: headend, group: 239.1.1.1, receivers: tv1, tv2, s3, traffic: udp }
route web { from: headend, to: tv2, traffic: tcp dst-port 443, reply: stateless }
`

function compiledNetwork(indexOf: (topology: Topology) => TopologyIndex): {
  index: TopologyIndex
  state: NetworkState
} {
  const { topology } = resolveNetwork([{ name: 'many.pn', text: network }])
  const index = indexOf(topology as Topology)
  const resolved = resolveIntents([{ name: 'intents.pn', text: intents }], index, { network: 'many' })
  const { state, diagnostics } = compile({ index, intents: resolved.intents })
  expect([...resolved.diagnostics, ...diagnostics].filter(({ severity }) => severity === 'error')).toEqual([])
  return { index, state }
}

const packet = (its: Partial<Packet>): Packet =>
  ({
    src: '10.9.0.10',
    dst: '239.1.1.1',
    protocol: 17,
    srcPort: 4000,
    dstPort: 5004,
    dscp: 0,
    established: false,
    ...its,
  }) as Packet

const receive = `
import socket, struct, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(8)
s.bind(('', 5004))
s.setsockopt(socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack('4s4s', socket.inet_aton('239.1.1.1'), socket.inet_aton(sys.argv[1])))
print('ready', flush=True)
print(s.recv(100).decode(), flush=True)
`

const transmit = `
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.setsockopt(socket.SOL_SOCKET, 11, 1)  # no checksum: the userspace datapath does not fill in those that a kernel leaves to its card
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_TTL, 8)
s.setsockopt(socket.IPPROTO_IP, socket.IP_MULTICAST_IF, socket.inet_aton('10.9.0.10'))
s.sendto(b'picture', ('239.1.1.1', 5004))
`

const kinds: [string, (topology: Topology) => TopologyIndex][] = [
  ['switches', (its) => indexTopology({ ...its, nodes: its.nodes.map(asSwitch) })],
  ['kernels', withTargets],
]

describe.skipIf(lacking !== undefined).each(kinds)(
  `%s copy packets to a group${lacking ? `: ${lacking}` : ''}`,
  (kind, indexOf) => {
    let lab: Lab
    let made: ReturnType<typeof compiledNetwork>
    beforeAll(() => {
      made = compiledNetwork(indexOf)
      lab = new Lab(made.index)
      lab.up(made.state)
      for (const { name, addresses } of made.index.nodes)
        for (const port of made.index.ports.filter(({ end }) => made.index.nodes[end ?? -1]?.name === name)) {
          const its = lab.portOf(made.index.nodes[port.device]?.name ?? '', port.interface)
          if (!its) continue
          lab.own(its, addresses)
          run('ip', ['-n', its.namespace, 'route', 'replace', 'default', 'dev', its.interface])
        }
      wait(1000)
    })
    afterAll(() => lab?.[Symbol.dispose]())

    const endsOf = (node: string, its: Partial<Packet>) => {
      const port = made.index.ports.find(({ device, end }) => made.index.nodes[end ?? device]?.name === node)
      if (!port) throw new Error(`${node} has no port`)
      return send(lab, [{ port, packet: packet(its) }], () => true).map(({ end }) => end)
    }
    const portTo = (device: string, host: string) => {
      const port = made.index.ports.find(
        (one) => made.index.nodes[one.device]?.name === device && made.index.nodes[one.end ?? -1]?.name === host,
      )
      return `${device} ${port?.interface}`
    }

    test('what they print of themselves reads as what was meant', () => {
      if (kind === 'switches')
        for (const [name, own] of made.state)
          expect(lab.observe(name)).toEqual({ ok: true, state: canonicalState(own) })
      else {
        expectObserved(lab, made.state, healthy)
        expectPrinted(lab, made.state)
      }
      expect([...made.state.values()].flatMap(({ groupRoutes = [] }) => groupRoutes)).toHaveLength(3)
    })

    test('a packet reaches every receiver, and nobody else', () => {
      expect(made.index.portAt.has(portKey('s3', 'lan'))).toBe(true)
      expect(endsOf('headend', {})).toEqual([['s3 lan', portTo('s2', 'tv1'), portTo('s3', 'tv2')].sort().join(', ')])
    })

    test('what comes in elsewhere, or of another class, reaches nobody', () => {
      expect(endsOf('other', {})).toEqual([''])
      expect(endsOf('headend', { protocol: 6 })).toEqual([''])
      expect(endsOf('headend', { dst: '239.1.1.2' as Packet['dst'] })).toEqual([''])
    })

    test('machines that joined the group get what a machine sends to it', { timeout: 30_000 }, async () => {
      const listening = ['tv1', 'tv2'].map((name) => {
        lab.exec(name, 'nft', 'delete', 'table', 'inet', 'quiet')
        const address = name === 'tv1' ? '10.9.0.21' : '10.9.0.22'
        return spawn('ip', ['netns', 'exec', lab.namespaceOf(name), 'python3', '-c', receive, address])
      })
      const said = listening.map(() => '')
      for (const [i, one] of listening.entries()) one.stdout.on('data', (text: Buffer) => (said[i] += text.toString()))
      const ended = listening.map((one) => once(one, 'exit'))
      await expect.poll(() => said, { timeout: 5000 }).toEqual(['ready\n', 'ready\n'])
      run('ip', ['netns', 'exec', lab.namespaceOf('headend'), 'python3', '-c', transmit])
      await Promise.all(ended)
      expect(said).toEqual(['ready\npicture\n', 'ready\npicture\n'])
    })
  },
)
