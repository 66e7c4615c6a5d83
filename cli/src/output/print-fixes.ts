import type { Fix } from '@paranet/compiler'
import { fixesOf } from '@paranet/compiler'
import type { Diagnostic } from '@paranet/language'
import type { Intent, TopologyIndex } from '@paranet/network'
import type { SourceFile } from '../read-files.js'
import { colour, type Output, print } from './console-output.js'

/** Diagnostics whose fixes are searched for, each with some compilations. */
const mostMended = 20

interface Read {
  readonly index: TopologyIndex
  readonly intents: readonly Intent[]
  readonly sources: readonly SourceFile[]
}

/** What mends each of the first diagnostics, by diagnostic. */
export function findFixes(
  { sources, ...read }: Read,
  diagnostics: readonly Diagnostic[],
): ReadonlyMap<Diagnostic, readonly Fix[]> {
  const written = { ...read, files: sources.filter(({ name }) => name.endsWith('.pn')) }
  return new Map(diagnostics.slice(0, mostMended).map((diagnostic) => [diagnostic, fixesOf(written, diagnostic)]))
}

/** The fixes under the place that they mend. */
export function printFixes(fixes: ReadonlyMap<Diagnostic, readonly Fix[]>, output: Output): void {
  for (const [{ code, file, span }, found] of fixes) {
    if (found.length === 0) continue
    print(output, `${file}:${span.line} ${colour.bold(code)} goes away if you`)
    for (const { title } of found) print(output, `  ${title}`)
  }
}
