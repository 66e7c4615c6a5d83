import type { Diagnostic } from '@paranet/language'
import { renderDiagnostic } from '@paranet/language'
import { basename } from 'node:path'
import type { SourceFile } from '../read-files.js'
import { colour } from './console-output.js'

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((diagnostic) => diagnostic.severity === 'error')

/** Diagnostics under the words that they speak of. */
export function diagnosticsText(diagnostics: readonly Diagnostic[], sources: readonly SourceFile[]): string {
  const textOf = (file: string) => sources.find(({ name }) => name === file || basename(name) === file)?.text ?? ''
  return diagnostics
    .map((diagnostic) => renderDiagnostic(diagnostic, textOf(diagnostic.file), { color: colour.isColorSupported }))
    .join('\n')
}
