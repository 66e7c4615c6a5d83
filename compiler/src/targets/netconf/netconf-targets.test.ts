import type { DeviceState, Entry, Prefix, TopologyNode } from '@paranet/network'
import { canonicalState, emptyDeviceState, entriesOf, stateOf } from '@paranet/network'
import fc from 'fast-check'
import { readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { compile } from '../../compile.js'
import { render } from '../../passes/render.js'
import { fiveIndex, isolate, route } from '../../testing/five-nodes.js'
import { deviceStates } from '../../testing/random-device-state.js'
import { lackingOf } from '../lacking.js'
import { artifactFiles, parseArtifact, parseFiles, renderDevice, targetOf } from '../registry.js'
import { fittingState } from '../../testing/fitting-state.js'

const nodeOf = (name: string, target: string): TopologyNode => {
  const node = fiveIndex.nodes.find((one) => one.name === name) ?? (fiveIndex.nodes[0] as TopologyNode)
  return { ...node, name, target }
}

const compiled = compile({
  index: fiveIndex,
  intents: [
    route('x', { avoid: [{ kind: 'link', link: 'c--d' }] }),
    route('y', { rank: 1, traffic: [{ protocol: 6, dstPorts: [[80, 89]] }], reply: 'auto' }),
    isolate('z', { rank: 2, priority: 300, traffic: [{ dscp: [46] }] }),
  ],
})

describe.each(['ietf', 'openconfig'])('%s', (target) => {
  test('parsing what was rendered gives the same state, whatever the state', () => {
    fc.assert(
      fc.property(deviceStates, (any) => {
        const node = nodeOf(any.device, target)
        const state = fittingState(node, any)
        expect(parseArtifact(node, renderDevice(node, state))).toEqual({ ok: true, state })
      }),
      { numRuns: 300 },
    )
  })

  test('what is compiled for a topology comes back the same, through files too', () => {
    for (const [name, own] of compiled.state) {
      const node = nodeOf(name, target)
      const state = fittingState(node, own)
      const artifact = renderDevice(node, state, fiveIndex, compiled.ledger.get(name))
      const files = artifactFiles(node, artifact).map((file) => ({ ...file, name: file.name.slice(name.length + 1) }))
      expect(parseFiles(node, files)).toEqual({ ok: true, state })
    }
  })

  test('the artifact is as it was', () => {
    const node = nodeOf('b', target)
    const artifact = renderDevice(node, fittingState(node, golden), fiveIndex)
    const file = new URL(`./${target}/golden/router.xml`, import.meta.url)
    if (process.env.UPDATE_GOLDEN) writeFileSync(file, artifact)
    expect(artifact).toBe(readFileSync(file, 'utf8'))
  })

  test('with other prefixes, comments and an answer around it it reads the same', () => {
    const node = nodeOf('b', target)
    const state = fittingState(node, golden)
    const artifact = renderDevice(node, state, fiveIndex)
    expect(parseArtifact(node, asAnswered(artifact))).toEqual({ ok: true, state })
  })
})

/** A router that has a route of each kind and filters of both families. */
const golden = canonicalState({
  ...(compiled.state.get('b') as DeviceState),
  filters: [
    {
      direction: 'in',
      interface: 'a',
      priority: 400,
      match: { src: '10.1.0.0/16' as Prefix, protocol: 6, dstPort: [80, 89] },
      action: 'permit',
    },
    {
      direction: 'in',
      interface: 'a',
      priority: 400,
      match: { protocol: 17, srcPort: [53, 53], dscp: 46 },
      action: 'deny',
    },
    { direction: 'in', interface: 'a', priority: -4, match: { dst: '2001:db8::/32' as Prefix }, action: 'deny' },
    { direction: 'out', interface: 'local', priority: 8000, match: { protocol: 1 }, action: 'permit' },
  ],
  routes: [
    ...(compiled.state.get('b') as DeviceState).routes,
    { prefix: '192.0.2.0/24' as Prefix, action: { kind: 'drop' } },
    {
      prefix: '2001:db8::/32' as Prefix,
      action: { kind: 'forward', groups: [[{ interface: 'a' }, { interface: 'c' }]] },
    },
    {
      prefix: '198.51.100.0/24' as Prefix,
      action: { kind: 'forward', groups: [[{ interface: 'a' }], [{ interface: 'c' }]] },
    },
  ],
})

/** As a server may answer: with prefixes, a comment, and the whole in an answer. */
function asAnswered(artifact: string): string {
  const body = prefixed(
    artifact
      .replace(/<\?xml.*\?>\n/, '')
      .replace('<config xmlns="urn:ietf:params:xml:ns:netconf:base:1.0">', '<data>')
      .replace(/<\/config>\n$/, '</data>\n'),
  )
  return `<rpc-reply xmlns="urn:ietf:params:xml:ns:netconf:base:1.0" message-id="1"><!-- ok -->${body}</rpc-reply>`
}

function prefixed(text: string): string {
  const stack: string[] = ['']
  let count = 0
  return text.replace(
    /<(\/?)([\w-]+)((?: [^<>]*?)?)(\/?)>/g,
    (_, close: string, name: string, rest: string, empty: string) => {
      if (close) {
        const prefix = stack.pop() ?? ''
        return `</${prefix}${name}>`
      }
      const own = /(.*) xmlns="([^"]+)"(.*)/.exec(rest)
      const prefix = own ? `n${count++}:` : (stack.at(-1) ?? '')
      const attributes = own ? `${own[1]} xmlns:${prefix.slice(0, -1)}="${own[2]}"${own[3]}` : rest
      if (!empty) stack.push(prefix)
      return `<${prefix}${name}${attributes}${empty}>`
    },
  )
}

