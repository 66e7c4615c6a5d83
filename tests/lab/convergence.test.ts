import { converge } from '@paranet/verifier'
import { describe, expect, test } from 'vitest'
import { bgpSystems, ospfAreas, randomOspf } from '../support/random-routing.js'
import type { RoutedNetwork } from '../support/routed-network.js'
import { readRoutedNetwork } from '../support/routed-network.js'
import { missing } from './harness/commands.js'
import { wait } from './harness/real-devices.js'
import { RoutedLab } from './harness/routed-lab.js'

const lacking = missing('ip', 'zebra', 'vtysh')

/** `ROUTER PREFIX INTERFACE via ADDRESS, …` by our calculation, sorted. */
function calculated(network: RoutedNetwork): string[] {
  const result = converge(readRoutedNetwork(network))
  if (result.kind === 'unknown') throw new Error(result.reason)
  return [...result.learnt]
    .flatMap(([router, routes]) =>
      routes.map(({ prefix, nextHops }) => {
        const hops = nextHops.map((hop) => `${hop.interface} via ${hop.address}`).sort()
        return `${router} ${prefix} ${hops.join(', ')}`
      }),
    )
    .sort()
}

function installed(lab: RoutedLab, { confs }: RoutedNetwork): string[] {
  return [...confs.keys()]
    .flatMap((router) =>
      (['ospf', 'bgp'] as const).flatMap((protocol) =>
        [...lab.routes(router, protocol)].map(([prefix, hops]) => `${router} ${prefix} ${hops.join(', ')}`),
      ),
    )
    .sort()
}

describe.skipIf(lacking !== undefined)(`where routing protocols come to rest${lacking ? `: ${lacking}` : ''}`, () => {
  test.each<[string, RoutedNetwork]>([
    ['OSPF in one area, seed 1', randomOspf(1)],
    ['OSPF in three areas', ospfAreas(3)],
    ['BGP between three systems, one of them with OSPF inside', bgpSystems(2)],
  ])('%s: the kernel has the routes that are calculated', (_, network) => {
    const expected = calculated(network)
    using lab = new RoutedLab(network)
    for (let i = 0; i < 60 && installed(lab, network).join() !== expected.join(); i++) wait(500)
    expect(installed(lab, network)).toEqual(expected)
  })
})
