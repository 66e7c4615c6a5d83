import type { EndTerm, Intent, IsolateIntent, RouteIntent } from '@paranet/network'
import { managementId, systemNames } from '@paranet/network'
import { expect, test } from 'vitest'
import { managementVerdict, sessionIntents } from './management-gate.js'
import type { Plan } from './plan.js'

const builtIn = { id: managementId('n'), name: systemNames[0] } as Intent
const written = { id: 'n/a.pn/system.management', name: systemNames[0] } as Intent
const other = { id: 'n/a.pn/web', name: 'web' } as Intent
const losing = (...loses: string[]): Plan['rollout'] => ({ kind: 'needs-disruption-window', loses })

/** Intents, a rollout, and whose way of the controller it takes. */
const cases: Readonly<Record<string, readonly [readonly Intent[], Plan['rollout'], string | undefined]>> = {
  'an order keeps everything': [[builtIn, other], { kind: 'ordered' }, undefined],
  'something else is lost': [[builtIn, other], losing(other.id), undefined],
  'management is lost on the way': [[other, builtIn], losing(other.id, builtIn.id), builtIn.id],
  'management as it is written is lost': [[written], losing(written.id), written.id],
}

test.each(Object.entries(cases))('%s', (_, [intents, rollout, lost]) =>
  expect(managementVerdict(intents, rollout)?.intent).toBe(lost),
)

const ends = (...nodes: string[]) => ({
  terms: nodes.map((node): EndTerm => ({ kind: 'node', node })),
  except: [],
  text: nodes.join(', '),
})
const whole: RouteIntent = {
  kind: 'route',
  id: written.id,
  name: written.name,
  priority: 900,
  rank: 3,
  yields: false,
  labels: {},
  from: ends('ops'),
  to: ends('a', 'b'),
  traffic: [{}],
  reply: 'stateless',
  via: [{ oneOf: ['c'] }],
  avoid: [{ kind: 'node', node: 'd' }],
  latency: 5,
}
const isolate = (priority: number): IsolateIntent => ({
  kind: 'isolate',
  id: `n/a.pn/${priority}`,
  name: `${priority}`,
  priority,
  rank: 1,
  yields: false,
  labels: {},
  from: ends('ops'),
  to: ends('a'),
  traffic: [{}],
  reply: 'auto',
})

test('sessions are looked at one by one, by delivery alone, less what is written to take a part of them', () => {
  const made = sessionIntents([isolate(100), isolate(950), whole])
  expect(made.map(({ id }) => id)).toEqual(['n/a.pn/950', whole.id, whole.id])
  const { latency: _, ...bare } = { ...whole, via: [], avoid: [] }
  expect(made.slice(1)).toEqual(['a', 'b'].map((node) => ({ ...bare, to: { ...ends(node), text: 'a, b' } })))
})

test('nobody manages: there are no sessions', () => expect(sessionIntents([isolate(950), other])).toEqual([]))
