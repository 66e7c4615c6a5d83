import type { TopologyIndex } from '@paranet/network'
import { roleNouns, type RoleNoun } from './lexicon/roles.js'
import type { Token } from './text/token.js'
import { fold, tokenize } from './text/tokenize.js'
import { PhraseTrie } from './text/trie.js'

/** What a name stands for. `several`: nodes that share a label or a kind of name. */
export interface Named {
  readonly kind: 'node' | 'group' | 'definition' | 'region' | 'risk' | 'link' | 'several' | 'role' | 'interface'
  readonly name: string
  /** Of `several` and `role`: what fits; singular words ask when these are more than one. */
  readonly members: readonly string[]
  readonly isExact: boolean
  /** Of `several` and `role`: the words are a plural. */
  readonly isPlural?: boolean
}

/** The names of one topology, ready to be found in texts. Made once per topology. */
export interface Names {
  readonly index: TopologyIndex
  readonly trie: PhraseTrie<Named>
  readonly all: readonly string[]
  readonly definitions: ReadonlyMap<string, string>
  readonly regions: ReadonlySet<string>
}

/** Gathers nodes, groups, definitions, regions, risks, links, aliases and what common nouns can mean. Linear in the names. */
export function gatherNames(index: TopologyIndex): Names {
  const trie = new PhraseTrie<Named>()
  const definitions = new Map((index.topology.definitions ?? []).map(({ name, value }) => [name, value]))
  const regions = new Set(index.nodes.map(({ region }) => region).filter((region) => region !== undefined))
  const risks = new Set(index.links.flatMap((link) => link.risks))
  const add = (kind: Named['kind'], name: string, phrase = name) =>
    addForms(trie, { kind, name, members: [name], isExact: true }, phrase)
  for (const name of index.nodeId.keys()) add('node', name)
  for (const name of index.groups.keys()) add('group', name)
  for (const [name, value] of definitions) if (isEnds(value)) add('definition', name)
  for (const region of regions) add('region', region)
  for (const risk of risks) add('risk', risk)
  for (const id of index.linkId.keys()) add('link', id)
  for (const { node, name } of index.topology.interfaces) add('interface', `${node}.${name}`)
  addLabels(trie, index)
  const all = [...index.nodeId.keys(), ...index.groups.keys(), ...definitions.keys()]
  addRoles(trie, index, all)
  return { index, trie, all, definitions, regions }
}

/** A definition that gives a name to places and not to traffic. */
const isEnds = (value: string): boolean =>
  !/^\s*(?:tcp|udp|icmp|ip|any|proto|dscp|dst-port|src-port)\b/.test(value) &&
  !/^\s*[\d.]+\s*(?:[a-zA-Z%]+)?\s*$/.test(value)

const piecesOf = (phrase: string): string[] =>
  tokenize(fold(phrase))
    .map(({ text }) => text)
    .filter((text) => !/^[-_.\s]$/.test(text))

/** Letters of a name without digits, and the digits: `web2` → web, 2. */
const partsOf = (name: string): string[] =>
  tokenize(fold(name))
    .filter(({ script }) => script !== 'mark')
    .map(({ text }) => text)

function addForms(trie: PhraseTrie<Named>, named: Named, phrase: string): void {
  const pieces = piecesOf(phrase)
  if (pieces.length === 0) return
  trie.add(pieces, named)
  const last = pieces.at(-1) ?? ''
  if (!/^\p{L}{3,}$/u.test(last) || named.kind === 'link') return
  const other = last.endsWith('ies')
    ? `${last.slice(0, -3)}y`
    : /(?:s|x|ch|sh)es$/.test(last)
      ? last.slice(0, -2)
      : last.endsWith('s')
        ? last.slice(0, -1)
        : `${last}s`
  trie.add([...pieces.slice(0, -1), other], { ...named, isExact: false })
}

const aliasKeys = new Set([
  'alias',
  'aliases',
  'title',
  'label',
  'display_name',
  'displayname',
  'site',
  'city',
  'full_name',
  'hostname',
  'name',
  'nickname',
])

