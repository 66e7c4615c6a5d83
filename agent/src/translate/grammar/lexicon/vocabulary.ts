import { fold, tokenize } from '../text/tokenize.js'
import { PhraseTrie } from '../text/trie.js'
import { chinese } from './chinese.js'
import { type Concept, concepts, type Lexicon } from './concept.js'
import { english } from './english.js'
import { plural, verbForms } from './inflect.js'
import { russian } from './russian.js'

/** What a phrase of the lexicon does, and the value it carries. */
export interface Sense {
  readonly concept: Concept
  readonly value?: string
}

/** The words of all languages in one trie: scripts keep them apart. Built once, on first use. */
export function vocabulary(): PhraseTrie<Sense> {
  built ??= build()
  return built
}

let built: PhraseTrie<Sense> | undefined

function build(): PhraseTrie<Sense> {
  const trie = new PhraseTrie<Sense>()
  const seen = new Set<string>()
  for (const lexicon of [english, chinese, russian])
    for (const concept of concepts)
      for (const entry of entriesOf(lexicon, concept)) addEntry(trie, concept, entry, seen)
  return trie
}

const entriesOf = (lexicon: Lexicon, concept: Concept): string[] =>
  (lexicon[concept] ?? '')
    .split('|')
    .map((entry) => entry.trim().replaceAll(/\s+/g, ' '))
    .filter((entry) => entry !== '')

/** `v:keep apart=x`: the forms of the phrase, with the value. An entry that ends in `=` alone is left out. */
function addEntry(trie: PhraseTrie<Sense>, concept: Concept, entry: string, seen: Set<string>): void {
  const marks = /^(?<kind>[vn]:)?(?<phrase>.+?)(?:(?<![<>])=(?<value>.*))?$/.exec(entry)?.groups
  const phrase = entry === '=' || entry === '<=' || entry === '>=' || entry === '=>' ? entry : (marks?.phrase ?? entry)
  const value = phrase === entry ? undefined : marks?.value
  if (value === '') return
  const forms = marks?.kind === 'v:' ? verbForms(phrase) : marks?.kind === 'n:' ? [phrase, plural(phrase)] : [phrase]
  for (const form of forms) {
    const key = `${concept} ${form}`
    if (seen.has(key)) continue
    seen.add(key)
    trie.add(piecesOf(form), value === undefined ? { concept } : { concept, value })
  }
}

/** A phrase as the tokens that a text would have; a star stays with its stem. */
function piecesOf(phrase: string): string[] {
  const pieces: string[] = []
  for (const { text } of tokenize(fold(phrase))) {
    if (text === '*' && pieces.length > 0) pieces.push(`${pieces.pop()}*`)
    else if (text !== '-' || phrase.length === 1 || phrase === '->') pieces.push(text)
  }
  return pieces
}
