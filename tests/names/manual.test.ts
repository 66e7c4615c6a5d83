import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology, namesSpoken } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const page = readFileSync(new URL('../../docs/language/names.md', import.meta.url), 'utf8')
const blocks = [...page.matchAll(/```pn( network)?\n([\s\S]*?)```/g)].map(([, kind, text]) => ({
  kind,
  text: text ?? '',
}))
const networkText = blocks.find(({ kind }) => kind !== undefined)?.text ?? ''
const { topology } = resolveNetwork([{ name: 'videos.pn', text: networkText }])
if (!topology) throw new Error('the network of the manual does not resolve')
const index = indexTopology(topology)
const examples = blocks.filter(({ kind }) => kind === undefined).map(({ text }) => text)

test('the manual has an example of each kind', () => expect(examples.length).toBe(6))

test.each(examples)('the manual compiles, and what it says holds: %s', (text) => {
  const { intents, diagnostics } = resolveIntents([{ name: 'i.pn', text }], index)
  expect(diagnostics).toEqual([])
  const { state, ledger, diagnostics: found } = compile({ index, intents })
  expect(found.filter(({ severity }) => severity !== 'info')).toEqual([])
  const { verdicts } = verify({ index, intents, state, ledger })
  for (const intent of intents) {
    expect(namesSpoken(intent)).toBeDefined()
    expect(verdicts.some((verdict) => verdict.intent === intent.id)).toBe(true)
  }
  expect(verdicts.filter(({ verdict }) => verdict !== 'holds')).toEqual([])
})

test('the older example of named content compiles as it is', () => {
  const older = readFileSync(new URL('../../docs/language/samples/accept/older-ndn.pn', import.meta.url), 'utf8')
  const files = [{ name: 'old.pn', text: older }]
  const network = resolveNetwork(files)
  expect(network.diagnostics).toEqual([])
  if (!network.topology) throw new Error('the older network does not resolve')
  expect(
    network.topology.nodes.map(({ name, type, produces, contentStore }) => [name, type, produces, contentStore]),
  ).toEqual([
    ['p', 'ndn', ['/ndn/video'], undefined],
    ['c', 'ndn', [], 10_000_000_000],
    ['u', 'ndn', [], undefined],
  ])
  const old = indexTopology(network.topology)
  const { intents, diagnostics } = resolveIntents(files, old)
  expect(diagnostics).toEqual([])
  const { state, diagnostics: found } = compile({ index: old, intents })
  expect(found.filter(({ severity }) => severity !== 'info')).toEqual([])
  expect(state.get('c')?.contentStores).toEqual([{ capacity: 1_136_363, policy: 'lru', keeps: 'listed' }])
  expect(state.get('c')?.nameCaches).toEqual([{ name: '/ndn/video', keep: true, ttl: 3_600_000 }])
})

test('a protection of a route of names holds where the route survives', () => {
  const text = 'route video { from: /ndn/video/channel1, to: c1 } protect all { routes: video, survive: 1 core link }'
  const { intents } = resolveIntents([{ name: 'i.pn', text }], index)
  const { state } = compile({ index, intents })
  const { verdicts } = verify({ index, intents, state })
  expect(
    verdicts.filter(({ property }) => property === 'survives').map(({ intent, verdict }) => [intent, verdict]),
  ).toEqual([
    ['videos/i.pn/video', 'holds'],
    ['videos/i.pn/all', 'holds'],
  ])
})

test('no Interest passes through a drained device', () => {
  const text = 'route video { from: /ndn/video/channel1, to: c1 } drain c2 { }'
  const { intents, diagnostics } = resolveIntents([{ name: 'i.pn', text }], index)
  expect(diagnostics).toEqual([])
  const drained = (state: Parameters<typeof verify>[0]['state']) =>
    verify({ index, intents, state }).verdicts.find(({ property }) => property === 'drained')
  expect(drained(compile({ index, intents }).state)?.verdict).toBe('holds')
  const careless = compile({ index, intents: intents.filter(({ kind }) => kind !== 'drain') }).state
  expect(drained(careless)).toMatchObject({
    verdict: 'violated',
    reason: 'it passes through c2, which is drained',
    interest: '/ndn/video/channel1',
  })
})
