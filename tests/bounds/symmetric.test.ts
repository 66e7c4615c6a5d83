import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology, seededRandom } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { describe, expect, test } from 'vitest'

/** A square where the way there and the way back are equally short, and names would choose differently. */
const square = `
network square {
    node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
    node b : router { address: 10.0.0.2 }
    node c : router { address: 10.0.0.3 }
    node d : router { address: 10.0.0.4, prefixes: 10.4.0.0/16 }
    node h : host { address: 10.8.0.1, gateway: d }
    link a -- b
    link b -- d
    link a -- c
    link c -- d
    link d -- h
}
`

function run(network: string, text: string) {
  const { topology } = resolveNetwork([{ name: 'n.pn', text: network }])
  if (!topology) throw new Error('the network does not resolve')
  const index = indexTopology(topology)
  const { intents, diagnostics: read } = resolveIntents([{ name: 'i.pn', text }], index)
  const compiled = compile({ index, intents })
  const errors = [...read, ...compiled.diagnostics].filter(({ severity }) => severity === 'error')
  const judged = (state = compiled.state) => verify({ index, intents, state, ledger: compiled.ledger }).verdicts
  return { index, intents, compiled, errors: errors.map(({ code, message }) => `${code}: ${message}`), judged }
}

const bad = (verdicts: ReturnType<ReturnType<typeof run>['judged']>): string[] =>
  verdicts.filter(({ verdict }) => verdict !== 'holds').map(({ property, reason }) => `${property}: ${reason}`)

describe('symmetric', () => {
  test('answers take the way of what they answer, also where that is not the shortest', () => {
    const found = run(square, 'route web { from: a, to: h, avoid: b, reply: stateless, symmetric: true }')
    expect(found.errors).toEqual([])
    expect(bad(found.judged())).toEqual([])
    expect(found.judged().map(({ property }) => property)).toContain('symmetric')
  })
  test('an answer by another way is shown with the packet that it answers', () => {
    const wanted = run(square, 'route web { from: a, to: d, reply: stateless, symmetric: true }')
    const other = run(
      square,
      'route there { from: a, to: d, via: c, reply: none }\nroute back { from: d, to: a, via: b, reply: none }',
    )
    expect(other.errors).toEqual([])
    expect(bad(wanted.judged())).toEqual([])
    expect(bad(wanted.judged(other.compiled.state))).toEqual(['symmetric: its answers go another way, by d, b, a'])
  })
  test('it does not go with several ways at once', () =>
    expect(run(square, 'route web { from: a, to: d, paths: 2 disjoint links, symmetric: true }').errors).toEqual([
      'misplaced: "symmetric" and "paths" do not go together',
    ]))
  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    'random network %s: what compiles is symmetric, failures survived included',
    (seed) => {
      const random = seededRandom(seed)
      const names = Array.from({ length: 6 }, (_, i) => `r${i + 1}`)
      const link = (a: string, b: string) => `    link ${a} -- ${b} { weight: ${1 + random.below(2)} }`
      const ring = names.map((name, i) => link(name, names[(i + 1) % names.length] as string))
      const network = `network ring {\n${names
        .map((name, i) => `    node ${name} : router { address: 10.0.0.${i + 1}, prefixes: 10.${i + 1}.0.0/16 }`)
        .join('\n')}\n${ring.join('\n')}\n${link('r1', 'r4')}\n${link('r2', 'r5')}\n}`
      const more = random.pick(['', ', survive: 1 link', ', via: r5', ', avoid: r2'])
      const found = run(
        network,
        `route a { from: r1, r3, to: r4, r6, reply: stateless, symmetric: true${more} }\nroute b { from: r2, to: r6, reply: stateless, prefer: r4 }`,
      )
      if (found.errors.length === 0) expect(bad(found.judged())).toEqual([])
      else expect(found.errors.join()).toMatch(/not-protected|no-path/)
    },
  )
})
