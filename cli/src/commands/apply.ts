import type { Plan } from '@paranet/planner'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { colour, type Output, print, printJson } from '../output/console-output.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'
import { planText } from '../output/print-plan.js'
import { readFiles } from '../read-files.js'
import { exitCodeOf, requestPlan } from './plan.js'

interface ApplyOptions {
  readonly prune?: boolean
  readonly confirmWithin?: string
  readonly wait?: boolean
}

interface Deployment {
  readonly id: string
  readonly status: string
  readonly wave?: { readonly index: number; readonly of: number }
  readonly waves: readonly { readonly devices: readonly string[]; readonly status: string; readonly ms?: number }[]
  readonly ms?: number
  readonly error?: unknown
}

const finalStatuses = new Set(['active', 'superseded', 'rolled-back', 'failed'])

/** Deploys a plan by its id, or plans files and deploys the plan. */
export async function apply(
  args: readonly string[],
  options: ApplyOptions,
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const client = new ApiClient(server)
  const [first = ''] = args
  const isPlan = args.length === 1 && /^[0-9a-f]{64}$/.test(first)
  let plan = first
  if (!isPlan) {
    const sources = readFiles(args)
    const made = await requestPlan(client, sources, options.prune === true)
    if (made.diagnostics.length > 0) print(output, diagnosticsText(made.diagnostics, sources))
    print(output, planText(made, false))
    if (!made.ok) return refusePlan(made, output)
    plan = made.id
  }
  const { deployment } = await client.post<{ deployment: string }>('deploy/execute', {
    plan,
    ...(options.confirmWithin === undefined ? {} : { confirmWithin: seconds(options.confirmWithin) }),
  })
  if (options.wait === false) {
    print(output, `deployment ${deployment} queued`)
    printJson(output, { deployment, status: 'queued', waves: [] })
    return exitCodes.ok
  }
  return follow(client, deployment, output)
}

function refusePlan(made: Plan, output: Output): number {
  printJson(output, {
    ok: false,
    plan: made.id,
    diagnostics: made.diagnostics,
    verdicts: made.verdicts.filter(({ verdict }) => verdict !== 'holds'),
  })
  return hasErrors(made.diagnostics) ? exitCodes.input : exitCodeOf(made)
}

/** Back to the state before a deployment. */
export async function rollback(
  deployment: string,
  options: { readonly force?: boolean; readonly reason?: string; readonly only?: string },
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const client = new ApiClient(server)
  const started = await client.post<{ deployment: string }>(`deploy/rollback/${encodeURIComponent(deployment)}`, {
    ...(options.force ? { force: true } : {}),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
    ...(options.only === undefined ? {} : { only: options.only }),
  })
  return follow(client, started.deployment, output)
}

/** Prints each wave as it is done, until the deployment ends. */
async function follow(client: ApiClient, id: string, output: Output): Promise<number> {
  let printed = 0
  for (;;) {
    const deployment = await client.get<Deployment>(`deploy/status/${encodeURIComponent(id)}`)
    for (const [i, wave] of deployment.waves.entries()) {
      if (i < printed || wave.status !== 'done') continue
      printed = i + 1
      print(
        output,
        `${colour.green('✓')} wave ${i + 1}/${deployment.waves.length}  ${wave.devices.join(', ')}  ${colour.dim(`${wave.ms ?? 0} ms`)}`,
      )
    }
    if (!finalStatuses.has(deployment.status)) {
      await new Promise((done) => setTimeout(done, 100))
      continue
    }
    const isGood = deployment.status === 'active' || deployment.status === 'superseded'
    print(
      output,
      `${isGood ? colour.green(deployment.status) : colour.red(deployment.status)}  deployment ${id}${deployment.ms === undefined ? '' : `  ${deployment.ms} ms`}`,
    )
    printJson(output, {
      deployment: id,
      status: deployment.status,
      waves: deployment.waves.map(({ devices, ms }) => ({ devices, ms })),
      ms: deployment.ms,
      ...(deployment.error === undefined ? {} : { error: deployment.error }),
    })
    return isGood ? exitCodes.ok : exitCodes.notHeld
  }
}

function seconds(text: string): number {
  const match = /^(\d+)(s|m|h)?$/.exec(text)
  if (!match) throw new CliError(exitCodes.usage, `not a time: ${text}`, { hint: 'for example 120s or 5m' })
  return Number(match[1]) * { s: 1, m: 60, h: 3600 }[(match[2] ?? 's') as 's' | 'm' | 'h']
}
