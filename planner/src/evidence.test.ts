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

function proven() {
  const { topology, diagnostics } = importTopology(network, { file: 'small.pn' })
  if (!topology) throw new Error(JSON.stringify(diagnostics))
  const index = indexTopology(topology)
  const resolved = resolveIntents([{ name: 'intents.pn', text: intents }], index)
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
