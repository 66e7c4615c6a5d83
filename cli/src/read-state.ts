import { existsSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { parseArtifact, parseFiles } from '@paranet/compiler'
import type { NetworkState, TopologyIndex, TopologyNode } from '@paranet/network'
import { emptyDeviceState, networkState } from '@paranet/network'
import { CliError, exitCodes } from './errors.js'
import { readText } from './read-files.js'

/** Reads a folder of artifacts, as `compile --out` writes them: `NAME.json`, or a folder NAME with several files. A device without any runs nothing. */
export function readState(folder: string, index: TopologyIndex): NetworkState {
  if (!existsSync(folder)) throw new CliError(exitCodes.usage, `no folder ${folder}`)
  const states = new Map(index.devices.map((device) => [device, emptyDeviceState(device)]))
  for (const file of readdirSync(folder)) {
    const path = join(folder, file)
    const isFolder = statSync(path).isDirectory()
    if (!isFolder && !file.endsWith('.json')) continue
    const device = decoded(isFolder ? file : file.slice(0, -'.json'.length))
    const node = index.nodes[index.nodeId.get(device) ?? -1]
    if (!node || !states.has(device))
      throw new CliError(exitCodes.usage, `${path}: the network has no device "${device}"`)
    const parsed = isFolder ? parseFiles(node, filesOf(path)) : parseArtifact(asEmulated(node), readText(path))
    if (!parsed.ok) throw new CliError(exitCodes.input, `${path}: ${parsed.message}`)
    states.set(device, parsed.state)
  }
  return networkState(states.values())
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
