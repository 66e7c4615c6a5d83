import { type Random, seededRandom } from '@paranet/network'
import { randomBody } from './random-json.js'

/** A route of the API as its registry has it. */
export interface KnownRoute {
  readonly method: string
  readonly path: string
  readonly role: string
}

export type SendText = (
  method: string,
  path: string,
  body: string | undefined,
) => Promise<{ status: number; text: string }>

/** Right bodies by `METHOD path`, so that requests get past the first check. */
export const rightBodies: Readonly<Record<string, readonly unknown[]>> = {
  'POST /auth/login': [{ username: 'admin', password: 'x' }],
  'POST /auth/refresh': [{ refreshToken: 'x' }],
  'POST /auth/logout': [{ refreshToken: 'x' }],
  'PUT /auth/password': [{ current: 'x', password: 'long-enough-password' }],
  'POST /users': [{ name: 'someone', password: 'long-enough-password', role: 'viewer' }],
  'POST /networks': [{ name: 'other', topology: 'network other { node a : router { } }' }],
  'PATCH /networks/:id': [{ name: 'another' }],
  'POST /topology/nodes': [{ name: 'n1', type: 'router', addresses: ['10.9.9.9'], labels: { a: 'b' } }],
  'PUT /topology/nodes/:name': [{ name: 'r3', type: 'router', addresses: ['10.9.9.8'], location: { lat: 1, lon: 2 } }],
  'POST /topology/links': [{ ends: [{ node: 'r1' }, { node: 'r2' }], bandwidth: 1000, latency: 10, weight: 1 }],
  'PUT /topology/links/:id': [{ ends: [{ node: 'r1' }, { node: 'r3' }], risks: ['a'] }],
  'POST /topology/import': [{ text: 'network n { node a : router { } }', file: 'a.pn' }, { text: '<graphml/>' }],
  'PUT /intent/files/:file': [{ text: 'route a { from: r1, to: r2 }' }],
  'POST /intent/parse': [{ text: 'route a { from: r1, to: r2 }', as: 'pn' }],
  'POST /intent/explain': [{ intent: 'web' }, { device: 'r1', entry: 'route 10.1.0.0/16', plan: 'x' }],
  'POST /intent/compile': [{ files: [{ name: 'a.pn', text: 'isolate a { from: r1, to: r2 }' }], mode: 'merge' }],
  'POST /deploy/validate': [{ plan: 'x' }],
  'POST /deploy/execute': [{ plan: 'x', confirmWithin: 5, force: true, reason: 'why not' }],
  'POST /deploy/rollback/:id': [{ force: true, reason: 'why not' }],
  'POST /trace': [
    { from: 'r1', to: 'web1', protocol: 'tcp', dstPort: 443, at: 'lan' },
    { from: '10.1.0.0/16', to: 'internet' },
  ],
  'POST /faults': [
    { kind: 'link-down', link: 'r1--r3' },
    { kind: 'link-loss', link: 'r1--r3', fraction: 0.5 },
    { kind: 'link-flap', link: 'r1--r3', periodMs: 5000, duty: 0.5, jitter: 0.5, seed: 3, forMs: 100 },
    { kind: 'forget-entry', node: 'r1', entry: 'route 10.1.0.0/16' },
  ],
  'PUT /traffic': [{ demands: [{ from: 'r1', to: 'r2', bitsPerSecond: 1000, class: { dscp: 46 } }], scale: 2 }],
}

const strangeParams = [
  'r1',
  'x',
  '__proto__',
  '%00',
  '%ff',
  '%2e%2e',
  'a%2Fb',
  'r1--r3',
  'ü',
  'x'.repeat(2000),
  '%7B%7D',
]

/** Sends so many random requests to each route; gives those that were answered by a mistake of ours (5xx but 502 and 503), or not by a
 *  problem document where they failed. */
export async function assail(
  routes: readonly KnownRoute[],
  send: SendText,
  { seed, perRoute }: { readonly seed: number; readonly perRoute: number },
): Promise<string[]> {
  const random = seededRandom(seed)
  const bad: string[] = []
  for (const route of routes)
    for (let n = 0; n < perRoute; n++) {
      const body = hasBody(route)
        ? randomBody({ random, samples: rightBodies[`${route.method} ${route.path}`] ?? [] })
        : undefined
      const path = `${randomPath(random, route)}${random.below(6) === 0 ? randomQuery(random) : ''}`
      const { status, text } = await send(route.method, path, body)
      if (status === 500 || status === 501 || status > 503 || (status >= 400 && !isProblem(text)))
        bad.push(`${route.method} ${path} ${body?.slice(0, 500)}: ${status} ${text.slice(0, 300)}`)
    }
  return bad
}

const hasBody = ({ method }: KnownRoute): boolean => method !== 'GET' && method !== 'DELETE'

const randomPath = (random: Random, { path }: KnownRoute): string =>
  path.replaceAll(/:\w+/g, () => random.pick(strangeParams))

const randomQuery = (random: Random): string =>
  `?${random.pick(['limit=x', 'limit=-1', 'before=1e99', 'network=none', 'network=__proto__', 'format=zip', 'limit=1&limit=2', 'a[b]=c', '%ff=%ff'])}`

function isProblem(text: string): boolean {
  const document = JSON.parse(text) as { code?: unknown; status?: unknown; title?: unknown }
  return typeof document.code === 'string' && typeof document.title === 'string'
}
