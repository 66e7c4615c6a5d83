import { ApiClient, type ServerOptions } from '../api-client.js'
import { type Output, print, printJson } from '../output/console-output.js'
import { readPasswords } from '../read-password.js'

/** Asks for the password (unseen), or reads it from standard input, and stores the login. */
export async function login(
  username: string,
  options: { readonly passwordStdin?: boolean },
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const client = new ApiClient(server)
  const [password = ''] = await readPasswords([`password of ${username}`], options.passwordStdin)
  await client.login(username, password)
  print(output, `logged in to ${client.server} as ${username}`)
  printJson(output, { ok: true, server: client.server, username })
  return 0
}
