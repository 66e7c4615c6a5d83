import { CliError, exitCodes } from '../errors.js'

type FaultBody = Readonly<Record<string, unknown>>

const usage = [
  'fault link A--B down|up|delay 5ms|loss 10%|flap 10s [--duty 60%] [--jitter 50%] [--seed 7]   (down, delay, loss: [--from A] one way only)',
  'fault node R down|up|flap 10s|refuse-stage|refuse-commit|die-after-stage|dies-after-stage|slow [5s]|partial-commit 3 [--lies]|clock-skew -90s',
  'fault forget R "ENTRY" · fault list · fault clear [ID] · any fault: [--for 30s]',
].join('\n  ')

/** The fault that words speak of: subject, what happens to it, a value, then `--name value` pairs. */
export function readFault(words: readonly string[]): FaultBody {
  const { plain, options } = split(words)
  const [verb = '', subject = '', state = '', value = '', ...rest] = plain
  const made = rest.length > 0 || subject === '' ? undefined : faultOf(verb, subject, state, value)
  if (!made) throw new CliError(exitCodes.usage, `cannot read the fault "${words.join(' ')}"`, { hint: usage })
  return withOptions(made, options)
}

/** A fault in one line. */
export function describeFault(fault: object): string {
  const { id, kind, link, node, setAt: _, ...rest } = fault as FaultBody
  const details = Object.entries(rest).map(([name, value]) => `${name}=${String(value)}`)
  return [`${String(id)} `, kind, link ?? node, ...details].join(' ')
}

function faultOf(verb: string, subject: string, state: string, value: string): FaultBody | undefined {
  if (verb === 'forget' && state !== '' && value === '') return { kind: 'forget-entry', node: subject, entry: state }
  if (verb === 'link') return linkFault(subject, state, value)
  return verb === 'node' ? nodeFault(subject, state, value) : undefined
}

function linkFault(link: string, state: string, value: string): FaultBody | undefined {
  switch (state) {
    case 'down':
      return value === '' ? { kind: 'link-down', link } : undefined
    case 'delay':
      return { kind: 'link-delay', link, microseconds: Math.round(duration(value) * 1000) }
    case 'loss':
      return { kind: 'link-loss', link, fraction: percent(value) }
    case 'flap':
      return { kind: 'link-flap', link, ...flapping(value) }
    default:
      return undefined
  }
}

/** `dies-after-stage`, below, waits for the device to stage something, `die-after-stage` does not. */
const plainNodeFaults: Readonly<Record<string, string>> = {
  down: 'node-down',
  'refuse-stage': 'refuse-stage',
  'refuse-commit': 'refuse-commit',
  'die-after-stage': 'die-after-stage',
}

function nodeFault(node: string, state: string, value: string): FaultBody | undefined {
  const kind = Object.hasOwn(plainNodeFaults, state) ? plainNodeFaults[state] : undefined
  if (kind !== undefined) return value === '' ? { kind, node } : undefined
  switch (state) {
    case 'dies-after-stage':
      return value === '' ? { kind: 'die-after-stage', node, armed: true } : undefined
    case 'flap':
      return { kind: 'node-flap', node, ...flapping(value) }
    case 'slow':
      return { kind: 'slow-device', node, ...(value === '' ? {} : { ms: wholeMs(value) }) }
    case 'partial-commit':
      return { kind: 'partial-commit', node, entries: count(value) }
    case 'clock-skew':
      return { kind: 'clock-skew', node, ms: wholeMs(value) }
    default:
      return undefined
  }
}

/** Without further words a link or node that flaps is up half of the time. */
const flapping = (period: string): FaultBody => ({ periodMs: wholeMs(period), duty: 0.5 })

const optionReaders: Readonly<Record<string, (text: string) => FaultBody>> = {
  '--from': (text) => ({ from: text }),
  '--for': (text) => ({ forMs: wholeMs(text) }),
  '--duty': (text) => ({ duty: percent(text) }),
  '--jitter': (text) => ({ jitter: percent(text) }),
  '--seed': (text) => ({ seed: count(text) }),
}

function withOptions(fault: FaultBody, options: readonly (readonly [string, string])[]): FaultBody {
  return options.reduce((made, [name, text]) => {
    if (name === '--lies') return { ...made, lies: true }
    const read = Object.hasOwn(optionReaders, name) ? optionReaders[name] : undefined
    if (!read) throw new CliError(exitCodes.usage, `a fault has no option ${name}`, { hint: usage })
    return { ...made, ...read(text) }
  }, fault)
}

function split(words: readonly string[]) {
  const plain: string[] = []
  const options: [string, string][] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (!word.startsWith('--')) plain.push(word)
    else if (word === '--lies') options.push([word, ''])
    else options.push([word, words[++i] ?? ''])
  }
  return { plain, options }
}

/** ms */
function duration(text: string): number {
  const match = /^(-?\d+(?:\.\d+)?)(us|ms|s|min|h)$/.exec(text)
  if (!match) throw new CliError(exitCodes.usage, `not a time: "${text}"`, { hint: 'for example 5ms, 30s or 2min' })
  return Number(match[1]) * { us: 0.001, ms: 1, s: 1000, min: 60_000, h: 3_600_000 }[match[2] as 'us']
}

const wholeMs = (text: string): number => Math.round(duration(text))

function percent(text: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text)
  if (!match || Number(match[1]) > 100)
    throw new CliError(exitCodes.usage, `not a part: "${text}"`, { hint: 'for example 10%' })
  return Number(match[1]) / 100
}

function count(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new CliError(exitCodes.usage, `not a number: "${text}"`, { hint: 'for example 3' })
  return Number(text)
}
