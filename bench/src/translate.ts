import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { canonicalIntents, makeTranslator } from '@paranet/agent'
import { resolveNetwork } from '@paranet/language'
import { indexTopology, type TopologyIndex } from '@paranet/network'
import type { BenchOptions, BenchResult } from './benchmark.js'

interface Failure {
  readonly words: string
  readonly expected: string
  readonly got: string
  readonly outcome: 'asked' | 'wrong'
}

/** Scores a file of sentences and the intents that they mean: exact (the same canonical intents, names apart), asked (a question or a refusal
 *  where intents were expected), wrong (other intents, without a question). An expected `?` is exact where no intents are given. */
export async function translate(options: BenchOptions): Promise<BenchResult> {
  if (options.sentences === undefined || options.topology === undefined)
    throw new RangeError('translate wants --sentences FILE.tsv and --topology FILE')
  const index = readIndex(options.topology)
  const pairs = readPairs(options.sentences)
  const read = makeTranslator(index)
  for (const [words] of pairs) read(words)
  const started = performance.now()
  for (const [words] of pairs) read(words)
  const usEach = pairs.length === 0 ? 0 : ((performance.now() - started) * 1000) / pairs.length
  const failures: Failure[] = []
  for (const [words, expected] of pairs) {
    const { intents, questions, ok } = read(words)
    const outcome = judge(expected, intents, questions.length > 0 || !ok, index)
    if (outcome !== 'exact') failures.push({ words, expected, got: intents.trim() || questions.join(' '), outcome })
  }
  const count = (outcome: Failure['outcome']) => failures.filter((failure) => failure.outcome === outcome).length
  const figures = {
    sentences: pairs.length,
    exact: pairs.length - failures.length,
    asked: count('asked'),
    wrong: count('wrong'),
    usEach: Math.round(usEach * 10) / 10,
  }
  return {
    name: 'translate',
    input: `${options.sentences} on ${options.topology}`,
    figures,
    failures,
    machine: `${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}`,
  }
}

function judge(expected: string, got: string, isAsked: boolean, index: TopologyIndex): 'exact' | Failure['outcome'] {
  if (expected.startsWith('?')) return got === '' || isAsked ? 'exact' : 'wrong'
  if (isAsked || got === '') return 'asked'
  const [wanted, made] = [canonicalIntents(expected, index), canonicalIntents(got, index)]
  return wanted !== undefined && wanted.join('\n') === made?.join('\n') ? 'exact' : 'wrong'
}

function readIndex(name: string): TopologyIndex {
  const { topology, diagnostics } = resolveNetwork([{ name, text: readFileSync(name, 'utf8') }])
  if (!topology) throw new RangeError(`${name} holds no network: ${diagnostics[0]?.message ?? 'nothing is there'}`)
  return indexTopology(topology)
}

/** Lines `words<TAB>intents`; `#` begins a comment. */
function readPairs(name: string): (readonly [string, string])[] {
  return readFileSync(name, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#') && line.includes('\t'))
    .map((line) => [line.slice(0, line.indexOf('\t')).trim(), line.slice(line.indexOf('\t') + 1).trim()] as const)
}
