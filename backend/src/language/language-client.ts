import { Worker } from 'node:worker_threads'
import { JsonRpcSession, type FolderFile, type PlannedFiles, type Planner, type SessionPorts } from '@paranet/language'
import type { Topology } from '@paranet/network'

/** What the language service of one client asks of the server. */
export interface LanguageSource {
  /** The committed intent files of the client's network. */
  files(): Promise<readonly FolderFile[]>
  topology(): Promise<{ readonly network: string; readonly topology: Topology } | undefined>
  check(input: Parameters<Planner['check']>[0]): Promise<PlannedFiles>
}

/** A client of the language service: messages go in as texts, answers come out by what it was opened with. */
export interface LanguageClient {
  receive(text: string): void
  close(): void
}

export type OpenLanguageClient = (
  source: LanguageSource,
  send: (text: string) => void,
  onEnd: () => void,
) => LanguageClient

/** The ports of a session whose files are a network's. */
export const sessionPorts = (source: LanguageSource, send: (text: string) => void): SessionPorts => ({
  send,
  folder: { filesBeside: () => source.files(), topologyOf: () => source.topology() },
  planner: { check: (input) => source.check(input) },
  timer: {
    after: (ms, action) => {
      const timer = setTimeout(action, ms)
      return () => clearTimeout(timer)
    },
  },
})

/** On the calling thread: for tests. */
export const openInline: OpenLanguageClient = (source, send, onEnd) => {
  const session = new JsonRpcSession({ ...sessionPorts(source, send), onExit: onEnd })
  return { receive: (text) => session.receive(text), close: () => session.close() }
}

/** What a thread may hold: whoever asks for more loses it, and nobody else. */
const resourceLimits = { maxOldGenerationSizeMb: 256, maxYoungGenerationSizeMb: 16 }

/** What the thread says: a message for the client, a question to the server, or that the client has said `exit`. */
export type FromThread =
  | { readonly send: string }
  | { readonly ask: keyof LanguageSource; readonly id: number; readonly input?: never }
  | { readonly ended: true }

/** On a thread of its own, so that a text which is slow to read stalls nobody but who wrote it. */
export const openThread: OpenLanguageClient = (source, send, onEnd) => {
  const worker = new Worker(new URL('./language-thread.js', import.meta.url), { resourceLimits })
  worker.unref()
  const answer = async (asked: Extract<FromThread, { ask: string }>) => {
    try {
      worker.postMessage({ id: asked.id, result: await source[asked.ask](asked.input as never) })
    } catch {
      worker.postMessage({ id: asked.id, isRefused: true })
    }
  }
  worker.on('message', (message: FromThread) => {
    if ('send' in message) send(message.send)
    else if ('ask' in message) void answer(message)
    else onEnd()
  })
  worker.on('error', onEnd)
  worker.on('exit', onEnd)
  return { receive: (text) => worker.postMessage({ text }), close: () => void worker.terminate() }
}
