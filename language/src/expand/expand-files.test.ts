import { indexTopology } from '@paranet/network'
import { describe, expect, it, test } from 'vitest'
import { resolveIntents } from '../resolve/resolve-intents.js'
import { resolveNetwork } from '../resolve/resolve-network.js'
import type { SourceFile } from '../resolve/source-file.js'
import { marked } from '../testing/marked.js'

const network = `network small {
  node oslo : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node bergen : router { address: 10.0.0.2, prefixes: 10.2.0.0/16 }
  node dc : router { address: 10.0.0.3, prefixes: 10.3.0.0/16 }
  link oslo -- dc
  link bergen -- dc
}
group sites { members: oslo, /^ber/ }`

const { topology } = resolveNetwork([{ name: 'network.pn', text: network }])
if (!topology) throw new Error('the network does not parse')
const index = indexTopology(topology)

function resolve(...texts: readonly string[]) {
  const files = texts.map((text, i): SourceFile => ({ name: `${'abc'[i]}.pn`, text }))
  const { intents, diagnostics } = resolveIntents(files, index)
  return {
    intents: intents.map(({ name, source, ...intent }) => {
      const its = intent.kind === 'assert' ? intent.asserts : intent
      const ends = 'from' in its ? `${its.from.text} → ${its.to.text}` : its.kind === 'flow' ? its.at.join() : ''
      return `${name}: ${its.kind} ${ends} (${source?.file}:${source?.line})`
    }),
    diagnostics: diagnostics.map(
      ({ code, file, span, message }) => `${file}:${span.line}:${span.column} ${code}: ${message}`,
    ),
  }
}

describe('a template', () => {
  it('is written out for each use, and its intents are qualified by the arguments', () =>
    expect(
      resolve(`template access(site, port) {
  let web = tcp dst-port port
  route web-in { from: site, to: dc, traffic: web }
  isolate guests { from: site, to: dc, traffic: udp }
}
use access(oslo, 443)
use access(bergen, 80)`),
    ).toEqual({
      intents: [
        'oslo.443.web-in: route oslo → dc (a.pn:3)',
        'oslo.443.guests: isolate oslo → dc (a.pn:4)',
        'bergen.80.web-in: route bergen → dc (a.pn:3)',
        'bergen.80.guests: isolate bergen → dc (a.pn:4)',
      ],
      diagnostics: [],
    }))

  it('may stand in another file, be used inside another, and have no parameter', () =>
    expect(
      resolve(
        'template one(x) { allow a { from: x, to: dc } }\ntemplate all { use one(oslo)\n use one(bergen) }',
        'include "a.pn"\nuse all',
      ),
    ).toEqual({
      intents: ['all.oslo.a: allow oslo → dc (a.pn:1)', 'all.bergen.a: allow bergen → dc (a.pn:1)'],
      diagnostics: [],
    }))

  it('takes a parameter as a part of a name, which is then not qualified again', () =>
    expect(resolve('template one(x) { allow to.x { from: x, to: dc } }\nuse one(oslo)').intents).toEqual([
      'to.oslo: allow oslo → dc (a.pn:1)',
    ]))
})

