import type { Relaxation, WhyNot } from '@paranet/compiler'
import { whyNot } from '@paranet/compiler'
import { applyEdits, didYouMean } from '@paranet/language'
import type { Intent } from '@paranet/network'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { loadNetwork } from '../load-network.js'
import { colour, type Output, print, printJson } from '../output/console-output.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'

interface WhyNotOptions {
  readonly topology?: string
}

type Answer = Omit<WhyNot, 'stats'>

/** Why intents (names with commas between them) cannot be compiled, and what could be asked for instead. Offline with files; without, of what the
 *  server has committed. Exit 1 where something is in the way. */
export async function explainWhyNot(
  names: string,
  files: readonly string[],
  options: WhyNotOptions,
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const asked = names.split(',').map((name) => name.trim())
  if (files.length > 0) return offline(asked, files, options, output)
  const found = await new ApiClient(server).post<Answer>('intent/explain', { whyNot: asked })
  return show(found, [], output)
}

function offline(
  asked: readonly string[],
  files: readonly string[],
  { topology }: WhyNotOptions,
  output: Output,
): number {
  const { sources, index, intents, diagnostics } = loadNetwork(files, topology)
  if (hasErrors(diagnostics)) {
    print(output, diagnosticsText(diagnostics, sources))
    printJson(output, { ok: false, diagnostics })
    return exitCodes.input
  }
  // A topology of another format is no text of ours.
  const own = sources.filter(({ name }) => name !== topology || name.endsWith('.pn'))
  const targets = asked.map((name) => idOf(name, intents))
  const { stats, ...found } = whyNot({ index, intents, targets, files: own, network: index.topology.name })
  return show(found, own, output, stats)
}

function idOf(name: string, intents: readonly Intent[]): string {
  const found = intents.find(({ id }) => id === name) ?? intents.find((intent) => intent.name === name)
  if (found) return found.id
  const hint = didYouMean(
    name,
    intents.map((intent) => intent.name),
  )
  throw new CliError(exitCodes.usage, `no intent "${name}" in these files`, hint === undefined ? {} : { hint })
}

type Text = { readonly name: string; readonly text: string }

function show(found: Answer, own: readonly Text[], output: Output, stats?: WhyNot['stats']): number {
  if (found.compiles) print(output, colour.green('nothing is in the way: it compiles'))
  else {
    for (const { code, message } of found.failures) print(output, `${colour.red(code)} ${message}`)
    print(output, 'cannot all be kept; without any one of these the rest can:')
    for (const { intent, text, source } of found.conflict) {
      const place = source ? `${source.file}:${source.line}` : intent
      print(output, `  ${colour.bold(text)}  ${colour.dim(`${intent.split('/').at(-1)}, ${place}`)}`)
    }
    print(output, found.relaxations.length === 0 ? 'nothing smaller was found that compiles' : 'what compiles instead:')
    for (const [i, relaxation] of found.relaxations.entries()) printRelaxation(i + 1, relaxation, own, output)
  }
  printJson(output, { ok: found.compiles, ...found, ...(stats ? { stats } : {}) })
  return found.compiles ? exitCodes.ok : exitCodes.notHeld
}

function printRelaxation(number: number, { title, edits }: Relaxation, own: readonly Text[], output: Output): void {
  print(output, `  ${number}. ${title}`)
  const after = applyEdits(own, edits)
  for (const { file, offset } of edits) {
    const [old, next] = [own, after].map((all) => lineAt(all.find(({ name }) => name === file)?.text, offset))
    if (old === undefined || next === undefined) continue
    print(output, colour.red(`       - ${old}`))
    if (next !== '') print(output, colour.green(`       + ${next}`))
  }
}

/** The line that holds the offset. */
function lineAt(text: string | undefined, offset: number): string | undefined {
  if (text === undefined) return undefined
  const end = text.indexOf('\n', offset)
  return text.slice(text.lastIndexOf('\n', offset - 1) + 1, end < 0 ? undefined : end).trim()
}