function addLabels(trie: PhraseTrie<Named>, index: TopologyIndex): void {
  const holders = new Map<string, { phrase: string; nodes: string[] }>()
  const put = (phrase: string, node: string) => {
    const entry = holders.get(phrase) ?? { phrase, nodes: [] }
    entry.nodes.push(node)
    holders.set(phrase, entry)
  }
  for (const { name, labels } of index.nodes)
    for (const [key, value] of Object.entries(labels)) {
      const text = value.replaceAll(/^"|"$/g, '')
      if (aliasKeys.has(key.toLowerCase())) for (const part of text.split(/\s*,\s*/)) put(part, name)
      put(`${key} ${text}`, name)
    }
  for (const { phrase, nodes } of holders.values()) {
    const [first = ''] = nodes
    if (phrase.length > 1 && phrase.length < 80)
      addForms(
        trie,
        nodes.length === 1
          ? { kind: 'node', name: first, members: nodes, isExact: false }
          : { kind: 'several', name: phrase, members: nodes, isExact: false, isPlural: true },
        phrase,
      )
  }
}

function addRoles(trie: PhraseTrie<Named>, index: TopologyIndex, all: readonly string[]): void {
  const parts = all.map((name) => ({ name, parts: partsOf(name) }))
  for (const noun of roleNouns) {
    const fits = membersOf(noun, index, parts)
    for (const word of noun.words) {
      const pieces = starred(word)
      const isPlural = word.endsWith('s') && !/(?:ss|ids|dns|ips)$/.test(word)
      trie.add(pieces, { kind: 'role', name: word.replaceAll('*', ''), members: fits.names, isExact: false, isPlural })
      for (const [digits, name] of fits.numbered)
        trie.add([...pieces, digits], { kind: 'role', name, members: [name], isExact: false })
    }
  }
}

const starred = (phrase: string): string[] => {
  const pieces: string[] = []
  for (const { text } of tokenize(phrase)) {
    if (text === '*' && pieces.length > 0) pieces.push(`${pieces.pop()}*`)
    else if (text !== '-') pieces.push(text)
  }
  return pieces
}

/** What a common noun can mean here: a group or definition of that name first, then nodes by name, then nodes by type or function. */
function membersOf(
  noun: RoleNoun,
  index: TopologyIndex,
  parts: readonly { name: string; parts: readonly string[] }[],
): { names: string[]; numbered: [string, string][] } {
  const byName = parts.filter(
    ({ parts: [first = '', ...rest] }) => noun.stems.includes(first) && rest.every((part) => /^\d+$/.test(part)),
  )
  const byKind = index.nodes
    .filter(
      (node) =>
        (noun.types ?? []).includes(node.type) ||
        (node.function !== undefined && (noun.functions ?? []).includes(node.function)),
    )
    .map(({ name }) => name)
  const whole = byName
    .filter(({ name, parts: own }) => own.length === 1 && !index.nodeId.has(name))
    .map(({ name }) => name)
  const nodes = byName.filter(({ name }) => index.nodeId.has(name)).map(({ name }) => name)
  const hasKind = (noun.types ?? []).length > 0 || (noun.functions ?? []).length > 0
  const names = whole.length > 0 ? whole : hasKind && byKind.length > 0 ? byKind : nodes
  const numbered = byName.flatMap(({ name, parts: own }): [string, string][] =>
    own.length === 2 && own[1] !== undefined ? [[own[1], name]] : [],
  )
  return { names: [...new Set(names)], numbered }
}

/** What begins at a token, longest first, written exactly before written loosely. */
export function namesAt(
  names: Names,
  tokens: readonly Token[],
  at: number,
  isBoundary: (at: number) => boolean,
): { end: number; value: Named }[] {
  const found: { end: number; value: Named }[] = []
  if (!isBoundary(at)) return found
  names.trie.find(tokens, at, '-_.', (end, value) => {
    if (isBoundary(end)) found.push({ end, value })
  })
  return found.sort((a, b) => b.end - a.end || rank(a.value) - rank(b.value))
}

const order: readonly Named['kind'][] = [
  'node',
  'group',
  'definition',
  'link',
  'region',
  'risk',
  'several',
  'role',
  'interface',
]
const rank = ({ kind, isExact }: Named): number =>
  order.indexOf(kind) + (isExact ? 0 : kind === 'region' || kind === 'risk' ? 1 : 5.5)
