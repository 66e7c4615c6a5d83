import { didYouMean } from '../diagnostics/suggest.js'
import type { GroupStatement, Value } from '../parse/ast.js'
import { namePattern } from '../lex/name-pattern.js'
import { findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf } from './read-value.js'
import type { FileReporter } from './report.js'

/** What all groups together may come to: members, and names that expressions are tried on. */
export class GroupBudget {
  #left = 200_000
  #refusals = 0

  /** Whether there is room for so much more. */
  spend(amount: number): boolean {
    this.#left -= amount
    if (this.#left < 0) this.#refusals++
    return this.#left >= 0
  }

  /** True for the first refusal, which is worth a report. */
  get isNew(): boolean {
    return this.#refusals === 1
  }
}

/** The nodes of a group: names, names of groups before it, and regular expressions over node names; in order, without repeats. */
export function nodesOfGroup(
  group: GroupStatement,
  nodeNames: readonly string[],
  groups: ReadonlyMap<string, readonly string[]>,
  reporter: FileReporter,
  budget: GroupBudget,
): string[] {
  const members = findEntry(group.body, 'members')
  if (!members) {
    reporter.report('missing-key', group.name.span, `group "${group.name.text}" has no members`, {
      hint: 'for example `members: r1, r2`',
    })
    return []
  }
  const found = new Set<string>()
  for (const value of itemsOf(members.value)) {
    if (reporter.isFull) break
    const its = value.kind === 'regex' ? [] : membersOf(value, nodeNames, groups, reporter)
    if (!budget.spend(value.kind === 'regex' ? nodeNames.length : its.length)) {
      if (budget.isNew)
        reporter.report('expansion-too-large', value.span, 'groups come to too many members, or expressions to try', {
          hint: 'split it into several networks',
        })
      break
    }
    for (const name of value.kind === 'regex' ? membersOf(value, nodeNames, groups, reporter) : its) found.add(name)
  }
  return [...found]
}

function membersOf(
  value: Value,
  nodeNames: readonly string[],
  groups: ReadonlyMap<string, readonly string[]>,
  reporter: FileReporter,
): readonly string[] {
  if (value.kind === 'invalid') return []
  if (value.kind === 'regex') {
    // One that cannot be read was reported by the parser.
    const pattern = namePattern(value.source)
    const picked = pattern ? nodeNames.filter((name) => pattern.test(name)) : []
    if (pattern && picked.length === 0)
      reporter.report('unknown-node', value.span, `the name of no node matches /${value.source}/`, {
        severity: 'warning',
        hint: 'names are as in `node NAME : router`; case matters',
      })
    return picked
  }
  const name = nameOf(value)
  if (name === undefined) {
    reporter.report('wrong-kind', value.span, `${kindName(value)} is no member of a group`, {
      hint: 'members are nodes, groups and regular expressions',
    })
    return []
  }
  if (nodeSet(nodeNames).has(name)) return [name]
  const group = groups.get(name)
  if (group) return group
  reporter.report('unknown-node', value.span, `no node or group "${name}"`, {
    hint: didYouMean(name, [...nodeNames, ...groups.keys()]),
  })
  return []
}

const nodeSets = new WeakMap<readonly string[], ReadonlySet<string>>()

/** The same set for the same list. */
function nodeSet(names: readonly string[]): ReadonlySet<string> {
  let known = nodeSets.get(names)
  if (!known) nodeSets.set(names, (known = new Set(names)))
  return known
}
