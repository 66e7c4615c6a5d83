import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** Sends a task to a file of this folder in a fresh process and gives what it answers. The process gets this one's profiling flags, and the
 *  others that are named. */
export function inProcess<Answer>(file: string, task: unknown, flags: readonly string[] = []): Promise<Answer> {
  const execArgv = [...process.execArgv.filter((flag) => flag.startsWith('--cpu-prof')), ...flags]
  const child = fork(fileURLToPath(new URL(`./${file}`, import.meta.url)), { execArgv })
  return new Promise((done, fail) => {
    let answer: { readonly value: Answer } | undefined
    child.once('message', (value) => {
      answer = { value: value as Answer }
    })
    child.once('error', fail)
    child.once('exit', (code) => (answer ? done(answer.value) : fail(new Error(`${file} ended with ${code}`))))
    child.send(task as object)
  })
}
