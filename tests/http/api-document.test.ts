import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { startTestServer } from '../../backend/src/test-kit/test-server.js'
import { differences } from './api-document/differences.js'
import { playStory } from './api-document/story.js'
import { writeDocument } from './api-document/write-document.js'

const file = new URL('../../docs/api.md', import.meta.url)

test('docs/api.md says what the server answers (UPDATE_GOLDEN=1 writes it anew)', async () => {
  await using server = await startTestServer()
  const document = writeDocument(await playStory(server))
  if (process.env['UPDATE_GOLDEN'] !== undefined) writeFileSync(file, document)
  expect(differences(readFileSync(file, 'utf8'), document)).toEqual([])
}, 60_000)

test.each([
  ['another summary', '### One\n```http\nGET /a\n```', '### Two\n```http\nGET /a\n```'],
  ['another path', '```http\nGET /a\n```', '```http\nGET /b\n```'],
  ['a member that is new', '```http\nA\n\n{"a": 1}\n```', '```http\nA\n\n{"a": 1, "b": 2}\n```'],
  ['another type inside of a list', '```http\nA\n\n[{"a": 1}]\n```', '```http\nA\n\n[{"a": "1"}]\n```'],
  ['a route more', '### One', '### One\n```http\nGET /a\n```'],
])('%s makes the document stale', (_, kept, now) => expect(differences(kept, now)).not.toEqual([]))

test('other values do not', () =>
  expect(differences('```http\nA\n\n[{"a": 1}]\n```', '```http\nA\n\n[{"a": 2}, "… 3 more"]\n```')).toEqual([]))
