import { scopes, type Scope } from '../../auth/rights.js'
import { invalidField } from '../problem.js'
import type { Services } from '../../services.js'
import { type Identity, roleOn } from '../../auth/rights.js'
import { param, route } from '../route.js'
import { bodySchema, listOf, objectOf, querySchema, textUpTo } from '../schema.js'
import { presentApiToken } from './present-api-token.js'

/** Five years, s. */
const longest = 5 * 366 * 86_400

const newToken = bodySchema<{ name: string; scopes: Scope[]; networks?: string[]; expiresIn?: number }>(
  objectOf(
    {
      name: textUpTo(100),
      scopes: { type: 'array', items: { enum: scopes }, minItems: 1, maxItems: 20 },
      networks: {
        type: 'array',
        items: textUpTo(100),
        minItems: 1,
        maxItems: 100,
        description: 'The only networks that it is for, by id or name; absent: all that its owner sees',
      },
      expiresIn: { type: 'integer', minimum: 60, maximum: longest, description: 's; absent: 90 days' },
    },
    ['name', 'scopes'],
  ),
)
const ofUser = querySchema<{ user?: string }>(
  objectOf({ user: { ...textUpTo(100), description: 'Those of someone else; for administrators' } }, []),
)

const shown = {
  id: { type: 'string' },
  name: { type: 'string' },
  hint: { type: 'string', description: 'How the secret begins' },
  scopes: { type: 'array', items: { enum: scopes } },
  networks: { type: 'array', items: { type: 'string' }, description: 'Ids of the only networks that it is for' },
  createdAt: { type: 'integer' },
  expiresAt: { type: 'integer' },
  lastUsedAt: { type: 'integer' },
}
const always = ['id', 'name', 'hint', 'scopes', 'createdAt', 'expiresAt']

export const listTokens = route({
  method: 'GET',
  path: '/auth/tokens',
  role: 'user',
  scope: 'login',
  query: ofUser,
  returns: 200,
  answer: listOf({ title: 'ApiToken', ...objectOf(shown, always) }),
  summary: 'Your API tokens, without their secrets',
  problems: ['not-found'],
  handle: async ({ actor, query }, { apiTokens }) => {
    const rows = query.user === undefined ? apiTokens.list(actor.id) : apiTokens.listFor(actor, query.user)
    return { items: (await rows).map(presentApiToken) }
  },
})

export const createToken = route({
  method: 'POST',
  path: '/auth/tokens',
  role: 'user',
  scope: 'login',
  body: newToken,
  returns: 201,
  answer: {
    title: 'NewApiToken',
    ...objectOf({ ...shown, token: { type: 'string', description: 'The secret: it is shown this once' } }, [
      ...always,
      'token',
    ]),
  },
  summary: 'An API token for scripts and CI, sent as Bearer like an access token; it never may more than you',
  problems: ['already-exists', 'wrong-status', 'not-found'],
  example: { body: { name: 'ci', scopes: ['plan', 'deploy'], networks: ['small'], expiresIn: 2_592_000 } },
  handle: async ({ actor, body }, services) => {
    const networks = body.networks && (await networkIds(actor, body.networks, services))
    const { row, secret } = await services.apiTokens.create(actor, { ...body, networks })
    return { ...presentApiToken(row), token: secret }
  },
})

export const revokeToken = route({
  method: 'DELETE',
  path: '/auth/tokens/:id',
  role: 'user',
  scope: 'login',
  returns: 204,
  summary: 'End a token, from now on: one of yours by id or name, as an administrator anyone’s by id',
  example: { params: { id: 'ci' } },
  handle: (request, { apiTokens }) => apiTokens.revoke(request.actor, param(request, 'id')),
})

/** The ids of networks that someone sees. */
async function networkIds(actor: Identity, names: readonly string[], { networks }: Services): Promise<string[]> {
  const visible = (await networks.list()).filter(({ id }) => roleOn(actor, id) !== 'none')
  return names.map((name, place) => {
    const found = visible.find(({ id }) => id === name) ?? visible.find((row) => row.name === name)
    if (!found) throw invalidField(`/networks/${place}`, `is no network: ${name}`)
    return found.id
  })
}
