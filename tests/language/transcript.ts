import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { expect } from 'vitest'

/** A message of the protocol, `jsonrpc` left out. */
export type Message = Readonly<Record<string, unknown>>

/** One line of a transcript. `published`: waits until diagnostics of a document were sent so many times; what was sent last comes after it. */
export type Line =
  | { readonly about: string }
  | { readonly file: string; readonly lines: readonly string[] }
  | { readonly client: Message }
  | { readonly published: string; readonly times: number }
  | { readonly server: Message }

/** A client of a server that is running. `root` is where its files lie, as a uri with a slash at its end. */
export interface Peer {
  readonly root: string
  send(message: Message): void
  /** The answer to the request of this id. */
  answer(id: unknown): Promise<Message>
  /** The n-th publication of a document's diagnostics. */
  published(uri: string, times: number): Promise<Message>
}

/** What stands for the root in transcripts. */
const rootMark = 'file:///project/'

export const readTranscript = (path: string): Line[] =>
  readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)

/** The files that the project has before anything is said. */
export const filesOf = (lines: readonly Line[]) =>
  lines.flatMap((line) => ('file' in line ? [{ name: line.file, text: `${line.lines.join('\n')}\n` }] : []))

/** Says what the client says, and compares what the server answers; with `UPDATE_GOLDEN=1` writes down what it answers instead. */
export async function replay(path: string, peer: Peer): Promise<void> {
  const lines = readTranscript(path)
  const isUpdate = process.env['UPDATE_GOLDEN'] === '1'
  const said: Line[] = []
  for (const line of lines) {
    if ('server' in line) continue
    said.push(line)
    const heard = await say(line, peer)
    if (heard) said.push({ server: heard })
  }
  if (isUpdate && existsSync(path)) writeFileSync(path, said.map((line) => `${JSON.stringify(line)}\n`).join(''))
  else expect(said).toEqual(lines)
}

async function say(line: Line, peer: Peer): Promise<Message | undefined> {
  if ('published' in line) return marked(await peer.published(unmarked(line.published, peer), line.times), peer)
  if (!('client' in line)) return undefined
  const message = unmarked(line.client, peer)
  peer.send(message)
  return 'id' in message && 'method' in message ? marked(await peer.answer(message['id']), peer) : undefined
}

const unmarked = <T>(value: T, { root }: Peer): T => JSON.parse(JSON.stringify(value).replaceAll(rootMark, root)) as T

const marked = (message: Message, { root }: Peer): Message => {
  const { jsonrpc: _, ...rest } = message
  return JSON.parse(JSON.stringify(rest).replaceAll(root, rootMark)) as Message
}

/** Gathers what a server says and gives it out to who waits for it. */
export class Heard {
  readonly #messages: Message[] = []
  readonly #waiting = new Set<() => void>()

  take(text: string): void {
    this.#messages.push(JSON.parse(text) as Message)
    for (const look of this.#waiting) look()
  }

  answer(id: unknown): Promise<Message> {
    return this.until(
      () => this.#messages.find((message) => message['id'] === id && !('method' in message)),
      `an answer to ${String(id)}`,
    )
  }

  published(uri: string, times: number): Promise<Message> {
    const isOf = ({ method, params }: Message) =>
      method === 'textDocument/publishDiagnostics' && (params as Message)['uri'] === uri
    return this.until(() => this.#messages.filter(isOf)[times - 1], `${times} publications of ${uri}`)
  }

  /** The first message that fits. */
  first(fits: (message: Message) => boolean): Promise<Message> {
    return this.until(() => this.#messages.find(fits), 'a message')
  }

  until<T>(find: () => T | undefined, what: string): Promise<T> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting.delete(look)
        reject(
          new Error(`waited too long for ${what}; heard ${JSON.stringify(this.#messages.slice(-3)).slice(0, 2000)}`),
        )
      }, 20_000)
      const look = () => {
        const found = find()
        if (found === undefined) return
        clearTimeout(timer)
        this.#waiting.delete(look)
        resolve(found)
      }
      this.#waiting.add(look)
      look()
    })
  }
}
