import type { Login } from '../../auth/auth-service.js'
import { ticketSeconds } from '../../auth/tickets.js'
import { presentIdentity } from '../users/present-user.js'
import { route } from '../route.js'
import { bodySchema, objectOf, textUpTo } from '../schema.js'

const credentials = bodySchema<{ username: string; password: string }>(
  objectOf({ username: textUpTo(200), password: textUpTo(1000) }, ['username', 'password']),
)
const refreshToken = bodySchema<{ refreshToken: string }>(objectOf({ refreshToken: textUpTo(500) }, ['refreshToken']))

export const login = route({
  method: 'POST',
  path: '/auth/login',
  role: 'public',
  body: credentials,
  returns: 200,
  answer: 'login',
  summary: 'Log in with a password',
  problems: ['bad-credentials', 'locked', 'too-many-attempts'],
  example: { body: { username: 'operator', password: 'operator-password' } },
  handle: async ({ body, from }, { auth }) => presentLogin(await auth.login(body.username, body.password, from)),
})

export const refresh = route({
  method: 'POST',
  path: '/auth/refresh',
  role: 'public',
  body: refreshToken,
  returns: 200,
  answer: 'login',
  summary: 'Swap a refresh token for a new pair of tokens',
  problems: ['bad-token'],
  example: { body: { refreshToken: '3x6Jq0dXb2mKf1vZk7nTq9sWc4hYp8uLr5eGa1iBo0M' } },
  handle: async ({ body }, { auth }) => presentLogin(await auth.refresh(body.refreshToken)),
})

export const logout = route({
  method: 'POST',
  path: '/auth/logout',
  role: 'public',
  body: refreshToken,
  returns: 204,
  summary: 'End the login of a refresh token, with the access tokens that came from it',
  example: { body: { refreshToken: '3x6Jq0dXb2mKf1vZk7nTq9sWc4hYp8uLr5eGa1iBo0M' } },
  handle: ({ body }, { auth }) => auth.logout(body.refreshToken),
})

export const wsTicket = route({
  method: 'POST',
  path: '/auth/ws-ticket',
  role: 'user',
  scope: 'read',
  audit: false,
  returns: 200,
  answer: {
    title: 'WebSocketTicket',
    ...objectOf({ ticket: { type: 'string' }, expiresIn: { type: 'integer', description: 's' } }, [
      'ticket',
      'expiresIn',
    ]),
  },
  summary: 'A ticket that opens one WebSocket',
  handle: async ({ actor }, { auth }) => ({ ticket: auth.tickets.issue(actor), expiresIn: ticketSeconds }),
})

export const me = route({
  method: 'GET',
  path: '/auth/me',
  role: 'user',
  scope: 'read',
  returns: 200,
  answer: 'user',
  summary: 'Who is logged in',
  handle: async ({ actor }) => presentIdentity(actor),
})

const presentLogin = ({ user, ...tokens }: Login) => ({ ...tokens, user: presentIdentity(user) })
