import type { JsonSchema } from '../schema.js'
import { operations, resources } from '../routes.js'
import { channelDescriptions, channelOperation } from './channel-operations.js'
import { openApiPath, operationOf } from './operations.js'
import { sharedResponses } from './problem-responses.js'
import { SchemaComponents } from './schema-components.js'
import { securitySchemes, sharedHeaders, sharedParameters } from './shared-parts.js'
import { systemOperations } from './system-operations.js'

/** Operations by method. */
type PathItem = Record<string, JsonSchema>

const info = {
  title: 'ParaNet',
  version: '1.0.0',
  summary: 'Say what the network must do, prove it, deploy it as one transaction, keep it true',
  description:
    'Everything is JSON. Whatever fails answers with a problem document (RFC 9457) whose `code` is stable. Lists are `{ items }`. Times ' +
    'are ms since 1970, bandwidths bit/s, latencies µs. Requests that speak of one network take `?network=` or the header `X-Network`.',
  license: { name: 'MIT', identifier: 'MIT' },
}

let made: JsonSchema | undefined

/** The description of the whole API (OpenAPI 3.1), made from the records of its routes; once. */
export const openApiDocument = (): JsonSchema => (made ??= makeDocument())

function makeDocument(): JsonSchema {
  const components = new SchemaComponents()
  components.use('problem')
  const paths = pathsOf(components)
  return {
    openapi: '3.1.0',
    info,
    servers: [{ url: '/', description: 'The server that this was read from' }],
    tags: [
      ...resources.map(({ name, description }) => ({ name, description })),
      { name: 'Channels', description: 'WebSockets.' },
      { name: 'System', description: 'For whoever watches over the server, and for readers of this description.' },
    ],
    paths,
    components: {
      schemas: components.all(),
      responses: referredTo(sharedResponses, 'responses', paths),
      parameters: referredTo(sharedParameters, 'parameters', paths),
      headers: sharedHeaders,
      securitySchemes,
    },
  }
}

/** Those parts that something refers to. */
function referredTo(parts: Readonly<Record<string, JsonSchema>>, kind: string, by: unknown) {
  const text = JSON.stringify(by)
  return Object.fromEntries(Object.entries(parts).filter(([name]) => text.includes(`"#/components/${kind}/${name}"`)))
}

function pathsOf(components: SchemaComponents): Readonly<Record<string, PathItem>> {
  const paths: Record<string, PathItem> = {}
  const add = (path: string, method: string, operation: JsonSchema): void => {
    paths[path] = { ...paths[path], [method]: operation }
  }
  for (const operation of operations)
    add(openApiPath(operation.route), operation.route.method.toLowerCase(), operationOf(operation, components))
  for (const channel of channelDescriptions)
    add(channel.path.replaceAll(/:(\w+)/g, '{$1}'), 'get', channelOperation(channel, components))
  for (const [path, operation] of Object.entries(systemOperations)) add(path, 'get', operation)
  return paths
}
