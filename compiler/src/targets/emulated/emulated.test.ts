import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { compile } from '../../compile.js'
import { fiveIndex, isolate, route } from '../../testing/five-nodes.js'
import { parseArtifact } from '../registry.js'
import { parseEmulated } from './parse.js'
import { renderEmulated } from './render.js'

const { state } = compile({
  index: fiveIndex,
  intents: [
    route('x', {
      via: [{ oneOf: ['fw'] }],
      reply: 'auto',
      survive: [{ count: 1, element: 'core-link' }],
      avoid: [{ kind: 'link', link: 'c--d' }],
    }),
    route('y', { rank: 1, traffic: [{ protocol: 6, dstPorts: [[80, 89]] }], reply: 'auto', via: [{ oneOf: ['fw'] }] }),
    isolate('z', { rank: 2, priority: 300, traffic: [{ dscp: [46] }] }),
  ],
})

test('parsing what was rendered gives the same state', () => {
  for (const own of state.values()) expect(parseEmulated(renderEmulated(own))).toEqual({ ok: true, state: own })
})

test('the artifact is as it was', () => {
  const golden = new URL('./golden/firewall.json', import.meta.url)
  const fw = state.get('fw')
  const artifact = fw ? renderEmulated(fw) : ''
  if (process.env.UPDATE_GOLDEN) writeFileSync(golden, artifact)
  expect(artifact).toBe(readFileSync(golden, 'utf8'))
})

test.each([
  ['', 'not JSON'],
  ['[]', 'device state must be object'],
  ['{"device":"fw","routes":[],"filters":[]}', '/policyRoutes is missing'],
  [
    '{"device":"fw","routes":[{"prefix":"10.0.0.0/8","action":{"kind":"fly"}}],"policyRoutes":[],"filters":[]}',
    '/routes/0/action/kind names no kind that is known here',
  ],
  ['{"device":"fw","routes":[],"policyRoutes":[],"filters":[],"more":1}', '/more is not known here'],
])('refuses %s', (artifact, message) => expect(parseEmulated(artifact)).toEqual({ ok: false, message }))

test('the artifact of another device is refused', () => {
  const fw = state.get('fw')
  const b = fiveIndex.nodes.find(({ name }) => name === 'b')
  if (!fw || !b) throw new Error('no such device')
  expect(parseArtifact(b, renderEmulated(fw))).toEqual({ ok: false, message: 'it is of fw, not of b' })
})

test('an unknown target is an error that names the node and the nearest that can', () => {
  const nodes = fiveIndex.topology.nodes.map((node) => (node.name === 'b' ? { ...node, target: 'punch-cards' } : node))
  const index = { ...fiveIndex, nodes, topology: { ...fiveIndex.topology, nodes } }
  const { diagnostics } = compile({ index, intents: [route('x')] })
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([
    'unsupported-by-target: b has the target "punch-cards", which is unknown; the nearest device that can take its entries is a',
  ])
})
