import { resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { checkEvidence, evidenceOf, proveState } from '@paranet/planner'
import { compile } from '@paranet/compiler'
import { resolveIntents } from '@paranet/language'
import { expect, test } from 'vitest'

const text = `network n {
    node r1 : router { address: 10.255.0.1 }
    node a : host { address: 10.1.0.10, segment: red }
    node b : host { address: 10.1.0.11, segment: red }
    node c : host { address: 10.1.0.10 }
    node d : host { address: 10.1.0.11 }
    link r1 -- a
    link r1 -- b
    link r1 -- c
    link r1 -- d
}`

test('a network of several segments has evidence that names what is missing, and is accepted', () => {
  const { topology } = resolveNetwork([{ name: 'n.pn', text }])
  if (!topology) throw new Error('it resolves')
  const index = indexTopology(topology)
  const { intents } = resolveIntents(
    [{ name: 'i.pn', text: 'route x { from: a, to: b }\nroute y { from: c, to: d }' }],
    index,
  )
  const { state, ledger } = compile({ index, intents })
  const { verdicts, ok } = proveState({ index, intents, state, ledger })
  expect(ok).toBe(true)
  const proven = { index, intents, state, verdicts }
  const evidence = evidenceOf(proven)
  expect(evidence.summary.missing.map(({ reason }) => reason)).toContain('the network has several segments')
  expect(checkEvidence(proven, evidence)).toMatchObject({ accepted: true })
})
