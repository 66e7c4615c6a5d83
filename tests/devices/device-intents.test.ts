import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import type { NetworkState } from '@paranet/network'
import { canonicalState, entriesOf, indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { describe, expect, test } from 'vitest'

const networkText = `
network small {
    default: closed
    node r1 : router { address: 10.0.0.1, prefixes: 10.1.0.0/16, as: 65001 }
    node r2 : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
    node r3 : router { address: 10.0.0.3, prefixes: 10.3.0.0/16 }
    node ntp : host { address: 10.9.0.123, gateway: r3 }
    node h2 : host { address: 10.8.0.10, gateway: r2 }
    interface r1.eth3 { address: 203.0.113.2/30, external: true, peer_as: 64500 }
    interface r1.eth4 { address: 203.0.113.9/29, external: true }
    link r1 -- r2
    link r2 -- r3
    link r1 -- r3 { weight: 50 }
    link r3 -- ntp
    link r2 -- h2
}
`
const { topology } = resolveNetwork([{ name: 'small.pn', text: networkText }])
if (!topology) throw new Error('the test network does not resolve')
const index = indexTopology(topology)
const ignored = new Set(['stateless-reply', 'single-point'])

function run(text: string) {
  const { intents, diagnostics: read } = resolveIntents([{ name: 'i.pn', text }], index)
  const compiled = compile({ index, intents })
  const diagnostics = [...read, ...compiled.diagnostics]
    .filter(({ code }) => !ignored.has(code))
    .map(({ code, message, hint }) => `${code}: ${message}${hint === undefined ? '' : ` (${hint})`}`)
  return { intents, ...compiled, diagnostics }
}

type Run = ReturnType<typeof run>

const verdicts = ({ intents, state, ledger }: Run, changed: NetworkState = state): string[] =>
  verify({ index, intents, state: changed, ledger }).verdicts.map(({ intent, property, verdict, reason }) =>
    [intent.split('/').at(-1), property, verdict, ...(reason === undefined ? [] : [reason])].join(' '),
  )

const pathsOf = ({ plans }: Run, name: string) => plans.find(({ intent }) => intent.endsWith(`/${name}`))?.paths ?? []

/** The verdicts of intents of one name. */
const of = (name: string, all: readonly string[]): string[] => all.filter((one) => one.startsWith(`${name} `))

const settings = (state: NetworkState): string[] =>
  [...state].flatMap(([device, own]) =>
    [...entriesOf(own)].flatMap(([key, entry]) =>
      entry.kind === 'setting' || entry.kind === 'peer' ? [`${device} ${key}`] : [],
    ),
  )

/** The state with one entry of a device changed by hand. */
function tampered(state: NetworkState, device: string): NetworkState {
  const own = state.get(device)
  if (!own) throw new Error(`no ${device}`)
  return new Map([...state, [device, canonicalState({ ...own, settings: [], peers: [] })]])
}

const web = 'route web { from: r1, to: r3, reply: stateless }\n'

describe('protect', () => {
  test('a route survives what a protection asks, and the protection tells its verdict', () => {
    const bare = run(web)
    const found = run(`${web}protect core { routes: web, survive: 1 link }`)
    expect(found.diagnostics).toEqual([])
    expect(of('web', verdicts(found)).map((one) => one.split(' ').slice(1).join(' '))).toContain('survives holds')
    expect(of('core', verdicts(found))).toEqual(['core survives holds'])
    expect(of('core', verdicts(found, bare.state))[0]).toMatch(/^core survives violated/)
  })
  test('what is asked in several places holds together', () => {
    const { intents } = run(`${web}protect core { routes: web, survive: 1 link, 1 node }`)
    expect(intents.find(({ kind }) => kind === 'protect')).toMatchObject({
      routes: ['small/i.pn/web'],
      survive: [
        { count: 1, element: 'link' },
        { count: 1, element: 'node' },
      ],
    })
  })
  test.each([
    ['protect core { routes: wbe, survive: 1 link }', 'unknown-intent: no route is called "wbe" (did you mean "web"?)'],
    ['protect core { routes: web }', 'missing-key: protect has no "survive" (for example `survive: 1 node`)'],
    [
      'isolate no { from: h2, to: r3 }\nprotect core { routes: no, survive: 1 link }',
      'wrong-kind: "no" is isolate, and only a route can be protected',
    ],
  ])('%s', (text, expected) => expect(run(web + text).diagnostics).toContain(expected))
})

describe('drain', () => {
  test('nothing passes through a drained device, though the way is dearer', () => {
    expect(pathsOf(run(web), 'web')[0]).toEqual(['r1', 'r2', 'r3'])
    const found = run(`${web}drain r2 { }`)
    expect(pathsOf(found, 'web')[0]).toEqual(['r1', 'r3'])
    expect(verdicts(found).every((one) => one.includes('holds'))).toBe(true)
    expect(of('r2', verdicts(found, run(web).state))[0]).toMatch(/^r2 drained violated it passes through r2/)
  })
  test('what begins or ends at a drained device stays', () => {
    const found = run('route home { from: r1, to: 10.2.0.0/17, reply: stateless }\ndrain maintenance { at: r2 }')
    expect(found.diagnostics.filter((one) => !one.startsWith('stranded'))).toEqual([])
    expect(of('home', verdicts(found))).toContain('home delivered holds')
  })
  test('a waypoint that is drained leaves no path, and hosts that send by it are named', () => {
    const found = run('route web { from: r1, to: r3, via: r2, reply: stateless }\ndrain r2 { }')
    expect(found.diagnostics.some((one) => one.startsWith('no-path'))).toBe(true)
    expect(found.diagnostics.some((one) => one.startsWith('stranded: h2 still send by r2'))).toBe(true)
  })
  test('failover does not pass through it either', () => {
    const found = run(`route web { from: r1, to: r3, reply: stateless, survive: 1 link }\ndrain r2 { }`)
    expect(found.diagnostics.some((one) => one.startsWith('not-protected') || one.startsWith('no-path'))).toBe(true)
  })
})

describe('baseline and peer', () => {
  const standard = 'baseline std { at: all, ntp: ntp, syslog: 10.0.0.5, snmp: v3 }\n'
  const peer = 'peer isp1 { at: r1.eth3, import: default, max_prefixes: 1000 }\n'
  test('every device has the settings, and the session is where it is asked for', () => {
    const found = run(standard + peer)
    expect(found.diagnostics).toEqual([])
    expect(settings(found.state)).toEqual([
      'r1 setting ntp 10.9.0.123',
      'r1 setting snmp v3',
      'r1 setting syslog 10.0.0.5',
      'r1 peer eth3 203.0.113.1',
      ...['r2', 'r3'].flatMap((device) =>
        ['ntp 10.9.0.123', 'snmp v3', 'syslog 10.0.0.5'].map((one) => `${device} setting ${one}`),
      ),
    ])
    expect(found.intents.find(({ kind }) => kind === 'peer')).toMatchObject({ localAs: 65001, remoteAs: 64500 })
    expect(verdicts(found).every((one) => one.includes('holds'))).toBe(true)
    const broken = verdicts(found, tampered(found.state, 'r1'))
    expect(of('std', broken)).toEqual(['std installed violated r1 has not "setting ntp 10.9.0.123" as it is asked for'])
    expect(of('isp1', broken)[0]).toMatch(/^isp1 installed violated/)
  })
  test.each([
    [
      'baseline b { at: r1, snmp: v3 }\nbaseline c { at: r1, snmp: v2c }',
      'conflict: "b" and "c" ask different things of r1 (setting snmp v2c) (keep one of them)',
    ],
    [
      'baseline b { at: r1 }',
      'missing-key: this baseline sets nothing (for example `ntp: 10.0.0.123, syslog: 10.0.0.5, snmp: v3`)',
    ],
    ['peer p { at: r1.eth9 }', 'unknown-interface: there is no interface "r1.eth9" (did you mean "r1.eth3"?)'],
    [
      'peer p { at: r1.eth4, as: 64501 }',
      'missing-key: the address of the neighbour is not known (say `neighbour: 203.0.113.1`, or give the interface a /30 or /31 address)',
    ],
    [
      'peer p { at: r1.eth4, neighbour: 203.0.113.10 }',
      'missing-key: this peer has no "as" (for example `as: 64500`, or `peer_as` at the interface)',
    ],
    [
      'peer p { at: r1.eth3, import: everything }',
      'wrong-kind: the name "everything" says no routes (`import: default`, `any`, `none` or prefixes: `import: 198.51.100.0/24`)',
    ],
  ])('%s', (text, expected) => expect(run(text).diagnostics).toContain(expected))
})
