import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand, temporaryFolder } from '../walking-line/processes.js'

const campus = fileURLToPath(new URL('../../examples/campus', import.meta.url))
let folder: ReturnType<typeof temporaryFolder>

beforeAll(() => {
  folder = temporaryFolder()
})
afterAll(() => folder.remove())

test('verify writes a certificate, and checks one without proving anything', async () => {
  const file = join(folder.path, 'campus.json')
  const made = await runCommand(['verify', '--certificate', file, campus])
  expect({ code: made.code, text: made.stdout }).toEqual({
    code: 0,
    text: expect.stringMatching(/\d+ verdicts have a proof/),
  })
  const checked = await runCommand(['verify', '--check', file, '--json', campus])
  expect({ code: checked.code, ...JSON.parse(checked.stdout) }).toMatchObject({
    code: 0,
    accepted: true,
    evidence: { kind: 'partial' },
  })
  const content = JSON.parse(readFileSync(file, 'utf8'))
  content.verdicts[0].intent = 'campus/intents.pn/no-such'
  writeFileSync(file, JSON.stringify(content))
  const refused = await runCommand(['verify', '--check', file, campus])
  expect({ code: refused.code, text: refused.stdout }).toEqual({
    code: 1,
    text: expect.stringMatching(/the certificate is refused: campus\/intents.pn\/no-such delivered: no proof/),
  })
})

test('a file that is no certificate is named', async () => {
  const file = join(folder.path, 'other.json')
  writeFileSync(file, '{"verdicts":[1],"evidence":{},"certificate":{}}')
  const { code, stderr } = await runCommand(['verify', '--check', file, campus])
  expect({ code, text: stderr }).toEqual({ code: 3, text: expect.stringMatching(/other.json is no certificate/) })
})
