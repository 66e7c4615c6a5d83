import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { deploymentTransitions, schemas, validator } from '@paranet/schemas'
import { emptyDeviceState, indexTopology, intentToJson, networkState, topologyToJson } from '@paranet/network'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { makePlan } from '@paranet/planner'
import { transitions } from '../../orchestrator/src/transaction/transitions.js'

const read = (file: string) => ({
  name: file,
  text: readFileSync(new URL(`../../examples/campus/${file}`, import.meta.url), 'utf8'),
})
const { topology } = resolveNetwork([read('campus.pn')])
if (!topology) throw new Error('the example has no topology')
const index = indexTopology(topology)
const intents = read('intents.pn')
const observed = networkState(index.devices.map(emptyDeviceState))
const overTheWire = (value: unknown): unknown => JSON.parse(JSON.stringify(value))

test('the example topology fits its schema', () => {
  expect(validator('topology')(overTheWire(topologyToJson(topology)))).toMatchObject({ ok: true })
})

test('the example intents fit their schema', () => {
  const resolved = resolveIntents([intents], index, { network: 'campus' }).intents
  expect(resolved.length).toBeGreaterThan(5)
  for (const intent of resolved)
    expect(validator('intent')(overTheWire(intentToJson(intent)))).toMatchObject({ ok: true })
})

test.each([
  ['a plan that holds', intents.text],
  ['a plan with diagnostics', `${intents.text}\nroute x { from: nowhere, to: dc1 }`],
  ['a plan with a counterexample', `${intents.text}\nassert y { isolate { from: 10.1.0.0/20, to: web-servers } }`],
])('%s fits its schema', (_, text) => {
  const plan = makePlan({ network: 'campus', topology, files: [{ name: 'intents.pn', text }], observed })
  expect(validator('plan')(overTheWire(plan))).toMatchObject({ ok: true })
})

test('the transition table is the one that the orchestrator folds by', () => {
  expect(deploymentTransitions).toEqual(transitions)
  const types = schemas['journal-event'].$defs.event.oneOf.map((option) => option.properties.type.const)
  expect(types.sort()).toEqual(Object.keys(transitions).sort())
})
