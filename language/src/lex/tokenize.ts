import { DiagnosticSink } from '../diagnostics/diagnostic-sink.js'
import { Lexer } from './lexer.js'
import type { Token } from './token.js'

/** All tokens of a text, the `end` token last, with the comments before each: what an editor colours. What cannot be read
 *  is left out; `parse` reports it. */
export function tokenize(text: string): Token[] {
  const lexer = new Lexer(text, new DiagnosticSink('', Number.POSITIVE_INFINITY))
  const tokens: Token[] = []
  do tokens.push(lexer.next())
  while (tokens.at(-1)?.kind !== 'end')
  return tokens
}
