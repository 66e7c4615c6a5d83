import type {
  LinkEnd,
  Topology,
  TopologyDefinition,
  TopologyGroup,
  TopologyInterface,
  TopologyNode,
  TopologyProblem,
} from '@paranet/network'
import { checkTopology, settleSegments } from '@paranet/network'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { DiagnosticCode } from '../diagnostics/diagnostic-codes.js'
import type { Span } from '../diagnostics/span.js'
import { didYouMean } from '../diagnostics/suggest.js'
import type {
  Block,
  InterfaceStatement,
  LinkStatement,
  Name,
  NetworkStatement,
  NodeStatement,
  Value,
} from '../parse/ast.js'
import { expandFiles } from '../expand/expand-files.js'
import { entriesOf, findEntry, statementsOf } from '../parse/ast.js'
import { GroupBudget, nodesOfGroup } from './groups.js'
import { itemsOf, kindName, nameOf, prefixOfValue, readLiteralOf, unquoted } from './read-value.js'
import { readHeadroom, readInterface, readLinkFields, readNode, topologyKeys } from './read-topology.js'
import { type FileReporter, Reporter } from './report.js'
import { type ParsedFile, ParsedFiles, type SourceFile } from './source-file.js'
import { networksOf, topLevelStatements } from './statements.js'

export interface ResolvedNetwork {
  /** Absent where the files hold no network, or one with errors. */
  readonly topology: Topology | undefined
  /** What could be read of one with errors: enough to look for those of the intents too. */
  readonly partial?: Topology
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the one network of the files, with the groups and definitions of the file that it stands in. Reports every problem with its
 *  place; never throws. */
export function resolveNetwork(files: readonly SourceFile[]): ResolvedNetwork {
  const reporter = new Reporter()
  const parsed = new ParsedFiles().parse(files)
  const nodes = parsed.flatMap(({ document }) =>
    topLevelStatements(document).flatMap((statement) => (statement.kind === 'node' ? [statement.name.text] : [])),
  )
  const expanded = expandFiles(parsed, { nodes, groups: new Map() })
  const found = expanded.files.flatMap((file) => networksOf(file.document).map((statement) => ({ file, statement })))
  const [first, ...others] = found
  for (const { file, statement } of others)
    reporter
      .of(file.name)
      .report(
        'duplicate-name',
        statement.name.span,
        `a second network, "${statement.name.text}": these files describe one`,
        {
          related: [
            {
              message: 'the first one',
              file: first?.file.name ?? '',
              span: first?.statement.name.span ?? statement.name.span,
            },
          ],
        },
      )
  const topology = first && new NetworkReader(first.file, first.statement, reporter.of(first.file.name)).read()
  const diagnostics = [
    ...(first ? first.file.diagnostics : parsed.flatMap((file) => file.diagnostics)),
    ...(first ? expanded.diagnostics : []),
    ...reporter.found.map((diagnostic) => expanded.written(diagnostic)),
  ]
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error')
  return hasErrors && topology
    ? { topology: undefined, partial: topology, diagnostics }
    : { topology: hasErrors ? undefined : topology, diagnostics }
}

/** Reads one network statement. */
class NetworkReader {
  readonly #file: ParsedFile
  readonly #statement: NetworkStatement
  readonly #reporter: FileReporter
  readonly #spans = new Map<string, Span>()
  readonly #nextFree = new Map<string, number>()
  readonly #takenInterfaces = new Map<string, Set<string>>()
  readonly #segments = { interfaces: new Map<string, string>(), links: new Map<string, string>() }

  constructor(file: ParsedFile, statement: NetworkStatement, reporter: FileReporter) {
    this.#file = file
    this.#statement = statement
    this.#reporter = reporter
  }

