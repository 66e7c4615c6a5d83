import type { NetworkState, OwnerLedger, TopologyIndex } from '@paranet/network'
import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/** An example of the folder `examples`, compiled. */
export function compiledCase(name: string): {
  readonly index: TopologyIndex
  readonly state: NetworkState
  readonly ledger: OwnerLedger
} {
  const read = (file: string) =>
    readFileSync(fileURLToPath(new URL(`../../examples/${name}/${file}`, import.meta.url)), 'utf8')
  const { topology } = resolveNetwork([{ name: `${name}.pn`, text: read(`${name}.pn`) }])
  if (!topology) throw new Error(`no topology in the example ${name}`)
  const index = indexTopology(topology)
  const { intents } = resolveIntents([{ name: 'intents.pn', text: read('intents.pn') }], index, { network: name })
  return { index, ...compile({ index, intents }) }
}
