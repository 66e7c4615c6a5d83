import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Latencies } from './latencies.js'
import { replayTrace } from './replay-trace.js'
import { TraceError } from './trace-lines.js'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paranet-trace-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function written(text: string): string {
  const file = join(folder, 'test.trace')
  writeFileSync(file, text)
  return file
}

const replayed = (text: string) => replayTrace(written(text), () => ({ heapMB: 0, rssMB: 0 })).phases

const phasesOf = (text: string) =>
  replayed(text).map(({ name, loops, blackHoles, cutPrefixes, loopsAtEnd, rules }) => ({
    name,
    loops,
    blackHoles,
    cutPrefixes,
    loopsAtEnd,
    rules,
  }))

const acl = (head: string, ports = '0-65535', to = '0.0.0.0/0'): string =>
  `acl a list ${head} 0.0.0.0/0 0-65535 ${to} ${ports}`

const line = `# three devices in a row; c owns two nested prefixes
node a
node b
node c
link a right b left
link b right c left
own c 10.0.0.0/8
own c 10.1.0.0/16   # the longer one
add a 10.0.0.0/8 right
add b 10.0.0.0/8 right
add a 10.1.0.0/16 right
add b 10.1.0.0/16 right\r
mark good
`
const good = [
  { name: 'load', loops: 0, blackHoles: 0, cutPrefixes: 0, loopsAtEnd: 0, rules: 4 },
  { name: 'good', loops: 0, blackHoles: 0, cutPrefixes: 0, loopsAtEnd: 0, rules: 4 },
]

describe('a trace is replayed', () => {
  const traces: Record<string, [string, object]> = {
    'a rule that sends back is a loop': ['mod b 10.0.0.0/8 left', { loops: 1, cutPrefixes: 1, loopsAtEnd: 1 }],
    'the loop goes with the rule': ['mod b 10.0.0.0/8 left\nmod b 10.0.0.0/8 right', { loops: 1, loopsAtEnd: 0 }],
    'a longer prefix is withdrawn: the shorter one takes its packets': [
      'del b 10.1.0.0/16',
      { cutPrefixes: 0, rules: 3 },
    ],
    'both are withdrawn: a sends into nothing': [
      'del b 10.1.0.0/16\ndel b 10.0.0.0/8',
      { blackHoles: 2, cutPrefixes: 2 },
    ],
    'a second add spreads over both ports': ['add b 10.1.0.0/16 left', { loops: 1, rules: 4 }],
    'one add of two ports does so too': ['mod b 10.1.0.0/16 left,right', { loops: 1 }],
    'a new prefix behaves as the one that holds it': ['mod b 10.2.0.0/16 drop', { cutPrefixes: 1, loops: 0, rules: 5 }],
    'a port that no link names leads out': ['mod b 10.0.0.0/8 uplink', { cutPrefixes: 1, blackHoles: 0 }],
    'a rule for a prefix that the device owns does nothing': [
      'add c 10.0.0.0/8 left\ndel c 10.0.0.0/8',
      { loops: 0, rules: 4 },
    ],
    'halves that cover a prefix leave nothing of it': [
      'add b 10.1.0.0/17 right\nadd b 10.1.128.0/17 right\nmod b 10.1.0.0/16 left',
      { loops: 0, cutPrefixes: 0 },
    ],
  }
  it('a good state has nothing wrong', () => expect(phasesOf(line)).toEqual(good))
  for (const [sentence, [events, expected]] of Object.entries(traces))
    it(sentence, () => expect(phasesOf(`${line}${events}`)[1]).toMatchObject(expected))
  it('no line may be longer than a mebibyte, and lines may cross the edge of what is read at once', () => {
    const many = `${line}${'mod b 10.0.0.0/8 left\nmod b 10.0.0.0/8 right\n'.repeat(60_000)}`
    expect(phasesOf(many)[1]).toMatchObject({ loops: 60_000, loopsAtEnd: 0 })
    expect(() => phasesOf(`${line}${'x'.repeat(3 << 20)}`)).toThrow('longer than 1 MiB')
  })
})

