import type { JsonSchema } from '../schema.js'
import { objectOf } from '../schema.js'
import { problemResponses } from './problem-responses.js'

const status = (values: readonly string[]): JsonSchema => ({
  'application/json': { schema: objectOf({ status: { enum: values } }, ['status']) },
})

const operation = (operationId: string, summary: string, responses: Readonly<Record<string, JsonSchema>>) => ({
  operationId,
  tags: ['System'],
  summary,
  description: 'Needs no login.',
  security: [],
  responses: { ...responses, ...problemResponses(['bad-request']) },
})

/** What is served outside of the API, by path. */
export const systemOperations: Readonly<Record<string, JsonSchema>> = {
  '/healthz': operation('getHealth', 'Whether the process answers', {
    200: { description: 'It does', content: status(['ok']) },
  }),
  '/readyz': operation('getReadiness', 'Whether the server has taken up its work', {
    200: { description: 'It has', content: status(['ready']) },
    503: { description: 'Not yet', content: status(['starting']) },
  }),
  '/metrics': operation('getFigures', 'Figures of the server itself, for Prometheus', {
    200: { description: 'One figure a line', content: { 'text/plain': { schema: { type: 'string' } } } },
  }),
  '/openapi.json': operation('getDescription', 'This description', {
    200: { description: 'An OpenAPI document', content: { 'application/json': { schema: { type: 'object' } } } },
  }),
  '/docs': operation('getDocs', 'This description as a page to try requests with', {
    200: { description: 'A page', content: { 'text/html': { schema: { type: 'string' } } } },
  }),
  '/redoc': operation('getReference', 'This description as a page to read', {
    200: { description: 'A page', content: { 'text/html': { schema: { type: 'string' } } } },
  }),
}
