import { protocolNumbers } from '@paranet/network'
import { CompletionItemKind, type CompletionItem, type CompletionList } from 'vscode-languageserver-types'
import type { TextDocument } from 'vscode-languageserver-textdocument'
import { suggest } from '../diagnostics/suggest.js'
import { quoteName } from '../lex/words.js'
import { statementWords } from '../parse/parse-statement.js'
import { isPlacedWell, type Place } from '../parse/place.js'
import { units, type Unit } from '../parse/units.js'
import { dscpNames } from '../resolve/resolve-traffic.js'
import { intentKinds } from '../parse/ast.js'
import { placeInText, type PlaceInText } from './place-in-text.js'
import type { Project } from './project.js'
import { keyEntry, keysOf, nodeTypes, type ValueForm, wordEntry } from './vocabulary.js'

/** Proposals at most; a client asks again as more is written. */
const most = 200

/** Something that can stand at a place. */
interface Proposal {
  readonly label: string
  readonly kind: CompletionItemKind
  readonly insert?: string
  readonly detail?: string
  readonly doc?: string
}

/** What can stand at an offset: keywords and kinds, keys that the block has a meaning for and does not have yet, names and words that fit the key,
 *  units. With a slip of the finger in what is written the near ones come too. Reads the text around the place only, and the names of
 *  the project as they were last read. */
export function complete(document: TextDocument, offset: number, project: Project): CompletionList {
  const place = placeInText(document.getText(), offset)
  const { typed } = place
  const proposals = place.isInComment ? [] : new Proposer(place, project).proposals()
  const fitting = ranked(unique(proposals), typed.text)
  const range = { start: document.positionAt(typed.offset), end: document.positionAt(typed.offset + typed.length) }
  return {
    isIncomplete: proposals.length > 0,
    items: fitting.slice(0, most).map(({ proposal, isNear }, rank): CompletionItem => {
      const { label, kind, insert = label, detail, doc } = proposal
      return {
        label,
        kind,
        sortText: String(rank).padStart(4, '0'),
        ...(isNear || insert !== label ? { filterText: isNear ? typed.text : label } : {}),
        ...(detail === undefined ? {} : { detail }),
        ...(doc === undefined ? {} : { documentation: { kind: 'markdown', value: doc } }),
        textEdit: { range, newText: insert },
      }
    }),
  }
}

function unique(proposals: readonly Proposal[]): Proposal[] {
  const seen = new Set<string>()
  return proposals.filter(({ label }) => (seen.has(label) ? false : seen.add(label) !== undefined))
}

/** Those that begin with what is written, then those that hold it, then those that are near to it; all if none is. */
function ranked(proposals: readonly Proposal[], typed: string): { proposal: Proposal; isNear: boolean }[] {
  const lower = typed.toLowerCase()
  const plain = proposals.map((proposal) => ({ proposal, isNear: false }))
  if (typed === '') return plain
  const begin = plain.filter(({ proposal }) => proposal.label.toLowerCase().startsWith(lower))
  const hold = plain.filter(({ proposal }) => proposal.label.toLowerCase().indexOf(lower) > 0)
  const found = [...begin, ...hold]
  const near = proposals.filter(
    ({ label }) => !found.some(({ proposal }) => proposal.label === label) && isNear(label, typed),
  )
  return [...found, ...near.map((proposal) => ({ proposal, isNear: true }))]
}

/** Whether what is written is a slip of the finger for the label, or for how it begins. */
const isNear = (label: string, typed: string): boolean =>
  typed.length > 1 &&
  (suggest(typed, [label]) !== undefined || suggest(typed, [label.slice(0, typed.length)]) !== undefined)

const placeOf: Readonly<Record<string, Place>> = {
  '': 'file',
  network: 'network',
  template: 'template',
  for: 'for',
  assert: 'assert',
}

/** Keys whose nodes have to forward. */
const forwarding: ReadonlySet<string> = new Set(['via', 'at', 'gateway'])

class Proposer {
  readonly #place: PlaceInText
  readonly #project: Project
  readonly #opener: string

  constructor(place: PlaceInText, project: Project) {
    this.#place = place
    this.#project = project
    this.#opener = place.frames.at(-1)?.opener ?? ''
  }

