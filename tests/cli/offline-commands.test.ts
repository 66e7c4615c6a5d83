import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand, temporaryFolder } from '../walking-line/processes.js'

const campus = fileURLToPath(new URL('../../examples/campus', import.meta.url))
const network = join(campus, 'campus.pn')
const intents = join(campus, 'intents.pn')
let folder: ReturnType<typeof temporaryFolder>

beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder.remove())

/** Writes a file of intents beside a copy of the campus network and gives both names. */
function withIntents(name: string, text: string): string[] {
  const path = join(folder.path, name)
  mkdirSync(path, { recursive: true })
  cpSync(network, join(path, 'campus.pn'))
  writeFileSync(join(path, 'mine.pn'), text)
  return [join(path, 'campus.pn'), join(path, 'mine.pn')]
}

test('the campus example verifies', async () => {
  const { code, stdout } = await runCommand(['verify', campus, '--json'])
  const { ok, verdicts } = JSON.parse(stdout) as { ok: boolean; verdicts: { verdict: string }[] }
  expect({ code, ok, broken: verdicts.filter(({ verdict }) => verdict !== 'holds') }).toEqual({
    code: 0,
    ok: true,
    broken: [],
  })
})

test('files of one name in two folders keep apart', async () => {
  const [a, b] = [join(folder.path, 'twins', 'a'), join(folder.path, 'twins', 'b')]
  for (const path of [a, b]) mkdirSync(path, { recursive: true })
  writeFileSync(join(a, 'x.pn'), 'network n { node r1 : router node r2 : router link r1 -- r2 }')
  writeFileSync(join(b, 'x.pn'), '\n\nroute a { from: r1, to: r9 }')
  const { code, stdout } = await runCommand(['compile', join(a, 'x.pn'), join(b, 'x.pn')])
  expect(code).toBe(3)
  expect(stdout).toContain('b/x.pn:3:25 error unknown-node: no node "r9"')
  expect(stdout).toContain('    3 | route a { from: r1, to: r9 }')
})

test('errors of a network do not hide those of its intents', async () => {
  const path = join(folder.path, 'both.pn')
  writeFileSync(path, 'route a { from: r1, to: r9 }\nnetwork n { node r1 : roter }\nroute b { from: r8, to: r1 }')
  const { diagnostics } = JSON.parse((await runCommand(['compile', path, '--json'])).stdout) as {
    diagnostics: { code: string; line: number }[]
  }
  expect(diagnostics.map(({ code, line }) => `${line} ${code}`)).toEqual([
    '1 unknown-node',
    '2 unknown-type',
    '3 unknown-node',
  ])
})

test('a reader that has had enough ends the output, and nothing complains', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../cli/bin/paranet.js', import.meta.url)), 'help'])
  child.stdout.destroy()
  const complaints: string[] = []
  child.stderr.on('data', (text) =>
    complaints.push(
      ...String(text)
        .split('\n')
        .filter((line) => /error|EPIPE/i.test(line)),
    ),
  )
  const [code] = await once(child, 'close')
  expect({ code, complaints }).toEqual({ code: 0, complaints: [] })
})

test('equal work prints equal bytes, in two processes and with the inputs in another order', async () => {
  const [first, second, swapped] = await Promise.all([
    runCommand(['compile', network, intents, '--json']),
    runCommand(['compile', network, intents, '--json']),
    runCommand(['compile', intents, network, '--json']),
  ])
  expect(first.code).toBe(0)
  expect(second.stdout).toBe(first.stdout)
  expect(swapped.stdout).toBe(first.stdout)
})

test('two folders of states are compared: which traffic is lost, with a packet', { timeout: 90_000 }, async () => {
  const [before, after] = [join(folder.path, 'before'), join(folder.path, 'after')]
  await runCommand(['compile', campus, '--out', before])
  cpSync(before, after, { recursive: true })
  expect((await runCommand(['diff', before, after, campus])).code).toBe(0)
  const state = JSON.parse(readFileSync(join(after, 'dc1.json'), 'utf8')) as object
  writeFileSync(join(after, 'dc1.json'), JSON.stringify({ ...state, routes: [], policyRoutes: [] }))
  const { code, stdout } = await runCommand(['diff', before, after, campus, '--json'])
  const { lost, totals } = JSON.parse(stdout) as { lost: { packet: unknown }[]; totals: { lost: number } }
  expect(code).toBe(1)
  expect(totals.lost).toBeGreaterThan(0)
  expect(lost[0]?.packet).toBeDefined()
})

