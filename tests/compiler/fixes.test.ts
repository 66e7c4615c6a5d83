import { compile, fixesOf } from '@paranet/compiler'
import { applyEdits, type Diagnostic, resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'

const network = `network small {
  default: closed
  node a : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node b : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
  node c : router { address: 10.0.0.3, prefixes: 10.3.0.0/16 }
  node v : router { address: 10.0.0.4 }
  node w : router { address: 10.0.0.5 }
  link a -- v { latency: 1ms }   link v -- b { latency: 1ms }   link b -- c { latency: 1ms }
  link a -- w { latency: 1ms }   link w -- b { latency: 1ms }   link w -- c { latency: 1ms }
}
`

interface File {
  readonly name: string
  readonly text: string
}

function read(files: readonly File[]) {
  const { topology } = resolveNetwork(files)
  if (!topology) throw new Error('no network')
  const index = indexTopology(topology)
  const { intents, diagnostics } = resolveIntents(files, index)
  const said: Diagnostic[] = [...diagnostics, ...compile({ index, intents }).diagnostics]
  /** The diagnostic with the names that it speaks of in place of offsets, which move. */
  const keyOf = ({ code, file, span, related = [] }: Diagnostic) => {
    const name = (place: { file: string; span: Diagnostic['span'] }) =>
      intents.find(({ source }) => source?.file === place.file && source.offset === place.span.offset)?.name
    return [code, name({ file, span }), ...(code === 'conflict' ? related.map(name) : [])].join(' ')
  }
  return { index, intents, said, keys: said.map(keyOf), keyOf }
}

const filesOf = (text: string): File[] => [
  { name: 'net.pn', text: network },
  { name: 'wishes.pn', text },
]

/** Makes each fix of each diagnostic of these codes, and says after which it is still there. */
function mended(text: string, codes: readonly string[]): { readonly fixes: string[]; readonly unmended: string[] } {
  const files = filesOf(text)
  const { index, intents, said, keys, keyOf } = read(files)
  const fixes: string[] = []
  const unmended: string[] = []
  for (const diagnostic of said) {
    if (!codes.includes(diagnostic.code)) continue
    const found = fixesOf({ index, intents, files }, diagnostic)
    if (found.length === 0) unmended.push(`nothing helps: ${keyOf(diagnostic)}`)
    for (const { title, edits } of found) {
      const after = read(applyEdits(files, edits))
      fixes.push(title)
      const isNew = after.said.some((one) => one.severity === 'error' && !keys.includes(after.keyOf(one)))
      if (isNew || after.keys.includes(keyOf(diagnostic))) unmended.push(`${title}: ${keyOf(diagnostic)}`)
    }
  }
  return { fixes, unmended }
}

const cases: Record<string, [text: string, codes: string[], fixes: string[]]> = {
  'a conflict: which of the two is meant': [
    'route x { from: a, to: b, traffic: tcp dst-port 80 }\nisolate y { from: a, to: b, c }',
    ['conflict'],
    [
      'put x above y, by priority 101',
      'put y above x, by priority 101',
      'take what x speaks of out of y, by `to: b, c except b`',
      'leave out isolate y',
      'leave out route x',
    ],
  ],
  'what is shadowed: above, or expected, or away': [
    'isolate y { from: a, to: b, c, priority: 300 }\nroute x { from: a, to: b, traffic: tcp dst-port 80, reply: none }',
    ['shadowed'],
    ['put x above y, by priority 301', 'say that x yields', 'leave out route x'],
  ],
  'what is repeated': [
    'allow x { from: a, to: b, traffic: tcp }\nallow y { from: a, to: b, traffic: tcp dst-port 22 }',
    ['redundant'],
    ['leave out allow y'],
  ],
  'two ways for the same packets': [
    'route x { from: a, to: b, via: v, priority: 200, reply: none }\nroute y { from: a, to: b, via: w, reply: none }',
    ['partly-shadowed'],
    ['send y by v, as x', 'drop `via` of y', 'leave out route y'],
  ],
  'answers without a device that knows what they answer': [
    'allow x { from: a, to: b, traffic: tcp dst-port 22 }',
    ['stateless-reply'],
    ['let all answers to x back: the reversed class is open', 'let no answers to x back'],
  ],
  'a bound that cannot be kept': [
    'route x { from: a, to: b, latency: <= 1ms, reply: none }',
    ['latency-unreachable'],
    ['raise `latency` of x by 1ms, to 2ms', 'drop `latency` of x', 'leave out route x'],
  ],
  'a route by P4 over routers goes by what there is': [
    'route x { from: a, to: c, protocol: p4, reply: none }',
    ['unsupported-by-target'],
    ['drop `protocol` of x', 'leave out route x'],
  ],
}

test.each(Object.entries(cases))('%s', (_, [text, codes, fixes]) =>
  expect(mended(text, codes)).toEqual({ fixes, unmended: [] }),
)

test('every fix of 40 random sets mends what it is for', () => {
  let made = 0
  for (let seed = 1; seed <= 40; seed++) {
    const random = seededRandom(seed)
    const ends = () => random.pick(['a', 'b', 'c', 'a, b', 'any', '10.2.0.0/16', '10.2.4.0/24'])
    const lines = Array.from({ length: 2 + random.below(3) }, (_, i) => {
      const kind = random.pick(['route', 'allow', 'isolate'])
      const traffic = random.pick(['any', 'tcp', 'tcp dst-port 80', 'tcp dst-port 22, 80', 'udp'])
      const priority = random.pick([50, 100, 100, 200])
      return `${kind} i${i} { from: ${ends()}, to: ${ends()}, traffic: ${traffic}, reply: ${kind === 'isolate' ? 'auto' : 'none'}, priority: ${priority} }`
    })
    const { fixes, unmended } = mended(lines.join('\n'), ['conflict', 'shadowed', 'partly-shadowed', 'redundant'])
    expect({ seed, unmended }).toEqual({ seed, unmended: [] })
    made += fixes.length
  }
  expect(made).toBeGreaterThan(40)
})