  proposals(): readonly Proposal[] {
    const { item, typed } = this.#place
    const [first, second] = item
    if (!first) return typed.isQuoted ? [] : [...this.#keys(), ...this.#declarations()]
    const last = item.at(-1)?.text ?? ''
    const keys = last === ',' && !typed.isQuoted ? this.#keys() : []
    if (second?.raw === ':') return [...this.#values(first.text, last), ...keys]
    return this.#declared(first.text)
  }

  #keys(): Proposal[] {
    const { frames, next } = this.#place
    const has = frames.at(-1)?.keys
    const typed = this.#place.typed.text
    return Object.entries(keysOf(this.#opener)).flatMap(([label, { doc, example }]) => {
      if (has?.has(label) && label !== typed) return []
      const isColonThere = next?.raw === ':'
      return [
        { label, kind: CompletionItemKind.Property, insert: isColonThere ? label : `${label}: `, detail: example, doc },
      ]
    })
  }

  #declarations(): Proposal[] {
    const { frames, isCut } = this.#place
    const own = placeOf[this.#opener]
    const places = own === 'file' && isCut && frames.length === 1 ? (['file', 'network'] as const) : own ? [own] : []
    const kinds: ReadonlySet<string> = new Set(intentKinds)
    return statementWords.flatMap((label) => {
      const kind = kinds.has(label) ? 'intent' : label
      if (!places.some((place) => isPlacedWell(kind, place))) return []
      const entry = wordEntry(label)
      return [
        {
          label,
          kind: CompletionItemKind.Keyword,
          insert: `${label} `,
          ...(entry ? { detail: entry.example, doc: entry.doc } : {}),
        },
      ]
    })
  }

  /** After the word of a declaration. */
  #declared(word: string): readonly Proposal[] {
    const { item, typed } = this.#place
    const last = item.at(-1)?.raw ?? ''
    switch (word) {
      case 'include':
        return this.#project.files.map(({ name }) => {
          const insert = JSON.stringify(name)
          return { label: name, kind: CompletionItemKind.File, insert }
        })
      case 'node':
        return last === ':'
          ? words(
              Object.entries(nodeTypes).map(([label, { doc }]) => ({ label, doc })),
              CompletionItemKind.Class,
            )
          : []
      case 'link':
        return item.length === 1 || last === '--' ? this.#names('node') : []
      case 'interface':
        return item.length === 1
          ? this.#names('node').map((one) => ({ ...one, insert: `${one.insert ?? one.label}.` }))
          : []
      case 'use':
        return item.some(({ raw }) => raw === '(') ? this.#ends() : this.#names('template')
      case 'for':
        if (item.length === 2) return plain(['in'], CompletionItemKind.Keyword)
        return item.length > 2 ? [...this.#names('group'), ...this.#names('let'), ...this.#names('node')] : []
      case 'let':
        return item.length > 2 && !typed.isQuoted ? [...this.#ends(), ...trafficWords()] : []
      default:
        return []
    }
  }

  #values(key: string, last: string): readonly Proposal[] {
    const entry = keyEntry(this.#opener, key)
    const { typed } = this.#place
    const number = /^\d+(?:\.\d+)?/.exec(typed.text)?.[0]
    if (number !== undefined) return entry ? unitsFor(entry.form, number) : []
    const given = plain(entry?.words ?? [], CompletionItemKind.EnumMember)
    if (!entry) return []
    return [...this.#after(last, entry.form, key), ...given]
  }

  #after(last: string, form: ValueForm, key: string): readonly Proposal[] {
    if (form === 'traffic') return this.#traffic(last)
    if (form === 'avoid' && last === 'region') return this.#names('region')
    if (form === 'avoid' && last === 'risk') return this.#names('risk')
    if (form === 'avoid' && last === 'link') return this.#links()
    if (last === '--') return this.#names('node')
    switch (form) {
      case 'ends':
        return this.#ends()
      case 'nodes':
        return [...this.#parameters(), ...this.#nodesFor(key), ...this.#names('group')]
      case 'avoid':
        return [...this.#parameters(), ...this.#names('node'), ...this.#names('group'), ...this.#links()]
      case 'members':
        return [...this.#names('node'), ...this.#names('group')]
      case 'intents':
        return this.#names('intent')
      case 'region':
        return this.#names('region')
      case 'risk':
        return this.#names('risk')
      case 'dscp':
        return dscp()
      case 'boolean':
        return plain(['true', 'false'], CompletionItemKind.Constant)
      case 'interface':
        return this.#interfaces()
      case 'session':
        return this.#externals()
      case 'schedule':
        return plain(['Mon-Fri 08:00-18:00', 'daily 22:00-06:00', 'from', 'until'], CompletionItemKind.Value)
      case 'action':
        return last === 'to' ? this.#names('node') : last === 'output' ? this.#interfaces() : []
      default:
        return []
    }
  }

  #traffic(last: string): readonly Proposal[] {
    if (last === 'dscp') return dscp()
    if (last === 'dst-port' || last === 'src-port' || last === 'proto') return []
    return [...trafficWords(), ...this.#parameters(), ...this.#names('let')]
  }

  #ends(): Proposal[] {
    const fixed = plain(['any', 'internet', 'except'], CompletionItemKind.Keyword)
    return [...this.#parameters(), ...this.#names('node'), ...this.#names('group'), ...this.#names('let'), ...fixed]
  }

  #parameters(): Proposal[] {
    return plain(
      this.#place.frames.flatMap(({ parameters }) => parameters),
      CompletionItemKind.Variable,
    )
  }

  #names(kind: 'node' | 'group' | 'let' | 'template' | 'intent' | 'region' | 'risk'): Proposal[] {
    const { index } = this.#project
    if (kind === 'region')
      return plain(
        (index?.nodes ?? []).flatMap(({ region }) => region ?? []),
        CompletionItemKind.Value,
      )
    if (kind === 'risk')
      return plain(
        (index?.links ?? []).flatMap(({ risks }) => risks),
        CompletionItemKind.Value,
      )
    return this.#project
      .names(kind)
      .map((label) => ({ label, kind: iconOf[kind], insert: quoteName(label), detail: kind }))
  }

  /** Of what passes packets on, devices alone. */
  #nodesFor(key: string): Proposal[] {
    const { index } = this.#project
    const nodes = this.#names('node')
    if (!index || !forwarding.has(key)) return nodes
    return nodes.filter(({ label }) => !index.isEnd[index.nodeId.get(label) ?? -1])
  }