test.each(['ietf', 'openconfig'])(
  '%s: whatever a document says, the answer is a state, or a place and a reason',
  (target) => {
    const node = nodeOf('b', target)
    const artifact = renderDevice(node, fittingState(node, golden), fiveIndex)
    const words = artifact.match(/[^<>\s]+|<[^<>]*>/g) ?? []
    const edit = fc.tuple(
      fc.nat(artifact.length),
      fc.nat(60),
      fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.constantFrom(...words),
        fc.constantFrom('<', '&', '\u0000', '</', 'xmlns=""'),
      ),
    )
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        const edited = edits.reduce(
          (text, [at, length, put]) => text.slice(0, at) + put + text.slice(at + length),
          artifact,
        )
        const read = parseArtifact(node, edited)
        if (!read.ok) expect(read.message).toMatch(/^(\w+\.xml:\d+: |it is of )/)
      }),
      { numRuns: 400 },
    )
  },
)

test('thousands of routes and filters, nested too, are read at once', () => {
  const many = canonicalState({
    ...emptyDeviceState('b'),
    routes: Array.from({ length: 20_000 }, (_, i) => ({
      prefix: (i % 2 === 0 ? `10.${i >> 8}.${i & 255}.0/24` : `10.${i >> 8}.${i & 255}.7/32`) as Prefix,
      action: { kind: 'forward' as const, groups: [[{ interface: 'a' }]] },
    })),
    filters: Array.from({ length: 5000 }, (_, i) => ({
      direction: 'in' as const,
      interface: 'a',
      priority: i % 7,
      match: { src: `172.${16 + (i >> 8)}.${i & 255}.0/24` as Prefix, protocol: 6 },
      action: 'permit' as const,
    })),
  })
  for (const target of ['ietf', 'openconfig']) {
    const started = process.cpuUsage()
    const node = nodeOf('b', target)
    expect(parseArtifact(node, renderDevice(node, many))).toEqual({ ok: true, state: many })
    // What takes one route or rule with all others would take minutes.
    const { user, system } = process.cpuUsage(started)
    expect((user + system) / 1e6).toBeLessThan(8)
  }
}, 60_000)

const small: DeviceState = {
  ...emptyDeviceState('r1'),
  routes: [
    { prefix: '10.0.0.0/8' as Prefix, action: { kind: 'forward', groups: [[{ interface: 'eth0' }]] } },
    { prefix: '10.1.0.0/16' as Prefix, action: { kind: 'drop' } },
  ],
  filters: [
    { direction: 'in', interface: 'lan', priority: 400, match: { protocol: 6, dstPort: [80, 89] }, action: 'permit' },
    { direction: 'in', interface: 'lan', priority: -4, match: {}, action: 'deny' },
  ],
}

const parseEdited = (target: string, edit: (artifact: string) => string) => {
  const node = nodeOf('r1', target)
  const artifact = renderDevice(node, small)
  const edited = edit(artifact)
  expect(edited, 'the edit changes something').not.toBe(artifact)
  return parseArtifact(node, edited)
}