test('what is compiled to files verifies from the files; a removed rule is found, with a packet', async () => {
  const out = join(folder.path, 'artifacts')
  expect((await runCommand(['compile', campus, '--out', out])).code).toBe(0)
  expect(readdirSync(out)).toContain('core1.json')
  expect((await runCommand(['verify', campus, '--state', out])).code).toBe(0)
  const state = JSON.parse(readFileSync(join(out, 'dc1.json'), 'utf8')) as { routes: unknown[] }
  writeFileSync(join(out, 'dc1.json'), JSON.stringify({ ...state, routes: [], policyRoutes: [] }))
  const broken = await runCommand(['verify', campus, '--state', out, '--json'])
  const { verdicts } = JSON.parse(broken.stdout) as {
    verdicts: { verdict: string; packet?: unknown; hops?: unknown[] }[]
  }
  expect(broken.code).toBe(1)
  expect(
    verdicts.some(
      ({ verdict, packet, hops }) => verdict === 'violated' && packet !== undefined && (hops?.length ?? 0) > 0,
    ),
  ).toBe(true)
})

test('an intent that no path can keep is an error with the reason, exit 3', async () => {
  const files = withIntents(
    'too-quick',
    'route trading { from: branch, to: db1, traffic: tcp dst-port 5432, latency: <= 1ms }\n',
  )
  const { code, stdout } = await runCommand(['compile', ...files, '--json'])
  const { ok, diagnostics } = JSON.parse(stdout) as {
    ok: boolean
    diagnostics: { code: string; severity: string; line: number }[]
  }
  expect({ code, ok }).toEqual({ code: 3, ok: false })
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toMatchObject([
    { code: 'latency-unreachable', line: 1 },
  ])
})

test('errors name the place and the near name', async () => {
  const files = withIntents('slip', 'route a { from: brnch, to: db1 }\n')
  const { code, stdout } = await runCommand(['compile', ...files])
  expect(code).toBe(3)
  expect(stdout).toContain('mine.pn:1:17 error unknown-node')
  expect(stdout).toContain('did you mean "branch"?')
})

test('the examples are formatted; an unformatted file is formatted once', async () => {
  expect(await runCommand(['format', '--check', campus])).toMatchObject({ code: 0 })
  const file = join(folder.path, 'loose.pn')
  writeFileSync(file, 'route   a {from:r1,to:r2}   // why\n')
  expect((await runCommand(['format', '--check', file])).code).toBe(1)
  expect((await runCommand(['format', file])).code).toBe(0)
  expect(readFileSync(file, 'utf8')).toContain('// why')
  expect((await runCommand(['format', '--check', file])).code).toBe(0)
})

test.each([
  { args: ['verify', 'no-such-file.pn'], code: 2, says: 'cannot read no-such-file.pn' },
  { args: ['nonsense'], code: 2, says: "unknown command 'nonsense'" },
  { args: ['bench', 'nonsense'], code: 2, says: 'no benchmark "nonsense"' },
  { args: ['status', '--server', 'http://127.0.0.1:9'], code: 2, says: 'no ParaNet server answers' },
])('paranet $args: exit $code', async ({ args, code, says }) => {
  const result = await runCommand(args, { XDG_CONFIG_HOME: folder.path, PARANET_TOKEN: 'x' })
  expect(result.code).toBe(code)
  expect(result.stderr).toContain(says)
})

