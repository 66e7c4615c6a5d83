import { exportTopology, JsonRpcSession, parse, Project, semanticTokens } from '@paranet/language'
import type { BenchOptions, BenchResult } from './benchmark.js'
import { readTopology } from './read-topology.js'
import { quoted } from './seeded-intents.js'
import { leastMs, machineText, median, quantile, rounded } from './statistics.js'
import { geantFile } from './with-all-targets.js'

const uri = 'file:///bench/intents.pn'
/** Keystrokes that are timed. */
const keystrokes = 100

/** A file of generated intents in an editor: reading it, a keystroke in its middle with the completion that it asks for, all that the language finds
 *  in it after a change, and its colours. On one thread, without a planner. Throws where the completion does not name what it should. */
export async function language({
  seed,
  topology: file = geantFile,
  intents = 5_000,
}: BenchOptions): Promise<BenchResult> {
  const { index } = readTopology('language', file)
  const names = index.nodes.map(({ name }) => quoted(name))
  const text = Array.from({ length: intents }, (_, n) => intentText(names, n, seed)).join('\n')
  const network = { name: 'network.pn', text: exportTopology(index.topology, 'pn').text }
  const parseMs = leastMs(() => parse(text, 'intents.pn'), 5)
  const project = new Project([network, { name: 'intents.pn', text }])
  const diagnosticsMs = leastMs(() => new Project([network, { name: 'intents.pn', text }]).resolve(), 3)
  const tokensMs = leastMs(() => semanticTokens(text, project), 5)
  const times = await completionTimes(text, network.text)
  return {
    name: 'language',
    input: `${index.topology.name}: ${index.nodes.length} nodes, ${intents} intents, ${text.length} characters, seed ${seed}`,
    figures: {
      parseMs: rounded(parseMs),
      completionMs: rounded(median(times)),
      completionP99Ms: rounded(quantile(times, 0.99)),
      diagnosticsMs: rounded(diagnosticsMs),
      tokensMs: rounded(tokensMs),
    },
    machine: machineText(),
  }
}

/** A route between two nodes, over five lines. */
function intentText(names: readonly string[], n: number, seed: number): string {
  const from = (n * 7 + seed) % names.length
  const to = (from + 1 + (n % (names.length - 1))) % names.length
  const traffic = `traffic: tcp dst-port ${1024 + (n % 60_000)}`
  return `route r${n} {\n    from: ${names[from]}\n    to: ${names[to]}\n    ${traffic}\n    reply: none\n}`
}

/** Writes a route into the middle of the text, letter by letter; after each the time from the letter's message to the completion's answer, ms. */
async function completionTimes(text: string, network: string): Promise<number[]> {
  const answers = new Map<
    number,
    (answer: { readonly result?: { readonly items: readonly unknown[] } | null }) => void
  >()
  const session = new JsonRpcSession({
    send: (message) => {
      const answer = JSON.parse(message) as { readonly id?: number }
      if (answer.id !== undefined) answers.get(answer.id)?.(answer as never)
    },
    folder: { filesBeside: async () => [{ uri: 'file:///bench/network.pn', text: network }] },
    // Diagnostics come after the last keystroke: they are measured by themselves.
    timer: { after: () => () => undefined },
  })
  const tell = (message: object) => session.receive(JSON.stringify({ jsonrpc: '2.0', ...message }))
  let id = 0
  const ask = (method: string, params: object) =>
    new Promise<{ readonly result?: { readonly items: readonly unknown[] } | null }>((done) => {
      answers.set(++id, done)
      tell({ id, method, params })
    })
  await ask('initialize', {})
  tell({ method: 'textDocument/didOpen', params: { textDocument: { uri, version: 1, text } } })
  const line = Math.floor(text.split('\n').length / 2)
  const middle = startOfIntent(text.split('\n'), line)
  await ask('textDocument/completion', { textDocument: { uri }, position: { line: middle, character: 0 } })
  const typed = 'route more { from: '
  const times: number[] = []
  for (let n = 0; n < keystrokes; n++) {
    const character = n % typed.length
    const start = { line: middle, character }
    const change = { range: { start, end: start }, text: typed.charAt(character) }
    const started = performance.now()
    tell({
      method: 'textDocument/didChange',
      params: { textDocument: { uri, version: n + 2 }, contentChanges: [change] },
    })
    const { result } = await ask('textDocument/completion', {
      textDocument: { uri },
      position: { line: middle, character: character + 1 },
    })
    times.push(performance.now() - started)
    if (character === typed.length - 1 && !result?.items.length)
      throw new Error('no completion: the figures would not count')
    if (character === typed.length - 1)
      tell({ method: 'textDocument/didChange', params: cleared(n, middle, typed.length) })
  }
  session.close()
  return times
}

const cleared = (n: number, line: number, length: number) => ({
  textDocument: { uri, version: n + 2 },
  contentChanges: [{ range: { start: { line, character: 0 }, end: { line, character: length } }, text: '' }],
})

/** The first line from here on that begins a declaration. */
const startOfIntent = (lines: readonly string[], from: number): number =>
  Math.max(
    from,
    lines.findIndex((line, i) => i >= from && /^[a-z]/.test(line)),
  )
