import { didYouMean } from '../diagnostics/suggest.js'
import type { GroupStatement, Value } from '../parse/ast.js'
import { namePattern } from '../lex/name-pattern.js'
import { findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf } from './read-value.js'
import type { FileReporter } from './report.js'

/** The nodes of a group: names, names of groups before it, and regular expressions over node names; in order, without repeats. */
export function nodesOfGroup(
  group: GroupStatement,
  nodeNames: readonly string[],
  groups: ReadonlyMap<string, readonly string[]>,
  reporter: FileReporter,
): string[] {
  const members = findEntry(group.body, 'members')
  if (!members) {
    reporter.report('missing-key', group.name.span, `group "${group.name.text}" has no members`, {
      hint: 'for example `members: r1, r2`',
    })
    return []
  }
  const known = new Set(nodeNames)
  return [...new Set(itemsOf(members.value).flatMap((value) => membersOf(value, nodeNames, known, groups, reporter)))]
}

function membersOf(
  value: Value,
  nodeNames: readonly string[],
  known: ReadonlySet<string>,
  groups: ReadonlyMap<string, readonly string[]>,
  reporter: FileReporter,
): readonly string[] {
  if (value.kind === 'invalid') return []
  if (value.kind === 'regex') {
    // One that cannot be read was reported by the parser.
    const pattern = namePattern(value.source)
    return pattern ? nodeNames.filter((name) => pattern.test(name)) : []
  }
  const name = nameOf(value)
  if (name === undefined) {
    reporter.report('wrong-kind', value.span, `${kindName(value)} is no member of a group`, {
      hint: 'members are nodes, groups and regular expressions',
    })
    return []
  }
  if (known.has(name)) return [name]
  const group = groups.get(name)
  if (group) return group
  reporter.report('unknown-node', value.span, `no node or group "${name}"`, {
    hint: didYouMean(name, [...nodeNames, ...groups.keys()]),
  })
  return []
}
