import { didYouMean } from '../diagnostics/suggest.js'
import type { IntentStatement } from '../parse/ast.js'
import { findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf } from './read-value.js'
import type { FileReporter } from './report.js'
import { namesOf } from './resolve-names.js'
import type { Scope } from './scope.js'

/** What carries packets and Interests. */
export const protocols = ['ip', 'ndn', 'geo', 'p4'] as const

/** Reads `protocol` of a `route`, `isolate` or `allow` between addresses: `ip`, which says nothing more, or `p4`, which only a route can ask for.
 *  Undefined where something was reported. */
export function resolveProtocol(
  statement: IntentStatement,
  scope: Scope,
  reporter: FileReporter,
): { readonly protocol?: 'p4' } | undefined {
  const entry = findEntry(statement.body, 'protocol')
  if (!entry) return {}
  const name = nameOf(entry.value)
  if (name !== 'ip' && name !== 'p4')
    return reporter.report(
      'unknown-name',
      entry.value.span,
      `${name === undefined ? kindName(entry.value) : `"${name}"`} is no protocol`,
      {
        hint: didYouMean(name ?? '', protocols) ?? `one of ${protocols.join(', ')}`,
      },
    )
  if (name === 'p4' && statement.intent !== 'route')
    return reporter.report('misplaced', entry.key.span, `"protocol: p4" belongs to route, not to ${statement.intent}`, {
      hint: 'it says which devices carry packets, and only a route says how they are carried',
    })
  if (holdsNames(statement, name, scope, reporter)) return undefined
  return name === 'p4' ? { protocol: name } : {}
}

/** Reports ends that are names of content, which packets with addresses neither come from nor go to. */
function holdsNames(statement: IntentStatement, protocol: string, scope: Scope, reporter: FileReporter): boolean {
  const found = ['from', 'to'].flatMap((key) => {
    const entry = findEntry(statement.body, key)
    return entry ? itemsOf(entry.value).filter((item) => namesOf(item, scope) !== undefined) : []
  })
  for (const { span } of found)
    reporter.report(
      'wrong-kind',
      span,
      `\`protocol: ${protocol}\` carries packets between addresses, and names have none`,
      {
        hint: 'name nodes, groups or prefixes of addresses, or say `protocol: ndn`',
      },
    )
  return found.length > 0
}