  #links(): Proposal[] {
    const links = this.#project.index?.links ?? []
    return links.map(({ ends: [a, b] }) => ({
      label: `${a.node}--${b.node}`,
      kind: CompletionItemKind.Reference,
      insert: `${quoteName(a.node)}--${quoteName(b.node)}`,
      detail: 'link',
    }))
  }

  /** Where sessions with other networks can be: interfaces with `external: true`. */
  #externals(): Proposal[] {
    const interfaces = this.#project.index?.topology.interfaces ?? []
    return interfaces
      .filter(({ external }) => external)
      .map(({ node, name }) => ({
        label: `${node}.${name}`,
        kind: CompletionItemKind.Field,
        insert: quoteName(`${node}.${name}`),
        detail: 'external interface',
      }))
  }

  /** Ports that links end at, and others that are written. */
  #interfaces(): Proposal[] {
    const { links = [], interfaces = [] } = this.#project.index?.topology ?? {}
    return plain(
      [...links.flatMap(({ ends }) => ends.map((end) => end.interface)), ...interfaces.map(({ name }) => name)],
      CompletionItemKind.Field,
    )
  }
}

const iconOf = {
  node: CompletionItemKind.Class,
  group: CompletionItemKind.Enum,
  let: CompletionItemKind.Variable,
  template: CompletionItemKind.Function,
  intent: CompletionItemKind.Event,
} as const

const plain = (labels: readonly string[], kind: CompletionItemKind): Proposal[] =>
  labels.map((label) => ({ label, kind }))

const words = (entries: readonly { label: string; doc: string }[], kind: CompletionItemKind): Proposal[] =>
  entries.map(({ label, doc }) => ({ label, kind, doc }))

const dscp = (): Proposal[] =>
  [...dscpNames].map(([label, point]) => ({ label, kind: CompletionItemKind.EnumMember, detail: `DSCP ${point}` }))

const trafficWords = (): Proposal[] =>
  plain(
    ['any', 'ip', ...Object.keys(protocolNumbers), 'proto', 'src-port', 'dst-port', 'dscp', 'or'],
    CompletionItemKind.Keyword,
  )

const measures: Partial<Record<ValueForm, Unit['kind']>> = {
  bandwidth: 'bandwidth',
  duration: 'duration',
  size: 'size',
}

/** The number with each unit that the key can have. */
function unitsFor(form: ValueForm, number: string): Proposal[] {
  if (form === 'percent') return plain([`${number}%`], CompletionItemKind.Unit)
  const measure = measures[form]
  const fitting = [...units].filter(([, { kind }]) => kind === measure)
  return plain(
    fitting.map(([unit]) => `${number}${unit}`),
    CompletionItemKind.Unit,
  )
}
