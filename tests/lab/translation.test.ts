import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { spawn } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { missing } from './harness/commands.js'
import { Lab } from './harness/lab.js'
import { wait } from './harness/real-devices.js'

const lacking = missing('ip', 'nft', 'python3')

const network = `
network service {
    default: closed
    node lb : balancer { address: 10.0.0.9, prefixes: 10.9.0.1/32, target: nftables }
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

/** A host that answers, and sends everything to the balancer. */
function speak(lab: Lab, host: string): void {
  const port = lab.portOf('lb', `to-${host}`)
  if (!port) throw new Error(`no port of ${host}`)
  lab.exec(host, 'nft', 'flush', 'ruleset')
  lab.exec(host, 'ip', 'neigh', 'replace', '169.254.1.1', 'lladdr', port.deviceMac, 'dev', port.interface)
  lab.exec(host, 'ip', 'route', 'add', 'default', 'via', '169.254.1.1', 'dev', port.interface, 'onlink')
}

describe.skipIf(lacking !== undefined)(`a kernel balances${lacking ? `: ${lacking}` : ''}`, () => {
  test('real connections to a service reach its members, exactly by weight, and answers come from the service', () => {
    const { topology } = resolveNetwork([{ name: 'service.pn', text: network }])
    if (!topology) throw new Error('the network does not resolve')
    const index = indexTopology(topology)
    const { state, ledger } = compile({
      index,
      intents: resolveIntents([{ name: 'i.pn', text: intents }], index).intents,
    })
    using lab = new Lab(index)
    lab.up(state, ledger)
    expect(lab.observe('lb')).toEqual({ ok: true, state: state.get('lb') })
    for (const host of ['client', 'web1', 'web2']) speak(lab, host)
    const servers = ['web1', 'web2'].map((name) =>
      spawn('ip', ['netns', 'exec', lab.namespaceOf(name), 'python3', '-c', server(name)], { stdio: 'ignore' }),
    )
    try {
      wait(1500)
      const answers = lab.exec('client', 'python3', '-c', client).trim().split('\n')
      expect(answers.filter((one) => one === 'web1 10.9.0.1').length).toBe(30)
      expect(answers.filter((one) => one === 'web2 10.9.0.1').length).toBe(10)
    } finally {
      for (const one of servers) one.kill()
    }
  })
})
