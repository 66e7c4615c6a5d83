import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compile } from '@paranet/compiler'
import { format, resolveIntents, resolveNetwork } from '@paranet/language'
import type { Topology } from '@paranet/network'
import { indexTopology, seededRandom } from '@paranet/network'
import { afterAll, expect, test } from 'vitest'

const network = `network small {
  node oslo : router { address: 10.0.0.1, prefixes: 10.1.0.0/16 }
  node dc : router { address: 10.0.0.3, prefixes: 10.3.0.0/16 }
  link oslo -- dc
}
`
const index = indexTopology(resolveNetwork([{ name: 'n.pn', text: network }]).topology as Topology)

const times = (count: number, make: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => make(i)).join('')
const route = (inner: string): string => `route a { from: oslo, to: dc, ${inner} }`
const random = seededRandom(7)
const bytes = (count: number): string =>
  Buffer.from(Array.from({ length: count }, () => random.below(256))).toString('utf8')
const doubling = (count: number, make: (from: number, to: number) => string): string =>
  times(count, (i) => make(i, i + 1))

/** Inputs and a code that they end in; undefined: they are right, only large. */
const inputs: Readonly<Record<string, readonly [code: string | undefined, make: () => string]>> = {
  '10 MB of random bytes': ['file-too-large', () => bytes(1_000_000).repeat(10)],
  'random bytes below the limit': ['too-many-errors', () => bytes(1_000_000)],
  'nothing but zeros': ['too-many-errors', () => '\0'.repeat(4e6)],
  'a hundred thousand braces': ['unexpected-token', () => '{'.repeat(1e5)],
  'four million braces': ['file-too-large', () => '{'.repeat(4e6)],
  'blocks in blocks': ['too-deep', () => `route a { from: ${'{ a: '.repeat(1e5)}`],
  'lists in lists': ['too-deep', () => route(`via: ${'['.repeat(1e5)}${']'.repeat(1e5)}`)],
  'calls in calls': ['too-deep', () => route(`via: ${'f('.repeat(1e5)}`)],
  'a template that expands to 10⁹ intents': [
    'expansion-too-large',
    () =>
      `${doubling(30, (a, b) => `template t${a}(x) { use t${b}(x)\n use t${b}(x) }\n`)}template t30(x) { }\nuse t0(oslo)`,
  ],
  'loops of 10⁹ turns': [
    'expansion-too-large',
    () => 'for a in 1-1000 { for b in 1-1000 { for c in 1-1000 { allow x { from: oslo, to: dc } } } }',
  ],
  'a loop over a long body': [
    'expansion-too-large',
    () => `for a in 1-1000 { ${times(500, (i) => `allow x${i} { from: oslo, to: dc }\n`)} }`,
  ],
  'arguments that grow from use to use': [
    'expansion-too-large',
    () =>
      `${doubling(15, (a, b) => `template t${a}(x) { use t${b}([x, x, x, x]) }\n`)}template t15(x) { }\nuse t0(oslo)`,
  ],
  'names that grow from use to use': [
    'expansion-too-large',
    () => `${doubling(12, (a, b) => `template t${a}(x) { use t${b}(x.x.x.x) }\n`)}template t12(x) { }\nuse t0(oslo)`,
  ],
  'definitions that double': [
    'expansion-too-large',
    () =>
      `let d0 = oslo, dc\n${doubling(15, (a, b) => `let d${b} = ${`d${a}, `.repeat(5)}d${a}\n`)}route a { from: d15, to: dc }`,
  ],
  'classes that double': [
    'expansion-too-large',
    () =>
      `let d0 = tcp or udp\n${doubling(15, (a, b) => `let d${b} = ${`d${a} or `.repeat(5)}d${a}\n`)}${route('traffic: d15')}`,
  ],
  'definitions in a long row': ['too-deep', () => `let d0 = oslo\n${doubling(2e4, (a, b) => `let d${b} = d${a}\n`)}`],
  'definitions in a ring': ['circular-reference', () => times(2e4, (i) => `let d${i} = d${(i + 1) % 2e4}\n`)],
  'a hundred thousand groups': ['file-too-large', () => times(1e5, (i) => `group d${i} { members: oslo }\n`)],
  'a file of names': ['file-too-large', () => route(`via: ${times(7e5, (i) => `a${i % 999}, `)}`)],
  'a file of links': ['file-too-large', () => `network a {\n${'link a--b\n'.repeat(4e5)}}`],
  'groups in a ring': ['too-many-errors', () => times(2e4, (i) => `group d${i} { members: d${(i + 1) % 2e4} }\n`)],
  'an expression that backtracks': [
    'bad-pattern',
    () => 'group a { members: /((((a{0,100}){0,100}){0,100}){0,100})+$/ }',
  ],
  'two million nodes': ['file-too-large', () => `network a {\n${'node n:router\n'.repeat(2e6)}}`],
  '10⁶ intents': ['file-too-large', () => 'allow a{from:oslo,to:dc}\n'.repeat(1e6)],
  'intents that overlap': [
    'expansion-too-large',
    () =>
      times(
        5000,
        (i) => `route a${i}{from:oslo,to:dc,traffic:tcp dst-port ${i + 1}-${i + 5000},priority:${i % 1000}}\n`,
      ),
  ],
  'intents that contradict': [
    'expansion-too-large',
    () => times(3000, (i) => `route a${i}{from:oslo,to:dc}\nisolate b${i}{from:oslo,to:dc}\n`),
  ],
  'a class of many ports': [
    'expansion-too-large',
    () => route(`traffic: tcp dst-port ${times(2e4, (i) => `${i * 2 + 1}, `)}65000`),
  ],
  'a name of a megabyte': ['bad-name', () => `allow ${'a'.repeat(1e6)} { from: oslo, to: dc }`],
  'a quoted name of a megabyte': ['unknown-node', () => `allow a { from: "${'a b'.repeat(3e5)}", to: dc }`],
  'a number of a million digits': [
    'out-of-range',
    () => `allow a { from: oslo, to: dc, priority: ${'9'.repeat(1e6)} }`,
  ],
  'an address of a million parts': ['bad-name', () => `allow a { from: ${'1.'.repeat(1e6)}, to: dc }`],
  'a schedule without bounds': ['wrong-kind', () => route('active: from 999999-01-01 until 9999999999-12-31')],
  'a schedule of ten thousand years': [undefined, () => route('active: from 0001-01-01 until 9999-12-31')],
  'includes without end': ['too-many-errors', () => times(2e4, (i) => `include "f${i}.pn"\n`)],
  'parallel links': [undefined, () => `network a {\nnode a:router{}\nnode b:router{}\n${'link a--b\n'.repeat(1e4)}}`],
  'names near many others': [
    'too-many-errors',
    () =>
      `${times(3000, (i) => `let somewhere${i} = oslo\n`)}${times(300, (i) => `allow a${i} { from: nowhere${i}, to: dc }\n`)}`,
  ],
  'names near very many others': [
    'too-many-errors',
    () => `${times(3e4, (i) => `let s${i} = oslo\n`)}${times(300, (i) => `allow a${i} { from: n${i}, to: dc }\n`)}`,
  ],
}

