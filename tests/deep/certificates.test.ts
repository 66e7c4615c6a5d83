import { claimsOf } from '@paranet/network'
import { checkCertificate, makeCertificate, verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { refute } from '../support/compare-verdicts.js'
import { origins, randomCase } from '../support/random-case.js'

const first = Number(process.env['SEED'] ?? 40_000)
const networks = Number(process.env['NETWORKS'] ?? 40)

test(`${networks} random networks from seed ${first}: certificates are accepted, and the packets of what does not hold break it`, {
  timeout: 120_000 + 1000 * networks,
}, () => {
  const refused: string[] = []
  const reasons = new Map<string, number>()
  const counts = { holding: 0, violated: 0, missing: 0, bytes: 0, makeMs: 0, checkMs: 0 }
  for (let i = 0; i < networks; i++) {
    const origin = origins[i % origins.length] ?? 'noisy'
    const { topology, index, intents, states: state } = randomCase(first + i, origin)
    const { verdicts } = verify({ index, intents, state })
    for (const verdict of verdicts.filter((one) => one.verdict === 'violated')) {
      const intent = intents.find(({ id }) => id === verdict.intent)
      const wrong = refute({ topology, intents, states: state }, verdict, intent)
      if (wrong) refused.push(`seed ${first + i} ${origin}: ${verdict.intent} ${verdict.property}: ${wrong}`)
    }
    const { claims } = claimsOf(index, intents)
    const started = performance.now()
    const certificate = makeCertificate({ index, claims, state, verdicts })
    const made = performance.now()
    const result = checkCertificate({ index, claims, state, verdicts, certificate })
    counts.checkMs += performance.now() - made
    counts.makeMs += made - started
    if (!result.accepted) refused.push(`seed ${first + i} ${origin}: ${result.reason}`)
    counts.holding += certificate.holding.length
    counts.violated += certificate.violated.length
    counts.missing += certificate.missing.length
    counts.bytes += JSON.stringify(certificate).length
    for (const { reason, property, intent } of certificate.missing) {
      const verdict = verdicts.find((one) => one.intent === intent && one.property === property)?.verdict
      const key = `${property} ${verdict} ${reason}`
      reasons.set(key, (reasons.get(key) ?? 0) + 1)
    }
  }
  console.log(JSON.stringify(counts), JSON.stringify([...reasons]))
  expect(refused.slice(0, 10)).toEqual([])
})
