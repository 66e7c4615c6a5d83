import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { colour, note, type Output, print, printJson, table } from '../output/console-output.js'

interface ApiToken {
  readonly id: string
  readonly name: string
  readonly hint: string
  readonly scopes: readonly string[]
  readonly networks?: readonly string[]
  readonly createdAt: number
  readonly expiresAt: number
  readonly lastUsedAt?: number
}

interface CreateOptions {
  readonly scope: readonly string[]
  readonly on?: readonly string[]
  readonly days?: string
}

/** Makes an API token. Its secret is all that goes to standard output, so that a script can take it. */
export async function createToken(
  name: string,
  { scope, on, days }: CreateOptions,
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const made = await new ApiClient(server).post<ApiToken & { token: string }>('auth/tokens', {
    name,
    scopes: scope,
    ...(on === undefined ? {} : { networks: on }),
    ...(days === undefined ? {} : { expiresIn: secondsOf(days) }),
  })
  if (!output.isJson) note(`${name} until ${dateOf(made.expiresAt)}; this is shown once:`)
  print(output, made.token)
  printJson(output, { ...made })
  return exitCodes.ok
}

/** Lists one's own tokens; as an administrator those of someone else. */
export async function listTokens(
  options: { readonly user?: string },
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const query = options.user === undefined ? '' : `?user=${encodeURIComponent(options.user)}`
  const { items } = await new ApiClient(server).get<{ items: ApiToken[] }>(`auth/tokens${query}`)
  const head = ['NAME', 'SCOPES', 'NETWORKS', 'UNTIL', 'LAST USED', 'ID'].map((title) => colour.dim(title))
  const rows = items.map(({ id, name, scopes, networks, expiresAt, lastUsedAt }) => [
    name,
    scopes.join(','),
    networks?.join(',') ?? 'all',
    dateOf(expiresAt),
    lastUsedAt === undefined ? 'never' : dateOf(lastUsedAt),
    id,
  ])
  print(output, items.length === 0 ? 'no API tokens' : table([head, ...rows]))
  printJson(output, { items })
  return exitCodes.ok
}

/** Ends a token, by name or id. */
export async function revokeToken(which: string, output: Output, server: ServerOptions): Promise<number> {
  await new ApiClient(server).delete(`auth/tokens/${encodeURIComponent(which)}`)
  print(output, `${which} is revoked`)
  printJson(output, { ok: true, revoked: which })
  return exitCodes.ok
}

function secondsOf(days: string): number {
  const number = Number(days)
  if (Number.isFinite(number) && number > 0) return Math.round(number * 86_400)
  throw new CliError(exitCodes.usage, `not a number of days: ${days}`, { hint: 'for example 30' })
}

const dateOf = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
