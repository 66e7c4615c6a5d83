import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArtifact, parseFiles, parseRouting } from '@paranet/compiler'
import type { NetworkState, RoutingConfig, TopologyIndex, TopologyNode } from '@paranet/network'
import { emptyDeviceState, networkState } from '@paranet/network'
import { convergedState } from '@paranet/verifier'
import { CliError, exitCodes } from './errors.js'
import { readText } from './read-files.js'

/** Reads a folder of artifacts, as `compile --out` writes them: `NAME.json`, or a folder NAME with several files. A device without any runs nothing. */
export function readState(folder: string, index: TopologyIndex): NetworkState {
  const { state, routing } = readRoutedState(folder, index)
  const converged = routing.length === 0 ? { state } : convergedState({ index, configs: routing }, state)
  if ('state' in converged) return converged.state
  throw new CliError(exitCodes.input, `the routes that devices learn are not known: ${converged.reason}`)
}

/** The same, less what devices learn by routing protocols: that is in `routing`, of those that use it. */
export function readRoutedState(
  folder: string,
  index: TopologyIndex,
): { readonly state: NetworkState; readonly routing: readonly RoutingConfig[] } {
  if (!existsSync(folder)) throw new CliError(exitCodes.usage, `no folder ${folder}`)
  const states = new Map(index.devices.map((device) => [device, emptyDeviceState(device)]))
  const routing: RoutingConfig[] = []
  for (const file of readdirSync(folder)) {
    const path = join(folder, file)
    const isFolder = statSync(path).isDirectory()
    if (!isFolder && !file.endsWith('.json')) continue
    const device = decoded(isFolder ? file : file.slice(0, -'.json'.length))
    const node = index.nodes[index.nodeId.get(device) ?? -1]
    if (!node || !states.has(device))
      throw new CliError(exitCodes.usage, `${path}: the network has no device "${device}"`)
    const files = isFolder ? filesOf(path) : []
    const routed = parseRouting(node, files)
    if (routed) routing.push(routed.routing)
    const parsed =
      routed?.parsed ?? (isFolder ? parseFiles(node, files) : parseArtifact(asEmulated(node), readText(path)))
    if (!parsed.ok) throw new CliError(exitCodes.input, `${path}: ${parsed.message}`)
    states.set(device, parsed.state)
  }
  return { state: networkState(states.values()), routing }
}

/** A file of its own is an emulated device's. */
const asEmulated = (node: TopologyNode): TopologyNode => ({ ...node, target: 'emulated' })

const filesOf = (folder: string) =>
  readdirSync(folder)
    .filter((name) => statSync(join(folder, name)).isFile())
    .map((name) => ({ name, text: readText(join(folder, name)) }))

/** Names are written as in URLs; a `%` that is none stays. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name)
  } catch {
    return name
  }
}
