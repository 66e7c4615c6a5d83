import type { Block, IntentStatement, Value } from '../parse/ast.js'
import type { Scope } from './scope.js'

/** Keys whose values are read by their form; ends, classes and names of devices look definitions up themselves. */
const literalKeys: ReadonlySet<string> = new Set(
  [
    'active latency bandwidth each loss availability max_hops priority rate burst min max size ttl weights',
    'source address group ntp syslog dns import export neighbour as local_as max_prefixes src dst src_port dst_port src_ports dst_ports port ports',
  ].flatMap((keys) => keys.split(' ')),
)

/** An intent with the values that `let` gave in the place of their names, where the key wants a value and no node or group has the name. What is
 *  wrong with them is said where the name stands. */
export const writtenOut = (statement: IntentStatement, scope: Scope): IntentStatement =>
  scope.definitions.size === 0 ? statement : { ...statement, body: blockWrittenOut(statement.body, scope) }

const blockWrittenOut = (body: Block, scope: Scope): Block => ({
  ...body,
  items: body.items.map((item) => {
    if (item.kind === 'intent') return writtenOut(item, scope)
    if (item.kind !== 'entry') return item
    if (item.key.text === 'match' && item.value.kind === 'block')
      return { ...item, value: blockWrittenOut(item.value, scope) }
    return literalKeys.has(item.key.text) ? { ...item, value: valueWrittenOut(item.value, scope) } : item
  }),
})

function valueWrittenOut(value: Value, scope: Scope): Value {
  if (value.kind === 'list') return { ...value, items: value.items.flatMap((item) => itemsWrittenOut(item, scope)) }
  if (value.kind === 'comparison') return { ...value, value: valueWrittenOut(value.value, scope) }
  const items = itemsWrittenOut(value, scope)
  const [only] = items
  return only && items.length === 1 ? only : { kind: 'list', items, isBracketed: false, span: value.span }
}

/** The definitions are known not to lead back to themselves. */
function itemsWrittenOut(value: Value, scope: Scope): Value[] {
  const defined =
    value.kind === 'reference' && !scope.index.nodeId.has(value.name) && !scope.groups.has(value.name)
      ? scope.definitions.get(value.name)
      : undefined
  if (!defined) return [value]
  const items = defined.kind === 'list' ? defined.items : [defined]
  return items.flatMap((item) => itemsWrittenOut(item, scope)).map((item) => ({ ...item, span: value.span }))
}
