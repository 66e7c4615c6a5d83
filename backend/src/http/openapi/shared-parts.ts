import type { JsonSchema } from '../schema.js'

/** Parameters that many operations share. */
export const sharedParameters: Readonly<Record<string, JsonSchema>> = {
  network: {
    name: 'network',
    in: 'query',
    description: 'Id or name of the network that is meant; without it, the header `X-Network`, else the first network.',
    schema: { type: 'string' },
    example: 'small',
  },
  xNetwork: {
    name: 'X-Network',
    in: 'header',
    description: 'As the query parameter `network`, which goes first.',
    schema: { type: 'string' },
    example: 'small',
  },
  ifMatch: {
    name: 'If-Match',
    in: 'header',
    description: 'The ETag that was read last: the request is refused (412) where it changed since.',
    schema: { type: 'string' },
  },
  ifNoneMatch: {
    name: 'If-None-Match',
    in: 'header',
    description:
      'ETags that the client has: 304 where one of them is still right. For changes `*`: only where there is nothing yet (412).',
    schema: { type: 'string' },
  },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Made up by the client, once per thing to do: a request that comes again with its key within a day is not done twice, and gets the same answer.',
    schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
  },
}

/** Headers of answers that many operations share. */
export const sharedHeaders: Readonly<Record<string, JsonSchema>> = {
  requestId: {
    description: 'Stands in the log of the server too. A client may choose it with the same header of its request.',
    schema: { type: 'string' },
  },
  etag: { description: 'Revision of what was read or written; for If-Match.', schema: { type: 'string' } },
}

/** Ways to say who asks. */
export const securitySchemes: Readonly<Record<string, JsonSchema>> = {
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'An access token from `POST /api/v1/auth/login`, or an API token from `POST /api/v1/auth/tokens`.',
  },
  ticket: {
    type: 'apiKey',
    in: 'query',
    name: 'ticket',
    description:
      'For WebSockets, since browsers cannot set headers there: opens one, from `POST /api/v1/auth/ws-ticket`.',
  },
}
