import { resolveNetwork } from '@paranet/language'
import type { NetworkState, Topology } from '@paranet/network'
import { networkState } from '@paranet/network'
import type { Plan } from '@paranet/planner'
import { makePlan } from '@paranet/planner'
import { expect, test } from 'vitest'

/** Two controllers, at a and b; x and y hang on both. The slow links are taken by nobody, so that one of the two always goes through the other. What is
 *  attached at y lies inside of what is attached at x, so that the two cannot be ordered apart. */
const square = (slow: readonly string[], management = 'management: opsA, opsB') => {
  const weight = (link: string) => (slow.includes(link) ? ' { weight: 100 }' : '')
  const { topology } = resolveNetwork([
    {
      name: 'n.pn',
      text: `network n {
  ${management}
  node a : router { address: 10.0.0.1 }
  node b : router { address: 10.0.0.2 }
  node x : router { address: 10.0.0.3, prefixes: 10.0.0.0/16 }
  node y : router { address: 10.0.0.4, prefixes: 10.0.0.0/24 }
  node opsA : host { address: 10.9.0.1, gateway: a }
  node opsB : host { address: 10.9.0.2, gateway: b }
  link a -- opsA
  link b -- opsB
  link a -- b
  ${['a -- x', 'b -- x', 'a -- y', 'b -- y'].map((link) => `link ${link}${weight(link)}`).join('\n  ')}
}`,
    },
  ])
  return topology as Topology
}
const [before, after] = [
  ['a -- x', 'b -- y'],
  ['b -- x', 'a -- y'],
]

const planOf = (topology: Topology, intents = '', observed: NetworkState = new Map()) =>
  makePlan({ network: 'n', topology, files: [{ name: 'a.pn', text: intents }], observed })
const runs = (plan: Plan): NetworkState => networkState(Object.values(plan.desired))

test('where every order loops for a while, the plan is refused for the sake of the controller', () => {
  const first = planOf(square(before ?? []))
  expect([first.ok, first.rollout.kind]).toEqual([true, 'ordered'])
  const second = planOf(square(after ?? []), '', runs(first))
  expect(second.rollout).toMatchObject({ kind: 'needs-disruption-window' })
  expect(second.ok).toBe(false)
  expect(second.verdicts.at(-1)).toMatchObject({
    intent: 'n/system/system.management',
    verdict: 'violated',
    reason: "no order of changes keeps the controller's sessions with the devices while they are made",
  })
})

test('what changes in an order that keeps the controller is not refused', () => {
  const first = planOf(square(before ?? []))
  const second = planOf(square(before?.slice(0, 1) ?? []), '', runs(first))
  expect([second.ok, second.rollout.kind]).toEqual([true, 'ordered'])
})

test('a device that comes in the same plan does not leave those that are there without the gate', () => {
  const [was, will] = [square(before ?? []), square(after ?? [])]
  const first = planOf(was)
  const z = { ...(will.nodes.find(({ name }) => name === 'a') as Topology['nodes'][number]), name: 'z' }
  const link = { ...(will.links[0] as Topology['links'][number]), id: 'a--z' }
  const more = {
    ...will,
    nodes: [...will.nodes, { ...z, addresses: ['10.0.0.9' as (typeof z.addresses)[number]] }],
    links: [
      ...will.links,
      {
        ...link,
        ends: [
          { node: 'a', interface: 'to-z' },
          { node: 'z', interface: 'to-a' },
        ] as const,
      },
    ],
  }
  const second = planOf(more, '', runs(first))
  expect([second.ok, second.verdicts.at(-1)?.intent]).toEqual([false, 'n/system/system.management'])
})
