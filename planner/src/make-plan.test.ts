import { readFileSync } from 'node:fs'
import { resolveNetwork } from '@paranet/language'
import type { NetworkState, Topology } from '@paranet/network'
import { canonicalJson, networkState } from '@paranet/network'
import { expect, test } from 'vitest'
import { makePlan } from './make-plan.js'
import type { IntentFile, Plan } from './plan.js'
import { PlannerSession } from './session.js'

const read = (name: string): IntentFile => ({
  name,
  text: readFileSync(new URL(`../../examples/campus/${name}`, import.meta.url), 'utf8'),
})
const files = [read('campus.pn'), read('intents.pn')]
const topology = resolveNetwork(files).topology as Topology
const plan = (its: readonly IntentFile[], observed: NetworkState = new Map()): Plan =>
  makePlan({ network: 'campus', topology, files: its, observed })
/** What runs once a plan is deployed. */
const deployed = (made: Plan, before: NetworkState = new Map()): NetworkState =>
  networkState([...new Map([...before, ...Object.entries(made.desired)]).values()])

test('the campus example is proved and goes out in one wave', () => {
  const made = plan(files)
  expect(made.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect({ ok: made.ok, waves: made.waves.length, rollout: made.rollout }).toEqual({
    ok: true,
    waves: 1,
    rollout: { kind: 'ordered' },
  })
  expect(made.verdicts.every(({ verdict }) => verdict === 'holds')).toBe(true)
})

test('the same work has the same plan, byte for byte, in whatever order the files come', () =>
  expect(canonicalJson(plan([...files].reverse()))).toBe(canonicalJson(plan(files))))

test('a session that has planned other things gives the same plans, byte for byte', () => {
  const session = new PlannerSession()
  const planned = (its: readonly IntentFile[]) =>
    canonicalJson(makePlan({ network: 'campus', topology, files: its, observed: new Map() }, session))
  const more = [
    ...files,
    { name: 'more.pn', text: 'route extra { from: branch, to: db1, traffic: tcp dst-port 5432, reply: stateless }' },
  ]
  expect([planned(more), planned(files), planned(more)]).toEqual(
    [plan(more), plan(files), plan(more)].map(canonicalJson),
  )
})

test('a plan onto what already runs changes nothing', () => {
  const first = plan(files)
  const again = plan(files, deployed(first))
  expect(again.diff).toEqual({ added: 0, removed: 0, changed: 0, devices: {} })
  expect(again.waves).toEqual([])
})

test('adding an intent and taking it away again gives the state before', () => {
  const first = plan(files)
  const before = deployed(first)
  const more = plan(
    [
      ...files,
      { name: 'more.pn', text: 'route extra { from: branch, to: db1, traffic: tcp dst-port 5432, reply: stateless }' },
    ],
    before,
  )
  expect(more.ok).toBe(true)
  expect(more.diff.added).toBeGreaterThan(0)
  const after = deployed(more, before)
  const back = plan(files, after)
  expect(deployed(back, after)).toEqual(before)
})

test('an intent that cannot hold makes a plan that cannot be deployed, and changes nothing', () => {
  const made = plan([
    ...files,
    { name: 'bad.pn', text: 'route trading { from: branch, to: db1, traffic: tcp dst-port 5432, latency: <= 1ms }' },
  ])
  expect(made.ok).toBe(false)
  expect(made.diagnostics.find(({ severity }) => severity === 'error')).toMatchObject({
    code: 'latency-unreachable',
    file: 'bad.pn',
  })
  expect(made.waves).toEqual([])
})

test('an assertion that does not hold is a violated verdict with its packet', () => {
  const made = plan([
    ...files,
    { name: 'assert.pn', text: 'assert nobody { isolate { from: branch, to: web1, traffic: tcp dst-port 443 } }' },
  ])
  expect(made.ok).toBe(false)
  expect(made.verdicts.filter(({ verdict }) => verdict === 'violated')).toMatchObject([
    { intent: 'campus/assert.pn/nobody', property: 'isolated', packet: { protocol: 6, dstPort: 443 } },
  ])
})

test('each wave starts where the one before ends, and the last ends at what is desired', () => {
  const before = deployed(plan(files))
  const through = files.map((file) => ({ ...file, text: file.text.replace('via: fw1\n', 'via: fw2\n') }))
  const made = plan(through, before)
  expect(made.waves.length).toBeGreaterThan(0)
  const states = new Map(before)
  for (const wave of made.waves) for (const step of wave.steps) states.set(step.device, step.desired)
  for (const [device, state] of Object.entries(made.desired)) expect(states.get(device)).toEqual(state)
})

test('the blast radius names who is touched', () => {
  const made = plan(
    [
      ...files,
      { name: 'more.pn', text: 'isolate quiet { from: branch, to: db1, traffic: udp dst-port 9, priority: 300 }' },
    ],
    deployed(plan(files)),
  )
  expect(made.blastRadius.devices).toContain('branch')
  expect(made.blastRadius.intents).toContain('campus/more.pn/quiet')
})

test('a network of real targets is proved by what its configurations say, with the same verdicts', () => {
  const nodes = topology.nodes.map((node) => ({ ...node, target: node.type === 'firewall' ? 'nftables' : 'frr' }))
  const real = makePlan({ network: 'campus', topology: { ...topology, nodes }, files, observed: new Map() })
  const emulated = plan(files)
  expect(real.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  expect([real.ok, real.desired]).toEqual([true, emulated.desired])
  expect(real.verdicts).toEqual(emulated.verdicts)
})
