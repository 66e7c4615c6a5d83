import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { compile } from '@paranet/compiler'
import type { Diagnostic } from '@paranet/language'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'

const root = new URL('../../', import.meta.url)

/** A file of the repository, as text. */
export const readPage = (path: string): string => readFileSync(new URL(path, root), 'utf8')

/** Pages of the manual, by name. */
export const pages = (): readonly string[] =>
  readdirSync(new URL('docs/language/', root))
    .filter((name) => name.endsWith('.md'))
    .sort()

/** Whether a path of the repository exists. */
export const isThere = (path: string): boolean => existsSync(new URL(path, root))

/** A block of a page: intents on the page's network, or a network by itself. */
export interface ManualExample {
  readonly name: string
  readonly text: string
  readonly isNetwork: boolean
  /** What it is expected to say (`pn says: code, code`); absent: no error. */
  readonly codes?: readonly string[]
  /** What the page's intents are read on. */
  readonly network: string
}

/** Pages whose blocks have a test of their own, and the list of diagnostics, which has one as well. */
const elsewhere = ['explain.md', 'diagnostics.md']

/** Every ```pn block of the manual: `pn network` is the network of its page, `pn says: …` an example of diagnostics, `pn` intents that compile. */
export const examplesOf = (): ManualExample[] =>
  pages()
    .filter((page) => !elsewhere.includes(page))
    .flatMap(examplesIn)

function examplesIn(page: string): ManualExample[] {
  const blocks = [...readPage(`docs/language/${page}`).matchAll(/^```pn([^\n]*)\n([\s\S]*?)^```/gm)].map(
    ([, info = '', text = '']) => ({ info: info.trim(), text }),
  )
  const network = blocks.find(({ info }) => info === 'network')?.text ?? readPage('examples/campus/campus.pn')
  return blocks.map(({ info, text }, i) => {
    const [kind = '', codes] = info.split('says:')
    const said = codes === undefined ? {} : { codes: codes.split(',').map((code) => code.trim()) }
    return { name: `${page} ${i + 1}`, text, network, isNetwork: kind.trim() === 'network', ...said }
  })
}

/** What becomes of an example: how many intents it has, and what is said of it by reader and compiler. */
export function resultOf({ text, network, isNetwork }: ManualExample): {
  readonly intents: number
  readonly diagnostics: readonly Diagnostic[]
} {
  const its = resolveNetwork([{ name: 'network.pn', text: isNetwork ? text : network }])
  if (isNetwork && !its.topology) return { intents: 0, diagnostics: its.diagnostics }
  if (!its.topology) throw new Error('the network of the page does not parse')
  const index = indexTopology(its.topology)
  const { intents, diagnostics } = resolveIntents([{ name: 'example.pn', text: isNetwork ? '' : text }], index)
  const hasErrors = diagnostics.some(({ severity }) => severity === 'error')
  const compiled = hasErrors ? [] : compile({ index, intents }).diagnostics
  return { intents: intents.length, diagnostics: [...its.diagnostics, ...diagnostics, ...compiled] }
}
