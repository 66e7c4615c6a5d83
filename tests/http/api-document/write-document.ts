import { STATUS_CODES } from 'node:http'
import { openApiDocument, resources } from '@paranet/backend'
import { normalised, readableJson } from './readable-json.js'
import type { Recorded } from './recorder.js'

interface Operation {
  readonly operationId: string
  readonly tags: readonly string[]
  readonly summary: string
  readonly description: string
  readonly responses: Readonly<Record<string, { readonly $ref?: string; readonly description?: string }>>
}

const head = `# API

Everything that the server does for programs, with one request and one answer for each route and channel. The same as a document
for programs is at \`/openapi.json\`, as a page to try requests with at \`/docs\`, and as a reference at \`/redoc\`.

This file is made from the answers of a real server, by \`UPDATE_GOLDEN=1 npx vitest run tests/http/api-document.test.ts\`; the same test
fails when a route or a shape here is no longer true. Ids, hashes, times and tokens differ from run to run; long lists are cut.

- Routes are below \`/api/v1\`; bodies are JSON in both directions. Times are ms since 1970, bandwidths bit/s, latencies µs.
- All but the login need \`Authorization: Bearer TOKEN\`. Roles: viewer < operator < admin.
- Requests that speak of one network take \`?network=ID\` or the header \`X-Network\`; without, it is the first network.
- Whatever fails answers with a problem document (RFC 9457), as below. Programs tell problems by their \`code\`.
`

/** The document of all operations, grouped by resource; `calls` by name of the operation, with `problem` for a request that fails. */
export function writeDocument(calls: ReadonlyMap<string, Recorded>): string {
  const groups = groupsOf()
  const contents = [...groups.keys()].map((tag) => `[${tag}](#${tag.toLowerCase()})`).join(' · ')
  const problem = calls.get('problem')
  const parts = [head, ...(problem ? [exchange(problem)] : []), `${contents}\n`]
  for (const [tag, operations] of groups) {
    parts.push(`## ${tag}\n\n${tagDescriptions().get(tag) ?? ''}\n`)
    for (const [path, operation] of operations) {
      const call = calls.get(operation.operationId)
      if (!call) throw new TypeError(`nobody called ${operation.operationId}: the story has to`)
      parts.push(section(path, operation, call))
    }
  }
  return parts.join('\n')
}

const tagDescriptions = () =>
  new Map(
    (openApiDocument()['tags'] as readonly { name: string; description: string }[]).map(({ name, description }) => [
      name,
      description,
    ]),
  )

/** Operations with `METHOD path`, by tag, in the order of the description. */
function groupsOf(): ReadonlyMap<string, readonly (readonly [string, Operation])[]> {
  const paths = openApiDocument()['paths'] as Readonly<Record<string, Readonly<Record<string, Operation>>>>
  const all = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  )
  const tags = [...resources.map(({ name }) => name), 'Channels', 'System']
  return new Map(tags.map((tag) => [tag, all.filter(([, { tags: its }]) => its.includes(tag))]))
}

function section(path: string, operation: Operation, call: Recorded): string {
  const codes = problemCodes(operation)
  const fails = codes.length > 0 ? ` May fail with ${codes.map((code) => `\`${code}\``).join(', ')}.` : ''
  const told =
    call.status === 101 ? '' : `\n\n${operation.description}${fails} In the description: \`${operation.operationId}\`.`
  return `### ${path}\n\n${operation.summary}.${told}\n\n${exchange(call)}`
}

/** Problems that belong to this operation, and not to every one. */
function problemCodes({ responses }: Operation): string[] {
  const common = new Set([
    'bad-request',
    'internal',
    'unauthenticated',
    'rate-limited',
    'took-too-long',
    'bad-json',
    'too-large',
    'unsupported-media-type',
  ])
  const codes = Object.values(responses).flatMap(({ $ref, description = '' }) =>
    $ref === undefined
      ? [...description.matchAll(/`([\w-]+)`:/g)].map(([, code = '']) => code)
      : [$ref.slice($ref.lastIndexOf('/') + 1)],
  )
  return codes.filter((code) => !common.has(code))
}

function exchange({ method, path, headers, body, status, answer, type = typeOf(status), etag }: Recorded): string {
  const sent = { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) }
  const came = {
    ...(answer === undefined || status === 101 ? {} : { 'content-type': type }),
    ...(etag === undefined ? {} : { etag }),
  }
  const request = [`${method} ${String(normalised(path))}`, ...headerLines(sent)].join('\n')
  const response = [`HTTP/1.1 ${status} ${STATUS_CODES[status]}`, ...headerLines(came)].join('\n')
  return `\`\`\`http\n${request}${bodyText(body)}\n\`\`\`\n\n\`\`\`http\n${response}${bodyText(answer)}\n\`\`\`\n`
}

const typeOf = (status: number): string => (status >= 400 ? 'application/problem+json' : 'application/json')

const headerLines = (headers: Readonly<Record<string, string>>): string[] =>
  Object.entries(headers).map(
    ([name, value]) => `${name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase())}: ${String(normalised(value))}`,
  )

const bodyText = (body: unknown): string =>
  body === undefined ? '' : `\n\n${typeof body === 'string' ? body.trimEnd() : readableJson(normalised(body))}`
