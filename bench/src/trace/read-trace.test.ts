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

const phasesOf = (text: string) =>
  replayTrace(written(text), () => ({ heapMB: 0, rssMB: 0 })).phases.map(
    ({ name, loops, blackHoles, cutPrefixes, loopsAtEnd, rules }) => ({
      name,
      loops,
      blackHoles,
      cutPrefixes,
      loopsAtEnd,
      rules,
    }),
  )

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
    'filters on ports': ['bind a left in list', 'filters on ports are not replayed'],
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

describe('latencies', () => {
  it('are exact by nearest rank, long ones too', () => {
    const latencies = new Latencies()
    for (let i = 1; i <= 100; i++) latencies.add(i / 1000)
    latencies.add(250)
    expect([latencies.quantileUs(0.5), latencies.quantileUs(0.99), latencies.maxUs]).toEqual([51, 100, 250_000])
    expect(new Latencies().quantileUs(0.5)).toBe(0)
  })
})
