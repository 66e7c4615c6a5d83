// The whole way of an intent through the API: npx tsx examples/client/walking-line.ts http://localhost:8080 admin PASSWORD
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { ApiProblem, Client } from './client.js'

const campus = (file: string): string => readFileSync(new URL(`../campus/${file}`, import.meta.url), 'utf8')

/** Makes a network of the campus example, deploys intents to it, breaks a link, and goes away again. Says each step. */
export async function walkingLine(client: Client, say: (line: string) => void): Promise<void> {
  const network = await client.send('POST /api/v1/networks', { body: { name: `client ${Date.now()}` } })
  const query = { network: network.id }
  const imported = await client.send('POST /api/v1/topology/import', {
    query: { ...query, format: 'pn' },
    body: { text: campus('campus.pn'), file: 'campus.pn' },
  })
  say(`imported ${imported.nodes} nodes and ${imported.links} links`)

  const deployment = await deployIntents(client, network.id, say)
  await untilActive(client, network.id, deployment)
  say(`${deployment} is active`)

  const trace = await client.send('POST /api/v1/trace', {
    query,
    body: { from: '10.1.0.0/20', to: 'web-servers', protocol: 'tcp', dstPort: 443 },
  })
  say(`a packet goes ${trace.hops.map(({ node }) => node).join(' → ')} and is ${trace.end.kind}`)
  await breakLink(client, network.id, trace.hops.find(({ link }) => link !== undefined)?.link ?? '', say)
  await client.send('DELETE /api/v1/networks/{id}', { path: { id: network.id } })
}

/** Gives the id of a deployment that is under way. */
async function deployIntents(client: Client, network: string, say: (line: string) => void): Promise<string> {
  const query = { network }
  const file = { name: 'web.pn', text: intents }
  const kept = await client.send('PUT /api/v1/intent/files/{file}', {
    query,
    path: { file: file.name },
    body: { text: file.text },
  })
  for (const { severity, message, span } of kept.diagnostics) say(`${file.name}:${span.line}: ${severity}: ${message}`)
  const plan = await client.send('POST /api/v1/intent/compile', { query, body: { files: [file], mode: 'replace' } })
  const holds = plan.verdicts.filter(({ verdict }) => verdict === 'holds').length
  say(`plan ${plan.id.slice(0, 12)}: ${holds} of ${plan.verdicts.length} promises are proved`)
  const preview = await client.send('GET /api/v1/intent/preview/{plan}', { query, path: { plan: plan.id } })
  for (const [device, { added, removed }] of Object.entries(preview.diff.devices))
    say(`  ${device}: ${added.length} entries more, ${removed.length} less`)
  const started = await client.send('POST /api/v1/deploy/execute', {
    query,
    header: { 'Idempotency-Key': `execute-${plan.id}` },
    body: { plan: plan.id },
  })
  return started.deployment
}

const intents = `
let offices = 10.1.0.0/20, 10.2.0.0/20
route office-web { from: offices, to: web-servers, traffic: tcp dst-port 80, 443, via: fw1 }
`

/** Follows the steps of a deployment until it is active. */
async function untilActive(client: Client, network: string, id: string): Promise<void> {
  for await (const { data } of client.listen('/ws/deploy/{id}', { path: { id }, query: { network, since: 0 } })) {
    if (data.type === 'active') return
    if (data.type === 'failed' || data.type === 'rolled-back') throw new Error(`${id}: ${data.type}`)
  }
  throw new Error(`${id}: the channel was closed`)
}

/** Breaks a link, waits for the alert, and mends it. */
async function breakLink(client: Client, network: string, link: string, say: (line: string) => void): Promise<void> {
  const query = { network }
  const fault = await client.send('POST /api/v1/faults', { query, body: { kind: 'link-down', link } })
  for await (const { type, data: alert } of client.listen('/ws/alerts', { query: { network, since: 0 } })) {
    say(`${type}: ${alert.message}`)
    if (alert.code !== 'link-down' || alert.subject !== link) continue
    if (type === 'raised') await client.send('DELETE /api/v1/faults/{id}', { query, path: { id: fault.id } })
    if (type === 'resolved') break
  }
  const { items } = await client.send('GET /api/v1/monitor/alerts', { query })
  say(`${items.length} alerts in the book, ${items.filter(({ resolvedAt }) => resolvedAt === undefined).length} open`)
}

const [, program = '', url, username = 'admin', password = ''] = process.argv
if (url !== undefined && import.meta.url === pathToFileURL(program).href) {
  // Node 22 and browsers have one of their own.
  globalThis.WebSocket ??= (await import('ws')).WebSocket as unknown as typeof globalThis.WebSocket
  const client = new Client(url)
  try {
    await client.login(username, password)
    await walkingLine(client, console.log)
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error
    console.error(error.message)
    process.exitCode = 1
  }
}
