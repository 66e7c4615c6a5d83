import type { ForwardChoice, Intent, NetworkState, Port, Random } from '@paranet/network'
import { compileDevice, indexTopology, portKey, seededRandom, walk } from '@paranet/network'
import { expect, test } from 'vitest'
import { fiveNodes, isolate, readState, route, running } from './testing/five-nodes.js'
import { verify } from './verify.js'

const index = indexTopology(fiveNodes)
const links = index.links.length

/** Routes that mostly lead somewhere: the laws say nothing where nothing is ever delivered. */
function randomState(random: Random, device: string) {
  const ways = [...(index.adjacencyByInterface[index.nodeId.get(device) ?? 0]?.keys() ?? [])].filter(
    (way) => way !== 'to-h1',
  )
  const own: Record<string, string> = { r1: '10.1.0.0/16 deliver lan', r3: '10.3.0.0/16 deliver lan' }
  const host = ['r1', 'r2'].includes(device) ? 'to-h1 | ' : ''
  const towards = (first: string) => {
    const preferred = ways.includes(first) && random.below(4) > 0 ? first : random.pick(ways)
    return random.below(3) === 0 ? preferred : `${preferred} | ${random.pick(ways)}`
  }
  const lines = [
    own[device] ? `route ${own[device]}` : '',
    device === 'r1' ? '' : `route 10.1.0.0/16 ${towards('to-r1')}`,
    device === 'r3' ? '' : `route 10.3.0.0/16 ${towards('to-r3')}`,
    `route 10.9.0.10/32 ${host}${random.pick(ways)}`,
    random.below(3) ? '' : `policy 4 in ${random.pick(ways)} dst 10.3.0.0/16 : ${random.pick(ways)}`,
    random.below(3) ? '' : `deny forward 4 dst-port ${random.pick([22, 80])}`,
  ]
  return readState(device, lines.join('\n'))
}

const randomNetwork = (random: Random): NetworkState =>
  new Map(index.devices.map((name) => [name, randomState(random, name)]))

const verdictOf = (intents: readonly Intent[], state: NetworkState, property: string, more = {}) =>
  verify({ index, intents, state, ...more }).verdicts.find((verdict) => verdict.property === property)?.verdict

/** All sets of up to two links. */
const scenarios = Array.from({ length: links + 1 }, (_, a) => Array.from({ length: a + 1 }, (_, b) => [a, b]))
  .flat()
  .map((pair) => new Set(pair.filter((link) => link < links)))

test('survives and isolated are what each scenario says by itself, one by one', () => {
  const random = seededRandom(11)
  const seen = new Set<string>()
  for (let round = 0; round < 50; round++) {
    const replaced = random.pick(['r1', 'r2', 'r3', 'fw', 'none'])
    const state = new Map(running()).set(replaced, randomState(random, replaced))
    const count = 1 + (round % 2)
    const from = random.pick(['r1', 'h1'])
    const promise = route('a', from, 'r3', { reply: 'stateless' })
    const surviving = { ...promise, survive: [{ count, element: 'link' }] } as const
    const forbidden = isolate('i', from, random.pick(['h1', 'r3']), {
      traffic: [{ protocol: 6, dstPorts: [[22, 22]] }],
    })
    const inScenario = (intent: Intent, property: string) =>
      scenarios
        .filter((downLinks) => downLinks.size <= count)
        .every((downLinks) => {
          const { verdicts } = verify({
            index,
            intents: [intent],
            state,
            scenario: { downLinks, downNodes: new Set() },
          })
          return verdicts
            .filter((verdict) => property.includes(verdict.property))
            .every(({ verdict }) => verdict === 'holds')
        })
    const survives = verdictOf([surviving], state, 'survives')
    expect(survives).toBe(inScenario(promise, 'delivered replies') ? 'holds' : 'violated')
    const isolated = verdictOf([forbidden], state, 'isolated', { failures: count })
    expect(isolated).toBe(inScenario(forbidden, 'isolated') ? 'holds' : 'violated')
    seen.add(`${survives} ${isolated}`)
  }
  expect(seen.size).toBeGreaterThan(2)
})