describe('an edited document is read for what it does', () => {
  const ace = `<ace><name>ssh</name><matches><ipv4><protocol>6</protocol></ipv4><tcp><destination-port><operator>eq</operator><port>22</port></destination-port></tcp></matches><actions><forwarding>drop</forwarding></actions></ace>`

  test('a rule that says no priority decides where it stands', () => {
    const read = parseEdited('ietf', (text) => text.replace('<aces>', `<aces>${ace}`))
    const filters = read.ok ? read.state.filters : []
    expect(filters.filter(({ match }) => match.dstPort?.[0] === 22)).toEqual([
      {
        direction: 'in',
        interface: 'lan',
        priority: 3,
        match: { src: '0.0.0.0/0', protocol: 6, dstPort: [22, 22] },
        action: 'deny',
      },
    ])
    expect(filters.length).toBe(5)
  })

  test('entries of OpenConfig go by their numbers, wherever they stand', () => {
    const read = parseEdited('openconfig', (text) =>
      text.replaceAll('<sequence-id>20<', '<sequence-id>5<').replaceAll('priority -4', 'priority 401'),
    )
    expect(read.ok && read.state.filters.map(({ priority, action }) => [priority, action])).toEqual([
      [400, 'permit'],
      [401, 'deny'],
    ])
  })

  test('a metric more makes a backup', () => {
    const hop = `<next-hop><index>9</index><config><index>9</index><next-hop>10.9.9.9</next-hop><metric>7</metric></config><interface-ref><config><interface>eth0</interface></config></interface-ref></next-hop>`
    const read = parseEdited('openconfig', (text) => text.replace('<next-hops>', `<next-hops>${hop}`))
    expect(read.ok && read.state.routes[0]?.action).toEqual({
      kind: 'forward',
      groups: [[{ interface: 'eth0' }], [{ interface: 'eth0', address: '10.9.9.9' }]],
    })
  })
})

test.each<[string, string, (text: string) => string, RegExp]>([
  ['nothing', 'ietf', () => '', /^ietf.xml:1: it is no XML/],
  ['half a document', 'ietf', (t) => t.slice(0, 400), /^ietf.xml:\d+: it is no XML: unclosed tag/],
  [
    'a document type',
    'ietf',
    (t) => `<!DOCTYPE config [<!ENTITY a "b">]>${t.slice(39)}`,
    /:1: a document type is not read/,
  ],
  ['an unknown entity', 'ietf', (t) => t.replace('static<', '&lol;<'), /:\d+: it is no XML: undefined entity/],
  ['elements without end', 'ietf', () => '<a>'.repeat(1_000_000), /:1: elements lie deeper than 64/],
  ['another kind of XML', 'ietf', () => '<graphml/>', /expected <config> or <data>/],
  ['another protocol', 'ietf', (t) => t.replace('>static<', '>ospf<'), /does not judge routes of other protocols/],
  [
    'an unknown module',
    'ietf',
    (t) => t.replace('<routing ', '<vpn xmlns="urn:x"/><routing '),
    /does not judge <vpn> of urn:x/,
  ],
  [
    'an unknown leaf',
    'ietf',
    (t) => t.replace('<next-hop>', '<next-hop><weight>3</weight>'),
    /does not judge <weight>/,
  ],
  ['a removal', 'ietf', (t) => t.replace('<route>', '<route operation="delete">'), /its operation is "delete"/],
  [
    'an interface that forwards nothing',
    'ietf',
    (t) => t.replace('<forwarding>true<', '<forwarding>false<'),
    /forwards no ipv4/,
  ],
  [
    'an interface that is off',
    'ietf',
    (t) => t.replace('<name>lan</name>', '<name>lan</name><enabled>false</enabled>'),
    /is switched off/,
  ],
  [
    'a list without an end',
    'ietf',
    (t) => t.replace(/<ace>\s*<name>rest[^]*?<\/ace>/, '').replace(/<ace>\s*<name>rule-2[^]*?<\/ace>/, ''),
    /left to the device/,
  ],
  [
    'a list that is not there',
    'ietf',
    (t) => t.replace('<name>in-lan-ipv4</name>', '<name>other</name>'),
    /there is no acl "in-lan-ipv4"/,
  ],
  ['a prefix of the other family', 'ietf', (t) => t.replace('>10.0.0.0/8<', '>2001:db8::/32<'), /no prefix of IPv4/],
  [
    'a port beyond all',
    'ietf',
    (t) => t.replace('<upper-port>89<', '<upper-port>70000<'),
    /<upper-port> is 0 to 65535/,
  ],
  ['nobody', 'ietf', (t) => t.replace('ParaNet configuration of r1', 'mine'), /says whose configuration it is/],
  [
    'somebody else',
    'openconfig',
    (t) => t.replace('configuration of r1', 'configuration of r2'),
    /it is of r2, not of r1/,
  ],
  [
    'a route that leaks',
    'openconfig',
    (t) =>
      t
        .replace('<prefix>10.1.0.0/16<', '<prefix>10.0.0.0/7<')
        .replace('<prefix>10.1.0.0/16<', '<prefix>10.0.0.0/7<')
        .replace(
          /<next-hop xmlns:oc-loc-rt[^>]*>oc-loc-rt:DROP<\/next-hop>\s*<metric>254<\/metric>\s*<\/config>/,
          '<metric>3</metric></config><interface-ref><config><interface>eth0</interface></config></interface-ref>',
        )
        .replace(
          /<next-hop xmlns:oc-loc-rt[^>]*>oc-loc-rt:DROP<\/next-hop>\s*<metric>1<\/metric>\s*<\/config>/,
          '<metric>1</metric></config><interface-ref><config><interface>lan</interface></config></interface-ref>',
        ),
    /route 10.0.0.0\/8 are down, 10.0.0.0\/7 gets its packets/,
  ],
  [
    'a next hop by no interface',
    'openconfig',
    (t) => t.replace('<interface>eth0<', '<interface>eth9<'),
    /there is no interface "eth9"/,
  ],
  [
    'a key that says two things',
    'openconfig',
    (t) => t.replace('<index>1</index>', '<index>2</index>'),
    /<config> says another <index>/,
  ],
])('refuses %s', (_, target, edit, message) => {
  const result = parseEdited(target, edit)
  expect(result.ok ? 'it was read' : result.message).toMatch(message)
})

