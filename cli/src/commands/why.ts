import type { ExplainedOwner } from '@paranet/compiler'
import type { Verdict } from '@paranet/verifier'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { colour, microseconds, type Output, print, printJson } from '../output/console-output.js'
import { verdictText } from '../output/print-plan.js'

interface ExplainedEntry {
  readonly device: string
  readonly key: string
  readonly entry?: unknown
  readonly isDesired: boolean
  readonly isRunning?: boolean
  readonly owners: readonly ExplainedOwner[]
}

interface ExplainedIntent {
  readonly intent: { readonly id: string; readonly kind: string; readonly text?: string }
  readonly paths: readonly {
    readonly nodes: readonly string[]
    readonly latency: number
    readonly reasons: readonly string[]
  }[]
  readonly devices: readonly { readonly device: string; readonly entries: readonly { readonly key: string }[] }[]
  readonly verdicts: readonly Verdict[]
  readonly grade?: string
  readonly lost: readonly { readonly to: string; readonly property: string }[]
}

interface WhyOptions {
  readonly plan?: string
  readonly topology?: string
}

/** With an entry: which intents need it on the device, what they ask for, by which ways, on which lines. Without: why the intent of that name has the
 *  paths and entries that it has. With files: of what they compile to, without a server. */
export async function why(
  subject: string,
  [entry, ...files]: readonly string[],
  { plan, topology }: WhyOptions,
  output: Output,
  server: ServerOptions,
): Promise<number> {
  if (entry !== undefined && (files.length > 0 || topology !== undefined)) {
    const { whyOffline } = await import('./why-offline.js')
    return printEntry(whyOffline(subject, entry, files, topology), output)
  }
  const client = new ApiClient(server)
  const of = plan === undefined ? {} : { plan }
  if (entry === undefined) {
    const found = await client
      .post<ExplainedIntent>('intent/explain', { intent: subject, ...of })
      .catch((error: unknown) => Promise.reject(withEntryHint(error, subject)))
    return printIntent(found, output)
  }
  const found = await client.post<ExplainedEntry>('intent/explain', { device: subject, entry, ...of })
  return printEntry(found, output)
}

/** Of a name that no intent has: it may be that of a device, of which an entry is asked. */
function withEntryHint(error: unknown, subject: string): unknown {
  if (!(error instanceof CliError) || (error.problem as { readonly status?: unknown } | undefined)?.status !== 404)
    return error
  const entry = `of a device say the entry too, as \`paranet diff\` and traces show it: \`paranet why ${subject} "route 10.2.0.0/16"\``
  const hint = error.hint === undefined ? entry : `${error.hint}; ${entry}`
  return new CliError(error.exitCode, error.message, { problem: error.problem, hint })
}

function printEntry(found: ExplainedEntry, output: Output): number {
  const { device, key, owners, isDesired, isRunning } = found
  print(output, `${colour.bold(device)}  ${key}`)
  for (const owner of owners) printOwner(owner, output)
  const isExplained = owners.length > 0
  if (!isExplained) print(output, colour.red('  unexplained: no intent needs it'))
  if (isRunning === false) print(output, colour.red('  missing: the device does not run it'))
  if (!isDesired && isExplained) print(output, colour.yellow('  it is not desired any more'))
  const isFine = isExplained && isDesired && isRunning !== false
  printJson(output, { ok: isFine, ...found })
  return isFine ? exitCodes.ok : exitCodes.notHeld
}

function printOwner({ id, kind, why: text, source, constraints, paths }: ExplainedOwner, output: Output): void {
  print(output, `  ${id}  ${colour.dim(kind)}`)
  print(output, `    ${text}${source ? colour.dim(`  ${source.file}:${source.line}`) : ''}`)
  if (constraints.length > 0) print(output, `    it asks for ${constraints.join('; ')}`)
  for (const { nodes, latency, reasons } of paths) {
    print(output, `    ${nodes.join(' – ')}  ${microseconds(latency)}`)
    for (const reason of reasons) print(output, colour.dim(`      ${reason}`))
  }
}

function printIntent(found: ExplainedIntent, output: Output): number {
  const { intent, paths, devices, verdicts, lost, grade } = found
  print(output, `${colour.bold(intent.id)}  ${intent.kind}${grade === undefined ? '' : `, ${grade}`}`)
  if (intent.text !== undefined) print(output, colour.dim(`  ${intent.text}`))
  for (const { nodes, latency, reasons } of paths) {
    print(output, `  ${nodes.join(' – ')}  ${microseconds(latency)}`)
    for (const reason of reasons) print(output, colour.dim(`    ${reason}`))
  }
  for (const { device, entries } of devices) print(output, `  ${device}: ${entries.map(({ key }) => key).join('; ')}`)
  for (const verdict of verdicts) print(output, `  ${verdictText(verdict)}`)
  for (const { to, property } of lost) print(output, colour.yellow(`  lost to ${to}: ${property}`))
  const isFine = verdicts.every(({ verdict }) => verdict === 'holds')
  printJson(output, { ok: isFine, ...found })
  return isFine ? exitCodes.ok : exitCodes.notHeld
}
