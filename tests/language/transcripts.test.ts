import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startStdio } from './stdio-server.js'
import { filesOf, readTranscript, replay } from './transcript.js'

const folder = fileURLToPath(new URL('transcripts', import.meta.url))
const names = readdirSync(folder).filter((name) => name.endsWith('.jsonl'))

test.each(names)('%s is what the server says on standard output', async (name) => {
  const path = join(folder, name)
  await using server = startStdio(filesOf(readTranscript(path)))
  await replay(path, server)
  server.send({ id: 'end', method: 'shutdown' })
  expect(await server.answer('end')).toMatchObject({ result: null })
  server.send({ method: 'exit' })
  expect(await server.ended).toBe(0)
})
