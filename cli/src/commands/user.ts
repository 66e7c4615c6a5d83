import { ApiClient, type ServerOptions } from '../api-client.js'
import { exitCodes } from '../errors.js'
import { colour, type Output, print, printJson, table } from '../output/console-output.js'
import { readPasswords } from '../read-password.js'

interface User {
  readonly id: string
  readonly name: string
  readonly role: string
  readonly networks?: Readonly<Record<string, string>>
  readonly createdAt?: number
  readonly lockedUntil?: number
}

interface StdinOptions {
  readonly passwordStdin?: boolean
}

/** Everyone who may log in. */
export async function listUsers(output: Output, server: ServerOptions): Promise<number> {
  const items = await new ApiClient(server).all<User>('users')
  const head = ['NAME', 'ROLE', 'ON SINGLE NETWORKS', ''].map((title) => colour.dim(title))
  print(output, table([head, ...items.map(rowOf)]))
  printJson(output, { items })
  return exitCodes.ok
}

/** Makes a user; the password is asked for, or read from standard input. */
export async function createUser(
  name: string,
  options: StdinOptions & { readonly role: string },
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const client = new ApiClient(server)
  const [password] = await readPasswords([`password for ${name}`], options.passwordStdin)
  const user = await client.post<User>('users', { name, password, role: options.role })
  print(output, `${name} may log in as ${user.role}`)
  printJson(output, { ...user })
  return exitCodes.ok
}

export async function deleteUser(name: string, output: Output, server: ServerOptions): Promise<number> {
  await new ApiClient(server).delete(`users/${encodeURIComponent(name)}`)
  print(output, `${name} may log in no more`)
  printJson(output, { ok: true, deleted: name })
  return exitCodes.ok
}

/** Sets a role by default, or on one network; there `default` takes it back. */
export async function setRole(
  name: string,
  role: string,
  { on }: { readonly on?: string },
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const client = new ApiClient(server)
  const path = `users/${encodeURIComponent(name)}`
  const place = on === undefined ? path : `${path}/networks/${encodeURIComponent(on)}`
  if (on !== undefined && role === 'default') await client.delete(place)
  else if (on === undefined) await client.patch(place, { role })
  else await client.put(place, { role })
  const user = await client.get<User>(path)
  print(output, table([rowOf(user)]))
  printJson(output, { ...user })
  return exitCodes.ok
}

/** Sets one's own password, for which the present one is needed, or as an administrator someone else's. */
export async function setPassword(
  name: string | undefined,
  options: StdinOptions,
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const client = new ApiClient(server)
  if (name === undefined) {
    const [current, password] = await readPasswords(['present password', 'new password'], options.passwordStdin)
    await client.put('auth/password', { current, password })
  } else {
    const [password] = await readPasswords([`new password of ${name}`], options.passwordStdin)
    await client.put(`users/${encodeURIComponent(name)}/password`, { password })
  }
  print(output, `the password is changed; ${name === undefined ? 'log in again' : `every login of ${name} has ended`}`)
  printJson(output, { ok: true })
  return exitCodes.ok
}

/** Ends a lock after many failed logins. */
export async function unlockUser(name: string, output: Output, server: ServerOptions): Promise<number> {
  await new ApiClient(server).delete(`users/${encodeURIComponent(name)}/lock`)
  print(output, `${name} may try again`)
  printJson(output, { ok: true, unlocked: name })
  return exitCodes.ok
}

function rowOf({ name, role, networks = {}, lockedUntil }: User): string[] {
  const own = Object.entries(networks).map(([network, its]) => `${network}: ${its}`)
  const until = lockedUntil === undefined ? '' : new Date(lockedUntil).toISOString().slice(11, 16)
  return [name, role, own.join(', ') || '–', until && colour.red(`locked until ${until} UTC`)]
}
