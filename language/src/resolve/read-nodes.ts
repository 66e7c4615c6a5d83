import { didYouMean } from '../diagnostics/suggest.js'
import type { Value } from '../parse/ast.js'
import { itemsOf, kindName, nameOf } from './read-value.js'
import type { FileReporter } from './report.js'
import { endNames, type Scope } from './scope.js'

/** Definitions that are followed one after the other. */
const deepest = 16

/** What is said where a value stands for no nodes. */
export interface NodesWording {
  /** As in `10.0.0.0/8 is nobody who asks for names`. */
  readonly wrong: string
  readonly hint: string
  readonly empty: string
}

/** Reads ends that are nodes and nothing else: nodes, groups, `region(…)`, `any`, definitions of these, lists, `x except y`. Names, sorted; undefined
 *  where something was reported. */
export function readNodes(
  value: Value,
  scope: Scope,
  reporter: FileReporter,
  wording: NodesWording,
): string[] | undefined {
  const nodes = new NodesReader(scope, reporter, wording).read(value, 0)
  if (!nodes || nodes.length > 0) return nodes && [...new Set(nodes)].sort()
  return reporter.report('empty-class', value.span, wording.empty)
}

class NodesReader {
  readonly #scope: Scope
  readonly #reporter: FileReporter
  readonly #wording: NodesWording

  constructor(scope: Scope, reporter: FileReporter, wording: NodesWording) {
    this.#scope = scope
    this.#reporter = reporter
    this.#wording = wording
  }

  read(value: Value, depth: number): readonly string[] | undefined {
    if (value.kind === 'except') {
      const [of, except] = [this.read(value.of, depth), this.read(value.except, depth)]
      return of && except && of.filter((node) => !except.includes(node))
    }
    const parts = itemsOf(value).map((item) =>
      item.kind === 'except' ? this.read(item, depth) : this.#item(item, depth),
    )
    return parts.every((part) => part !== undefined) ? parts.flat() : undefined
  }

  #item(value: Value, depth: number): readonly string[] | undefined {
    const { index, groups, definitions } = this.#scope
    if (value.kind === 'invalid') return undefined
    const region = regionOf(value)
    if (region !== undefined) return nodesOfRegion(region, value, this.#scope, this.#reporter)
    const name = nameOf(value)
    if (name === undefined) return this.#wrong(value)
    if (index.nodeId.has(name)) return [name]
    const group = groups.get(name)
    if (group) return group
    const defined = definitions.get(name)
    if (defined && depth < deepest) return this.read(defined, depth + 1)
    if (name === 'any') return index.nodes.map((node) => node.name)
    if (name === 'internet') return this.#wrong(value)
    return this.#reporter.report('unknown-node', value.span, `no node "${name}" in network ${index.topology.name}`, {
      hint: didYouMean(name, endNames(this.#scope)),
    })
  }

  #wrong(value: Value): undefined {
    const { wrong, hint } = this.#wording
    return this.#reporter.report('wrong-kind', value.span, `${kindName(value)} is ${wrong}`, { hint })
  }
}

/** The names of the nodes of a region; undefined where there are none, which is reported. */
export function nodesOfRegion(
  region: string,
  value: Value,
  { index }: Scope,
  reporter: FileReporter,
): string[] | undefined {
  const inside = index.nodes.filter((node) => node.region === region).map(({ name }) => name)
  if (inside.length > 0) return inside
  const regions = [...new Set(index.nodes.flatMap((node) => node.region ?? []))]
  return reporter.report('unknown-region', value.span, `no node lies in a region "${region}"`, {
    hint: didYouMean(region, regions),
  })
}

/** `region(north)` */
export function regionOf(value: Value): string | undefined {
  const [first, second] = value.kind === 'call' && value.name.text === 'region' ? value.args : []
  return first && !second ? nameOf(first) : undefined
}
