import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { makePlan } from '@paranet/planner'
import { TransitionProof } from '@paranet/verifier'
import { expect, test } from 'vitest'

const { topology } = resolveNetwork([
  {
    name: 'n.pn',
    text: `network ring { default: closed
  node r1 : router { address: 10.0.0.1 }
  node r2 : router { address: 10.0.0.2 }
  node r3 : router { address: 10.0.0.3 }
  node head : host { address: 10.9.0.1, gateway: r1 }
  node tv : host { address: 10.9.0.2, gateway: r3 }
  node spy : host { address: 10.9.0.3, gateway: r2 }
  link r1 -- r2  link r2 -- r3  link r1 -- r3
  link head -- r1  link tv -- r3  link spy -- r2
}`.replaceAll('  link', '\n  link'),
  },
])
if (!topology) throw new Error('the network does not parse')
const index = indexTopology(topology)
const multicast = (more: string) => `multicast iptv { source: head, group: 239.1.1.1, receivers: tv${more} }`

function compiled(text: string) {
  const { intents } = resolveIntents([{ name: 'a.pn', text }], index)
  return { intents, state: compile({ index, intents }).state }
}

test('while a tree changes nothing loops and nobody else gets its packets', () => {
  const before = compiled(multicast(''))
  const after = compiled(multicast(', avoid: link r1--r3'))
  const proof = new TransitionProof({ index, intents: after.intents, before: before.state, after: after.state })
  expect(proof.losses(before.state, after.state)).toEqual([])
})

test('who would get copies in between only is found', () => {
  const before = compiled(multicast(''))
  const after = compiled(multicast(', avoid: link r1--r3'))
  const r2 = after.state.get('r2')
  const between = new Map(after.state)
  if (r2)
    between.set('r2', {
      ...r2,
      groupRoutes: (r2.groupRoutes ?? []).map((one) => ({ ...one, out: [...one.out, 'to-spy'] })),
    })
  const proof = new TransitionProof({ index, intents: after.intents, before: before.state, after: after.state })
  expect(proof.losses(before.state, between)).toContain('system only-what-is-asked')
})

test('a plan with copies is proved, wave by wave', () => {
  const files = [{ name: 'a.pn', text: `${multicast('')}\nmirror m { from: head, to: any, at: r2, copy_to: spy }` }]
  const plan = makePlan({ network: 'ring', topology, files, observed: new Map() })
  expect(plan.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect(plan.ok).toBe(true)
})
