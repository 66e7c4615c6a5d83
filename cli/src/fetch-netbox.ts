import { longestImport } from '@paranet/language'
import { CliError, exitCodes } from './errors.js'

/** Lists that make a network, by their paths. */
const lists = [
  'dcim/sites',
  'dcim/devices',
  'dcim/interfaces',
  'dcim/cables',
  'ipam/ip-addresses',
  'ipam/prefixes',
] as const

/** Items on a page, pages of a list, and ms that one answer may take. */
const limits = { page: 500, pages: 2000, answerMs: 30_000 } as const

/** Whether a word is the address of a server and no file. */
export const isWebAddress = (text: string): boolean => /^https?:\/\//i.test(text)

/** The lists of a NetBox by its REST interface as one JSON text. The token is in NETBOX_TOKEN (or NETBOX_API_TOKEN). Only the host that is
 *  named is asked: pages are counted on it, and redirects are refused. Throws a `CliError` with what the server said. */
export async function fetchNetbox(address: string): Promise<string> {
  const base = baseOf(address)
  const budget = { letters: longestImport }
  const document: Record<string, unknown[]> = {}
  for (const list of lists) document[list] = await allPages(base, list, budget)
  return JSON.stringify(document)
}

function baseOf(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (!url || url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    throw new CliError(exitCodes.usage, `${address} is no address of a NetBox`, {
      hint: 'such as https://netbox.example.net; the token belongs in NETBOX_TOKEN',
    })
  if (url.protocol === 'http:' && token() !== undefined && !isLoopback(url.hostname))
    throw new CliError(exitCodes.usage, `the token would go to ${url.host} in clear`, { hint: 'use https://' })
  url.pathname = `${url.pathname.replace(/\/+(?:api\/*)?$/, '')}/api/`
  return url
}

const isLoopback = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host)

const token = (): string | undefined => process.env['NETBOX_TOKEN'] || process.env['NETBOX_API_TOKEN'] || undefined

/** Pages are asked for by their offset: `next` may name another host, where a proxy stands before the server. */
async function allPages(base: URL, list: string, budget: { letters: number }): Promise<unknown[]> {
  const items: unknown[] = []
  for (let page = 0; page < limits.pages; page++) {
    const url = new URL(`${list}/?limit=${limits.page}&offset=${items.length}`, base)
    const { results, next } = pageOf(await textOf(url, budget), url)
    items.push(...results)
    if (next === null || next === undefined || results.length === 0) return items
  }
  throw new CliError(exitCodes.input, `${list} has more than ${limits.pages} pages`)
}

async function textOf(url: URL, budget: { letters: number }): Promise<string> {
  const key = token()
  try {
    const response = await fetch(url, {
      headers: { accept: 'application/json', ...(key === undefined ? {} : { authorization: authorization(key) }) },
      redirect: 'manual',
      signal: AbortSignal.timeout(limits.answerMs),
    })
    if (response.status !== 200) throw refusal(url, response)
    return await limitedText(response, url, budget)
  } catch (cause) {
    if (cause instanceof CliError) throw cause
    const isLate = cause instanceof Error && cause.name === 'TimeoutError'
    const why = isLate ? `it took longer than ${limits.answerMs / 1000} s` : reasonOf(cause)
    throw new CliError(exitCodes.refused, `${url.origin} does not answer: ${why}`)
  }
}

/** Tokens of version 4.5 and later say so themselves and are of the kind `Bearer`. */
const authorization = (key: string): string => (key.startsWith('nbt_') ? `Bearer ${key}` : `Token ${key}`)

const reasonOf = (cause: unknown): string => {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  return inner instanceof Error ? inner.message : String(inner)
}

function refusal(url: URL, { status }: Response): CliError {
  const hints: Readonly<Record<number, string>> = {
    401: 'set NETBOX_TOKEN',
    403: 'set NETBOX_TOKEN to a token that may read',
    404: 'is it the address of a NetBox?',
  }
  const hint = status >= 300 && status < 400 ? 'name the address that it redirects to' : hints[status]
  return new CliError(
    exitCodes.refused,
    `${url.origin}${url.pathname} answers ${status}`,
    hint === undefined ? {} : { hint },
  )
}

/** The body, as long as all bodies together are not longer than what is imported. */
async function limitedText(response: Response, url: URL, budget: { letters: number }): Promise<string> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const part of response.body ?? []) {
    const piece = decoder.decode(part as Uint8Array, { stream: true })
    budget.letters -= piece.length
    if (budget.letters < 0)
      throw new CliError(exitCodes.input, `${url.origin} has more than ${longestImport / 1024 / 1024} MiB of them`)
    text += piece
  }
  return text + decoder.decode()
}

function pageOf(text: string, url: URL): { results: unknown[]; next: unknown } {
  try {
    const page: unknown = JSON.parse(text)
    if (typeof page === 'object' && page !== null && 'results' in page && Array.isArray(page.results))
      return { results: page.results as unknown[], next: 'next' in page ? page.next : null }
  } catch {
    // What is no JSON is no page either.
  }
  throw new CliError(exitCodes.input, `${url.origin}${url.pathname} gives no list of NetBox`)
}
