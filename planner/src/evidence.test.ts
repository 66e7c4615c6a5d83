import { compile } from '@paranet/compiler'
import { importTopology, resolveIntents } from '@paranet/language'
import { contentHash, indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
import type { Evidence } from './evidence.js'
import { checkEvidence, evidenceOf } from './evidence.js'
import { proveState } from './prove-state.js'

const network = `network small {
  node a : router { prefixes: 10.1.0.0/16 }
  node b : router
  node c : router { prefixes: 10.3.0.0/16 }
  link a -- b
  link b -- c
}
`
const intents = `route web { from: a, to: c, traffic: tcp dst-port 443, via: b, reply: stateless }
isolate telnet { from: a, to: c, traffic: tcp dst-port 23 }
`

function proven(topologyText = network, text = intents) {
  const { topology, diagnostics } = importTopology(topologyText, { file: 'small.pn' })
  if (!topology) throw new Error(JSON.stringify(diagnostics))
  const index = indexTopology(topology)
  const resolved = resolveIntents([{ name: 'intents.pn', text }], index)
  if (resolved.diagnostics.some(({ severity }) => severity === 'error'))
    throw new Error(JSON.stringify(resolved.diagnostics))
  const { state } = compile({ index, intents: resolved.intents })
  const { verdicts } = proveState({ index, intents: resolved.intents, state })
  return { index, intents: resolved.intents, state, verdicts }
}

test('evidence of a compiled state names what has no proof, survives being written down, and is accepted', () => {
  const its = proven()
  const evidence = evidenceOf(its)
  const { kind, checked, missing } = evidence.summary
  expect({ kind, checked }).toEqual({ kind: 'partial', checked: 4 })
  expect(missing.map(({ property }) => property)).not.toContain('delivered')
  expect(checked + missing.reduce((sum, { count }) => sum + count, 0)).toBe(its.verdicts.length)
  expect(checkEvidence(its, JSON.parse(JSON.stringify(evidence)))).toEqual({ accepted: true })
})

test('evidence is refused where a device runs something else', () => {
  const its = proven()
  const b = its.state.get('b')
  if (!b) throw new Error('b runs nothing')
  const state = new Map([...its.state, ['b', { ...b, routes: [], policyRoutes: [] }] as const])
  expect(checkEvidence({ ...its, state }, evidenceOf(its))).toMatchObject({
    accepted: false,
    reason: expect.stringMatching(/does something else/),
  })
})

test.each([
  ['a proof is gone', (made: Evidence) => changed(made, { holding: made.certificate.holding.slice(1) }), /not the one/],
  [
    'a proof is gone, and the hash is that of the rest',
    (made: Evidence) => hashed(changed(made, { holding: made.certificate.holding.slice(1) })),
    /no proof/,
  ],
  [
    'a proof is gone and named as missing, but not in the summary',
    (made: Evidence) => {
      const { holding } = made.certificate
      const missing = holding.flatMap(({ intent, property, also }) =>
        [property, ...also].map((one) => ({ intent, property: one, reason: 'budget' })),
      )
      return hashed(changed(made, { holding: [], missing }))
    },
    /summary says something else/,
  ],
])('evidence is refused where %s', (_what, tamper, reason) => {
  const its = proven()
  expect(checkEvidence(its, tamper(evidenceOf(its)))).toMatchObject({
    accepted: false,
    reason: expect.stringMatching(reason),
  })
})

const changed = (made: Evidence, change: Partial<Evidence['certificate']>): Evidence => ({
  ...made,
  certificate: { ...made.certificate, ...change },
})

const hashed = (made: Evidence): Evidence => ({
  ...made,
  summary: { ...made.summary, hash: contentHash(made.certificate) },
})

const ring = `network ring {
  node a : router { prefixes: 10.1.0.0/16 }
  node b : router
  node c : router { prefixes: 10.3.0.0/16 }
  node d : router
  link a -- b
  link b -- c
  link c -- d
  link d -- a
}
`
type Classes = Evidence['certificate']['holding'][number]['ports'][number]['classes']

/** Every change of one thing that a survival says of a failure. */
function otherClasses(classes: Classes): Classes[] {
  return classes.flatMap((one, i) => {
    const put = (changed: Classes[number]): Classes => classes.map((old, at) => (at === i ? changed : old))
    const { after = [] } = one
    return after.flatMap((failure, f) => {
      const others = after.filter((_, at) => at !== f)
      const changed = otherClasses(failure.classes).map((its) => ({ ...failure, classes: its }))
      const another = { ...failure, down: ['nowhere--else'] }
      const [first, ...rest] = failure.classes
      const moved = first?.places
        ? [{ ...failure, classes: [{ ...first, places: first.places.slice(1) }, ...rest] }]
        : []
      const all = [...changed, another, { ...failure, classes: rest }, ...moved]
      return [put({ ...one, after: others }), ...all.map((its) => put({ ...one, after: [...others, its] }))]
    })
  })
}

test.each([
  ['one link', 'survive: 1 link', 4],
  ['one node', 'survive: 1 node', 4],
])(
  'a survival of %s says what becomes of its packets in each failure, and is refused where it says less',
  (_what, survive, least) => {
    const its = proven(ring, `route web { from: a, to: c, traffic: tcp dst-port 443, reply: stateless, ${survive} }`)
    const { certificate } = evidenceOf(its)
    const proof = certificate.holding.find(({ property }) => property === 'survives')
    if (!proof) throw new Error(JSON.stringify(certificate.missing))
    const check = (ports: typeof proof.ports) => {
      const holding = certificate.holding.map((one) => (one === proof ? { ...proof, ports } : one))
      return checkEvidence(its, hashed(changed(evidenceOf(its), { holding })))
    }
    expect(check(proof.ports)).toEqual({ accepted: true })
    const mutants = proof.ports.flatMap((port, at) =>
      otherClasses(port.classes).map((classes) => proof.ports.map((old, i) => (i === at ? { ...port, classes } : old))),
    )
    expect(mutants.length).toBeGreaterThanOrEqual(least)
    expect(mutants.filter((ports) => check(ports).accepted)).toEqual([])
  },
)

test('a survival that is violated has the packet that is lost, and the failure', () => {
  const line = ring.replace('  link d -- a\n', '')
  const its = proven(line, 'route web { from: a, to: c, traffic: tcp dst-port 443, reply: none }')
  const failed = proveState({ ...its, failures: 1 }).verdicts
  expect(failed.find(({ property }) => property === 'survives')?.verdict).toBe('violated')
  const asked = its.intents.map((intent) =>
    intent.kind === 'route' ? { ...intent, survive: [{ element: 'link' as const, count: 1 }] } : intent,
  )
  const evidence = evidenceOf({ ...its, intents: asked, verdicts: failed })
  expect(evidence.certificate.violated).toMatchObject([{ property: 'survives', down: [expect.any(String)] }])
  expect(checkEvidence({ ...its, intents: asked, verdicts: failed }, evidence)).toEqual({ accepted: true })
  const [violated] = evidence.certificate.violated
  if (!violated) throw new Error('no violation')
  const both = hashed(changed(evidence, { violated: [{ ...violated, down: ['a--b', 'b--c'] }] }))
  expect(checkEvidence({ ...its, intents: asked, verdicts: failed }, both).accepted).toBe(false)
})
