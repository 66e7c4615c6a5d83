import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { CliError, exitCodes } from './errors.js'

/** Asks for secrets, unseen and in this order; where nobody sits at a terminal, or where it is wished, they are the lines of standard input. */
export async function readPasswords(questions: readonly string[], fromStdin = false): Promise<string[]> {
  if (!fromStdin && process.stdin.isTTY) return askAll(questions)
  const lines = (await readAll()).split(/\r?\n/)
  const given = questions.length === 1 ? [lines.join('\n')] : lines.slice(0, questions.length)
  if (given.length < questions.length || given.includes(''))
    throw new CliError(exitCodes.usage, `standard input holds no ${questions[given.indexOf('')] ?? 'password'}`, {
      hint: questions.length === 1 ? 'it is the password and nothing else' : `one a line: ${questions.join(', ')}`,
    })
  return given
}

async function askAll(questions: readonly string[]): Promise<string[]> {
  const answers: string[] = []
  for (const question of questions) answers.push(await ask(`${question}: `))
  return answers
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
