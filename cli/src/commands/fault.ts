import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { type Output, print, printJson } from '../output/console-output.js'

interface Fault {
  readonly id: string
  readonly kind: string
  readonly link?: string
  readonly node?: string
}

const usage =
  'fault link a--b down|up|delay 5ms|loss 10% · fault node r3 down|up|refuse-stage|refuse-commit · fault forget r1 "ENTRY" · fault list · fault clear'

/** Breaks and mends emulated networks. `up` clears what is down. */
export async function fault(words: readonly string[], output: Output, server: ServerOptions): Promise<number> {
  const client = new ApiClient(server)
  const [verb = '', subject = '', state = '', value = ''] = words
  if (verb === 'list') {
    const { items } = await client.get<{ items: Fault[] }>('faults')
    for (const item of items) print(output, describe(item))
    if (items.length === 0) print(output, 'nothing is broken')
    printJson(output, { items })
    return exitCodes.ok
  }
  if (verb === 'clear') {
    await client.delete('faults')
    print(output, 'all faults cleared')
    printJson(output, { ok: true })
    return exitCodes.ok
  }
  if ((verb === 'link' || verb === 'node') && state === 'up') return mend(client, verb, subject, output)
  const made = await client.post<Fault>('faults', faultOf(verb, subject, state, value))
  print(output, describe(made))
  printJson(output, { ...made })
  return exitCodes.ok
}

async function mend(client: ApiClient, verb: 'link' | 'node', subject: string, output: Output): Promise<number> {
  const { items } = await client.get<{ items: Fault[] }>('faults')
  const found = items.filter((item) => item[verb] === subject)
  for (const { id } of found) await client.delete(`faults/${encodeURIComponent(id)}`)
  print(output, found.length === 0 ? `${verb} ${subject} had no fault` : `${verb} ${subject} is up`)
  printJson(output, { ok: true, cleared: found.length })
  return exitCodes.ok
}

function faultOf(verb: string, subject: string, state: string, value: string): Record<string, unknown> {
  if (verb === 'link' && state === 'down') return { kind: 'link-down', link: subject }
  if (verb === 'link' && state === 'delay')
    return { kind: 'link-delay', link: subject, microseconds: durationUs(value) }
  if (verb === 'link' && state === 'loss') return { kind: 'link-loss', link: subject, fraction: percent(value) }
  if (verb === 'node' && state === 'down') return { kind: 'node-down', node: subject }
  if (verb === 'node' && ['refuse-stage', 'refuse-commit', 'die-after-stage'].includes(state))
    return { kind: state, node: subject }
  if (verb === 'forget' && state !== '') return { kind: 'forget-entry', node: subject, entry: state }
  throw new CliError(exitCodes.usage, `cannot read the fault "${[verb, subject, state, value].join(' ').trim()}"`, {
    hint: usage,
  })
}

function durationUs(text: string): number {
  const match = /^(\d+(?:\.\d+)?)(us|ms|s)$/.exec(text)
  if (!match) throw new CliError(exitCodes.usage, `not a delay: "${text}"`, { hint: 'for example 5ms' })
  return Math.round(Number(match[1]) * { us: 1, ms: 1000, s: 1_000_000 }[match[2] as 'us' | 'ms' | 's'])
}

function percent(text: string): number {
  const match = /^(\d+(?:\.\d+)?)%$/.exec(text)
  if (!match || Number(match[1]) > 100)
    throw new CliError(exitCodes.usage, `not a loss: "${text}"`, { hint: 'for example 10%' })
  return Number(match[1]) / 100
}

const describe = (item: Fault): string => `${item.id}  ${item.kind} ${item.link ?? item.node ?? ''}`
