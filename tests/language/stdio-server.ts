import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { contentFrame, ContentFrames } from '../../cli/src/language/content-frames.js'
import { Heard, type Message, type Peer } from './transcript.js'

const paranet = fileURLToPath(new URL('../../cli/bin/paranet.js', import.meta.url))

/** `paranet lsp --stdio` with a project folder of its own. */
export interface StdioServer extends Peer, AsyncDisposable {
  readonly heard: Heard
  readonly process: ChildProcess
  readonly ended: Promise<number | null>
  /** Bytes as they are, message or not. */
  write(bytes: Buffer | string): void
}

export function startStdio(files: readonly { readonly name: string; readonly text: string }[]): StdioServer {
  const folder = mkdtempSync(join(tmpdir(), 'paranet-lsp-'))
  for (const { name, text } of files) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  const child = spawn(process.execPath, [paranet, 'lsp', '--stdio'], {
    env: { ...process.env, PARANET_SKIP_BUILD: '1' },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  const heard = new Heard()
  const frames = new ContentFrames(
    (text) => heard.take(text),
    (what) => heard.take(JSON.stringify({ method: 'damaged', params: what })),
  )
  child.stdout.on('data', (chunk: Buffer) => frames.push(chunk))
  child.stdin.on('error', () => {})
  const ended = new Promise<number | null>((done) => child.once('exit', (code) => done(code)))
  const write = (bytes: Buffer | string) => void child.stdin.write(bytes)
  return {
    root: pathToFileURL(`${folder}/`).href,
    heard,
    process: child,
    ended,
    write,
    send: (message: Message) => write(contentFrame(JSON.stringify({ jsonrpc: '2.0', ...message }))),
    answer: (id) => heard.answer(id),
    published: (uri, times) => heard.published(uri, times),
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
