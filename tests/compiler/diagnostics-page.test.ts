import { readFileSync, writeFileSync } from 'node:fs'
import { translate } from '@paranet/agent'
import { compile } from '@paranet/compiler'
import type { Diagnostic, DiagnosticCode } from '@paranet/language'
import { diagnosticCodes, importTopology, renderDiagnostic, resolveIntents, resolveNetwork } from '@paranet/language'
import type { Topology } from '@paranet/network'
import { indexTopology } from '@paranet/network'
import { findNeverActive } from '@paranet/planner'
import { expect, test } from 'vitest'
import { type DiagnosticExample, diagnosticExamples, exampleNetwork } from './diagnostic-examples.js'

const page = new URL('../../docs/language/diagnostics.md', import.meta.url)
const topology = resolveNetwork([{ name: 'network.pn', text: exampleNetwork }]).topology as Topology
const index = indexTopology(topology)
/** 2026-11-01 */
const now = 1_793_491_200_000

/** The text without its marks, and the place between them. */
function unmarked(text: string): { readonly text: string; readonly offset?: number; readonly length?: number } {
  const [open, close] = [text.indexOf('<|'), text.indexOf('|>')]
  if (open < 0 || close < 0) return { text }
  return { text: text.replace('<|', '').replace('|>', ''), offset: open, length: close - open - 2 }
}

function networkOf(text: string) {
  const { topology: own } = resolveNetwork([{ name: 'example.pn', text }])
  if (!own) throw new Error('the network of the example does not parse')
  return indexTopology(own)
}

function diagnosticsOf({ as, others = {} }: DiagnosticExample, text: string): readonly Diagnostic[] {
  if (as === 'import') return importTopology(text, { file: 'example.pn' }).diagnostics
  if (as === 'words') return translate(text, index).diagnostics
  if (as === 'network') return resolveNetwork([{ name: 'example.pn', text }]).diagnostics
  const its = as === 'whole' ? networkOf(text) : index
  const files = Object.entries(others).map(([name, its]) => ({ name, text: its }))
  const { intents, diagnostics } = resolveIntents([{ name: 'example.pn', text }, ...files], its)
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error')
  const never = as === 'plan' ? findNeverActive(intents, now) : []
  return [...diagnostics, ...never, ...(hasErrors ? [] : compile({ index: its, intents }).diagnostics)]
}

test.each(diagnosticExamples)('the example of $code says it, at its place', (example) => {
  const { text, offset, length } = unmarked(example.text)
  const found = diagnosticsOf(example, text)
  expect(found.map(({ code }) => code)).toContain(example.code)
  const its = found.find(({ code }) => code === example.code)
  if (offset !== undefined) expect({ offset: its?.span.offset, length: its?.span.length }).toEqual({ offset, length })
})

test('every code has an example', () =>
  expect(diagnosticExamples.map(({ code }) => code).sort()).toEqual(Object.keys(diagnosticCodes).sort()))

const chapters: Readonly<Record<string, string>> = {
  syntax: 'Syntax',
  names: 'Names',
  words: 'Words',
  import: 'Importing',
  values: 'Values',
  meaning: 'Meaning',
  plan: 'Paths and capacity',
  target: 'Targets',
  limits: 'Limits',
}
const languages: Readonly<Record<string, string>> = { import: 'text', words: 'text' }

function entryText(example: DiagnosticExample): string {
  const { text } = unmarked(example.text)
  const its = diagnosticsOf(example, text).find(({ code }) => code === example.code)
  const said = its ? renderDiagnostic(its, example.shown === undefined ? text : '') : ''
  const block = example.shown ?? `\`\`\`${languages[example.as ?? ''] ?? 'pn'}\n${text.trimEnd()}\n\`\`\``
  const { explanation } = diagnosticCodes[example.code]
  return `### \`${example.code}\`\n\n${explanation}\n\n${example.shown === undefined ? block : `For example ${block}.`}\n\n\`\`\`text\n${said}\n\`\`\`\n`
}

function pageText(): string {
  const parts = Object.entries(chapters).map(([group, title]) => {
    const its = diagnosticExamples.filter(({ code }) => diagnosticCodes[code as DiagnosticCode].group === group)
    return `## ${title}\n\n${its.map(entryText).join('\n')}`
  })
  const head = `# Diagnostics

Every diagnostic has a code that never changes its meaning, the place, the words in question, and a fix where there is one. Below each code stands a
text that produces it, and what is said. This page is written by the tests (\`UPDATE_GOLDEN=1\`). The examples are about this network:

\`\`\`pn network
${exampleNetwork}\`\`\`
`
  return [head, ...parts].join('\n')
}

test('the page of the manual is what the examples say', () => {
  const text = pageText()
  if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(page, text)
  expect(readFileSync(page, 'utf8')).toBe(text)
})