test('no loop under failures is no loop in each scenario by itself, and a finding has the fewest failures', () => {
  const random = seededRandom(14)
  const seen = new Set<string>()
  for (let round = 0; round < 60; round++) {
    const changed = random.below(2) ? ['r1', 'r2', 'r3', 'fw'] : [random.pick(['r1', 'r2', 'r3', 'fw'])]
    const state = new Map([...running(), ...changed.map((name) => [name, randomState(random, name)] as const)])
    const count = 1 + (round % 2)
    const looping = scenarios.filter(
      (downLinks) =>
        downLinks.size <= count &&
        verdictOf([], state, 'no-loop', { scenario: { downLinks, downNodes: new Set() } }) === 'violated',
    )
    const found = verify({ index, intents: [], state, failures: count }).verdicts.find(
      ({ property }) => property === 'no-loop',
    )
    expect(found?.verdict, `round ${round}`).toBe(looping.length === 0 ? 'holds' : 'violated')
    const fewest = Math.min(...looping.map(({ size }) => size))
    if (looping.length > 0) expect(found?.scenario?.down.length ?? 0).toBe(fewest)
    seen.add(`${found?.verdict} ${looping.length === 0 ? '' : fewest}`)
  }
  expect([...seen].sort()).toEqual(['holds ', 'violated 0', 'violated 1', 'violated 2'])
})

test('a mixture of two states holds exactly where every subset of the devices holds', () => {
  const random = seededRandom(12)
  const seen = new Set<string>()
  const intents = [route('a', 'r1', 'r3', { via: [{ oneOf: ['r2', 'fw'] }] })]
  for (let round = 0; round < 80; round++) {
    const before = randomNetwork(random)
    const wave = ['r1', 'r2', 'fw'].slice(0, 2 + (round % 2))
    const after = new Map(wave.map((name) => [name, randomState(random, name)]))
    const subsets = Array.from({ length: 2 ** wave.length }, (_, bits) => wave.filter((_, i) => (bits >> i) & 1))
    for (const property of ['delivered', 'waypoints', 'no-loop']) {
      const each = subsets.map((subset) => {
        const state = new Map([...before, ...subset.map((name) => [name, after.get(name)] as const)]) as NetworkState
        return verdictOf(intents, state, property)
      })
      const mixed = verdictOf(intents, before, property, { alternatives: after })
      expect(mixed).toBe(each.every((verdict) => verdict === 'holds') ? 'holds' : 'violated')
      seen.add(`${property} ${mixed}`)
    }
  }
  expect([...seen]).toEqual(expect.arrayContaining(['delivered holds', 'delivered violated', 'no-loop violated']))
})

test('a counterexample is a packet that really goes that way, by the entries named', () => {
  const random = seededRandom(13)
  const seen = new Set<string>()
  const intents = [
    route('a', 'r1', 'r3', {
      reply: 'stateless',
      via: [{ oneOf: ['fw'] }],
      latency: 5000,
      survive: [{ count: 1, element: 'node' }],
    }),
    isolate('i', 'h1', 'r1'),
  ]
  for (let round = 0; round < 60; round++) {
    const state = randomNetwork(random)
    const devices = new Map([...state].map(([name, its]) => [name, compileDevice(its)]))
    for (const verdict of verify({ index, intents, state }).verdicts) {
      if (verdict.verdict !== 'violated' || !verdict.packet || !verdict.ingress) continue
      const down = verdict.scenario?.down ?? []
      const scenario = {
        downLinks: new Set(down.flatMap((name) => index.linkId.get(name) ?? [])),
        downNodes: new Set(down.flatMap((name) => index.nodeId.get(name) ?? [])),
      }
      const port = index.portAt.get(portKey(verdict.ingress.node, verdict.ingress.interface)) as Port
      let at = 0
      const hops = verdict.hops ?? []
      const walked = walk({ index, devices, scenario }, port, verdict.packet, (choices) => {
        while (hops[at]?.outInterface === undefined) at++
        const out = hops[at++]?.outInterface
        return choices.find(({ nextHop }) => nextHop.interface === out) ?? (choices[0] as ForwardChoice)
      })
      expect(walked.hops.map(({ link: _, ...hop }) => hop)).toEqual(hops.map(({ owners: _, ...hop }) => hop))
      if (['delivered', 'no-loop', 'isolated', 'no-black-hole'].includes(verdict.property))
        expect(wordsOf[walked.end.kind as keyof typeof wordsOf].test(verdict.reason ?? '')).toBe(true)
      seen.add(`${verdict.property} ${walked.end.kind}`)
    }
  }
  expect(seen.size).toBeGreaterThan(8)
})

const wordsOf = {
  delivered: /gets it$/,
  misdelivered: /is handed to/,
  looped: /loops$/,
  dropped: /has no|denies|cannot|is down/,
}
