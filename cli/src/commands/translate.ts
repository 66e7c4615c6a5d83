import { makeTranslator } from '@paranet/agent'
import { renderDiagnostic } from '@paranet/language'
import { CliError, exitCodes } from '../errors.js'
import { loadNetwork } from '../load-network.js'
import { colour, type Output, print, printJson } from '../output/console-output.js'
import { hasErrors } from '../output/print-diagnostics.js'

/** Reads plain words as intents for a network, offline, and reads them back. Exits 3 where something was not understood or is asked. */
export async function translateWords(
  words: readonly string[],
  options: { readonly topology?: string },
  output: Output,
): Promise<number> {
  if (options.topology === undefined)
    throw new CliError(exitCodes.usage, 'which network do the words speak of?', {
      hint: 'name it with --topology FILE',
    })
  const { index, diagnostics: found } = loadNetwork([], options.topology)
  if (hasErrors(found))
    throw new CliError(exitCodes.input, `${options.topology} has errors: ${found[0]?.message ?? ''}`, {
      hint: '`paranet verify` shows all of them',
    })
  const text = words.join(' ')
  const { ok, intents, readBack, confidence, questions, alternatives, translator, diagnostics } =
    makeTranslator(index)(text)
  if (intents !== '') print(output, `${intents}\n${colour.dim(readBack)}`)
  for (const diagnostic of diagnostics.filter(({ code }) => code !== 'ambiguous-words'))
    print(output, renderDiagnostic(diagnostic, text))
  for (const question of questions) print(output, `${colour.yellow('?')} ${question}`)
  printJson(output, {
    ok,
    intents,
    readBack,
    confidence,
    questions,
    alternatives,
    translator,
    diagnostics: diagnostics.map(({ span, ...rest }) => ({
      ...rest,
      line: span.line,
      column: span.column,
      length: span.length,
    })),
  })
  return ok ? exitCodes.ok : exitCodes.input
}