  read(): Topology {
    const { body, name } = this.#statement
    this.#warnOfStrangers(body)
    const statements = statementsOf(body)
    const nodes = statements.filter((item) => item.kind === 'node').map((item) => this.#node(item))
    const nodeNames = new Set(nodes.map((node) => node.name))
    const interfaces = statements
      .filter((item) => item.kind === 'interface')
      .flatMap((item) => this.#interface(item, nodeNames))
    const links = this.#links(
      statements.filter((item) => item.kind === 'link'),
      nodeNames,
    )
    const read: Topology = {
      name: name.text,
      ...this.#text(body, 'description'),
      default: this.#default(body),
      antiSpoofing: this.#antiSpoofing(body),
      ...this.#headroom(body),
      ...this.#management(body, nodeNames),
      nodes,
      interfaces: mergedInterfaces([...interfaces, ...links.flatMap(({ interfaces: its }) => its)]),
      links: links.map(({ link }) => link),
      ...this.#groupsAndDefinitions(nodes.map((node) => node.name)),
    }
    const topology = settleSegments(read, this.#segments)
    for (const problem of checkTopology(topology)) this.#reportProblem(problem, nodeNames)
    return topology
  }

  #node(statement: NodeStatement): TopologyNode {
    if (!this.#spans.has(`node ${statement.name.text}`))
      this.#spans.set(`node ${statement.name.text}`, statement.name.span)
    return readNode(statement, this.#file.text, this.#reporter)
  }

  #interface(statement: InterfaceStatement, nodeNames: ReadonlySet<string>): TopologyInterface[] {
    const end = splitPort(statement.name.text, nodeNames)
    if (!end) {
      this.#reporter.report(
        'unknown-interface',
        statement.name.span,
        `"${statement.name.text}" names no interface of a node`,
        {
          hint:
            didYouMean(statement.name.text.split('.')[0] ?? '', nodeNames) ??
            'an interface is written node.name, as in r1.eth3',
        },
      )
      return []
    }
    this.#spans.set(`interface ${statement.name.text}`, statement.name.span)
    this.#taken(end.node).add(end.interface)
    const { declared, segment } = readInterface(statement, end, this.#file.text, this.#reporter)
    if (segment !== undefined) this.#segments.interfaces.set(`${end.node}.${end.interface}`, segment)
    return [declared]
  }

  /** Links in the order of the text; named ports are taken before free ones are given out. */
  #links(statements: readonly LinkStatement[], nodeNames: ReadonlySet<string>) {
    const written = statements.flatMap((statement) => {
      const ends = this.#endsOf(statement)
      if (!ends) return []
      const ports = ends.map((end) => this.#portOf(end, nodeNames))
      const [a, b] = ports
      return a && b ? [{ statement, ends: [a, b] as const }] : []
    })
    for (const { ends } of written)
      for (const { node, port } of ends) if (port !== undefined) this.#taken(node).add(port)
    const ids = new Set<string>()
    return written.map(({ statement, ends: [a, b] }) => {
      const id = this.#free(statement.name?.text ?? `${a.node}--${b.node}`, ids, '')
      ids.add(id)
      const ends = [this.#linkEnd(a, b.node), this.#linkEnd(b, a.node)] as const
      this.#spans.set(`link ${id}`, (statement.ends?.[0] ?? statement.name ?? statement.keyword).span)
      const fields = readLinkFields(statement, id, ends, this.#file.text, this.#reporter)
      if (fields.segment !== undefined) this.#segments.links.set(id, fields.segment)
      return fields
    })
  }

  #endsOf(statement: LinkStatement): readonly [Name, Name] | undefined {
    if (statement.ends) return statement.ends
    const endpoints = statement.body && findEntry(statement.body, 'endpoints')
    const items = endpoints?.value.kind === 'list' ? endpoints.value.items : []
    const [a, b] = items.map((item) => ({ text: nameOf(item) ?? '', span: item.span }))
    if (a && b && items.length === 2) return [a, b]
    return this.#reporter.report(
      'missing-key',
      endpoints?.value.span ?? statement.keyword.span,
      'a link has two ends',
      { hint: 'for example `link r1 -- r2`' },
    )
  }

  #portOf({ text, span }: Name, nodeNames: ReadonlySet<string>): { node: string; port?: string } | undefined {
    if (nodeNames.has(text)) return { node: text }
    const split = splitPort(text, nodeNames)
    if (split) return { node: split.node, port: split.interface }
    return this.#reporter.report('unknown-node', span, `no node "${text}" in network ${this.#statement.name.text}`, {
      hint: didYouMean(text, nodeNames),
    })
  }

