import { type Limits, limitsOf } from './http/limits.js'
import { StartError } from './start-error.js'

/** How a server is reached and guarded, as the environment says it. */
export interface Settings {
  /** Web pages from these origins may use the API; none where it is absent. */
  readonly allowedOrigins?: readonly string[]
  /** Of a Redis that several servers share. */
  readonly redisUrl?: string
  /** Believe the last address in `X-Forwarded-For`: a proxy of ours wrote it. */
  readonly trustProxy?: boolean
  readonly limits?: Partial<Limits>
  /** Between two samples of telemetry, ms. Default 1 s. */
  readonly sampleEveryMs?: number
}

/** Reads `PARANET_ALLOWED_ORIGINS` (with commas), `PARANET_TRUST_PROXY`, `REDIS_URL`, `PARANET_SAMPLE_MS` and `PARANET_LIMIT_…`. Throws a `StartError` that names
 *  what is wrong. */
export function settingsOf(env: Readonly<Record<string, string | undefined>>): Settings {
  const allowedOrigins = (env['PARANET_ALLOWED_ORIGINS'] ?? '').split(',').flatMap((text) => originOf(text.trim()))
  const redisUrl = env['REDIS_URL']
  return {
    ...(allowedOrigins.length > 0 ? { allowedOrigins } : {}),
    ...(redisUrl === undefined || redisUrl === '' ? {} : { redisUrl: checkedRedis(redisUrl) }),
    ...(env['PARANET_TRUST_PROXY'] === '1' ? { trustProxy: true } : {}),
    limits: readLimits(env),
    ...sampleOf(env['PARANET_SAMPLE_MS']),
  }
}

function sampleOf(text = ''): { sampleEveryMs?: number } {
  if (text === '') return {}
  const value = Number(text)
  if (Number.isInteger(value) && value >= 20 && value <= 60_000) return { sampleEveryMs: value }
  throw new StartError('bad-setting', `PARANET_SAMPLE_MS must be 20 to 60000: ${text}`, 'for example 1000')
}

function readLimits(env: Readonly<Record<string, string | undefined>>): Partial<Limits> {
  try {
    return limitsOf(env)
  } catch (error) {
    throw new StartError('bad-setting', error instanceof Error ? error.message : '', 'a number such as 1000', {
      cause: error,
    })
  }
}

function originOf(text: string): string[] {
  if (text === '') return []
  if (URL.canParse(text) && new URL(text).origin === text) return [text]
  throw new StartError('bad-setting', `not an origin: ${text}`, 'for example https://noc.example.org, without a path')
}

function checkedRedis(text: string): string {
  if (URL.canParse(text) && ['redis:', 'rediss:', 'unix:'].includes(new URL(text).protocol)) return text
  throw new StartError('bad-setting', 'REDIS_URL is no address of a Redis', 'for example redis://127.0.0.1:6379')
}
