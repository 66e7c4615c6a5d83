import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const folder = fileURLToPath(new URL('../../verifier/src/check-certificate/', import.meta.url))

test('what checks certificates shares no code with what makes verdicts: it imports types, and its own files', () => {
  const sources = readdirSync(folder).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  const imports = sources.flatMap((name) =>
    readFileSync(`${folder}${name}`, 'utf8')
      .split(/\n(?=import|export|\/\*\*|const|function|interface|class)/)
      .filter((part) => /\bfrom '|import\(|^import '/.test(part) && /^(import|export)\b/.test(part))
      .map((part) => `${name}: ${part.trim().replaceAll('\n', ' ')}`),
  )
  expect(imports.length).toBeGreaterThan(sources.length)
  expect(imports.filter((text) => !/: import type /.test(text) && !/ from '\.\/[a-z-]+\.js'$/.test(text))).toEqual([])
})
