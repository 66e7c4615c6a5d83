import type { Document, NetworkStatement, Statement } from '../parse/ast.js'
import { statementsOf } from '../parse/ast.js'

/** The statements of a file and of the networks in it, in order. */
export const topLevelStatements = (document: Document): Statement[] =>
  statementsOf(document).flatMap((statement) =>
    statement.kind === 'network' ? [statement, ...statementsOf(statement.body)] : [statement],
  )

export const networksOf = (document: Document): NetworkStatement[] =>
  statementsOf(document).filter((statement) => statement.kind === 'network')
