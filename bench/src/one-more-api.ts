import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { adminPassword, startDemo } from './demo-server.js'
import { median, rounded } from './statistics.js'

const folder = fileURLToPath(new URL('../../examples/geant/', import.meta.url))

/** Milliseconds from the request for a plan with one more intent to its preview, over the API, on geant with its 200 intents deployed. */
export async function oneMoreOverApi(runs = 15): Promise<number> {
  const data = mkdtempSync(join(tmpdir(), 'paranet-bench-'))
  const demo = await startDemo(data)
  try {
    const client = await clientOf(demo.url)
    const { id } = await client('POST', 'networks', { name: 'geant' })
    const network = `network=${id}`
    const text = (file: string) => readFileSync(join(folder, file), 'utf8')
    await client('POST', `topology/import?${network}`, { text: text('Geant2012.graphml') })
    const files = [{ name: 'intents.pn', text: text('intents.pn') }]
    await deployed(client, network, await client('POST', `intent/compile?${network}`, { files, mode: 'replace' }))
    const { items } = await client('GET', `topology/nodes?${network}`)
    const names = (items as { name: string; prefixes: string[] }[]).filter(({ prefixes }) => prefixes.length > 0)
    const times: number[] = []
    for (let run = 0; run < runs + 5; run++) {
      const [from, to] = [names[run % names.length], names[(run * 7 + 11) % names.length]]
      const intent = `route more { from: "${from?.name}", to: "${to?.name}", traffic: tcp dst-port ${30_000 + run}, reply: stateless }\n`
      const started = performance.now()
      const plan = await client('POST', `intent/compile?${network}`, {
        files: [{ name: 'more.pn', text: intent }],
        mode: 'merge',
      })
      await client('GET', `intent/preview/${plan.id}?${network}`)
      if (plan.ok !== true) throw new Error(`the plan does not hold: ${JSON.stringify(plan.diagnostics)}`)
      times.push(performance.now() - started)
    }
    // The first ones warm it up.
    return rounded(median(times.slice(5)))
  } finally {
    await demo.close()
    rmSync(data, { recursive: true, force: true })
  }
}

// biome-ignore lint/suspicious/noExplicitAny: what comes back is looked at member by member
type Client = (method: string, path: string, body?: unknown) => Promise<any>

async function clientOf(url: string): Promise<Client> {
  let token: string | undefined
  const call: Client = async (method, path, body) => {
    const response = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: {
        'content-type': 'application/json',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`)
    return response.json()
  }
  const login = await call('POST', 'auth/login', { username: 'admin', password: adminPassword })
  token = login.accessToken
  return call
}

async function deployed(client: Client, network: string, plan: { readonly id: string }): Promise<void> {
  const { deployment } = await client('POST', `deploy/execute?${network}`, { plan: plan.id })
  for (;;) {
    const { status } = await client('GET', `deploy/status/${deployment}?${network}`)
    if (status === 'active') return
    if (status === 'failed' || status === 'rolled-back') throw new Error(`the deployment is ${status}`)
    await new Promise((done) => setTimeout(done, 20))
  }
}
