import { compile } from '@paranet/compiler'
import { resolveIntents, resolveNetwork } from '@paranet/language'
import { indexTopology } from '@paranet/network'
import { verify } from '@paranet/verifier'

/** A network, of which wishes are asked one after the other. */
export function siteOf(network: string) {
  const site = { name: 'site.pn', text: network }
  const { topology } = resolveNetwork([site])
  if (!topology) throw new Error('the network does not resolve')
  const index = indexTopology(topology)
  return {
    index,
    /** Wishes compiled and proved. Errors end it. */
    ask(text: string) {
      const { intents, diagnostics } = resolveIntents([site, { name: 'wishes.pn', text }], index)
      const { state, ledger, diagnostics: found } = compile({ index, intents })
      const errors = [...diagnostics, ...found].filter(({ severity }) => severity === 'error')
      if (errors.length > 0) throw new Error(errors.map(({ code, message }) => `${code}: ${message}`).join('\n'))
      return { state, ledger, verdicts: verify({ index, intents, state, ledger }).verdicts }
    },
  }
}
