import type { Intent, NetworkState, TopologyIndex } from '@paranet/network'
import { claimsOf, seededRandom } from '@paranet/network'
import { checkCertificate, makeCertificate, verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { compileHolding } from '../support/compile-holding.js'
import { mutateState } from '../support/mutate-state.js'
import { readIntents, readNetwork, readText } from '../support/network-files.js'

/** Makes a certificate of what is said of a state, and has it checked. */
function certify(index: TopologyIndex, intents: readonly Intent[], state: NetworkState) {
  const { claims } = claimsOf(index, intents)
  const { verdicts } = verify({ index, intents, state })
  const started = performance.now()
  const certificate = makeCertificate({ index, claims, state, verdicts })
  const made = performance.now()
  const result = checkCertificate({ index, claims, state, verdicts, certificate })
  const checked = performance.now()
  return {
    certificate,
    result,
    text: `${JSON.stringify(certificate).length} bytes, made in ${Math.round(made - started)} ms, checked in ${Math.round(checked - made)} ms`,
  }
}

const networks: Readonly<Record<string, () => readonly [TopologyIndex, readonly Intent[]]>> = {
  'the campus': () => {
    const index = readNetwork('examples/campus/campus.pn')
    return [index, readIntents(index, readText('examples/campus/intents.pn'))]
  },
  Geant2012: () => {
    const index = readNetwork('tests/data/Geant2012.graphml')
    const random = seededRandom(5)
    const places = index.nodes.filter(({ prefixes }) => prefixes.length > 0).map(({ name }) => `"${name}"`)
    const lines = Array.from({ length: 12 }, (_, i) => {
      const ends = `from: ${random.pick(places)}, to: ${random.pick(places)}, priority: ${100 + i}`
      const more = ['', `, via: ${random.pick(places)}`, `, avoid: ${random.pick(places)}`][i % 3]
      if (i % 4 === 3) return `isolate i${i} { ${ends}, traffic: udp }`
      return `route i${i} { ${ends}, traffic: tcp dst-port ${2000 + i}, reply: stateless${more} }`
    })
    return [index, readIntents(index, lines.join('\n'))]
  },
}

for (const [name, read] of Object.entries(networks))
  test(`${name}: all that holds, and all that does not once an entry is wrong, has a certificate that is accepted`, {
    timeout: 60_000,
  }, () => {
    const [index, wished] = read()
    const { intents, states } = compileHolding(index, wished)
    const { certificate, result, text } = certify(index, intents, states)
    console.log(`${name}: ${text}, ${certificate.holding.length} held, missing: ${JSON.stringify(certificate.missing)}`)
    expect(result).toEqual({ accepted: true })
    expect(certificate.holding.length).toBeGreaterThan(3)
    const random = seededRandom(11)
    let violated = 0
    for (let i = 0; i < 6; i++) {
      const mutation = mutateState(random, index, states)
      if (!mutation) continue
      const wrong = certify(index, intents, mutation.states)
      violated += wrong.certificate.violated.length
      expect({ text: mutation.text, ...wrong.result }).toEqual({ text: mutation.text, accepted: true })
    }
    console.log(`${name}: ${violated} violations`)
  })
