import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { compile, parseArtifact } from '@paranet/compiler'
import type { NetworkState, TopologyIndex } from '@paranet/network'
import { emptyDeviceState, networkState } from '@paranet/network'
import { verify } from '@paranet/verifier'
import { CliError, exitCodes } from '../errors.js'
import { loadNetwork } from '../load-network.js'
import { type Output, print, printJson } from '../output/console-output.js'
import { diagnosticsText, hasErrors } from '../output/print-diagnostics.js'
import { verdictsText } from '../output/print-plan.js'
import { readText } from '../read-files.js'

interface VerifyOptions {
  readonly topology?: string
  readonly state?: string
  readonly failures?: string
  readonly verbose?: boolean
}

/** Proves offline what would be compiled, or with `--state` what the given device states do. */
export async function verifyFiles(files: readonly string[], options: VerifyOptions, output: Output): Promise<number> {
  const started = performance.now()
  const failures = options.failures === undefined ? undefined : Number(options.failures)
  if (failures !== undefined && (!Number.isInteger(failures) || failures < 0 || failures > 3))
    throw new CliError(exitCodes.usage, `not a count of failures: ${options.failures}`, { hint: '0 to 3' })
  const { sources, index, intents, diagnostics: found } = loadNetwork(files, options.topology)
  const compiled = hasErrors(found) ? undefined : compile({ index, intents })
  const isGiven = options.state !== undefined
  const diagnostics = [...found, ...(isGiven ? [] : (compiled?.diagnostics ?? []))]
  if (diagnostics.length > 0) print(output, diagnosticsText(diagnostics, sources))
  if (!compiled || hasErrors(diagnostics)) {
    printJson(output, { ok: false, verdicts: [], diagnostics })
    return exitCodes.input
  }
  const state = options.state === undefined ? compiled.state : readState(options.state, index)
  const result = verify({
    index,
    intents,
    state,
    ledger: compiled.ledger,
    ...(failures === undefined ? {} : { failures }),
  })
  print(output, verdictsText(result.verdicts, options.verbose === true))
  printJson(output, {
    ok: result.ok,
    verdicts: result.verdicts.map(({ hops, ...rest }) => ({
      ...rest,
      ...(hops ? { hops: hops.map((hop) => ({ ...hop, entry: hop.entries.at(-1) })) } : {}),
    })),
    diagnostics,
    stats: { ms: performance.now() - started, ...result.stats },
  })
  return result.ok ? exitCodes.ok : exitCodes.notHeld
}

/** Reads a folder of artifacts, as `compile --out` writes them. A device without a file runs nothing. */
function readState(folder: string, index: TopologyIndex): NetworkState {
  if (!existsSync(folder)) throw new CliError(exitCodes.usage, `no folder ${folder}`)
  const states = new Map(index.devices.map((device) => [device, emptyDeviceState(device)]))
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.json'))) {
    const device = decodeURIComponent(name.slice(0, -'.json'.length))
    const node = index.nodes[index.nodeId.get(device) ?? -1]
    if (!node || !states.has(device))
      throw new CliError(exitCodes.usage, `${join(folder, name)}: the network has no device "${device}"`)
    const parsed = parseArtifact(node, readText(join(folder, name)))
    if (!parsed.ok) throw new CliError(exitCodes.input, `${join(folder, name)}: ${parsed.message}`)
    states.set(device, parsed.state)
  }
  return networkState(states.values())
}
