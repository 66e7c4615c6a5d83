import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { describe, expect, test } from 'vitest'
import { proveState } from './prove-state.js'

const networkText = `
network square {
    node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
    node b : router { address: 10.0.0.2 }
    node c : router { address: 10.0.0.3 }
    node d : router { address: 10.0.0.4, prefixes: 10.4.0.0/16 }
    link a -- b
    link b -- d
    link a -- c { weight: 20 }
    link c -- d { weight: 20 }
}
`
const { topology } = resolveNetwork([{ name: 'n.pn', text: networkText }])
if (!topology) throw new Error('the network does not resolve')
const index = indexTopology(topology)

/** The verdict about survival of the route `web`, on the state that it compiles to. */
function survival(more: string) {
  const text = `route web { from: 10.1.0.0/16, to: 10.4.0.0/16, reply: none, ${more} }`
  const { intents, diagnostics: read } = resolveIntents([{ name: 'i.pn', text }], index)
  const { state, ledger, diagnostics } = compile({ index, intents })
  const errors = [...read, ...diagnostics].filter(({ severity }) => severity === 'error').map(({ code }) => code)
  const { verdicts, ok } = proveState({ index, intents, state, ledger })
  const { verdict, grade, reason, scenario } = verdicts.find(({ property }) => property === 'survives') ?? {}
  return { errors, ok, verdict, grade, reason, down: scenario?.down }
}

describe('survival by repair', () => {
  test('what the controller restores holds, and says by whom', () =>
    expect(survival('survive: 1 link restored within 5s')).toMatchObject({
      errors: [],
      ok: true,
      verdict: 'holds',
      grade: 'restored',
    }))
  test('local failover is better than what was asked for', () =>
    expect(survival('survive: 1 link')).toMatchObject({ ok: true, grade: 'protected' }))
  test('a repair cannot be faster than the controller', () =>
    expect(survival('survive: 1 link restored within 50ms')).toMatchObject({
      ok: false,
      verdict: 'violated',
      reason: 'the controller repairs within 3 s, not within 0.05 s',
    }))
  test('what no repair restores is violated, with what is down', () =>
    expect(survival('survive: 2 links restored within 5s')).toMatchObject({
      verdict: 'violated',
      down: ['a--b', 'a--c'],
    }))
  test('a bound that only the first way keeps is broken by the repair too', () =>
    expect(survival('avoid: c, survive: 1 link restored within 5s').errors).toEqual(['no-path']))
  test('a protection tells what its routes are restored by', () => {
    const text = 'route web { from: 10.1.0.0/16, to: 10.4.0.0/16, reply: none }'
    const core = 'protect core { routes: web, survive: 1 link restored within 5s }'
    const { intents } = resolveIntents([{ name: 'i.pn', text: `${text}\n${core}` }], index)
    const { state } = compile({ index, intents })
    const { verdicts } = proveState({ index, intents, state })
    expect(verdicts.find(({ intent }) => intent.endsWith('/core'))).toMatchObject({
      verdict: 'holds',
      grade: 'restored',
    })
  })
  test('one failure by itself and another by repair', () =>
    expect(survival('survive: 1 link, 1 node restored within 10s')).toMatchObject({ errors: [], ok: true }))
})