describe('what is wrong in a trace is said with its line', () => {
  const wrong: Record<string, [string, string]> = {
    'an unknown event': ['route a b', 'no event "route"'],
    'an unknown node': ['add z 10.0.0.0/8 right', 'no node "z"'],
    'a node twice': ['node a', 'node a stands twice'],
    'too few fields': ['add a 10.0.0.0/8', '3 fields, not 4'],
    'too many fields': ['del a 10.0.0.0/8 right', '4 fields, not 3'],
    'far too many fields': ['x '.repeat(30), 'more than 16 fields'],
    'no prefix': ['del a ten', '"ten" is not an IPv4 prefix'],
    'a part above 255': ['del a 10.256.0.0/16', 'is not an IPv4 prefix'],
    'five parts': ['del a 1.2.3.4.5/16', 'is not an IPv4 prefix'],
    'a length above 32': ['del a 10.0.0.0/33', 'more than 32 bits'],
    'bits beyond the length': ['del a 10.0.0.1/8', 'bits beyond its length'],
    'bits beyond no length': ['del a 10.0.0.0/0', 'bits beyond its length'],
    'a port without a name': ['add a 10.0.0.0/8 left,', 'a port has no name'],
    'a link to drop': ['link a drop b x', 'a link\'s port cannot be called "drop"'],
    'a filter that is not there': ['bind a right in list', 'no filter "list"'],
    'a filter of another node': ['bind b left in list', 'no filter "list"'],
    'a rule of no filter is taken out': ['unacl a list 1', 'no filter "list"'],
    'a port that nothing named': ['bind a up in list', 'no port "up"'],
    'neither in nor out': ['bind a right through list', '"through" is not in or out'],
    'nothing bound': ['unbind a right in', 'no filter is bound to "right" in'],
    'neither permit nor deny': [acl('10 allow 6'), '"allow" is not permit or deny'],
    'no sequence number': [acl('-1 permit 6'), '"-1" is not a sequence number'],
    'a sequence number too large': [acl('2147483648 permit 6'), 'is not a sequence number'],
    'no protocol': [acl('10 permit tcp'), '"tcp" is not `ip` or a protocol number'],
    'a protocol above 255': [acl('10 permit 256'), '"256" is not'],
    'ports the wrong way round': [acl('10 permit 6', '9-8'), '"9-8" is not a range of ports'],
    'a port above 65535': [acl('10 permit 6', '0-65536'), '"0-65536" is not a range of ports'],
    'one port, not a range': [acl('10 permit 6', '80'), '"80" is not a range of ports'],
    'a source that is none': [acl('10 permit 6').replace('0.0.0.0/0', 'any'), '"any" is not an IPv4 prefix'],
    'a filter rule with too few fields': ['acl a list 10 permit 6', '6 fields, not 10'],
  }
  for (const [sentence, [event, message]] of Object.entries(wrong))
    it(sentence, () => {
      let thrown: unknown
      try {
        phasesOf(`${line}${event}\n`)
      } catch (error) {
        thrown = error
      }
      expect(thrown).toBeInstanceOf(TraceError)
      expect(thrown).toMatchObject({ line: 14, message: expect.stringContaining(message) })
    })
})

