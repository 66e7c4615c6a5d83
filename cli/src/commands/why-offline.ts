import { compile, explainOwners } from '@paranet/compiler'
import { didYouMean } from '@paranet/language'
import { entriesOf, type EntryKey } from '@paranet/network'
import { CliError, exitCodes } from '../errors.js'
import { loadNetwork } from '../load-network.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'

/** Why an entry lies on a device in what files compile to: from the entry to its intents, what they ask for, their ways and their lines. */
export function whyOffline(device: string, entry: string, files: readonly string[], topology: string | undefined) {
  const { sources, index, intents, diagnostics: read } = loadNetwork(files, topology)
  const compiled = hasErrors(read) ? undefined : compile({ index, intents })
  const diagnostics = [...read, ...(compiled?.diagnostics ?? [])]
  if (!compiled || hasErrors(diagnostics))
    throw new CliError(exitCodes.input, `the files do not compile\n${diagnosticsText(diagnostics, sources)}`, {
      hint: 'ask `paranet why-not INTENT FILE…` for what stands against it',
    })
  const state = compiled.state.get(device)
  if (!state) throw missing(`device "${device}"`, device, index.devices)
  const entries = entriesOf(state)
  const key = entry as EntryKey
  const its = entries.get(key)
  if (!its) throw missing(`entry "${entry}" on ${device}`, entry, [...entries.keys()])
  const owners = explainOwners({
    index,
    intents,
    files: sources,
    owners: compiled.ledger.get(device)?.get(key) ?? [],
    paths: Object.fromEntries(compiled.plans.map(({ intent, paths }) => [intent, paths])),
    device,
  })
  return { kind: 'entry', device, key, entry: its, isDesired: true, owners }
}

function missing(what: string, word: string, known: readonly string[]): CliError {
  const hint = didYouMean(word, known) ?? (known.length === 0 ? 'it has none' : `for example "${known[0]}"`)
  return new CliError(exitCodes.usage, `no ${what}`, { hint })
}
