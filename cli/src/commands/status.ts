import type { DeviceDiff } from '@paranet/network'
import type { Verdict } from '@paranet/verifier'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { colour, type Output, print, printJson, table } from '../output/console-output.js'
import { verdictText } from '../output/print-plan.js'

interface NetworkSummary {
  readonly id: string
  readonly name: string
  readonly nodes: number
  readonly links: number
  readonly intentsRevision?: string
  readonly deployment?: string
}

interface AlertSummary {
  readonly severity: string
  readonly code: string
  readonly subject: string
  readonly message: string
  readonly resolvedAt?: unknown
}

/** One deployment, or the network with its intents and open alerts. */
export async function status(deployment: string | undefined, output: Output, server: ServerOptions): Promise<number> {
  const client = new ApiClient(server)
  if (deployment !== undefined) return deploymentStatus(client, deployment, output)
  const { items: networks } = await client.get<{ items: NetworkSummary[] }>('networks')
  const network =
    server.network === undefined
      ? networks[0]
      : networks.find(({ id, name }) => id === server.network || name === server.network)
  if (!network) throw new CliError(exitCodes.refused, 'the server has no such network')
  const [{ items: intents }, { items: alerts }] = await Promise.all([
    client.get<{ items: { name: string; kind: string; verdicts: string }[] }>('intents'),
    client.get<{ items: AlertSummary[] }>('monitor/alerts'),
  ])
  const open = alerts.filter(({ resolvedAt }) => resolvedAt === undefined || resolvedAt === null)
  print(
    output,
    `${colour.bold(network.name)}  ${network.nodes} nodes, ${network.links} links, deployment ${network.deployment ?? 'none'}`,
  )
  if (intents.length > 0)
    print(output, table(intents.map(({ name, kind, verdicts }) => [`  ${mark(verdicts)}`, kind, name, verdicts])))
  for (const alert of open)
    print(output, `${colour.red(alert.severity)} ${alert.code} ${alert.subject}: ${alert.message}`)
  const isFine =
    open.every(({ severity }) => severity === 'info') && intents.every(({ verdicts }) => verdicts !== 'violated')
  printJson(output, { ok: isFine, network, intents, alerts: open })
  return isFine ? exitCodes.ok : exitCodes.notHeld
}

const mark = (verdict: string): string =>
  verdict === 'holds' ? colour.green('✓') : verdict === 'violated' ? colour.red('✗') : colour.dim('·')

async function deploymentStatus(client: ApiClient, id: string, output: Output): Promise<number> {
  const found = await client.get<{ status: string; waves: { devices: string[]; status: string; ms?: number }[] }>(
    `deploy/status/${encodeURIComponent(id)}`,
  )
  print(output, `deployment ${id}  ${found.status}`)
  for (const [i, wave] of found.waves.entries())
    print(output, `  wave ${i + 1}  ${wave.status}  ${wave.devices.join(', ')}`)
  printJson(output, { ...found })
  return found.status === 'failed' || found.status === 'rolled-back' ? exitCodes.notHeld : exitCodes.ok
}

/** What devices run against what they should run, and what that does to the intents. */
export async function drift(output: Output, server: ServerOptions): Promise<number> {
  const found = await new ApiClient(server).get<{ devices: DeviceDiff[]; verdicts: Verdict[] }>('monitor/drift')
  for (const diff of found.devices) {
    print(output, diff.device)
    for (const { key } of diff.added) print(output, colour.yellow(`  unexplained  ${key}`))
    for (const { key } of diff.removed) print(output, colour.red(`  missing      ${key}`))
    for (const { key } of diff.changed) print(output, colour.yellow(`  differs      ${key}`))
  }
  const broken = found.verdicts.filter(({ verdict }) => verdict !== 'holds')
  for (const verdict of broken) print(output, verdictText(verdict))
  if (found.devices.length === 0) print(output, 'every device runs what it should')
  printJson(output, { ok: found.devices.length === 0, ...found })
  return found.devices.length === 0 ? exitCodes.ok : exitCodes.notHeld
}
