import { type Random, seededRandom } from '@paranet/network'
import { randomBody } from './random-json.js'

/** A route of the API as its registry has it. */
export interface KnownRoute {
  readonly method: string
  readonly path: string
  readonly role: string
  /** A right request, so that others like it get past the first check. */
  readonly example?: { readonly body?: unknown }
}

export type SendText = (
  method: string,
  path: string,
  body: string | undefined,
) => Promise<{ status: number; text: string }>

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
        ? randomBody({ random, samples: route.example?.body === undefined ? [] : [route.example.body] })
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
