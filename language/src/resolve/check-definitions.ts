import type { Span } from '../diagnostics/span.js'
import type { InvalidValue, Value } from '../parse/ast.js'
import type { Reporter } from './report.js'
import { trafficWords } from './resolve-traffic.js'

/** A value that has a name; those of a topology have no place in a file. */
export interface Definition {
  readonly value: Value
  readonly file?: string
  readonly span?: Span
}

/** Definitions that are followed one after the other, and values that one may come to. */
const deepest = 16
const largest = 100_000

/** Definitions by name, those apart that cannot be followed: they lead back to themselves, or grow without bounds. Each of them is reported where it stands and
 *  is an invalid value from there on, which its users say nothing of. `isOther`: names that are nodes or groups, whatever is defined. Linear. */
export function checkDefinitions(
  definitions: ReadonlyMap<string, Definition>,
  isOther: (name: string) => boolean,
  reporter: Reporter,
): Map<string, Value> {
  const graph = new Graph(definitions, isOther)
  const checked = new Map<string, Value>()
  for (const [name, definition] of definitions) {
    const fault = graph.faultOf(name)
    if (!fault) checked.set(name, definition.value)
    else if (definition.file !== undefined && definition.span) {
      if (fault.message !== '') reporter.of(definition.file).report(fault.code, definition.span, fault.message)
      checked.set(name, invalid(definition.value))
    }
  }
  return checked
}

const invalid = ({ span }: Value): InvalidValue => ({ kind: 'invalid', raw: '', span })

interface Fault {
  readonly code: 'circular-reference' | 'too-deep' | 'expansion-too-large'
  /** Empty: what it leads to is reported. */
  readonly message: string
}

interface Measure {
  readonly depth: number
  readonly size: number
}

const fits = ({ depth, size }: Measure): boolean => depth <= deepest && size <= largest

/** Which definition refers to which; measured from those that refer to none upwards, so that what is left over stands in or before a circle. */
class Graph {
  readonly #refers = new Map<string, readonly string[]>()
  readonly #own = new Map<string, number>()
  readonly #measured = new Map<string, Measure>()
  readonly #circular: ReadonlySet<string>

  constructor(definitions: ReadonlyMap<string, Definition>, isOther: (name: string) => boolean) {
    for (const [name, { value }] of definitions) {
      const found: string[] = []
      this.#own.set(name, gather(value, found))
      const isFollowed = (one: string) => definitions.has(one) && !isOther(one) && !trafficWords.includes(one)
      this.#refers.set(name, found.filter(isFollowed))
    }
    const left = peel(this.#refers, (name) => this.#measure(name))
    this.#circular = peel(turned(left, this.#refers), () => {})
  }

  #measure(name: string): void {
    const parts = (this.#refers.get(name) ?? []).map((one) => this.#measured.get(one) as Measure)
    const depth = parts.reduce((most, part) => Math.max(most, part.depth + 1), 0)
    const size = parts.reduce((sum, part) => sum + part.size, this.#own.get(name) ?? 0)
    this.#measured.set(name, { depth, size })
  }

  faultOf(name: string): Fault | undefined {
    const measure = this.#measured.get(name)
    if (!measure) {
      const message = this.#circular.has(name) ? `the definition of "${name}" leads back to itself` : ''
      return { code: 'circular-reference', message }
    }
    if (fits(measure)) return undefined
    const isFirst = (this.#refers.get(name) ?? []).every((one) => fits(this.#measured.get(one) as Measure))
    const isDeep = measure.depth > deepest
    return {
      code: isDeep ? 'too-deep' : 'expansion-too-large',
      message: !isFirst
        ? ''
        : isDeep
          ? `the definition of "${name}" leads through more than ${deepest} others`
          : `the definition of "${name}" comes to more than ${largest} values`,
    }
  }
}

/** Takes away what refers to nothing that is left, until nothing can be taken; calls `take` in that order. Gives what is left. */
function peel(refers: ReadonlyMap<string, readonly string[]>, take: (name: string) => void): Set<string> {
  const waits = new Map([...refers].map(([name, others]) => [name, others.length]))
  const users = turned(refers.keys(), refers)
  const free = [...waits].flatMap(([name, count]) => (count === 0 ? [name] : []))
  for (let name = free.pop(); name !== undefined; name = free.pop()) {
    take(name)
    waits.delete(name)
    for (const user of users.get(name) ?? []) {
      const count = (waits.get(user) ?? 0) - 1
      waits.set(user, count)
      if (count === 0) free.push(user)
    }
  }
  return new Set(waits.keys())
}

/** Who refers to whom, the other way round, among these names. */
function turned(
  names: Iterable<string>,
  refers: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, readonly string[]> {
  const users = new Map<string, string[]>([...names].map((name) => [name, []]))
  for (const user of users.keys()) for (const name of refers.get(user) ?? []) users.get(name)?.push(user)
  return users
}

/** Adds the names that a value refers to; gives how many values it holds. */
function gather(value: Value, names: string[]): number {
  let size = 0
  for (const open = [value]; open.length > 0; ) {
    const next = open.pop() as Value
    size++
    if (next.kind === 'reference') names.push(next.name)
    else if (next.kind === 'traffic')
      for (const { parts } of next.terms)
        for (const { word, values } of parts) {
          size += values.length + 1
          names.push(word.text)
        }
    else for (const part of partsOf(next)) open.push(part)
  }
  return size
}

function partsOf(value: Value): readonly Value[] {
  switch (value.kind) {
    case 'list':
    case 'words':
      return value.items
    case 'call':
      return value.args
    case 'except':
      return [value.of, value.except]
    case 'one-of':
      return value.options
    case 'then':
      return value.steps
    case 'comparison':
      return [value.value]
    default:
      return []
  }
}
