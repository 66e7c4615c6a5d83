import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { nodeTypes, statementWords } from '@paranet/language'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../editors/vscode/', import.meta.url))
const read = (name: string) => JSON.parse(readFileSync(folder + name, 'utf8'))
const samples = fileURLToPath(new URL('../../docs/language/samples/accept/', import.meta.url))

test('the manifest names files that are there, and the command that serves', () => {
  const { main, contributes, activationEvents } = read('package.json')
  const [language] = contributes.languages
  const [grammar] = contributes.grammars
  for (const path of [main, language.configuration, grammar.path]) expect(existsSync(folder + path), path).toBe(true)
  expect(activationEvents).toEqual([`onLanguage:${language.id}`])
  expect(grammar).toMatchObject({ language: language.id, scopeName: read(grammar.path).scopeName })
  expect(language.extensions).toEqual(['.pn'])
  expect(contributes.configuration.properties['paranet.arguments'].default).toEqual(['lsp', '--stdio'])
  expect(readFileSync(folder + main, 'utf8')).toContain("require('vscode-languageclient/node')")
})

test('the words of the grammar are those of the language', () => {
  const { repository } = read('syntaxes/paranet.tmLanguage.json')
  const match: string = repository.declaration.match
  const [, words, types] = /\((include[^)]*)\).*\((router[^)]*)\)/.exec(match) ?? []
  expect(words?.split('|').sort()).toEqual([...statementWords].sort())
  expect(types?.split('|').sort()).toEqual(Object.keys(nodeTypes).sort())
})

test('every pattern is a regular expression, and every rule that is included is there', () => {
  const grammar = read('syntaxes/paranet.tmLanguage.json')
  const visit = (rule: Record<string, unknown>): void => {
    for (const key of ['match', 'begin', 'end'])
      if (typeof rule[key] === 'string')
        expect(() => new RegExp(rule[key] as string, 'mu'), String(rule[key])).not.toThrow()
    const { include } = rule
    if (typeof include === 'string') expect(grammar.repository).toHaveProperty(include.slice(1))
    for (const inner of (rule['patterns'] as Record<string, unknown>[] | undefined) ?? []) visit(inner)
  }
  visit(grammar)
  for (const rule of Object.values(grammar.repository)) visit(rule as Record<string, unknown>)
})

test('a declaration at the beginning of a line in any sample is one for the grammar too', () => {
  const pattern = new RegExp(read('syntaxes/paranet.tmLanguage.json').repository.declaration.match, 'mu')
  for (const name of readdirSync(samples).filter((one) => one.endsWith('.pn')))
    for (const line of readFileSync(samples + name, 'utf8').split('\n')) {
      const [word] = /^[a-z]+(?=\s+[\w-]+\s*\{)/.exec(line) ?? []
      if (word !== undefined && statementWords.includes(word)) expect(pattern.exec(line)?.[1], line).toBe(word)
    }
})
