import type { DeviceState } from '@paranet/network'
import { entriesOf, stateOf } from '@paranet/network'
import { artifactText } from '../kept-text.js'
import { ArtifactError } from '../linux/artifact-error.js'
import { splitFiles } from '../linux/bundle.js'
import { linuxCapabilities } from '../linux/capabilities.js'
import type { DeviceContext } from '../linux/device-context.js'
import { emptyContext } from '../linux/device-context.js'
import { lacksGroupRoutes } from '../linux/lacks-group-routes.js'
import { nftablesTarget } from '../nftables/index.js'
import { writeNftables } from '../nftables/render.js'
import type { ParsedArtifact, Target } from '../target.js'
import { readNameFiles } from './read-names.js'
import { commandsFile, confFile, renderNameFiles } from './render-names.js'

/** A Linux machine that forwards names with NFD, and packets as the target `nftables` does. Names go over UDP to neighbours whose address is known,
 *  else over NFD's Ethernet face of the interface. NFD keeps all Data that passes, for as long as the Data says and there is room, and answers
 *  whoever asks: it cannot choose by names what it keeps, and refuses Interests only by closing the interface of a host. */
export const ndnTarget: Target = {
  kind: 'ndn',
  capabilities: {
    ...linuxCapabilities,
    kinds: new Set([...linuxCapabilities.kinds, 'name-route', 'name-strategy', 'content-store', 'name-filter']),
    closesFaces: true,
  },
  lacks: lacksGroupRoutes,
  render: renderNdn,
  parse: parseNdn,
  files: (artifact) => splitFiles(artifact) ?? [],
  mainFile: commandsFile,
}

function renderNdn(state: DeviceState, context: DeviceContext = emptyContext): string {
  return artifactText('ndn', context, (out) => {
    for (const { name, text } of renderNameFiles(state, context)) {
      out.file(name)
      out.add(text)
    }
    writeNftables(out, state, context)
  })
}

function parseNdn(artifact: string): ParsedArtifact {
  const files = splitFiles(artifact)
  if (!files) return { ok: false, message: `expected files that begin with "==> ${commandsFile} <=="` }
  const textOf = (name: string) => files.find((file) => file.name === name)?.text
  const [commands, conf] = [textOf(commandsFile), textOf(confFile)]
  if (commands === undefined || conf === undefined)
    return { ok: false, message: `${commands === undefined ? commandsFile : confFile}:1: the file is missing` }
  const packets = nftablesTarget.parse(artifact)
  if (!packets.ok) return packets
  try {
    const { device, entries } = readNameFiles(commands, conf)
    if (device !== packets.state.device)
      return { ok: false, message: `${commandsFile} is of ${device}, not of ${packets.state.device}` }
    return { ok: true, state: stateOf(device, [...entriesOf(packets.state).values(), ...entries]) }
  } catch (error) {
    if (error instanceof ArtifactError) return { ok: false, message: error.message }
    throw error
  }
}
