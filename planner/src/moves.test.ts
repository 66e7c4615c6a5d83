import { resolveNetwork } from '@paranet/language'
import type { Topology } from '@paranet/network'
import { expect, test } from 'vitest'
import { makePlan } from './make-plan.js'
import type { Plan } from './plan.js'

/** a and d are joined by b, with room for 1 Gbit/s, and by c, which is farther and wider.
 *
 *        b
 *      /   \
 *    a       d
 *      \   /
 *        c                */
const network = `network square {
  node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node b : router { address: 10.0.0.2 }
  node c : router { address: 10.0.0.3 }
  node d : router { address: 10.0.0.4, prefixes: 10.4.0.0/16 }
  link a -- b { bandwidth: 1Gbps }
  link b -- d { bandwidth: 1Gbps }
  link a -- c { bandwidth: 10Gbps, weight: 50 }
  link c -- d { bandwidth: 10Gbps, weight: 50 }
}`
const topology = resolveNetwork([{ name: 'n.pn', text: network }]).topology as Topology
const route = (name: string, port: number, more: string): string =>
  `route ${name} { from: 10.1.0.0/16, to: 10.4.0.0/16, traffic: tcp dst-port ${port}, reply: none, ${more} }\n`

/** A plan for a text after another one, as the service makes it. */
function plan(text: string, before?: Plan, reoptimise = false): Plan {
  const admitted = before ? [...before.intents].sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0)) : []
  return makePlan({
    network: 'square',
    topology,
    files: [{ name: 'i.pn', text }],
    observed: new Map(),
    ranks: new Map(admitted.map(({ id }, rank) => [id, rank])),
    ...(before ? { deployed: before } : {}),
    reoptimise,
  })
}
const pathsIn = ({ intents }: Plan) =>
  Object.fromEntries(intents.map(({ name, paths }) => [name, paths.map((path) => path.join('')).join()]))
const movesIn = ({ moves = [] }: Plan) =>
  moves.map(({ intent, from, to, because }) => {
    const by = 'by' in because ? ` ${because.by.map((id) => id.split('/').at(-1)).join()}` : ''
    return `${intent.split('/').at(-1)} ${from.map((path) => path.join('')).join()} ${to.map((path) => path.join('')).join()} ${because.kind}${by}`
  })

const old = route('zoo', 1, 'bandwidth: 600Mbps')

test('a new intent takes what those before it left, wherever it stands in the text', () => {
  const made = plan(route('ant', 2, 'bandwidth: 600Mbps') + old, plan(old))
  expect([pathsIn(made), movesIn(made)]).toEqual([{ ant: 'acd', zoo: 'abd' }, []])
})

test('one of a higher priority takes the room, and the plan names who moves', () => {
  const made = plan(route('ant', 2, 'bandwidth: 600Mbps, priority: 200') + old, plan(old))
  expect([pathsIn(made), movesIn(made)]).toEqual([{ ant: 'abd', zoo: 'acd' }, ['zoo abd acd displaced ant']])
  expect(made.ok).toBe(true)
})

test('of several new ones only those in the way are named', () => {
  const small = route('small', 3, 'bandwidth: 1Mbps, avoid: c, priority: 300')
  const other = route('other', 4, 'avoid: b, bandwidth: 1Gbps, priority: 300')
  expect(movesIn(plan(old + other + small + route('big', 2, 'bandwidth: 600Mbps, priority: 200'), plan(old)))).toEqual([
    'zoo abd acd displaced big',
  ])
})

test('where one that has to move finds no room, the plan is refused and moves nobody', () => {
  const both = plan(route('first', 1, 'bandwidth: 600Mbps') + route('second', 2, 'bandwidth: 9500Mbps'))
  expect(pathsIn(both)).toEqual({ first: 'abd', second: 'acd' })
  const [{ text } = { text: '' }] = both.files
  const made = plan(`${text}${route('king', 3, 'bandwidth: 600Mbps, priority: 900')}`, both)
  expect([made.diagnostics.map(({ code }) => code), movesIn(made)]).toEqual([['over-capacity'], []])
})

test('maintenance, changes of its own and room that is left are told apart', () => {
  const first = plan(old)
  expect(movesIn(plan(`${old}drain b { }`, first))).toEqual(['zoo abd acd displaced b'])
  expect(movesIn(plan(route('zoo', 1, 'bandwidth: 600Mbps, avoid: b'), first))).toEqual(['zoo abd acd itself'])
  const second = plan(old + route('late', 2, 'bandwidth: 600Mbps'), first)
  expect(movesIn(plan(route('late', 2, 'bandwidth: 600Mbps'), second))).toEqual(['late acd abd freed zoo'])
})

test('who asks more of the same packets is named', () => {
  const wide = route('wide', 1, 'max_hops: 5')
  const made = plan(wide + route('other', 2, 'max_hops: 4') + route('narrow', 1, 'avoid: b'), plan(wide))
  expect(movesIn(made)).toEqual(['wide abd acd displaced narrow'])
})

test('a plan that places afresh ignores who came first, says so, and its order is kept', () => {
  const text = route('b', 2, 'bandwidth: 300Mbps') + route('a', 1, 'bandwidth: 800Mbps')
  const first = plan(route('b', 2, 'bandwidth: 300Mbps'))
  const both = plan(text, first)
  expect([pathsIn(both), movesIn(both), both.reoptimised]).toEqual([{ a: 'acd', b: 'abd' }, [], undefined])
  const afresh = plan(text, both, true)
  expect([pathsIn(afresh), movesIn(afresh), afresh.reoptimised]).toEqual([
    { a: 'abd', b: 'acd' },
    ['a acd abd reoptimised', 'b abd acd reoptimised'],
    true,
  ])
  expect(afresh.id).not.toBe(both.id)
  const after = plan(text, afresh)
  expect([pathsIn(after), movesIn(after)]).toEqual([pathsIn(afresh), []])
})

test('under a new name an intent keeps its place', () => {
  const both = plan(old + route('late', 2, 'bandwidth: 600Mbps'), plan(old))
  const renamed = route('late', 2, 'bandwidth: 600Mbps') + route('aquarium', 1, 'bandwidth: 600Mbps, renamed_from: zoo')
  const made = plan(renamed, both)
  expect([pathsIn(made), movesIn(made)]).toEqual([{ late: 'acd', aquarium: 'abd' }, []])
  expect(made.intents.map(({ rank, renamedFrom }) => [rank, renamedFrom])).toEqual([
    [1, undefined],
    [0, 'square/i.pn/zoo'],
  ])
  expect(pathsIn(plan(renamed.replace(', renamed_from: zoo', ''), both))).toEqual({ late: 'abd', aquarium: 'acd' })
})