test('real configurations are written as files, and judged as they are edited', async () => {
  const out = join(folder.path, 'configurations')
  const { code, stdout } = await runCommand(['compile', campus, '--target', 'frr', '--out', out, '--json'])
  const { devices } = JSON.parse(stdout) as { devices: Record<string, { target: string; artifact: string }> }
  expect([code, devices.fw1?.target, readdirSync(join(out, 'fw1')).sort()]).toEqual([
    0,
    'frr',
    ['frr.conf', 'nftables.nft', 'queues.sh', 'rules.sh', 'sysctl.conf'],
  ])
  expect((await runCommand(['verify', campus, '--state', out])).code).toBe(0)
  const rules = join(out, 'dist-north', 'nftables.nft')
  writeFileSync(rules, readFileSync(rules, 'utf8').replace('\t\tdrop comment "-4 system.closed"\n', ''))
  expect((await runCommand(['verify', campus, '--state', out])).code).toBe(1)
  const routes = join(out, 'dc1', 'frr.conf')
  writeFileSync(routes, `${readFileSync(routes, 'utf8')}router isis 1\n`)
  const refused = await runCommand(['verify', campus, '--state', out])
  expect([refused.code, refused.stderr]).toEqual([3, expect.stringContaining('frr.conf:')])
})

test('schedules: every set of the week is proved, and --at looks at one', async () => {
  const shut = 'isolate shut { from: branch, to: db1, traffic: udp, active: daily 08:00-18:00 UTC }\n'
  const open = 'route open { from: branch, to: db1, traffic: udp, reply: none, active: daily 18:00-08:00 UTC }\n'
  const late =
    'route late { from: branch, to: db1, traffic: icmp, reply: none, latency: <= 1us, active: Sat 09:00-10:00 UTC }\n'
  const files = withIntents('schedules', shut + open)
  const both = await runCommand(['verify', ...files, '--json'])
  const { ok, epochs } = JSON.parse(both.stdout) as { ok: boolean; epochs: { inactive: string[] }[] }
  expect([both.code, ok, epochs.length]).toEqual([0, true, 1])
  const day = await runCommand(['verify', ...files, '--json', '--at', '2026-11-23T12:00:00Z'])
  const { verdicts } = JSON.parse(day.stdout) as { verdicts: { intent: string; property: string }[] }
  expect(verdicts.filter(({ intent }) => intent !== 'system').map(({ property }) => property)).toEqual(['isolated'])
  const bad = withIntents('schedules-bad', shut + open + late)
  expect((await runCommand(['verify', ...bad, '--at', '2026-11-23T12:00:00Z'])).code).toBe(0)
  expect((await runCommand(['verify', ...bad])).code).toBe(3)
  expect((await runCommand(['verify', ...bad, '--at', 'noon'])).code).toBe(2)
})

test('why not: the conflict, and what compiles instead', async () => {
  const files = withIntents(
    'why-not',
    'route trading { from: branch, to: db1, traffic: tcp dst-port 5432, latency: <= 1ms }\n',
  )
  const { code, stdout } = await runCommand(['why-not', 'trading', ...files, '--json'])
  const { ok, conflict, relaxations } = JSON.parse(stdout) as {
    ok: boolean
    conflict: { text: string }[]
    relaxations: { title: string; edits: { file: string }[] }[]
  }
  const parts = conflict.map(({ text }) => text)
  expect({ code, ok, parts }).toEqual({ code: 1, ok: false, parts: ['route trading', 'latency: <= 1ms'] })
  expect(relaxations[0]?.title).toMatch(/^raise `latency`/)
  expect(relaxations[0]?.edits).toMatchObject([{ file: 'mine.pn' }])
  const mended = await runCommand(['compile', ...files, '--fixes', '--json'])
  const { diagnostics } = JSON.parse(mended.stdout) as { diagnostics: { fixes?: { title: string }[] }[] }
  expect(diagnostics.flatMap(({ fixes = [] }) => fixes.map(({ title }) => title))).toContain(relaxations[0]?.title)
})

test('why: from an entry to its intents, without a server', async () => {
  const compiled = await runCommand(['compile', campus, '--json'])
  const { devices } = JSON.parse(compiled.stdout) as { devices: Record<string, { artifact: string }> }
  const { routes } = JSON.parse(devices['core1']?.artifact ?? '') as { routes: { prefix: string }[] }
  const { code, stdout } = await runCommand(['why', 'core1', `route ${routes[0]?.prefix}`, campus, '--json'])
  const { owners } = JSON.parse(stdout) as { owners: { id: string; paths: unknown[]; source?: { file: string } }[] }
  expect(code).toBe(0)
  expect(owners.length).toBeGreaterThan(0)
  expect(owners.every(({ paths, source }) => paths.length > 0 && source?.file === 'intents.pn')).toBe(true)
})