describe('a loop', () => {
  it('runs over the members of a group, of a definition, of a list', () =>
    expect(
      resolve(`let some = oslo, dc
for x in sites { allow g { from: x, to: dc } }
for x in sites except oslo { allow e { from: x, to: dc } }
for x in some { allow d { from: x, to: bergen } }
for x in bergen, oslo { allow l { from: x, to: 10.3.0.0/16 } }`),
    ).toEqual({
      intents: [
        'oslo.g: allow oslo → dc (a.pn:2)',
        'bergen.g: allow bergen → dc (a.pn:2)',
        'bergen.e: allow bergen → dc (a.pn:3)',
        'oslo.d: allow oslo → bergen (a.pn:4)',
        'dc.d: allow dc → bergen (a.pn:4)',
        'bergen.l: allow bergen → 10.3.0.0/16 (a.pn:5)',
        'oslo.l: allow oslo → 10.3.0.0/16 (a.pn:5)',
      ],
      diagnostics: [],
    }))

  it('stands inside another, and uses templates', () =>
    expect(
      resolve(`template access(x, y) { allow a { from: x, to: y } }
for x in oslo, bergen { for p in 80-81 { isolate i { from: x, to: dc, traffic: tcp dst-port p } } use access(x, dc) }`)
        .intents,
    ).toEqual([
      'oslo.80.i: isolate oslo → dc (a.pn:2)',
      'oslo.81.i: isolate oslo → dc (a.pn:2)',
      'oslo.dc.a: allow oslo → dc (a.pn:1)',
      'bergen.80.i: isolate bergen → dc (a.pn:2)',
      'bergen.81.i: isolate bergen → dc (a.pn:2)',
      'bergen.dc.a: allow bergen → dc (a.pn:1)',
    ]))

  it('makes nodes and links of a network', () => {
    const { topology: made, diagnostics } = resolveNetwork([
      {
        name: 'n.pn',
        text: `network n {
  node core : router { address: 10.0.0.1 }
  template site(name, net) {
    node r1 : router { prefixes: net }
    node h : host { gateway: r1 }
    link r1 -- h
    link r1 -- core
  }
  use site(oslo, 10.1.0.0/16)
  use site(rome, 10.2.0.0/16)
}`,
      },
    ])
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(made?.nodes.map(({ name }) => name)).toEqual(['core', 'oslo.r1', 'oslo.h', 'rome.r1', 'rome.h'])
    expect(made?.links).toHaveLength(4)
  })
})

const problems: Readonly<Record<string, readonly [source: string, expected: string]>> = {
  'an unknown template': ['use <|acces|>(oslo)', 'unknown-template: no template "acces"'],
  'too few arguments': [
    'template two(a, b) { }\nuse <|two|>(oslo)',
    'wrong-arguments: template "two" takes 2 arguments, not 1',
  ],
  'a template that uses itself': [
    'template a(x) { use b(x) }\ntemplate b(x) { use <|a|>(x) }\nuse a(oslo)',
    'circular-reference: template "a" leads back to itself: a → b → a',
  ],
  'two templates of one name': [
    'template a { }\ntemplate <|a|> { }',
    'duplicate-name: a second template is called "a"',
  ],
  'a file that is not there': ['include <|"sites.pn"|>', 'include-not-found: no file "sites.pn"'],
  'a wrong argument, at the place of the parameter': [
    'template t(x) { allow a { from: <|x|>, to: dc } }\nuse t(olso)',
    'unknown-node: no node "olso" in network small',
  ],
  'a member that means nothing': [
    'for x in oslo, nowhere { allow a { from: <|x|>, to: dc } }',
    'unknown-node: no node "nowhere" in network small',
  ],
  'a name used twice': [
    'template t(x) { allow a { from: x, to: dc } }\nuse t(oslo)\nuse t(oslo)',
    'duplicate-name: a second intent is called "oslo.a" in this file',
  ],
}
for (const [sentence, [source, expected]] of Object.entries(problems))
  test(`reports ${sentence}`, () => {
    const { text, places } = marked(source)
    const { diagnostics } = resolveIntents([{ name: 'a.pn', text }], index)
    const [first] = diagnostics
    expect(diagnostics).toHaveLength(1)
    expect(`${first?.code}: ${first?.message}`).toBe(expected)
    if (places[0]) expect({ offset: first?.span.offset, length: first?.span.length }).toEqual(places[0])
  })

test('what grows without end is stopped', () => {
  const doubling = Array.from({ length: 20 }, (_, i) => `template t${i}(x) { use t${i + 1}(x)\n use t${i + 1}(x) }`)
  const deep = resolve([...doubling, 'template t20(x) { }', 'use t0(oslo)'].join('\n'))
  expect(deep.diagnostics.map((text) => text.split(': ')[0])).toEqual([expect.stringContaining('expansion-too-large')])
  const wide = resolve('for a in 1-65535 { for b in 1-65535 { allow x { from: oslo, to: dc } } }')
  expect(wide.diagnostics.filter((text) => text.includes('expansion-too-large'))).toHaveLength(1)
})

test('a diagnostic in a template says where it was used', () => {
  const { diagnostics } = resolveIntents(
    [{ name: 'a.pn', text: 'template t(x) { allow a { from: x, to: dc } }\nuse t(olso)' }],
    index,
  )
  expect(diagnostics[0]?.related).toEqual([
    { message: 'used here', file: 'a.pn', span: { offset: 50, line: 2, column: 5, length: 1 } },
  ])
})
