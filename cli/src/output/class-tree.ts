import { packetBoxText } from '@paranet/network'
import type { ClassBranch, ClassEnd, ClassNode, ClassPart, ClassTrace, TracedClass } from '@paranet/verifier'
import { colour } from './console-output.js'
import { packetText } from './print-plan.js'

/** Entries that are named at one device. */
const mostEntries = 4

/** The tree for people: a device a line, indented where ways part; what was shown already is named by its number. */
export function classTreeLines(trace: ClassTrace): string[] {
  return new TreeText(trace).lines()
}

/** One way of a part of the packets at a device. */
interface Way {
  readonly part: ClassPart
  readonly branch: ClassBranch
  readonly isCopy: boolean
  /** What tells it from the other ways. */
  readonly label: readonly string[]
}

class TreeText {
  readonly #trace: ClassTrace
  /** Nodes that several ways come to. */
  readonly #shared: ReadonlySet<number>
  readonly #numbers = new Map<number, number>()

  constructor(trace: ClassTrace) {
    this.#trace = trace
    this.#shared = sharedNodes(trace)
  }

  lines(): string[] {
    return this.#trace.entries.flatMap(({ node, interface: name, from, class: its, to }) => {
      const sender = from === undefined ? '' : `${from} → `
      return [
        `${colour.bold(`${sender}${node}.${name}`)}  ${classText(its)}`,
        colour.dim(`for example ${packetText(its.example)}`),
        ...branched([this.#below(to)]),
      ]
    })
  }

  /** What comes after, unindented. */
  #below(end: ClassEnd): string[] {
    if (end.kind !== 'device') return [endText(end)]
    const node = this.#trace.nodes[end.id]
    if (!node) return []
    const known = this.#numbers.get(end.id)
    if (known !== undefined) return [`${colour.bold(node.node)}  ${node.inInterface}  as at (${known})`]
    const mark = this.#shared.has(end.id) ? `(${this.#number(end.id)}) ` : ''
    const ways = waysOf(node)
    const head = `${mark}${colour.bold(node.node)}  ${node.inInterface}`
    const [only] = ways
    if (ways.length === 1 && only)
      return [`${head}${wayText(only)}`, ...entryLines(only), ...this.#below(only.branch.to)]
    return [
      head,
      ...branched(
        ways.map((way) => [
          `${way.label.join(', ')}${wayText(way)}`,
          ...entryLines(way),
          ...this.#below(way.branch.to),
        ]),
      ),
    ]
  }

  #number(id: number): number {
    const number = this.#numbers.size + 1
    this.#numbers.set(id, number)
    return number
  }
}

function sharedNodes({ entries, nodes }: ClassTrace): Set<number> {
  const seen = new Set<number>()
  const shared = new Set<number>()
  const ends = [
    ...entries.map(({ to }) => to),
    ...nodes.flatMap(({ parts }) =>
      parts.flatMap(({ branches, copies = [] }) => [...branches, ...copies].map(({ to }) => to)),
    ),
  ]
  for (const end of ends) {
    if (end.kind !== 'device') continue
    if (seen.has(end.id)) shared.add(end.id)
    seen.add(end.id)
  }
  return shared
}

const waysOf = ({ parts }: ClassNode): Way[] =>
  parts.flatMap((part) => {
    const own = parts.length === 1 ? [] : [classText(part.class)]
    const share = ({ share: value }: ClassBranch) => (part.branches.length === 1 ? [] : [percent(value)])
    return [
      ...part.branches.map((branch) => ({ part, branch, isCopy: false, label: [...own, ...share(branch)] })),
      ...(part.copies ?? []).map((branch) => ({ part, branch, isCopy: true, label: [...own, colour.cyan('copy')] })),
    ]
  })

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))}%`

function wayText({ part, branch }: Way): string {
  const out = branch.outInterface === undefined ? '' : ` → ${branch.outInterface}`
  const owners = new Set([...part.entries, ...branch.entries].flatMap((entry) => entry.owners.map(nameOf)))
  const names = owners.size === 0 ? '' : `  ${colour.yellow(`[${[...owners].sort().join(', ')}]`)}`
  const { dscp, src, dst } = branch.rewritten ?? {}
  const becomes = [
    ...(dscp === undefined ? [] : [`dscp ${dscp}`]),
    ...(src === undefined ? [] : [`from ${src}`]),
    ...(dst === undefined ? [] : [`to ${dst}`]),
  ]
  return `${out}${names}${becomes.length === 0 ? '' : `  goes on with ${becomes.join(' ')}`}`
}

function entryLines({ part, branch, isCopy }: Way): string[] {
  const entries = isCopy ? branch.entries : [...part.entries, ...branch.entries]
  const more = entries.length - mostEntries
  return [
    ...entries.slice(0, mostEntries).map(({ key }) => colour.dim(`· ${key}`)),
    ...(more > 0 ? [colour.dim(`· and ${more} more`)] : []),
  ]
}

const nameOf = (id: string): string => id.slice(id.lastIndexOf('/') + 1)

const endWords = {
  delivered: 'delivered at',
  received: 'handed over as a copy at',
  misdelivered: 'handed to one who does not own the destination at',
  looped: 'loops: comes back to',
  cut: 'not followed further at',
} as const

function endText(end: Exclude<ClassEnd, { kind: 'device' }>): string {
  if (end.kind === 'dropped') return colour.red(`✗ dropped at ${end.node}: ${end.reason}`)
  const isGot = end.kind === 'delivered' || end.kind === 'received'
  const text = `${endWords[end.kind]} ${end.node}`
  return isGot ? colour.green(`✓ ${text}`) : end.kind === 'cut' ? colour.yellow(`? ${text}`) : colour.red(`✗ ${text}`)
}

/** Groups of lines as branches of a tree. */
const branched = (groups: readonly (readonly string[])[]): string[] =>
  groups.flatMap((lines, i) => {
    const isLast = i === groups.length - 1
    return lines.map((line, at) => `${at === 0 ? (isLast ? '└─ ' : '├─ ') : isLast ? '   ' : '│  '}${line}`)
  })

/** `10.1.0.0/16 → 10.2.0.0/16 tcp 443` */
export function classText({ boxes, isWhole }: TracedClass): string {
  return [...boxes.map(packetBoxText), ...(isWhole ? [] : ['…'])].join(' | ')
}
