import type { Topology } from '@paranet/network'
import { compile } from '@paranet/compiler'
import { resolveNetwork } from '@paranet/language'
import { graphOf, healthy, indexTopology, shortestPathTree } from '@paranet/network'
import { describe, expect, test } from 'vitest'
import { missing, run } from './harness/commands.js'
import { Lab } from './harness/lab.js'
import { expectObserved, expectPrinted, wait } from './harness/real-devices.js'

const lacking = missing('ip', 'nft', 'tc', 'zebra', 'vtysh')

/** A square with a diagonal, on which weights and hops disagree; links with and without addresses. */
const network = `network square {
  default: open
  node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, target: frr, routing: ospf }
  node r2 : router { address: 10.0.0.2, target: frr, routing: ospf }
  node r3 : router { address: 10.0.0.3, prefixes: 10.3.0.0/16, target: frr, routing: ospf }
  node r4 : router { address: 10.0.0.4, target: frr, routing: ospf }
  node r5 : router { address: 10.0.0.5, target: frr }
  link r1 -- r2 { weight: 10, subnet: 10.9.0.0/31 }
  link r2 -- r3 { weight: 10 }
  link r3 -- r4 { weight: 7 }
  link r4 -- r1 { weight: 50 }
  link r1 -- r3 { weight: 100, subnet: 10.9.0.2/31 }
  link r5 -- r1 { weight: 1 }
}`

interface OspfRoutes {
  readonly [prefix: string]: { readonly cost: number }
}

const routesOf = (folder: string): OspfRoutes =>
  JSON.parse(run('vtysh', ['--vty_socket', folder, '-c', 'show ip ospf route json'])) as OspfRoutes

describe.skipIf(lacking !== undefined)(`OSPF${lacking ? `: ${lacking}` : ''}`, () => {
  test('finds the shortest paths of the network, and none of them is used', () => {
    const { topology } = resolveNetwork([{ name: 'square.pn', text: network }])
    const index = indexTopology(topology as Topology)
    const { state } = compile({ index, intents: [] })
    using lab = new Lab(index)
    lab.up(state)
    const speakers = ['r1', 'r2', 'r3', 'r4']
    const seen = (name: string) => {
      const routes = routesOf(lab.socketFolder(name))
      return speakers.flatMap((other, i) => {
        const route = routes[`10.0.0.${i + 1}/32`] ?? routes[`10.0.0.${i + 1}`]
        return other === name || !route ? [] : [[other, route.cost]]
      })
    }
    const expected = (name: string) => {
      const tree = shortestPathTree(graphOf(index), [index.nodeId.get(name) ?? -1])
      return speakers
        .filter((other) => other !== name)
        .map((other) => [other, tree.weight[index.nodeId.get(other) ?? -1]])
    }
    const isFound = (name: string) => JSON.stringify(seen(name)) === JSON.stringify(expected(name))
    for (let i = 0; i < 120 && !speakers.every(isFound); i++) wait(500)
    for (const name of speakers) {
      expect([name, ...seen(name)]).toEqual([name, ...expected(name)])
      expect(lab.exec(name, 'ip', 'route', 'show', 'proto', 'ospf')).toBe('')
    }
    expect(Object.keys(routesOf(lab.socketFolder('r2')))).toContain('10.3.0.0/16')
    expectObserved(lab, state, healthy)
    expectPrinted(lab, state)
  })
})
