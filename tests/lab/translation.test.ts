import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { missing, run } from './harness/commands.js'
import { Lab } from './harness/lab.js'
import { wait } from './harness/real-devices.js'
import type { Shot } from './harness/send.js'
import { announce } from './harness/switches.js'

const lacking = missing('ip', 'nft', 'python3', 'ovs-vswitchd', 'ovsdb-server')
const targets = ['nftables', 'openflow']

const network = (target: string) => `
network service {
    default: closed
    node lb : balancer { address: 10.0.0.9, prefixes: 10.9.0.1/32, target: ${target} }
    node client : host { address: 10.1.0.10, gateway: lb }
    node web1 : host { address: 10.8.0.11, gateway: lb }
    node web2 : host { address: 10.8.0.12, gateway: lb }
    link lb -- client
    link lb -- web1
    link lb -- web2
}`
const intents = `
route shop { from: client, to: 10.9.0.1/32, traffic: tcp dst-port 80, via: lb }
route members { from: client, to: web1, web2, traffic: tcp dst-port 80, via: lb }
balance spread { from: client, to: one of web1, web2, traffic: tcp dst-port 80, address: 10.9.0.1, weights: 3, 1 }
`

/** A server that says its name to whoever connects. */
const server = (name: string) =>
  `import socket\ns = socket.create_server(('0.0.0.0', 80), backlog=64)\nwhile True:\n  c, _ = s.accept()\n  c.sendall(b'${name}')\n  c.close()`

/** Connects many times and prints who answered. */
const client =
  "import socket\nfor i in range(40):\n  s = socket.create_connection(('10.9.0.1', 80), 5)\n  print(s.recv(16).decode(), s.getpeername()[0])\n  s.close()"

/** A host that answers, and sends everything to its device. */
function speak(lab: Lab, host: string, device = 'lb'): void {
  const port = lab.portOf(device, `to-${host}`)
  if (!port) throw new Error(`no port of ${host}`)
  lab.exec(host, 'nft', 'flush', 'ruleset')
  // A switch does not fill in checksums that a kernel leaves to its card.
  lab.exec(host, 'ethtool', '-K', port.interface, 'tx', 'off')
  lab.exec(host, 'ip', 'neigh', 'replace', '169.254.1.1', 'lladdr', port.deviceMac, 'dev', port.interface)
  lab.exec(host, 'ip', 'route', 'add', 'default', 'via', '169.254.1.1', 'dev', port.interface, 'onlink')
}

/** Machines say where they are, which a switch waits for. */
const say = (lab: Lab, ...addresses: string[]): void =>
  announce(
    lab,
    addresses.map((one) => ({ packet: { src: one, dst: one } }) as unknown as Shot),
  )

const outside = (target: string) => `
network edge {
    default: closed
    node r1 : router { address: 10.0.0.1, function: nat, target: ${target} }
    node client : host { address: 10.1.0.10, gateway: r1 }
    interface r1.eth9 { address: 203.0.113.2/30, external: true }
    link r1 -- client
}`
const hidden = `
route web { from: client, to: internet, traffic: tcp dst-port 80, via: r1 }
nat out { from: client, to: internet, source: 198.51.100.16/28 }
`

/** Says to whoever connects which address it came from. */
const mirror =
  "import socket\ns = socket.create_server(('0.0.0.0', 80), backlog=64)\nwhile True:\n  c, a = s.accept()\n  c.sendall(a[0].encode())\n  c.close()"
const asks =
  "import socket\nfor i in range(10):\n  s = socket.create_connection(('203.0.113.1', 80), 5)\n  print(s.recv(64).decode())\n  s.close()"

describe.skipIf(lacking !== undefined).each(targets)(`%s hides sources${lacking ? `: ${lacking}` : ''}`, (target) => {
  test('real connections leave with a source of the pool, and their answers come back', () => {
    const { topology } = resolveNetwork([{ name: 'edge.pn', text: outside(target) }])
    if (!topology) throw new Error('the network does not resolve')
    const index = indexTopology(topology)
    const { state, ledger } = compile({
      index,
      intents: resolveIntents([{ name: 'i.pn', text: hidden }], index).intents,
    })
    using lab = new Lab(index)
    lab.up(state, ledger)
    expect(lab.observe('r1')).toEqual({ ok: true, state: state.get('r1') })
    const port = lab.portOf('r1', 'eth9')
    if (!port) throw new Error('no way out')
    speak(lab, 'client', 'r1')
    const inside = ['netns', 'exec', port.namespace]
    run('ip', [...inside, 'nft', 'flush', 'ruleset'])
    run('ip', [...inside, 'ethtool', '-K', port.interface, 'tx', 'off'])
    run('ip', [...inside, 'ip', 'neigh', 'replace', '169.254.1.1', 'lladdr', port.deviceMac, 'dev', port.interface])
    run('ip', [...inside, 'ip', 'route', 'add', 'default', 'via', '169.254.1.1', 'dev', port.interface, 'onlink'])
    const server = spawn('ip', [...inside, 'python3', '-c', mirror], { stdio: 'ignore' })
    try {
      wait(1500)
      say(lab, '10.1.0.10', '203.0.113.1')
      const seen = lab.exec('client', 'python3', '-c', asks).trim().split('\n')
      expect(seen).toHaveLength(10)
      for (const one of seen) expect(one).toMatch(/^198\.51\.100\.(1[6-9]|2\d|3[01])$/)
    } finally {
      server.kill()
    }
  })
})

describe.skipIf(lacking !== undefined).each(targets)(`%s balances${lacking ? `: ${lacking}` : ''}`, (target) => {
  test('real connections to a service reach its members by weight, and answers come from the service', () => {
    const { topology } = resolveNetwork([{ name: 'service.pn', text: network(target) }])
    if (!topology) throw new Error('the network does not resolve')
    const index = indexTopology(topology)
    const { state, ledger } = compile({
      index,
      intents: resolveIntents([{ name: 'i.pn', text: intents }], index).intents,
    })
    using lab = new Lab(index)
    lab.up(state, ledger)
    expect(state.get('lb')?.translations).toHaveLength(1)
    expect(lab.observe('lb')).toEqual({ ok: true, state: state.get('lb') })
    for (const host of ['client', 'web1', 'web2']) speak(lab, host)
    const servers = ['web1', 'web2'].map((name) =>
      spawn('ip', ['netns', 'exec', lab.namespaceOf(name), 'python3', '-c', server(name)], { stdio: 'ignore' }),
    )
    try {
      wait(1500)
      say(lab, '10.1.0.10', '10.8.0.11', '10.8.0.12')
      const answers = lab.exec('client', 'python3', '-c', client).trim().split('\n')
      const [first, second] = ['web1', 'web2'].map((name) => answers.filter((one) => one === `${name} 10.9.0.1`).length)
      // A kernel takes members in turn, a switch by a hash of the connection.
      if (target === 'nftables') expect([first, second]).toEqual([30, 10])
      else
        expect([(first ?? 0) + (second ?? 0), (first ?? 0) > (second ?? 0), (second ?? 0) > 0]).toEqual([
          40,
          true,
          true,
        ])
    } finally {
      for (const one of servers) one.kill()
    }
  })
})
