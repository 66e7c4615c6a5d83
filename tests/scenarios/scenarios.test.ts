import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openScenarioLab, playScenario, readScenario, type ScenarioLab } from '@paranet/backend'
import { afterAll, beforeAll, expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../examples/scenarios/', import.meta.url))
const files = readdirSync(folder).filter((name) => name.endsWith('.json'))
let lab: ScenarioLab

beforeAll(async () => {
  lab = await openScenarioLab()
})
afterAll(() => lab[Symbol.asyncDispose]())

test.each(files)('%s plays to its end', async (file) => {
  const read = readScenario(readFileSync(`${folder}${file}`, 'utf8'), `${folder}${file}`)
  if (!read.ok) throw new Error(JSON.stringify(read.errors))
  const { ok, steps } = await playScenario(read.value, lab.stage, { networkName: file })
  const told = steps.map(({ status, title, message }) => `${status}: ${title} (${message ?? ''})`)
  expect({ ok, told: told.filter((line) => !line.startsWith('passed')) }, told.join('\n')).toEqual({
    ok: true,
    told: [],
  })
})
