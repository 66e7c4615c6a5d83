import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lintConfig } from './make-lint-config.mjs'

const root = fileURLToPath(new URL('../../', import.meta.url))
const layers = JSON.parse(readFileSync(join(root, 'layers.json'), 'utf8')) as Record<string, string[]>
const names = Object.keys(layers)
let folder: string
let output: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'paranet-lint-'))
  cpSync(join(root, '.oxlintrc.json'), join(folder, '.oxlintrc.json'))
  for (const from of names)
    for (const to of names.filter((name) => name !== from)) {
      mkdirSync(join(folder, from, 'src'), { recursive: true })
      writeFileSync(
        join(folder, from, 'src', `uses-${to}.ts`),
        `import * as other from '@paranet/${to}'\nexport const value = other\n`,
      )
    }
  output = spawnSync(process.execPath, [join(root, 'node_modules/oxlint/bin/oxlint'), '--format=unix', '.'], {
    cwd: folder,
    encoding: 'utf8',
  }).stdout
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('every import that goes up is refused, and none that goes down', () => {
  const pairs = names.flatMap((from) => names.filter((to) => to !== from).map((to) => ({ from, to })))
  const refused = pairs.filter(({ from, to }) =>
    new RegExp(`${from}/src/uses-${to}\\.ts.*no-restricted-imports`).test(output),
  )
  const wanted = pairs.filter(({ from, to }) => !layers[from]?.includes(to))
  expect(refused).toEqual(wanted)
})

test('compiler and verifier never import each other', () => {
  expect(layers['compiler']).not.toContain('verifier')
  expect(layers['verifier']).not.toContain('compiler')
})

test('the lint configuration is the one that layers.json makes', () => {
  expect(JSON.parse(readFileSync(join(root, '.oxlintrc.json'), 'utf8'))).toEqual(lintConfig())
})

test('project references say the same as layers.json', () => {
  for (const name of names.filter((other) => other !== 'console')) {
    const { references } = JSON.parse(readFileSync(join(root, name, 'tsconfig.json'), 'utf8')) as {
      references: { path: string }[]
    }
    const allowed = layers[name] ?? []
    for (const { path } of references) expect(allowed, `${name}/tsconfig.json`).toContain(path.replace('../', ''))
  }
})
