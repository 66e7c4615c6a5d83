import { containing, memoryList, oneOf } from '../list.js'
import { param, route } from '../route.js'
import { bodySchema, listOf, objectOf, shape } from '../schema.js'
import type { Role } from '../../store/entities.js'

const name = { type: 'string', pattern: '^[\\p{L}\\p{N}_.@-]{1,100}$' }
const password = { type: 'string', minLength: 10, maxLength: 1000 }
const newUser = bodySchema<{ name: string; password: string; role: Role }>(
  objectOf({ name, password, role: { enum: ['viewer', 'operator', 'admin'] } }, ['name', 'password', 'role']),
)
const newPassword = bodySchema<{ current: string; password: string }>(
  objectOf({ current: { type: 'string', maxLength: 1000 }, password }, ['current', 'password']),
)

const userList = memoryList<{
  readonly id: string
  readonly name: string
  readonly role: Role
  readonly createdAt: number
}>({
  orders: { name: ({ name }) => name, createdAt: ({ createdAt }) => createdAt, role: ({ role }) => role },
  id: ({ id }) => id,
  filters: {
    q: containing((user) => [user.name]),
    role: oneOf(['viewer', 'operator', 'admin'], ({ role }) => role),
  },
})

export const listUsers = route({
  method: 'GET',
  path: '/users',
  role: 'admin',
  returns: 200,
  answer: listOf(shape('user')),
  summary: 'Who may log in',
  query: userList.query,
  handle: async ({ query }, { auth }) => userList.page(await auth.users(), query),
})

export const createUser = route({
  method: 'POST',
  path: '/users',
  role: 'admin',
  body: newUser,
  returns: 201,
  answer: 'user',
  summary: 'Someone else who may log in',
  problems: ['already-exists'],
  example: { body: { name: 'ada', password: 'long-enough-password', role: 'operator' } },
  handle: ({ body }, { auth }) => auth.createUser(body.name, body.password, body.role),
})

export const deleteUser = route({
  method: 'DELETE',
  path: '/users/:name',
  role: 'admin',
  returns: 204,
  summary: 'Someone who may no longer; the last administrator stays',
  problems: ['wrong-status'],
  example: { params: { name: 'ada' } },
  handle: (request, { auth }) => auth.deleteUser(param(request, 'name')),
})

export const changePassword = route({
  method: 'PUT',
  path: '/auth/password',
  role: 'viewer',
  body: newPassword,
  returns: 204,
  summary: 'Another password for oneself; every login ends',
  example: { body: { current: 'operator-password', password: 'another-long-password' } },
  handle: ({ body, actor }, { auth }) => auth.changePassword(actor, body.current, body.password),
})
