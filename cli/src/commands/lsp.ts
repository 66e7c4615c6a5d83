import { JsonRpcSession } from '@paranet/language'
import { contentFrame, ContentFrames } from '../language/content-frames.js'
import { diskFolder } from '../language/disk-folder.js'
import { ThreadPlanner } from '../language/thread-planner.js'

/** Serves one editor on standard input and output until it says `exit` or closes them. Gives 0 where it said `shutdown` before. */
export function serveLanguage(): Promise<number> {
  return new Promise((resolve) => {
    const planner = new ThreadPlanner()
    const session = new JsonRpcSession({
      send: (text) => void process.stdout.write(contentFrame(text)),
      folder: diskFolder,
      planner,
      timer: { after: (ms, action) => stopOf(setTimeout(action, ms)) },
      onError: (error) =>
        void process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`),
      onExit: (isFine) => end(isFine ? 0 : 1),
    })
    const frames = new ContentFrames(
      (text) => session.receive(text),
      (what) => void process.stderr.write(`paranet lsp: passed over ${what}\n`),
    )
    const end = (code: number) => {
      session.close()
      planner.close()
      process.stdin.removeAllListeners().destroy()
      resolve(code)
    }
    process.stdin.on('data', (chunk: Buffer) => frames.push(chunk))
    process.stdin.on('end', () => end(1))
    process.stdin.on('error', () => end(1))
    process.stdout.on('error', () => end(1))
  })
}

const stopOf = (timer: NodeJS.Timeout) => () => clearTimeout(timer)
