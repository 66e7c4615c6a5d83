import { ApiClient, type ServerOptions } from '../api-client.js'
import { exitCodes } from '../errors.js'
import { type Output, print, printJson } from '../output/console-output.js'
import { describeFault, readFault } from './fault-words.js'

interface Fault {
  readonly id: string
  readonly kind: string
  readonly link?: string
  readonly node?: string
}

/** Breaks and mends emulated networks. `up` clears what is wrong with a link or node. */
export async function fault(words: readonly string[], output: Output, server: ServerOptions): Promise<number> {
  const client = new ApiClient(server)
  const [verb = '', subject = '', state = ''] = words
  if (verb === 'list') return list(client, output)
  if (verb === 'clear') return clear(client, subject, output)
  if ((verb === 'link' || verb === 'node') && state === 'up') return mend(client, verb, subject, output)
  const made = await client.post<Fault>('faults', readFault(words))
  print(output, describeFault(made))
  printJson(output, { ...made })
  return exitCodes.ok
}

async function list(client: ApiClient, output: Output): Promise<number> {
  const { items } = await client.get<{ items: Fault[] }>('faults')
  for (const item of items) print(output, describeFault(item))
  if (items.length === 0) print(output, 'nothing is broken')
  printJson(output, { items })
  return exitCodes.ok
}

async function clear(client: ApiClient, id: string, output: Output): Promise<number> {
  await client.delete(id === '' ? 'faults' : `faults/${encodeURIComponent(id)}`)
  print(output, id === '' ? 'all faults cleared' : `${id} cleared`)
  printJson(output, { ok: true })
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
