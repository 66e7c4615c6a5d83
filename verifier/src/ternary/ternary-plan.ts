import { ClassDiagrams } from './class-diagrams.js'
import { Exploded, type TernaryBudget } from './exploded.js'
import { type ClassedField, classedFields } from './header-classes.js'
import { mergedClasses } from './merge-classes.js'
import { numberedRule, type NumberedRule, TableDiagrams } from './table-diagrams.js'
import type { TernaryNetwork, TernaryRule } from './ternary-network.js'

/** What a rule does. */
export interface TernaryAction {
  /** Numbers of ports in the whole network. */
  readonly ports: readonly number[]
  /** Per written field other than the main one: what becomes of each class; absent: stays. */
  readonly tags: readonly (Int32Array | undefined)[]
  readonly main: Int32Array | undefined
  /** Per written field other than the main one: whether it becomes the same whatever it was. */
  readonly overwrites: readonly boolean[]
}

/** A network ready to be searched. The fields are in the order in which diagrams ask for them: those that rules write (`tags`), the one that most rules
 *  speak of (`main`), the rest. */
export interface TernaryPlan {
  readonly order: readonly ClassedField[]
  readonly tags: readonly ClassedField[]
  readonly main: ClassedField
  readonly diagrams: ClassDiagrams
  readonly actions: readonly TernaryAction[]
  /** Per port of the network: its table; terminals are actions. */
  readonly tables: readonly number[]
  /** Per port: the port at the other end of its link, or -1 at the edge. */
  readonly behind: Int32Array
  /** Per box: the number of its first port. */
  readonly firstPort: readonly number[]
}

/** Makes the classes and the tables. Throws `Exploded`. */
export function ternaryPlan(network: TernaryNetwork, budget: TernaryBudget): TernaryPlan {
  const fields = classedFields(network, budget.fieldClasses)
  const main = mainField(network, fields)
  const tags = fields.filter((field) => field.isWritten && field !== main)
  const order = [...tags, main, ...fields.filter((field) => field !== main && !field.isWritten)]
  const firstPort = firstPorts(network)
  const { actions, rules } = numbered(network, order, tags, main, firstPort)
  const first = new ClassDiagrams(order.length, budget.entries)
  const tables = portTables(network, new TableDiagrams(order, first, rules.flat()))
  const slim = mergedClasses(order, first, tables, budget.entries)
  return {
    order: slim.order,
    tags: slim.order.slice(0, tags.length),
    main: slim.order[tags.length]!,
    diagrams: slim.diagrams,
    actions,
    tables: slim.tables,
    behind: behindPorts(network, firstPort),
    firstPort,
  }
}

/** The field with most classes, if most rules speak of it or not: classes of it are followed one by one. */
function mainField({ boxes }: TernaryNetwork, fields: readonly ClassedField[]): ClassedField {
  const uses = fields.map(({ place }) =>
    boxes.reduce((sum, { rules }) => sum + rules.filter(({ match }) => match[place] !== undefined).length, 0),
  )
  const most = fields.reduce((best, _, at) => (uses[at]! > uses[best]! ? at : best), 0)
  if (!fields[most]) throw new RangeError('a header without fields')
  return fields[most]
}

function firstPorts({ boxes }: TernaryNetwork): number[] {
  const first: number[] = []
  let ports = 0
  for (const box of boxes) {
    first.push(ports)
    ports += box.ports
  }
  return [...first, ports]
}

function behindPorts({ links }: TernaryNetwork, firstPort: readonly number[]): Int32Array {
  const behind = new Int32Array(firstPort.at(-1)!).fill(-1)
  for (const [a, b] of links) {
    const [from, to] = [firstPort[a.box]! + a.port, firstPort[b.box]! + b.port]
    behind[from] = to
    behind[to] = from
  }
  return behind
}

/** The rules of each box with their actions; equal actions are one. Action 0 drops. */
function numbered(
  { boxes }: TernaryNetwork,
  order: readonly ClassedField[],
  tags: readonly ClassedField[],
  main: ClassedField,
  firstPort: readonly number[],
): { actions: TernaryAction[]; rules: NumberedRule[][] } {
  const drop = { ports: [], tags: tags.map(() => undefined), main: undefined, overwrites: [] }
  const actions: TernaryAction[] = [drop]
  const known = new Map<string, number>([['', 0]])
  const numberOf = (rule: TernaryRule, first: number): number => {
    const ports = [...new Set(rule.ports)].sort((a, b) => a - b).map((port) => first + port)
    const key = ports.length === 0 ? '' : `${ports.join()} ${JSON.stringify(rule.set ?? [])}`
    const found = known.get(key)
    if (found !== undefined) return found
    const imageIn = (field: ClassedField) => {
      const set = rule.set?.[field.place]
      return set && set.mask !== 0 ? field.written(set) : undefined
    }
    const images = tags.map(imageIn)
    const overwrites = images.map((image) => image?.every((to) => to === image[0]) ?? false)
    const number = actions.push({ ports, tags: images, main: imageIn(main), overwrites }) - 1
    known.set(key, number)
    return number
  }
  const rules = boxes.map((box, at) =>
    box.rules.map((rule) => numberedRule(rule, order, numberOf(rule, firstPort[at]!))),
  )
  return { actions, rules }
}

/** The table of each port: of the rules that do not ask for another port. */
function portTables({ boxes }: TernaryNetwork, tables: TableDiagrams): number[] {
  let first = 0
  return boxes.flatMap(({ ports, rules }) => {
    const lists: number[][] = Array.from({ length: ports }, () => [])
    rules.forEach(({ from }, at) => {
      for (const port of from ? new Set(from) : lists.keys()) lists[port]!.push(first + at)
    })
    first += rules.length
    const made = new Map<string, number>()
    return lists.map((list) => {
      const key = list.join()
      const known = made.get(key)
      if (known !== undefined) return known
      const table = tables.make(list)
      made.set(key, table)
      return table
    })
  })
}

/** The number of a combination of classes of the written fields. */
export function tagNumber(tags: readonly ClassedField[], classes: readonly number[]): number {
  return tags.reduce((number, { classes: { count } }, at) => number * count + classes[at]!, 0)
}

/** The classes of a combination. */
export function tagClasses(tags: readonly ClassedField[], number: number): number[] {
  const classes: number[] = []
  let rest = number
  for (let at = tags.length - 1; at >= 0; at--) {
    const { count } = tags[at]!.classes
    classes[at] = rest % count
    rest = Math.floor(rest / count)
  }
  return classes
}

/** Throws where the written fields have more combinations of classes than numbers can tell apart. */
export function checkTags(tags: readonly ClassedField[]): void {
  if (tags.reduce((product, { classes }) => product * classes.count, 1) > 2 ** 40)
    throw new Exploded(
      `written fields ${tags.map(({ field }) => field.name).join(', ')}: too many combinations of classes`,
    )
}
