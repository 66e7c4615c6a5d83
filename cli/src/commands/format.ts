import { writeFileSync } from 'node:fs'
import { format } from '@paranet/language'
import { exitCodes } from '../errors.js'
import { type Output, print, printJson } from '../output/console-output.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'
import { readFiles } from '../read-files.js'

/** Rewrites files in the one canonical layout; a file with errors is left as it is. */
export async function formatFiles(
  names: readonly string[],
  options: { readonly check?: boolean },
  output: Output,
): Promise<number> {
  const sources = readFiles(names)
  const files: { name: string; status: 'formatted' | 'unchanged' | 'not-formatted' | 'has-errors' }[] = []
  for (const source of sources) {
    const { text, diagnostics } = format(source.text, source.name)
    if (hasErrors(diagnostics)) {
      print(output, diagnosticsText(diagnostics, sources))
      files.push({ name: source.name, status: 'has-errors' })
    } else if (text === source.text) files.push({ name: source.name, status: 'unchanged' })
    else if (options.check) files.push({ name: source.name, status: 'not-formatted' })
    else {
      writeFileSync(source.name, text)
      files.push({ name: source.name, status: 'formatted' })
    }
  }
  for (const { name, status } of files) if (status !== 'unchanged') print(output, `${name}: ${status}`)
  printJson(output, { ok: files.every(({ status }) => status === 'unchanged' || status === 'formatted'), files })
  if (files.some(({ status }) => status === 'has-errors')) return exitCodes.input
  return files.some(({ status }) => status === 'not-formatted') ? exitCodes.notHeld : exitCodes.ok
}
