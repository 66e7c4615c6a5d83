// The language service of one client on a thread of its own: gets `{ text }` from the client and `{ id, result }` from the server, says what
// `FromThread` has.
import { parentPort } from 'node:worker_threads'
import { JsonRpcSession } from '@paranet/language'
import { invariant } from '@paranet/network'
import { type FromThread, type LanguageSource, sessionPorts } from './language-client.js'

type ToThread =
  | { readonly text: string }
  | { readonly id: number; readonly result?: never; readonly isRefused?: boolean }

const port = parentPort
invariant(port, 'this file is the start of a worker thread')
const tell = (message: FromThread) => port.postMessage(message)
const waiting = new Map<
  number,
  { readonly resolve: (result: never) => void; readonly reject: (error: Error) => void }
>()
let nextId = 0

const ask = <Name extends keyof LanguageSource>(name: Name, input?: unknown) =>
  new Promise<never>((resolve, reject) => {
    waiting.set(++nextId, { resolve, reject })
    tell({ ask: name, id: nextId, input: input as never })
  })

const source: LanguageSource = {
  files: () => ask('files'),
  topology: () => ask('topology'),
  check: (input) => ask('check', input),
}
const session = new JsonRpcSession({
  ...sessionPorts(source, (text) => tell({ send: text })),
  onExit: () => tell({ ended: true }),
})
port.on('message', (message: ToThread) => {
  if ('text' in message) return session.receive(message.text)
  const its = waiting.get(message.id)
  waiting.delete(message.id)
  if (message.isRefused) its?.reject(new Error('the server could not answer'))
  else its?.resolve(message.result as never)
})
