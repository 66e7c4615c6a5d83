import { expect, test } from 'vitest'
import type { Diagnostic } from './diagnostic.js'
import { renderDiagnostic } from './render-diagnostic.js'

const text = `${'\n'.repeat(13)}    via: fw-1\n}\n`
const diagnostic: Diagnostic = {
  code: 'unknown-node',
  severity: 'error',
  message: 'no node "fw-1" in network campus',
  file: 'campus.pn',
  span: { offset: 22, line: 14, column: 10, length: 4 },
  hint: 'did you mean "fw1"?',
}

test('a diagnostic shows place, code, words, fix and the line', () => {
  expect(renderDiagnostic(diagnostic, text)).toBe(
    [
      'campus.pn:14:10 error unknown-node: no node "fw-1" in network campus; did you mean "fw1"?',
      '   14 |     via: fw-1',
      '      |          ^^^^',
    ].join('\n'),
  )
})

test('colour is for terminals', () => {
  expect(renderDiagnostic(diagnostic, text, { color: true })).toContain('\u001b[31merror unknown-node\u001b[0m')
})

test('a long line is cut around the place', () => {
  const long = `${'a'.repeat(5000)} fw-1 ${'b'.repeat(5000)}`
  const lines = renderDiagnostic(
    { ...diagnostic, span: { offset: 5001, line: 1, column: 5002, length: 4 } },
    long,
  ).split('\n')
  expect(lines[1]?.length).toBeLessThan(200)
  expect(lines[1]?.slice(lines[2]?.indexOf('^')).startsWith('fw-1')).toBe(true)
})

test('control characters do not reach the terminal', () => {
  expect(
    renderDiagnostic({ ...diagnostic, span: { offset: 0, line: 1, column: 1, length: 1 } }, '\u001b[2Jx'),
  ).not.toContain('\u001b')
})

test('a place outside the text is shown without a line', () => {
  expect(renderDiagnostic(diagnostic, '').split('\n')).toHaveLength(1)
})
