import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile, renderDevice } from '@paranet/compiler'
import { entriesOf } from '@paranet/network'
import { CliError, exitCodes } from '../errors.js'
import { loadNetwork } from '../load-network.js'
import { type Output, print, printJson, table } from '../output/console-output.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'

interface CompileOptions {
  readonly topology?: string
  readonly target?: string
  readonly out?: string
}

/** Compiles offline: prints what each device gets, or writes one file per device. */
export async function compileFiles(files: readonly string[], options: CompileOptions, output: Output): Promise<number> {
  const started = performance.now()
  const { sources, index, intents, diagnostics: found } = loadNetwork(files, options.topology)
  const compiled = hasErrors(found) ? undefined : compile({ index, intents })
  const diagnostics = [...found, ...(compiled?.diagnostics ?? [])]
  const isGood = compiled !== undefined && !hasErrors(diagnostics)
  const devices: Record<string, { target: string; entries: number; artifact: string }> = {}
  for (const node of isGood ? index.nodes : []) {
    const state = compiled?.state.get(node.name)
    if (!state || (options.target !== undefined && node.target !== options.target)) continue
    devices[node.name] = { target: node.target, entries: entriesOf(state).size, artifact: renderDevice(node, state) }
  }
  if (isGood && options.target !== undefined && Object.keys(devices).length === 0)
    throw new CliError(exitCodes.usage, `no device has the target "${options.target}"`, {
      hint: `targets here: ${[...new Set(index.nodes.map(({ target }) => target))].sort().join(', ')}`,
    })
  if (options.out !== undefined && isGood) writeArtifacts(options.out, devices)
  if (diagnostics.length > 0) print(output, diagnosticsText(diagnostics, sources))
  if (isGood)
    print(
      output,
      table(Object.entries(devices).map(([name, { target, entries }]) => [name, target, `${entries} entries`])),
    )
  printJson(output, {
    ok: isGood,
    diagnostics: diagnostics.map(({ span, ...rest }) => ({
      ...rest,
      line: span.line,
      column: span.column,
      length: span.length,
    })),
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

function writeArtifacts(folder: string, devices: Readonly<Record<string, { artifact: string }>>): void {
  mkdirSync(folder, { recursive: true })
  for (const [name, { artifact }] of Object.entries(devices))
    writeFileSync(join(folder, `${encodeURIComponent(name)}.json`), artifact)
}