/** Milliseconds of the processor in this process. */
function processorMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** What laying it out, and what reading and compiling it may cost each: a second of the processor. */
const [mostMs, mostMB] = [1000, 300]

test.each(Object.entries(inputs))('%s ends in a diagnostic, soon', (_, [code, make]) => {
  const text = make()
  const [before, heap] = [processorMs(), process.memoryUsage().heapUsed]
  format(text, 'a.pn')
  const formatted = processorMs()
  const isNetwork = text.startsWith('network')
  const read = isNetwork ? resolveNetwork([{ name: 'a.pn', text }]) : resolveIntents([{ name: 'a.pn', text }], index)
  const compiled = 'intents' in read ? compile({ index, intents: read.intents }).diagnostics : []
  const spent = processorMs()
  const codes = new Set([...read.diagnostics, ...compiled].map((found) => found.code))
  if (code === undefined)
    expect([...read.diagnostics, ...compiled].filter(({ severity }) => severity === 'error')).toEqual([])
  else expect([...codes]).toContain(code)
  expect(formatted - before).toBeLessThan(mostMs)
  expect(spent - formatted).toBeLessThan(mostMs)
  expect((process.memoryUsage().heapUsed - heap) / 1e6).toBeLessThan(mostMB)
})

const folder = mkdtempSync(join(tmpdir(), 'paranet-includes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What `paranet compile` says of a file in a project with these files. */
function compileProject(files: Readonly<Record<string, string>>): { readonly status: number; readonly said: string } {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, '..'), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const program = new URL('../../cli/bin/paranet.js', import.meta.url).pathname
  try {
    const said = execFileSync(process.execPath, [program, 'compile', join(folder, 'project/main.pn')], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    return { status: 0, said }
  } catch (error) {
    const { status, stdout, stderr } = error as { status: number; stdout: string; stderr: string }
    return { status, said: `${stdout}${stderr}` }
  }
}

const secret = { 'secret.pn': 'route secret-name { from: nowhere, to: dc }' }

test.each([
  ['above it', '../secret.pn'],
  ['at an absolute path', join(folder, 'secret.pn')],
  ['down and up', 'sites/../../secret.pn'],
])('an include outside the project folder, %s, is refused and not read', (_, path) => {
  const { status, said } = compileProject({
    ...secret,
    'project/sites/a.pn': '',
    'project/main.pn': `${network}include "${path}"\nallow a { from: oslo, to: dc }\n`,
  })
  expect(status).not.toBe(0)
  expect(said).toContain('include-outside')
  expect(said).not.toContain('secret-name')
})

test('a link out of the project folder is not followed by an include', () => {
  mkdirSync(join(folder, 'project'), { recursive: true })
  symlinkSync(join(folder, 'secret.pn'), join(folder, 'project/inside.pn'))
  const { status, said } = compileProject({ ...secret, 'project/main.pn': `${network}include "inside.pn"\n` })
  expect(status).not.toBe(0)
  expect(said).toContain('include-not-found')
  expect(said).not.toContain('secret-name')
})

test('an include inside the project folder is read, a loop of them is an error', () => {
  const main = `${network}include "sites/b.pn"\n`
  const good = compileProject({ 'project/main.pn': main, 'project/sites/b.pn': 'allow b { from: oslo, to: dc }\n' })
  expect([good.status, good.said.includes('entries')]).toEqual([0, true])
  const loop = compileProject({ 'project/main.pn': main, 'project/sites/b.pn': 'include "../main.pn"\n' })
  expect(loop.status).not.toBe(0)
  expect(loop.said).toContain('circular-reference')
})
