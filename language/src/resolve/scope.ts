import type { TopologyIndex } from '@paranet/network'
import type { Value } from '../parse/ast.js'
import { readQuoted } from '../parse/read-quoted.js'
import type { ParsedFile } from './source-file.js'
import { checkDefinitions, type Definition } from './check-definitions.js'
import { GroupBudget, nodesOfGroup } from './groups.js'
import type { Reporter } from './report.js'
import { SegmentFinder } from './resolve-segment.js'
import { definitionsOf } from './statements.js'

/** What names stand for while intents are read: nodes of the topology, groups, and definitions of `let`. */
export interface Scope {
  /** Of the whole network, or the view of one segment. */
  readonly index: TopologyIndex
  /** Where there are several, and `index` is the whole. */
  readonly segments?: SegmentFinder
  readonly groups: ReadonlyMap<string, readonly string[]>
  readonly definitions: ReadonlyMap<string, Value>
}

/** Gathers groups and definitions of the topology and of all files; a name in a file hides one of the topology. */
export function makeScope(index: TopologyIndex, files: readonly ParsedFile[], reporter: Reporter): Scope {
  const groups = new Map(index.groups)
  const definitions = new Map<string, Definition>()
  for (const { name, value } of index.topology.definitions ?? []) {
    const read = readQuoted(value)
    if (read) definitions.set(name, { value: read })
  }
  const nodeNames = index.nodes.map((node) => node.name)
  const budget = new GroupBudget()
  for (const file of files)
    for (const statement of definitionsOf(file.document)) {
      if (statement.kind === 'let')
        definitions.set(statement.name.text, { value: statement.value, file: file.name, span: statement.name.span })
      else if (statement.kind === 'group')
        groups.set(statement.name.text, nodesOfGroup(statement, nodeNames, groups, reporter.of(file.name), budget))
    }
  const isOther = (name: string) => index.nodeId.has(name) || groups.has(name)
  const segments = SegmentFinder.of(index)
  return {
    index,
    ...(segments ? { segments } : {}),
    groups,
    definitions: checkDefinitions(definitions, isOther, reporter),
  }
}

/** All names that an end may have, for suggestions. */
export const endNames = (scope: Scope): string[] => [
  ...scope.index.nodes.map((node) => node.name),
  ...scope.groups.keys(),
  ...scope.definitions.keys(),
  'any',
  'internet',
]
