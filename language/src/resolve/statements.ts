import type { Document, NetworkStatement, Statement } from '../parse/ast.js'
import { statementsOf } from '../parse/ast.js'

/** The statements of a file and of the networks in it, in order. */
export function topLevelStatements(document: Document): readonly Statement[] {
  let known = statements.get(document)
  if (!known) {
    known = statementsOf(document).flatMap((statement) =>
      statement.kind === 'network' ? [statement, ...statementsOf(statement.body)] : [statement],
    )
    statements.set(document, known)
  }
  return known
}

const statements = new WeakMap<Document, readonly Statement[]>()

/** Those of them that others can refer to by name: definitions and groups. */
export function definitionsOf(document: Document): readonly Statement[] {
  let known = definitions.get(document)
  if (!known) {
    known = topLevelStatements(document).filter(({ kind }) => kind === 'let' || kind === 'group')
    definitions.set(document, known)
  }
  return known
}

const definitions = new WeakMap<Document, readonly Statement[]>()

export const networksOf = (document: Document): NetworkStatement[] =>
  statementsOf(document).filter((statement) => statement.kind === 'network')
