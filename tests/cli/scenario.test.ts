import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand, temporaryFolder } from '../walking-line/processes.js'

const story = fileURLToPath(new URL('../../examples/scenarios/one-way-loss.json', import.meta.url))
let folder: ReturnType<typeof temporaryFolder>
beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder.remove())

/** The story with something else in it, beside the networks that it names. */
function changed(name: string, change: (text: string) => string): string {
  const file = join(folder.path, `${name}.json`)
  const network = fileURLToPath(new URL('../../examples/scenarios/', import.meta.url))
  writeFileSync(file, change(readFileSync(story, 'utf8')).replaceAll('"two-ways', `"${network}two-ways`))
  return file
}

test('a story plays offline to its end, twice in the same bytes', async () => {
  const [first, second] = [
    await runCommand(['scenario', 'run', story, '--json']),
    await runCommand(['scenario', 'run', story, '--json']),
  ]
  expect({ code: first.code, ok: (JSON.parse(first.stdout) as { ok: boolean }).ok }).toEqual({ code: 0, ok: true })
  expect(second.stdout).toBe(first.stdout)
})

test('a network that is not as the story wants it: exit 1, and the step says what was found', async () => {
  const file = changed('wrong', (text) => text.replace('"lossAtLeast": 0.3', '"lossAtLeast": 0.5, "withinMs": 1000'))
  const { code, stdout } = await runCommand(['scenario', 'run', file, '--report', 'junit'])
  expect(code).toBe(1)
  expect(stdout).toContain('<failure message="up, loses 30 %"/>')
})

test('a file that is no scenario: exit 3, with the places; one that is missing: exit 2', async () => {
  const { code, stderr } = await runCommand([
    'scenario',
    'run',
    changed('bad', (text) => text.replace('"fraction": 0.3', '"fraction": 3')),
  ])
  expect({ code, names: stderr.includes('/fault/fraction') }).toEqual({ code: 3, names: true })
  expect((await runCommand(['scenario', 'run', join(folder.path, 'none.json')])).code).toBe(2)
})