describe('filters on ports', () => {
  const tcp = acl('10 permit 6')
  const all = acl('20 permit ip')
  const traces: Record<string, [string, object]> = {
    'a filter that is not bound changes nothing': [tcp, { filtered: 0, cutPrefixes: 0 }],
    'what it denies is filtered, not cut': [`${tcp}\nbind a right out list`, { filtered: 2, cutPrefixes: 0 }],
    'one that permits everything denies nothing': [`${tcp}\n${all}\nbind a right out list`, { filtered: 0 }],
    'a denied part of a prefix is filtered': [
      `${acl('5 deny 17', '53-53', '10.1.0.0/16')}\n${all}\nbind a right out list`,
      { filteredAtEnd: 1 },
    ],
    'a rule that goes changes what is filtered': [
      `${tcp}\n${all}\nbind a right out list\nunacl a list 20`,
      { filtered: 2, filteredAtEnd: 2 },
    ],
    'filters are taken away': [`${tcp}\nbind a right out list\nunbind a right out`, { filtered: 2, filteredAtEnd: 0 }],
    'a loop that no packet goes round does not count': [
      `${acl('10 deny ip')}\nbind a right in list\nmod b 10.0.0.0/8 left`,
      { loops: 0, cutPrefixes: 0, filteredAtEnd: 1 },
    ],
    'a loop that some packets go round counts': [
      `${tcp}\nbind a right in list\nmod b 10.0.0.0/8 left`,
      { loops: 1, cutPrefixes: 1, filteredAtEnd: 1 },
    ],
    'two filters that let nothing through both': [
      `${tcp}\nbind a right in list\nacl b back 1 permit 17 0.0.0.0/0 0-65535 0.0.0.0/0 0-65535\nbind b left out back\nmod b 10.0.0.0/8 left`,
      { loops: 0, cutPrefixes: 0 },
    ],
    'two filters that share what neither permits first': [
      `${acl('10 permit 17')}\n${acl('11 permit 6', '80-90')}\nbind a right in list\nacl b back 1 permit 1 0.0.0.0/0 0-65535 0.0.0.0/0 0-65535\nacl b back 2 permit 6 0.0.0.0/0 0-65535 0.0.0.0/0 90-99\nbind b left out back\nmod b 10.0.0.0/8 left`,
      { loops: 1, cutPrefixes: 1 },
    ],
    'the same with ports that do not meet': [
      `${acl('10 permit 17')}\n${acl('11 permit 6', '80-89')}\nbind a right in list\nacl b back 1 permit 1 0.0.0.0/0 0-65535 0.0.0.0/0 0-65535\nacl b back 2 permit 6 0.0.0.0/0 0-65535 0.0.0.0/0 90-99\nbind b left out back\nmod b 10.0.0.0/8 left`,
      { loops: 0, cutPrefixes: 0 },
    ],
    'the same with several next hops': [
      `${acl('10 permit 17')}\n${acl('11 permit 6', '80-90')}\nbind a right in list\nacl b back 1 permit 1 0.0.0.0/0 0-65535 0.0.0.0/0 0-65535\nacl b back 2 permit 6 0.0.0.0/0 0-65535 0.0.0.0/0 90-99\nbind b left out back\nmod b 10.0.0.0/8 left,right`,
      { loops: 1, cutPrefixes: 1 },
    ],
    'a black hole behind two filters that let nothing through both': [
      `${acl('10 permit 17')}\nbind a right out list\nacl b back 1 permit 1 0.0.0.0/0 0-65535 0.0.0.0/0 0-65535\nbind b left in back\ndel b 10.1.0.0/16\ndel b 10.0.0.0/8`,
      { blackHoles: 0, cutPrefixes: 2 },
    ],
    'a black hole behind a filter': [
      `${acl('10 deny ip')}\nbind a right out list\ndel b 10.1.0.0/16\ndel b 10.0.0.0/8`,
      { blackHoles: 0, cutPrefixes: 2 },
    ],
  }
  for (const [sentence, [events, expected]] of Object.entries(traces))
    it(sentence, () => expect(replayed(`${line}${events}`)[1]).toMatchObject(expected))
  it('a sequence number twice is wrong', () =>
    expect(() => replayed(`${line}${tcp}\n${tcp}\n`)).toThrow(':15: the filter has a rule 10 already'))
})

describe('latencies', () => {
  it('are exact by nearest rank, long ones too', () => {
    const latencies = new Latencies()
    for (let i = 1; i <= 100; i++) latencies.add(i / 1000)
    latencies.add(250)
    expect([latencies.quantileUs(0.5), latencies.quantileUs(0.99), latencies.maxUs]).toEqual([51, 100, 250_000])
    expect(new Latencies().quantileUs(0.5)).toBe(0)
  })
})
