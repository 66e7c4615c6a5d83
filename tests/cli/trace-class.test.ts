import { cpSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ClassTrace } from '@paranet/verifier'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand, temporaryFolder } from '../walking-line/processes.js'

const campus = fileURLToPath(new URL('../../examples/campus', import.meta.url))
let folder: ReturnType<typeof temporaryFolder>

beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder.remove())

test('the tree of a class names entries, intents and ends', async () => {
  const { code, stdout } = await runCommand(['trace', 'dist-north', 'web1', '--tcp', '443', '--class', campus])
  expect(code).toBe(1)
  expect(stdout).toContain('10.1.0.0/20 → 10.10.0.10/32 tcp 443 → to-core1  [office-web]')
  expect(stdout).toContain('│  ✓ delivered at web1')
  expect(stdout).toContain('✗ dropped at dist-north: in-filter')
})

test('a class that is all delivered ends with 0, and what is down is down for it', async () => {
  const ask = ['trace', 'noc', 'web1', '--tcp', '22', '--class', '--json']
  const [whole, cut] = await Promise.all([
    runCommand([...ask, campus]),
    runCommand([...ask, '--down', 'core1--dist-north', campus]),
  ])
  const nodes = (text: string) => (JSON.parse(text) as ClassTrace).nodes
  const names = nodes(whole.stdout).map(({ node }) => node)
  expect({ code: whole.code, names }).toEqual({ code: 0, names: ['dc1', 'core1', 'dist-north'] })
  const [only] = nodes(cut.stdout)
  expect(only?.parts.map(({ branches }) => branches.map(({ to }) => to))).toEqual([
    [{ kind: 'dropped', node: 'dist-north', reason: 'no-live-next-hop' }],
  ])
})

test('states that are given are traced, not what would be compiled', async () => {
  const path = join(folder.path, 'states')
  mkdirSync(path, { recursive: true })
  cpSync(campus, join(folder.path, 'campus'), { recursive: true })
  const { code, stdout } = await runCommand(['trace', 'noc', 'web1', '--tcp', '22', '--class', '--state', path, campus])
  expect(code).toBe(1)
  expect(stdout).toContain('✗ dropped at dist-north: no-route')
})

test('one packet is followed in files, with what is down', async () => {
  const ask = ['trace', 'dist-north', 'web1', '--tcp', '443', '--json', campus]
  const [whole, cut, name] = await Promise.all([
    runCommand(ask),
    runCommand([...ask, '--down', 'core1--fw1']),
    runCommand(['trace', 'dist-north', '/ndn/video', campus]),
  ])
  const way = ({ code, stdout }: { code: number; stdout: string }) => {
    const { hops, end } = JSON.parse(stdout) as { hops: { node: string }[]; end: { kind: string } }
    return [code, ...hops.map(({ node }) => node), end.kind]
  }
  expect(way(whole)).toEqual([0, 'dist-north', 'core1', 'fw1', 'dc1', 'delivered'])
  expect(way(cut)).toEqual([1, 'dist-north', 'core1', 'dropped'])
  expect({ code: name.code, says: name.stderr.includes('traced by a server only') }).toEqual({ code: 2, says: true })
})

const wrong: [said: string, args: string[], expected: string[]][] = [
  [
    'an end that is none',
    ['dist-nort', 'web1'],
    ['FROM is no node, group, prefix or address: dist-nort', 'did you mean "dist-north"'],
  ],
  [
    'a destination that is none',
    ['dist-north', 'wep1'],
    ['TO is no node, group, prefix or address: wep1', 'did you mean "web1"'],
  ],
  ['a port that is none', ['dist-north', 'web1', '--tcp', '70000'], ['not a port: 70000', '0 to 65535']],
  [
    'a port of ICMP',
    ['dist-north', 'web1', '--icmp', '--src-port', '5'],
    ['--src-port has no meaning for this protocol'],
  ],
  [
    'a link that is none',
    ['dist-north', 'web1', '--down', 'core1--cor2'],
    ['--down is no link or node: core1--cor2', 'did you mean "core1--core2"'],
  ],
]

test.each(wrong)('%s is told with what may be meant', async (_, args, expected) => {
  const { code, stderr } = await runCommand(['trace', ...args, '--class', campus])
  expect(code).toBe(2)
  for (const text of expected) expect(stderr).toContain(text)
})
