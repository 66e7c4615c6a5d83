import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import { compile } from '../compile.js'

const { topology } = resolveNetwork([
  {
    name: 'n.pn',
    text: `network n {
  node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node b : router { address: 10.0.0.2 }
  node c : router { address: 10.0.0.3 }
  node d : router { address: 10.0.0.4, prefixes: 10.2.0.0/16 }
  link a -- b
  link a -- c
  link b -- d
  link c -- d
}`,
  },
])
if (!topology) throw new Error('the network does not resolve')
const index = indexTopology(topology)

test.each<[string, string, string, string[]]>([
  ['ports of any protocol, and one without ports', 'dst-port 0-22', 'icmp', []],
  ['the same the other way round', 'icmp', 'dst-port 0-22', []],
  ['source ports', 'src-port 5', 'proto 47', []],
  ['ports of any protocol, and one with ports', 'dst-port 0-22', 'tcp', ['conflict']],
  ['any traffic', 'ip', 'icmp', ['conflict']],
])('%s', (_, first, second, codes) => {
  const text = `route one { from: a, to: 10.2.0.0/16, traffic: ${first}, via: b, reply: none }
route two { from: a, to: 10.2.0.0/16, traffic: ${second}, via: c, reply: none }`
  const { intents, diagnostics } = resolveIntents([{ name: 'i.pn', text }], index)
  expect(diagnostics).toEqual([])
  const found = compile({ index, intents }).diagnostics.filter(({ severity }) => severity === 'error')
  expect(found.map(({ code }) => code)).toEqual(codes)
})
