import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { Intent, Scenario, TopologyIndex } from '@paranet/network'
import { indexTopology, seededRandom } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { describe, expect, test } from 'vitest'

const devices = ['r1', 'r2', 'r3', 'r4', 'r5']

/** A ring of five with a chord or two; links and one device are down now and then. */
function networkText(seed: number): string {
  const random = seededRandom(seed)
  const share = () => `${90 + random.below(99) / 10}%`
  const nodes = devices.map((name, i) => {
    const up = name === 'r3' ? `, availability: ${share()}` : ''
    return `    node ${name} : router { address: 10.0.0.${i + 1}, prefixes: 10.${i + 1}.0.0/16${up} }`
  })
  const ring = devices.map((name, i) => [name, devices[(i + 1) % devices.length]])
  const chords = random.below(2) === 0 ? [['r1', 'r3']] : [['r2', 'r4']]
  const links = [...ring, ...chords].map(
    ([a, b]) =>
      `    link ${a} -- ${b} { weight: ${1 + random.below(9)}, availability: ${share()}, loss: ${random.below(9) / 100}% }`,
  )
  return `network net {\n${[...nodes, ...links].join('\n')}\n}`
}

function read(seed: number, text: string): { index: TopologyIndex; intents: readonly Intent[] } {
  const { topology } = resolveNetwork([{ name: 'n.pn', text: networkText(seed) }])
  if (!topology) throw new Error('the network does not resolve')
  const index = indexTopology(topology)
  const { intents, diagnostics } = resolveIntents([{ name: 'i.pn', text }], index)
  expect(diagnostics).toEqual([])
  return { index, intents }
}

/** The share of time in which what lies on the devices delivers, one state of all parts after another. */
function bruteForce(index: TopologyIndex, isDelivered: (scenario: Scenario) => boolean): number {
  const parts = [
    ...index.links.map(({ availability = 1 }, id) => ({ kind: 'link', id, up: availability })),
    ...index.nodes.map(({ availability = 1 }, id) => ({ kind: 'node', id, up: availability })),
  ].filter(({ up }) => up < 1)
  let sum = 0
  for (let state = 0; state < 2 ** parts.length; state++) {
    const down = parts.filter((_, i) => state & (1 << i))
    const share = parts.reduce((product, { up }, i) => product * (state & (1 << i) ? 1 - up : up), 1)
    const ids = (kind: string) => new Set(down.filter((one) => one.kind === kind).map(({ id }) => id))
    if (isDelivered({ downLinks: ids('link'), downNodes: ids('node') })) sum += share
  }
  return sum
}

const route = (more: string) => `route web { from: r1, to: 10.4.0.0/16, reply: none${more} }`

const withAvailability = (intents: readonly Intent[], availability: number): Intent[] =>
  intents.map((intent) => (intent.kind === 'route' ? { ...intent, availability } : intent))

describe('availability', () => {
  test.each([
    [1, ''],
    [2, ''],
    [3, ', survive: 1 link'],
    [4, ', survive: 1 link'],
    [5, ', survive: 1 node'],
    [6, ', survive: 1 link, 1 node'],
  ])('the share of seed %s%s is that of all states together', (seed, more) => {
    const { index, intents } = read(seed, route(more))
    const { state, diagnostics } = compile({ index, intents })
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const verdictOf = (of: readonly Intent[], property: string, scenario?: Scenario) =>
      verify({ index, intents: of, state, ...(scenario ? { scenario } : {}) }).verdicts.find(
        (verdict) => verdict.property === property,
      )
    const share = bruteForce(index, (scenario) => verdictOf(intents, 'delivered', scenario)?.verdict === 'holds')
    expect(verdictOf(withAvailability(intents, share - 1e-7), 'available')?.verdict).toBe('holds')
    const missed = verdictOf(withAvailability(intents, share + 1e-7), 'available')
    expect(missed?.verdict).toBe('violated')
    expect(missed?.reason).toMatch(/^it is delivered [\d.]+ % of the time, of at least [\d.]+ %; not while /)
    expect(missed?.packet).toBeDefined()
  })
})
