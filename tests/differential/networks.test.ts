import { compile } from '@paranet/compiler'
import type { Intent, TopologyIndex } from '@paranet/network'
import { seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { compareVerdicts, unkept } from '../support/compare-verdicts.js'
import { compileHolding } from '../support/compile-holding.js'
import { readIntents, readNetwork, readText } from '../support/network-files.js'
import { samplePackets } from '../support/random-case.js'

function compareCompiled(index: TopologyIndex, wished: readonly Intent[], packets: number) {
  const { intents, states } = compileHolding(index, wished)
  const { topology } = index
  const sample = samplePackets({ topology, index, intents, states, random: seededRandom(7) }, packets)
  return { intents, ...compareVerdicts(topology, intents, states, sample) }
}

test('campus: everything holds, and the oracle finds nothing against it', { timeout: 60_000 }, () => {
  const index = readNetwork('examples/campus/campus.pn')
  const wished = readIntents(index, readText('examples/campus/intents.pn'))
  const { intents, disagreements, verdicts } = compareCompiled(index, wished, 1200)
  expect(intents).toEqual(wished)
  expect(disagreements).toEqual([])
  expect(unkept(intents, verdicts)).toEqual([])
})

test('campus: the intent that cannot hold is refused for the reason given', () => {
  const index = readNetwork('examples/campus/campus.pn')
  const text = readText('examples/campus/intents.pn').replace('// route trading', 'route trading')
  const errors = compile({ index, intents: readIntents(index, text) }).diagnostics.filter(
    ({ severity }) => severity === 'error',
  )
  expect(errors.map(({ code }) => code)).toEqual(['latency-unreachable'])
})

/** Routes and isolations between random places of a large network, each of a port of its own. */
function seededIntents(index: TopologyIndex, count: number): readonly Intent[] {
  const random = seededRandom(3)
  const places = index.nodes.filter(({ prefixes }) => prefixes.length > 0).map(({ name }) => `"${name}"`)
  const lines = Array.from({ length: count }, (_, i) => {
    const [from, to, other] = [random.pick(places), random.pick(places), random.pick(places)]
    const ends = `from: ${from}, to: ${to}, traffic: tcp dst-port ${2000 + i}, reply: stateless`
    const more = ['', `, via: ${other}`, `, avoid: ${other}`, ', survive: 1 link', ', latency: <= 60ms'][i % 5]
    const priority = `priority: ${100 + i}`
    return i % 6 === 5
      ? `isolate i${i} { from: ${from}, to: ${to}, traffic: udp, ${priority} }`
      : `route i${i} { ${ends}${more}, ${priority} }`
  })
  return readIntents(index, lines.join('\n'))
}

test('Geant2012: verifier and oracle agree', { timeout: 60_000 }, () => {
  const index = readNetwork('tests/data/Geant2012.graphml')
  const { intents, disagreements, verdicts } = compareCompiled(index, seededIntents(index, 18), 250)
  expect(disagreements).toEqual([])
  expect(intents.length).toBeGreaterThan(8)
  expect(unkept(intents, verdicts)).toEqual([])
})
