import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { describe, expect, test } from 'vitest'

const networkText = `
network square {
    node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
    node b : router { address: 10.0.0.2, availability: 99% }
    node c : router { address: 10.0.0.3 }
    node d : router { address: 10.0.0.4, prefixes: 10.4.0.0/16 }
    link a -- b { loss: 1%, availability: 99.9% }
    link b -- d { loss: 1%, availability: 99.9% }
    link a -- c { weight: 20, loss: 0.1%, availability: 99.5% }
    link c -- d { weight: 20, availability: 99.5% }
}
`
const { topology } = resolveNetwork([{ name: 'n.pn', text: networkText }])
if (!topology) throw new Error('the network does not resolve')
const index = indexTopology(topology)

function run(more: string) {
  const text = `route web { from: 10.1.0.0/16, to: 10.4.0.0/16, reply: none${more} }`
  const { intents, diagnostics: read } = resolveIntents([{ name: 'i.pn', text }], index)
  const compiled = compile({ index, intents })
  const found = [...read, ...compiled.diagnostics].filter(({ severity }) => severity === 'error')
  const { verdicts } = verify({ index, intents, state: compiled.state, ledger: compiled.ledger })
  return {
    path: compiled.plans[0]?.paths[0]?.join(' '),
    errors: found.map(({ code, message, hint }) => `${code}: ${message} (${hint})`),
    verdicts: Object.fromEntries(verdicts.map(({ property, verdict }) => [property, verdict])),
  }
}

describe('loss', () => {
  test('the shortest way where it loses little enough', () =>
    expect(run(', loss: <= 2%')).toMatchObject({ path: 'a b d', errors: [], verdicts: { loss: 'holds' } }))
  test('a longer way where the shortest loses too much', () =>
    expect(run(', loss: <= 1%')).toMatchObject({ path: 'a c d', errors: [], verdicts: { loss: 'holds' } }))
  test('the least possible is named, and compiles', () => {
    expect(run(', loss: <= 0.01%').errors).toEqual([
      'loss-unreachable: no path from a to d loses at most 0.01%; the best possible is 0.1% (allow `loss: <= 0.1%`)',
    ])
    expect(run(', loss: <= 0.1%').errors).toEqual([])
  })
  test('backups keep the bound too', () =>
    expect(run(', loss: <= 1%, survive: 1 link').errors[0]).toMatch(
      /^no-path: no path from a to d is left in the failure of link a--c/,
    ))
})

describe('availability', () => {
  test('the shortest way where it is up long enough', () =>
    expect(run(', availability: 98%')).toMatchObject({ path: 'a b d', errors: [], verdicts: { available: 'holds' } }))
  test('a longer way that is up longer', () =>
    expect(run(', availability: 99%')).toMatchObject({ path: 'a c d', errors: [], verdicts: { available: 'holds' } }))
  test('two ways, one taking over from the other, where none is up long enough by itself', () =>
    expect(run(', availability: 99.9%')).toMatchObject({ errors: [], verdicts: { available: 'holds' } }))
  test('what no two ways reach is violated', () =>
    expect(run(', availability: 99.9999%').verdicts).toMatchObject({ available: 'violated' }))
  test('the best by one path is named where nothing takes over', () =>
    expect(run(', availability: 99.9%, avoid: b').errors).toEqual([
      'availability-unreachable: no path from a to d is up 99.9% of the time, and none takes over from another; the best possible is 99.0025% by one path (add a second way, or ask for less)',
    ]))
})
