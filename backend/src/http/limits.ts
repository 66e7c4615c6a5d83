/** How much the server takes from its clients. */
export interface Limits {
  /** Requests that one user may send in a minute, from wherever. */
  readonly perUser: number
  /** Requests in a minute from one address. */
  readonly perAddress: number
  /** Requests in a minute from one address that say not who sends them, or wrongly. */
  readonly anonymous: number
  /** Longest body, in bytes. */
  readonly bodyBytes: number
  /** Until the headers of a request are there, ms. */
  readonly headersMs: number
  /** Until a whole request is there, ms. */
  readonly requestMs: number
  /** For which a handler may work on a request whose record says nothing else, ms. */
  readonly handlerMs: number
  /** Open connections at most, and from one address. */
  readonly connections: number
  readonly connectionsPerAddress: number
  /** Open WebSockets of one user, and from one address. */
  readonly socketsPerUser: number
  readonly socketsPerAddress: number
}

/** Wide enough for a busy front end and CI on one machine, and narrow enough that nobody brings the server down. */
export const usualLimits: Limits = {
  perUser: 600_000,
  perAddress: 1_200_000,
  anonymous: 6_000,
  bodyBytes: 8 * 1024 * 1024,
  headersMs: 10_000,
  requestMs: 60_000,
  handlerMs: 30_000,
  connections: 10_000,
  connectionsPerAddress: 4_000,
  socketsPerUser: 2_000,
  socketsPerAddress: 2_000,
}

/** Names of environment variables for them. */
const variables: Readonly<Record<string, keyof Limits>> = {
  PARANET_LIMIT_USER: 'perUser',
  PARANET_LIMIT_ADDRESS: 'perAddress',
  PARANET_LIMIT_ANONYMOUS: 'anonymous',
  PARANET_LIMIT_BODY: 'bodyBytes',
  PARANET_LIMIT_HEADERS_MS: 'headersMs',
  PARANET_LIMIT_REQUEST_MS: 'requestMs',
  PARANET_LIMIT_HANDLER_MS: 'handlerMs',
  PARANET_LIMIT_CONNECTIONS: 'connections',
  PARANET_LIMIT_CONNECTIONS_PER_ADDRESS: 'connectionsPerAddress',
  PARANET_LIMIT_SOCKETS_PER_USER: 'socketsPerUser',
  PARANET_LIMIT_SOCKETS_PER_ADDRESS: 'socketsPerAddress',
}

/** Limits that the environment sets. Throws a `RangeError` that names the variable where a value is no positive integer. */
export function limitsOf(env: Readonly<Record<string, string | undefined>>): Partial<Limits> {
  const found = Object.entries(variables).flatMap(([variable, name]) => {
    const text = env[variable]
    if (text === undefined || text === '') return []
    const value = Number(text)
    if (!Number.isSafeInteger(value) || value < 1)
      throw new RangeError(`${variable} must be a positive integer: ${text}`)
    return [[name, value] as const]
  })
  return Object.fromEntries(found)
}