const entry = (kind: string, more: object): Entry => ({ kind, ...more }) as Entry

test.each<[string, string, Entry, string]>([
  [
    'a backup',
    'ietf',
    entry('route', {
      prefix: '10.0.0.0/8',
      action: { kind: 'forward', groups: [[{ interface: 'a' }], [{ interface: 'b' }]] },
    }),
    'fail over by itself',
  ],
  [
    'a filter between interfaces',
    'ietf',
    entry('filter', { direction: 'forward', priority: 1, match: {}, action: 'deny' }),
    'filter between the interfaces: its lists stand at interfaces',
  ],
  [
    'ports of any protocol',
    'openconfig',
    entry('filter', { direction: 'in', interface: 'a', priority: 1, match: { dstPort: [1, 2] }, action: 'deny' }),
    'match ports but those of TCP and UDP',
  ],
  [
    'connections',
    'openconfig',
    entry('filter', { direction: 'in', interface: 'a', priority: 1, match: { established: true }, action: 'deny' }),
    'tell answers from new connections, since its function keeps no table of them',
  ],
  ['a mark', 'openconfig', entry('mark', { priority: 1, match: {}, dscp: 1 }), 'rewrite the DSCP'],
  [
    'a policy route',
    'ietf',
    entry('policy-route', { priority: 1, match: {}, action: { kind: 'drop' } }),
    'route by more than the destination',
  ],
])('%s is beyond %s', (_, target, asked, lacks) => {
  const node = nodeOf('fw', target)
  const its = targetOf(node)
  expect(its && lackingOf(its.capabilities, node, asked)).toBe(lacks)
})

test('a route that a shorter one would take over is an error where nothing can drop behind it', () => {
  const nodes = fiveIndex.topology.nodes.map((node) => (node.name === 'b' ? { ...node, target: 'ietf' } : node))
  const index = { ...fiveIndex, nodes, topology: { ...fiveIndex.topology, nodes } }
  const hop = (name: string) => ({ kind: 'forward' as const, groups: [[{ interface: name }]] })
  const own = stateOf('b', [
    { kind: 'route', prefix: '10.0.0.0/8' as Prefix, action: hop('a') },
    { kind: 'route', prefix: '10.1.0.0/16' as Prefix, action: hop('c') },
    { kind: 'route', prefix: '10.1.2.0/24' as Prefix, action: hop('c') },
  ])
  const ledger = new Map([['b', new Map([...entriesOf(own).keys()].map((key) => [key, ['n/f/slow']]))]])
  const { diagnostics } = render({ stage: 'synthesized', state: new Map([['b', own]]), ledger } as never, [], {
    index,
  } as never)
  expect(diagnostics.map(({ message }) => message)).toEqual([
    'b has the target "ietf", which cannot keep packets from a shorter route when their next hops are down (route 10.1.0.0/16, needed by slow)',
  ])
})
