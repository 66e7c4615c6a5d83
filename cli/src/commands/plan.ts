import { basename } from 'node:path'
import type { Plan } from '@paranet/planner'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { type CertificateFile, writeCertificateFile } from '../certificate-file.js'
import { exitCodes } from '../errors.js'
import { readFiles } from '../read-files.js'
import { type Output, print, printJson } from '../output/console-output.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'
import { type ReportFormat, planReport } from '../output/plan-report.js'
import { planText } from '../output/print-plan.js'

interface PlanOptions {
  readonly replace?: boolean
  readonly report?: ReportFormat
  readonly verbose?: boolean
  readonly at?: string
  readonly reoptimise?: boolean
  /** File to write what other code can check the verdicts by. */
  readonly certificate?: string
}

/** Plans the files against the server's network and prints the difference and the proof. */
export async function plan(
  files: readonly string[],
  options: PlanOptions,
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const sources = readFiles(files)
  const client = new ApiClient(server)
  const made = await requestPlan(client, sources, options.replace === true, options)
  if (options.certificate !== undefined && !hasErrors(made.diagnostics))
    writeCertificateFile(options.certificate, await client.get<CertificateFile>(`plans/${made.id}/evidence`))
  if (options.report !== undefined) {
    process.stdout.write(planReport(made, options.report))
    return exitCodeOf(made)
  }
  if (made.diagnostics.length > 0) print(output, diagnosticsText(made.diagnostics, sources))
  print(output, planText(made, options.verbose === true))
  printJson(output, { ...made })
  return exitCodeOf(made)
}

/** The server's plan for these files. Files are named by their base name, as they are stored. */
export const requestPlan = (
  client: ApiClient,
  sources: readonly { name: string; text: string }[],
  isWhole: boolean,
  { at, reoptimise }: Pick<PlanOptions, 'at' | 'reoptimise'> = {},
): Promise<Plan> =>
  client.post<Plan>('intent/compile', {
    files: sources.map(({ name, text }) => ({ name: basename(name), text })).sort((a, b) => (a.name < b.name ? -1 : 1)),
    mode: isWhole ? 'replace' : 'merge',
    ...(at === undefined ? {} : { at }),
    ...(reoptimise === true ? { reoptimise } : {}),
  })

/** 3 where the text has errors, 1 where the network would not hold what is asked, else 0. */
export function exitCodeOf(made: Plan): number {
  if (hasErrors(made.diagnostics)) return exitCodes.input
  return made.ok ? exitCodes.ok : exitCodes.notHeld
}
