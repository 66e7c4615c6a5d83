import type { Grant } from '../../store/entities.js'
import { containing, memoryList, oneOf } from '../list.js'
import { param, route } from '../route.js'
import { bodySchema, listOf, objectOf, shape } from '../schema.js'
import { presentAccount } from './present-user.js'

const name = { type: 'string', pattern: '^[\\p{L}\\p{N}_.@-]{1,100}$' }
const password = { type: 'string', minLength: 10, maxLength: 1000 }
const role = { enum: ['none', 'viewer', 'operator', 'admin'] }
const newUser = bodySchema<{ name: string; password: string; role: Grant }>(
  objectOf({ name, password, role }, ['name', 'password', 'role']),
)
const newRole = bodySchema<{ role: Grant }>(objectOf({ role }, ['role']))
const resetPasswordBody = bodySchema<{ password: string }>(objectOf({ password }, ['password']))
const newPassword = bodySchema<{ current: string; password: string }>(
  objectOf({ current: { type: 'string', maxLength: 1000 }, password }, ['current', 'password']),
)

const userList = memoryList<ReturnType<typeof presentAccount>>({
  orders: { name: ({ name }) => name, createdAt: ({ createdAt }) => createdAt, role: ({ role }) => role },
  id: ({ id }) => id,
  filters: {
    q: containing((user) => [user.name]),
    role: oneOf(role.enum, (user) => user.role),
  },
})

export const listUsers = route({
  method: 'GET',
  path: '/users',
  role: 'admin',
  returns: 200,
  answer: listOf(shape('user')),
  summary: 'Who may log in, and what they may',
  query: userList.query,
  handle: async ({ query }, { users }) => userList.page((await users.list()).map(presentAccount), query),
})

export const getUser = route({
  method: 'GET',
  path: '/users/:name',
  role: 'admin',
  returns: 200,
  answer: 'user',
  summary: 'One of them',
  example: { params: { name: 'ada' } },
  handle: async (request, { users }) => presentAccount(await users.get(param(request, 'name'))),
})

export const createUser = route({
  method: 'POST',
  path: '/users',
  role: 'admin',
  body: newUser,
  returns: 201,
  answer: 'user',
  summary: 'Someone else who may log in; `none` sees only networks on which there is another role',
  problems: ['already-exists', 'too-many-attempts'],
  example: { body: { name: 'ada', password: 'long-enough-password', role: 'operator' } },
  handle: async ({ body, actor }, { users }) =>
    presentAccount(await users.create(body.name, body.password, body.role, actor.name)),
})

export const changeUserRole = route({
  method: 'PATCH',
  path: '/users/:name',
  role: 'admin',
  body: newRole,
  returns: 200,
  answer: 'user',
  summary:
    'Another role; where it is a lesser one, access tokens given before are refused. The last administrator stays one',
  problems: ['wrong-status'],
  example: { params: { name: 'ada' }, body: { role: 'viewer' } },
  handle: async (request, { users }) =>
    presentAccount(await users.setRole(param(request, 'name'), request.body.role, request.actor.name)),
})

export const deleteUser = route({
  method: 'DELETE',
  path: '/users/:name',
  role: 'admin',
  returns: 204,
  summary: 'Someone who may no longer, from now on; the last administrator stays',
  problems: ['wrong-status'],
  example: { params: { name: 'ada' } },
  handle: (request, { users }) => users.delete(param(request, 'name'), request.actor.name),
})

export const resetPassword = route({
  method: 'PUT',
  path: '/users/:name/password',
  role: 'admin',
  body: resetPasswordBody,
  returns: 204,
  summary: 'Another password for someone; every login of theirs ends, and so does a lock',
  problems: ['too-many-attempts'],
  example: { params: { name: 'ada' }, body: { password: 'another-long-password' } },
  handle: (request, { users }) =>
    users.resetPassword(param(request, 'name'), request.body.password, request.actor.name),
})

export const unlockUser = route({
  method: 'DELETE',
  path: '/users/:name/lock',
  role: 'admin',
  returns: 204,
  summary: 'Someone who failed to log in too often may try again now',
  example: { params: { name: 'ada' } },
  handle: (request, { users }) => users.unlock(param(request, 'name'), request.actor.name),
})

const networkRole = {
  title: 'NetworkRole',
  ...objectOf({ network: { type: 'string' }, role }, ['network', 'role']),
}

export const listNetworkRoles = route({
  method: 'GET',
  path: '/users/:name/networks',
  role: 'admin',
  returns: 200,
  answer: listOf(networkRole),
  summary: 'The networks on which someone has a role of their own',
  example: { params: { name: 'ada' } },
  handle: async (request, { users }) => {
    const { networks } = await users.get(param(request, 'name'))
    return { items: [...networks].map(([network, its]) => ({ network, role: its })) }
  },
})

export const setNetworkRole = route({
  method: 'PUT',
  path: '/users/:name/networks/:network',
  role: 'admin',
  body: newRole,
  returns: 200,
  answer: 'user',
  summary: 'A role on one network, in place of the one by default; `none`: the network is not there for them',
  example: { params: { name: 'ada', network: 'small' }, body: { role: 'operator' } },
  handle: async (request, { users, networks }) => {
    const { id } = await networks.choose(param(request, 'network'))
    return presentAccount(await users.setNetworkRole(param(request, 'name'), id, request.body.role, request.actor.name))
  },
})

export const dropNetworkRole = route({
  method: 'DELETE',
  path: '/users/:name/networks/:network',
  role: 'admin',
  returns: 204,
  summary: 'On this network the role by default again',
  example: { params: { name: 'ada', network: 'small' } },
  handle: async (request, { users, networks }) => {
    const { id } = await networks.choose(param(request, 'network'))
    await users.dropNetworkRole(param(request, 'name'), id, request.actor.name)
  },
})

export const changePassword = route({
  method: 'PUT',
  path: '/auth/password',
  role: 'user',
  scope: 'login',
  body: newPassword,
  returns: 204,
  summary: 'Another password for oneself; every login ends',
  problems: ['too-many-attempts'],
  example: { body: { current: 'long-enough-password', password: 'another-long-password' } },
  handle: ({ body, actor }, { users }) => users.changePassword(actor, body.current, body.password),
})
