import { expect, test } from 'vitest'
import { startStdio } from './stdio-server.js'

const open = (uri: string, text: string) => ({
  method: 'textDocument/didOpen',
  params: { textDocument: { uri, languageId: 'paranet', version: 1, text } },
})

test('what is no message, and what asks for nothing that is there, never ends the server', async () => {
  await using server = startStdio([])
  server.write('Content-Length: 1\r\n\r\n{')
  server.write('Nothing: here\r\n\r\n')
  server.send({ id: 1, method: 'initialize', params: null })
  expect(await server.answer(1)).toHaveProperty('result')
  const uri = `${server.root}a.pn`
  server.send(open(uri, 'route a { from: r1 }\n'))
  server.send(open(`${server.root}deep.pn`, 'route a { x: '.repeat(20_000)))
  server.send(open(`${server.root}long.pn`, '// a comment\n'.repeat(800_000)))
  const positions = [{ line: 1e9, character: 1e9 }, { line: -1, character: 0 }, { line: 'x' }, null]
  for (const [i, position] of positions.entries())
    server.send({ id: 10 + i, method: 'textDocument/hover', params: { textDocument: { uri }, position } })
  server.send({ id: 20, method: 'textDocument/hover', params: { textDocument: { uri: 'file:///none.pn' } } })
  for (const [i, name] of ['deep', 'long'].entries())
    server.send({
      id: 30 + i,
      method: 'textDocument/documentSymbol',
      params: { textDocument: { uri: `${server.root}${name}.pn` } },
    })
  expect(await server.answer(10)).toHaveProperty('result', null)
  for (const id of [11, 12, 13, 20]) expect(await server.answer(id)).toMatchObject({ error: { code: -32602 } })
  for (const id of [30, 31]) expect(await server.answer(id)).toHaveProperty('result')
})