  #linkEnd({ node, port }: { readonly node: string; readonly port?: string }, neighbour: string): LinkEnd {
    const taken = this.#taken(node)
    const name = port ?? this.#free(`to-${neighbour}`, taken, node)
    taken.add(name)
    return { node, interface: name }
  }

  /** The name itself, or the first of `name.2`, `name.3`, … that is not taken; `place` is where names must differ. Names are never given back, so the
   *  search goes on where it ended. */
  #free(name: string, taken: ReadonlySet<string>, place: string): string {
    if (!taken.has(name)) return name
    const key = `${place} ${name}`
    let n = this.#nextFree.get(key) ?? 2
    while (taken.has(`${name}.${n}`)) n++
    this.#nextFree.set(key, n + 1)
    return `${name}.${n}`
  }

  #taken(node: string): Set<string> {
    const taken = this.#takenInterfaces.get(node) ?? new Set()
    this.#takenInterfaces.set(node, taken)
    return taken
  }

  /** A network has no labels: what it does not know is lost. */
  #warnOfStrangers(body: Block): void {
    const known: readonly string[] = topologyKeys.network
    for (const { key } of entriesOf(body)) {
      if (known.includes(key.text)) continue
      this.#reporter.report('unknown-key', key.span, `a network has no "${key.text}": it is left out`, {
        severity: 'warning',
        hint: didYouMean(key.text, known) ?? 'nodes, interfaces and links have labels',
      })
    }
  }

  #text(body: Block, key: 'description'): { description?: string } {
    const value = findEntry(body, key)?.value
    if (!value || value.kind === 'invalid') return {}
    const description = nameOf(value)
    if (description !== undefined) return { description }
    this.#reporter.report('wrong-kind', value.span, `"${key}" wants a text, not ${kindName(value)}`, {
      hint: `for example \`${key}: "Two sites"\``,
    })
    return {}
  }

  #default(body: Block): 'open' | 'closed' {
    const entry = findEntry(body, 'default')
    if (!entry) return 'closed'
    const name = nameOf(entry.value)
    if (name === 'open' || name === 'closed') return name
    this.#reporter.report('unknown-name', entry.value.span, `the default is open or closed, not "${name ?? '…'}"`, {
      hint: didYouMean(name ?? '', ['open', 'closed']),
    })
    return 'closed'
  }

  #antiSpoofing(body: Block): boolean {
    const value = findEntry(body, 'anti_spoofing')?.value
    return (value && readLiteralOf(value, 'boolean', 'anti_spoofing', 'true', this.#reporter)?.value) ?? true
  }

  #headroom(body: Block): { headroom?: number } {
    const value = findEntry(body, 'headroom')?.value
    const headroom = value && value.kind !== 'invalid' ? readHeadroom(value, 'headroom', this.#reporter) : undefined
    return headroom === undefined ? {} : { headroom }
  }

  /** Who manages the devices. */
  #management(body: Block, nodeNames: ReadonlySet<string>): { management?: string[] } {
    const value = findEntry(body, 'management')?.value
    if (!value || value.kind === 'invalid') return {}
    const written = itemsOf(value).flatMap((item) => this.#controller(item, nodeNames) ?? [])
    return written.length > 0 ? { management: [...new Set(written)] } : {}
  }

  #controller(value: Value, nodeNames: ReadonlySet<string>): string | undefined {
    const name = nameOf(value)
    if (name !== undefined && (nodeNames.has(name) || name === 'internet')) return name
    const prefix = prefixOfValue(unquoted(value))
    if (prefix !== undefined) return prefix
    if (name !== undefined)
      return this.#reporter.report(
        'unknown-node',
        value.span,
        `no node "${name}" in network ${this.#statement.name.text}`,
        {
          hint: didYouMean(name, nodeNames),
        },
      )
    return this.#reporter.report('wrong-kind', value.span, `${kindName(value)} is no place of a controller`, {
      hint: 'for example `management: 10.0.0.0/24`, a node, or `internet`',
    })
  }

  /** Groups and definitions of the network and of the rest of its file. */
  #groupsAndDefinitions(nodeNames: readonly string[]): { groups: TopologyGroup[]; definitions?: TopologyDefinition[] } {
    const groups = new Map<string, readonly string[]>()
    const budget = new GroupBudget()
    const definitions: TopologyDefinition[] = []
    for (const item of topLevelStatements(this.#file.document)) {
      if (item.kind === 'group') {
        if (groups.has(item.name.text))
          this.#reporter.report('duplicate-name', item.name.span, `a second group is called "${item.name.text}"`)
        groups.set(item.name.text, nodesOfGroup(item, nodeNames, groups, this.#reporter, budget))
      } else if (item.kind === 'let') {
        const { offset, length } = item.value.span
        definitions.push({ name: item.name.text, value: this.#file.text.slice(offset, offset + length) })
      }
    }
    return {
      groups: [...groups].map(([name, members]) => ({ name, members })),
      ...(definitions.length > 0 ? { definitions } : {}),
    }
  }

  #reportProblem({ code, subject, message, name }: TopologyProblem, nodeNames: ReadonlySet<string>): void {
    const span = this.#spans.get(`${subject.kind} ${subject.name}`) ?? this.#statement.name.span
    const hint = name === undefined ? hints[code] : didYouMean(name, nodeNames)
    this.#reporter.report(code satisfies DiagnosticCode, span, message, { hint })
  }
}

const hints: { readonly [code in TopologyProblem['code']]?: string } = {
  'segment-mismatch': 'say it once, of the link: `link r1 -- r2 { segment: red }`',
}

/** `r1.eth2` as a node that exists and an interface; node names may have dots themselves, the longest wins. */
function splitPort(text: string, nodeNames: ReadonlySet<string>): LinkEnd | undefined {
  for (let dot = text.lastIndexOf('.'); dot > 0; dot = text.lastIndexOf('.', dot - 1)) {
    const node = text.slice(0, dot)
    if (nodeNames.has(node) && dot < text.length - 1) return { node, interface: text.slice(dot + 1) }
  }
  return undefined
}

/** An interface that is declared and also gets addresses from its link's subnet is one interface. */
function mergedInterfaces(interfaces: readonly TopologyInterface[]): TopologyInterface[] {
  const merged = new Map<string, TopologyInterface>()
  const repeated: TopologyInterface[] = []
  for (const entry of interfaces) {
    const key = `${entry.node}.${entry.name}`
    const known = merged.get(key)
    if (known && entry.labels['from-link'] === undefined) repeated.push(entry)
    else if (known) merged.set(key, { ...known, addresses: [...known.addresses, ...entry.addresses] })
    else merged.set(key, withoutMark(entry))
  }
  return [...merged.values(), ...repeated]
}

function withoutMark(entry: TopologyInterface): TopologyInterface {
  const { 'from-link': _, ...labels } = entry.labels
  return { ...entry, labels }
}
