import { compile } from '@paranet/compiler'
import { importTopology, resolveIntents } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { expect, test } from 'vitest'
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

test('evidence of a compiled state is whole, survives being written down, and is accepted', () => {
  const its = proven()
  const evidence = evidenceOf(its)
  expect(evidence.kind).toBe('whole')
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

test('evidence that lacks a proof is refused', () => {
  const its = proven()
  const { certificate } = evidenceOf(its)
  if (!certificate) throw new Error('no certificate')
  const without = { kind: 'whole' as const, certificate: { ...certificate, holding: certificate.holding.slice(1) } }
  expect(checkEvidence(its, without)).toMatchObject({ accepted: false, reason: expect.stringMatching(/no proof/) })
})
