import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { DeviceState, NetworkState } from '@paranet/network'
import { canonicalState, entriesOf, indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { describe, expect, test } from 'vitest'

const networkText = `
network small {
    default: closed
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, function: nat }
    node r2 : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
    node r3 : router { address: 10.0.0.3, function: nat }
    node lb : balancer { address: 10.0.0.9, prefixes: 10.9.0.1/32 }
    node web1 : host { address: 10.8.0.11, gateway: lb }
    node web2 : host { address: 10.8.0.12, gateway: lb }
    interface r1.eth9 { address: 203.0.113.2/30, external: true }
    interface r3.eth9 { address: 203.0.113.6/30, external: true }
    link r1 -- r2
    link r2 -- r3
    link r2 -- lb
    link lb -- web1
    link lb -- web2
}
`
const { topology } = resolveNetwork([{ name: 'small.pn', text: networkText }])
if (!topology) throw new Error('the test network does not resolve')
const index = indexTopology(topology)

function run(text: string) {
  const { intents, diagnostics: read } = resolveIntents([{ name: 'i.pn', text }], index)
  const compiled = compile({ index, intents })
  const diagnostics = [...read, ...compiled.diagnostics]
    .filter(({ code }) => code !== 'single-point')
    .map(({ code, message, hint }) => `${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`)
  return { intents, ...compiled, diagnostics }
}

type Run = ReturnType<typeof run>

const translationsOf = ({ state }: Run): string[] =>
  [...state].flatMap(([device, own]) =>
    [...entriesOf(own)].flatMap(([key, entry]) =>
      entry.kind === 'translation'
        ? [`${device} ${key} → ${entry.to.map(({ prefix, weight }) => `${prefix} (${weight})`).join(', ')}`]
        : [],
    ),
  )

const verdictsOf = ({ intents, state, ledger }: Run, changed: NetworkState = state): string[] =>
  verify({ index, intents, state: changed, ledger }).verdicts.map(({ intent, property, verdict, reason }) =>
    [intent.split('/').at(-1), property, verdict, ...(reason === undefined ? [] : [reason])].join(' '),
  )

const wrongOf = (verdicts: readonly string[]): string[] => verdicts.filter((one) => !one.endsWith(' holds'))

/** The state with what one device does changed by hand. */
function changed(state: NetworkState, device: string, change: (own: DeviceState) => DeviceState): NetworkState {
  const own = state.get(device)
  if (!own) throw new Error(`no ${device}`)
  return new Map([...state, [device, canonicalState(change(own))]])
}

const web = 'route web { from: 10.1.0.0/16, to: internet, traffic: tcp dst-port 443, via: r1 }\n'
const out = 'nat out { from: 10.1.0.0/16, to: internet, source: 198.51.100.16/28 }\n'

describe('nat', () => {
  test('what is let out is translated where it leaves, and its answers are let in', () => {
    const found = run(web + out)
    expect(found.diagnostics).toEqual([])
    expect(translationsOf(found)).toEqual([
      'r1 translation source out eth9 400 src 10.1.0.0/16 proto 6 dst-port 443 → 198.51.100.16/28 (1)',
    ])
    expect([...entriesOf(found.state.get('r1') as DeviceState).keys()]).toContain(
      'filter in eth9 400 dst 198.51.100.16/28 proto 6 src-port 443 established',
    )
    expect(wrongOf(verdictsOf(found))).toEqual([])
    expect(verdictsOf(found)).toContain('out translated holds')
  })
  test('a class that leaves with its own source is a violation, and so is a stranger that takes the pool', () => {
    const found = run(web + out)
    const bare = changed(found.state, 'r1', ({ translations: _, ...own }) => own)
    expect(verdictsOf(found, bare)).toContain('out translated violated it leaves r1 with its own source')
    const narrow = run(web + out.replace('10.1.0.0/16', '10.1.128.0/17'))
    expect(wrongOf(verdictsOf(narrow))).toEqual([])
    expect(verdictsOf(narrow, found.state)).toContain(
      'out translated violated it leaves r1 with a source of 198.51.100.16/28, and no intent asks for that',
    )
  })
  test('answers that do not come back are a violation', () => {
    const found = run(web + out)
    const deaf = changed(found.state, 'r1', (own) => ({
      ...own,
      filters: own.filters.filter(({ match }) => match.dst !== '198.51.100.16/28'),
    }))
    expect(verdictsOf(found, deaf)).toContain(
      'out translated violated its answers do not come back: r1 denies it where it comes in',
    )
  })
  test('who is translated is who it was: a prohibition of every packet holds for answers to the pool too', () => {
    const found = run(`${web}${out}assert closed { isolate { from: internet, to: 10.1.0.0/16, reply: none } }`)
    expect(wrongOf(verdictsOf(found)).map((one) => one.split(' ').slice(0, 3).join(' '))).toContain(
      'closed isolated violated',
    )
  })
  test('of two devices each has a part of the pool', () => {
    const any = 'allow out2 { from: 10.1.0.0/16, 10.2.0.0/16, to: internet, reply: established }\n'
    const found = run(`${any}${out.replace('from: 10.1.0.0/16', 'from: 10.1.0.0/16, 10.2.0.0/16')}`)
    const pools = new Set(translationsOf(found).map((one) => `${one.split(' ')[0]} ${one.split('→ ')[1]}`))
    expect([...pools]).toEqual(pools.size === 1 ? [...pools] : ['r1 198.51.100.16/29 (1)', 'r3 198.51.100.24/29 (1)'])
  })
  test.each([
    [
      'nat out { from: 10.1.0.0/16, to: internet }',
      'missing-key: nat has no "source" (for example `source: 203.0.113.16/28`)',
    ],
    [
      'nat out { from: 10.1.0.0/16, to: internet, source: 10.0.0.0/8 }',
      'out-of-range: a pool of 10.0.0.0/8 is wider than /16',
    ],
    [
      'nat out { from: 10.1.0.0/16, to: internet, source: 198.51.100.1 }',
      'untranslated: nothing of the class of "out" leaves the network: it translates nothing (a `route` or `allow` must let it through)',
    ],
    [
      `${web}nat out { from: 10.1.0.0/16, to: internet, source: 10.2.3.0/24 }`,
      'duplicate-address: addresses of the pool 10.2.3.0/24 belong to r2 (take a pool that nobody in the network has)',
    ],
    [
      `${web}${out}nat other { from: 10.1.0.0/17, to: internet, source: 198.51.100.1 }`,
      'conflict: "out" and "other" make different addresses of tcp 10.1.0.10:50000 → 203.0.113.10:443 (give one a higher `priority`, or another class)',
    ],
  ])('%s', (text, expected) => expect(run(text).diagnostics).toContain(expected))
})

const shop = 'route shop { from: 10.1.0.0/16, to: 10.9.0.1/32, traffic: tcp dst-port 80, via: lb }\n'
const webs = 'route webs { from: 10.1.0.0/16, to: web1, web2, traffic: tcp dst-port 80, via: lb }\n'
const spread =
  'balance spread { from: 10.1.0.0/16, to: one of web1, web2, traffic: tcp dst-port 80, address: 10.9.0.1, weights: 3, 1 }\n'

describe('balance', () => {
  test('packets to the address of the service go to the members, by weight', () => {
    const found = run(shop + webs + spread)
    expect(found.diagnostics).toEqual([])
    expect(translationsOf(found)).toEqual([
      'lb translation destination 400 src 10.1.0.0/16 dst 10.9.0.1/32 proto 6 dst-port 80 → 10.8.0.11/32 (3), 10.8.0.12/32 (1)',
    ])
    expect(wrongOf(verdictsOf(found))).toEqual([])
    expect(verdictsOf(found)).toContain('spread balanced holds')
  })
  test('without an address, packets to any member are spread over all', () => {
    const found = run(
      `${webs}balance spread { from: 10.1.0.0/16, to: one of web1, web2, traffic: tcp dst-port 80, at: lb }`,
    )
    expect(found.diagnostics).toEqual([])
    expect(translationsOf(found).map((one) => one.split(' → ')[1])).toEqual(
      Array.from({ length: 2 }, () => '10.8.0.11/32 (1), 10.8.0.12/32 (1)'),
    )
    expect(wrongOf(verdictsOf(found))).toEqual([])
  })
  test('from anywhere, but not from the members themselves', () => {
    const found = run(`${shop}${webs}${spread}`.replaceAll('from: 10.1.0.0/16', 'from: any'))
    expect(found.diagnostics).toEqual([])
    expect(translationsOf(found).some((one) => one.includes('src 10.8.0.11/32'))).toBe(false)
    expect(wrongOf(verdictsOf(found))).toEqual([])
  })
  test('other shares are a violation, and so is a member that is not asked for', () => {
    const found = run(shop + webs + spread)
    const even = changed(found.state, 'lb', (own) => ({
      ...own,
      translations: (own.translations ?? []).map((one) => ({ ...one, to: one.to.map((to) => ({ ...to, weight: 1 })) })),
    }))
    expect(verdictsOf(found, even)).toContain('spread balanced violated 50 % of its flows go to web1, not 75 %')
    const one = changed(found.state, 'lb', (own) => ({
      ...own,
      translations: (own.translations ?? []).map((entry) => ({ ...entry, to: entry.to.slice(1) })),
    }))
    expect(verdictsOf(found, one)).toContain('spread balanced violated 0 % of its flows go to web1, not 75 %')
  })
  test('a member whose link is down takes nothing', () => {
    const found = run(`${shop.replace(' }', ', survive: 1 link }')}${webs}${spread}`)
    const own = verdictsOf(found).filter((one) => one.startsWith('shop survives'))
    expect(own.length).toBe(1)
  })
  test('a service does not lead past a prohibition', () => {
    const found = run(`${shop}${webs}${spread}isolate no { from: 10.1.3.0/24, to: web2, priority: 200 }`)
    const wrong = wrongOf(verdictsOf(found))
    expect(wrong).toContain('no isolated violated web2 gets it')
    expect(wrong.some((one) => one.startsWith('system only-what-is-asked violated'))).toBe(true)
  })
  test.each([
    [
      `${webs}balance b { from: 10.1.0.0/16, to: one of web1, web2, at: r2 }`,
      'untracked: r2 cannot balance for "b": it keeps no table of connections (the nearest device that does is lb; or give r2 the `function` nat, firewall or balancer)',
    ],
    [
      `${webs}balance b { from: 10.1.0.0/16, to: one of web1, web2, weights: 1 }`,
      'wrong-arguments: 1 weights for 2 members (one weight for each member, in their order: `weights: 2, 1, 1`)',
    ],
    [
      `${webs}balance b { from: 10.1.0.0/16, to: one of web1, web3 }`,
      'unknown-node: the name "web3" is no member (did you mean "web1"?)',
    ],
    [
      `${webs}balance b { from: 10.1.0.0/16, to: one of web1, web2, address: 10.9.0.7, at: lb }`,
      'unattached-destination: 10.9.0.7, the address of "b", is no address of lb (add 10.9.0.7/32 to the `prefixes` of lb, so that packets find it)',
    ],
  ])('%s', (text, expected) => expect(run(text).diagnostics).toContain(expected))
})
