import type { WhyNot } from '@paranet/compiler'
import { compile, whyNot } from '@paranet/compiler'
import type { SourceFile, StatementChange } from '@paranet/language'
import { applyEdits, editStatement, intentAt, ParsedFiles, resolveIntents, resolveNetwork } from '@paranet/language'
import type { Random } from '@paranet/network'
import { indexTopology, seededRandom } from '@paranet/network'

/** A network and intents as text, some of which cannot be kept, and what is said of the first of those. */
export interface InfeasibleCase {
  readonly files: readonly SourceFile[]
  readonly target: string
  readonly found: WhyNot
}

/** The case of a seed; undefined where all it asks for can be kept. */
export function infeasibleCase(seed: number): InfeasibleCase | undefined {
  const random = seededRandom(seed)
  const names = ['a', 'b', 'c', 'd', 'e', 'f'].slice(0, 4 + random.below(3))
  const network = networkText(random, names)
  const lines = Array.from({ length: 1 + random.below(6) }, (_, i) => intentLine(random, names, i, network.links))
  const files = [
    { name: 'net.pn', text: network.text },
    { name: 'wishes.pn', text: `${lines.join('\n')}\n` },
  ]
  const read = readFiles(files)
  const failing = read.failing(read.intents)
  const target = read.intents.find(({ id }) => failing.has(id))
  if (!target) return undefined
  const { index, intents } = read
  return { files, target: target.id, found: whyNot({ index, intents, targets: [target.id], files }) }
}

/** The files as they are read, and the ids of intents at whose place an error stands. */
export function readFiles(files: readonly SourceFile[]) {
  const { topology, diagnostics } = resolveNetwork(files)
  if (!topology) throw new Error(diagnostics.map(({ message }) => message).join('; '))
  const index = indexTopology(topology)
  const resolved = resolveIntents(files, index)
  const errors = resolved.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(errors.map(({ message }) => message).join('; '))
  const failing = (intents: typeof resolved.intents): Set<string> => {
    const found = compile({ index, intents }).diagnostics.filter(({ severity }) => severity === 'error')
    const places = found.flatMap(({ span, file, related = [] }) => [{ span, file }, ...related])
    return new Set(
      intents
        .filter(({ source }) => places.some(({ span, file }) => span.offset === source?.offset && file === source.file))
        .map(({ id }) => id),
    )
  }
  return { index, intents: resolved.intents, failing }
}

/** What is wrong with an answer: nothing where its conflict is minimal and a relaxation compiles. */
export function faultsOf({ files, target, found }: InfeasibleCase): string[] {
  const faults: string[] = []
  if (found.compiles || found.conflict.length === 0) faults.push('no conflict')
  const alone = withParts(files, found.conflict)
  if (!readFiles(alone).failing(readFiles(alone).intents).has(target)) faults.push('the conflict compiles')
  for (const part of found.conflict) {
    const less = withParts(
      files,
      found.conflict.filter((other) => other !== part),
    )
    if (readFiles(less).failing(readFiles(less).intents).has(target))
      faults.push(`still fails without ${part.intent} ${part.text}`)
  }
  if (found.relaxations.length === 0) faults.push('no relaxation')
  for (const { title, edits, capacity } of found.relaxations) {
    if (edits.length === 0 && !capacity) faults.push(`${title}: no edit`)
    const read = readFiles(applyEdits(files, edits))
    if (read.failing(read.intents).has(target)) faults.push(`${title}: does not compile`)
  }
  const costs = found.relaxations.map(({ cost }) => cost)
  if (costs.some((cost, i) => cost < (costs[i - 1] ?? 0))) faults.push('not in the order of cost')
  return faults
}

type Part = WhyNot['conflict'][number]

const separators: Readonly<Record<string, string>> = { via: ' then ', avoid: ', ', survive: ', ' }
const constraintKeys = ['via', 'avoid', 'latency', 'max_hops', 'bandwidth', 'paths', 'survive']

/** The text with these intents and, of their constraints, these. */
function withParts(files: readonly SourceFile[], parts: readonly Part[]): readonly SourceFile[] {
  let text = files
  for (const { id } of readFiles(files).intents) {
    const own = parts.filter(({ intent }) => intent === id)
    if (!own.some(({ key }) => key === undefined)) text = edited(text, id, { kind: 'remove' })
    else
      for (const key of constraintKeys) {
        const values = own.filter((part) => part.key === key).map((part) => part.text.slice(key.length + 2))
        const value = values.join(separators[key] ?? '')
        text = edited(text, id, value === '' ? { kind: 'unset', key } : { kind: 'set', key, value })
      }
  }
  return text
}

function edited(files: readonly SourceFile[], id: string, change: StatementChange): readonly SourceFile[] {
  const source = readFiles(files).intents.find((intent) => intent.id === id)?.source
  const file = new ParsedFiles().parse(files).find(({ name }) => name === source?.file)
  const statement = file && source && intentAt(file, source.offset)
  const edit = statement && editStatement(file, statement, change)
  return edit ? applyEdits(files, [edit]) : files
}

function networkText(random: Random, names: readonly string[]) {
  const links: string[] = []
  const text: string[] = []
  const join = (a: string | undefined, b: string | undefined) => {
    if (!a || !b || a === b || links.includes(`${a}--${b}`) || links.includes(`${b}--${a}`)) return
    links.push(`${a}--${b}`)
    const its = `bandwidth: ${random.pick([100, 200, 1000])}Mbps, latency: ${1 + random.below(9)}ms, weight: ${1 + random.below(20)}`
    text.push(`  link ${a} -- ${b} { ${its} }`)
  }
  for (const [i, name] of names.entries()) if (i > 0) join(names[random.below(i)], name)
  for (let i = random.below(5); i > 0; i--) join(random.pick(names), random.pick(names))
  const nodes = names.map(
    (name, i) => `  node ${name} : router { address: 10.0.0.${i + 1}, prefixes: 10.${i + 1}.0.0/16 }`,
  )
  return { links, text: ['network small {', '  default: closed', ...nodes, ...text, '}', ''].join('\n') }
}

function intentLine(random: Random, names: readonly string[], i: number, links: readonly string[]): string {
  const chance = (p: number) => random.next() < p
  const from = random.pick(names)
  const to = random.pick(names.filter((name) => name !== from))
  const port = chance(0.7) ? 443 : 80 + i
  const ends = `from: ${from}, to: ${to}, traffic: tcp dst-port ${port}`
  if (chance(0.15)) return `isolate i${i} { ${ends} }`
  const others = names.filter((name) => name !== from && name !== to)
  const asked = [
    ...(chance(0.35) ? [`latency: <= ${1 + random.below(12)}ms`] : []),
    ...(chance(0.2) ? [`max_hops: ${1 + random.below(3)}`] : []),
    ...(chance(0.3) ? [`avoid: ${random.pick(others)}${chance(0.4) ? `, link ${random.pick(links)}` : ''}`] : []),
    ...(chance(0.3) ? [`via: ${random.pick(others)}`] : []),
    ...(chance(0.35) ? [`bandwidth: ${random.pick([60, 90, 150, 300])}Mbps`] : []),
    ...(chance(0.25) ? [`survive: ${random.pick(['1 link', '1 node', '2 links'])}`] : []),
    ...(chance(0.15) ? [`paths: 2 disjoint ${random.pick(['links', 'nodes'])}`] : []),
  ]
  return `route i${i} { ${[ends, 'reply: none', ...asked].join(', ')} }`
}
