import { type Fields, fieldsOf, isFields, textOf } from '../shared/draft.js'

/** Groups that our own export writes for kinds that nobody chose. */
export const assignedGroup = 'paranet-'

/** What a node has after `defaults`, its kind and its group, the nearest first: maps are joined, lists of `binds`, `ports` and `exec` follow one
 *  another, all else replaces. A group that an export of ours made says nothing. */
export function effectiveNode(node: Fields, topology: Fields): Fields {
  const defaults = fieldsOf(topology['defaults'])
  const groupName = textOf(node['group'] ?? defaults['group'])
  const isAssigned = groupName.startsWith(assignedGroup)
  const group = isAssigned ? {} : fieldsOf(ofName(topology['groups'], groupName))
  const kind = textOf(node['kind'] ?? group['kind'] ?? defaults['kind'])
  const ofKind = fieldsOf(ofName(topology['kinds'], kind))
  const merged = [defaults, ofKind, group, node].reduce(join, {})
  const { group: _, ...rest } = merged
  const whole = kind === '' ? rest : { ...rest, kind }
  return groupName === '' || isAssigned ? whole : { ...whole, group: groupName }
}

const ofName = (section: unknown, name: string): unknown =>
  isFields(section) && Object.hasOwn(section, name) ? section[name] : undefined

const following: ReadonlySet<string> = new Set(['binds', 'ports', 'exec'])

function join(base: Fields, over: Fields): Fields {
  const joined: Record<string, unknown> = { ...base }
  for (const [key, value] of Object.entries(over)) {
    const before = joined[key]
    if (isFields(before) && isFields(value)) joined[key] = { ...before, ...value }
    else if (following.has(key) && Array.isArray(before) && Array.isArray(value))
      joined[key] = [...new Set([...(before as unknown[]), ...(value as unknown[])])]
    else joined[key] = value
  }
  return joined
}
