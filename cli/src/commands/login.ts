import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { type Output, print, printJson } from '../output/console-output.js'

/** Asks for the password (unseen), or reads it from standard input, and stores the login. */
export async function login(
  username: string,
  options: { readonly passwordStdin?: boolean },
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const client = new ApiClient(server)
  const password =
    options.passwordStdin || !process.stdin.isTTY ? await readAll() : await ask(`password of ${username}: `)
  await client.login(username, password)
  print(output, `logged in to ${client.server} as ${username}`)
  printJson(output, { ok: true, server: client.server, username })
  return 0
}

async function readAll(): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of process.stdin) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
    .toString('utf8')
    .replace(/\r?\n$/, '')
}

async function ask(question: string): Promise<string> {
  process.stderr.write(question)
  const unseen = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: unseen, terminal: true })
  const answer = await lines.question('')
  lines.close()
  process.stderr.write('\n')
  return answer
}
