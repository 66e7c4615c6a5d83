import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { ArtifactFile } from '@paranet/compiler'
import { artifactFiles, compile, renderDevice, targetKinds } from '@paranet/compiler'
import type { TopologyIndex } from '@paranet/network'
import { entriesOf, indexTopology } from '@paranet/network'
import { activeIntents, laterCompositions, readInstant } from '../active-intents.js'
import { CliError, exitCodes } from '../errors.js'
import { loadNetwork } from '../load-network.js'
import { findFixes, printFixes } from '../output/print-fixes.js'
import { type Output, print, printJson, table } from '../output/console-output.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'

interface CompileOptions {
  readonly topology?: string
  readonly target?: string
  readonly out?: string
  /** For the intents that are active then; default: now. */
  readonly at?: string
  /** With what would mend each diagnostic. */
  readonly fixes?: boolean
}

/** Compiles offline: prints what each device gets, or writes the files of each. `target`: all devices for this one, whatever theirs is. */
export async function compileFiles(files: readonly string[], options: CompileOptions, output: Output): Promise<number> {
  const started = performance.now()
  const { sources, index: loaded, intents: all, diagnostics: read } = loadNetwork(files, options.topology)
  const { active: intents, diagnostics: never } = activeIntents(all, readInstant(options.at))
  const found = [...read, ...never]
  const index = options.target === undefined ? loaded : withTarget(loaded, options.target)
  const compiled = hasErrors(found) ? undefined : compile({ index, intents })
  const now = [...found, ...(compiled?.diagnostics ?? [])]
  const isForAll = compiled !== undefined && options.at === undefined
  const diagnostics = isForAll ? [...now, ...laterCompositions(index, all, readInstant(undefined), now)] : now
  const isGood = compiled !== undefined && !hasErrors(diagnostics)
  const devices: Record<string, { target: string; entries: number; artifact: string }> = {}
  const written: ArtifactFile[] = []
  for (const node of isGood ? index.nodes : []) {
    const state = compiled?.state.get(node.name)
    if (!state) continue
    const artifact = renderDevice(node, state, index, compiled?.ledger.get(node.name))
    devices[node.name] = { target: node.target, entries: entriesOf(state).size, artifact }
    if (options.out !== undefined) written.push(...artifactFiles(node, artifact))
  }
  if (options.out !== undefined && isGood) writeFiles(options.out, written)
  if (diagnostics.length > 0) print(output, diagnosticsText(diagnostics, sources))
  const mended = options.fixes === true && !hasErrors(read) ? diagnostics : []
  const fixes = findFixes({ index, intents, sources }, mended)
  printFixes(fixes, output)
  if (isGood)
    print(
      output,
      table(Object.entries(devices).map(([name, { target, entries }]) => [name, target, `${entries} entries`])),
    )
  printJson(output, {
    ok: isGood,
    diagnostics: diagnostics.map((diagnostic) => {
      const { span, ...rest } = diagnostic
      const { line, column, length } = span
      return { ...rest, ...(fixes.has(diagnostic) ? { fixes: fixes.get(diagnostic) } : {}), line, column, length }
    }),
    intents: intents.map(({ id, name, kind }) => ({
      id,
      name,
      kind,
      paths: compiled?.plans.find((plan) => plan.intent === id)?.paths ?? [],
    })),
    devices,
    stats: { ms: performance.now() - started, intents: intents.length, devices: index.devices.length },
  })
  return isGood ? exitCodes.ok : exitCodes.input
}

function withTarget(index: TopologyIndex, target: string): TopologyIndex {
  if (!targetKinds.includes(target))
    throw new CliError(exitCodes.usage, `unknown target "${target}"`, {
      hint: `targets are: ${targetKinds.join(', ')}`,
    })
  const nodes = index.topology.nodes.map((node) => ({ ...node, target }))
  return indexTopology({ ...index.topology, nodes })
}

/** Scripts can be run as they are. */
function writeFiles(folder: string, files: readonly ArtifactFile[]): void {
  mkdirSync(folder, { recursive: true })
  for (const { name, text } of files) {
    const path = join(folder, name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, text, { mode: text.startsWith('#!') ? 0o755 : 0o644 })
  }
}
