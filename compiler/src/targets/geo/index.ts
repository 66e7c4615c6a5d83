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
import { readPlacesFile } from './read-places.js'
import { placesFile, renderPlacesFile } from './render-places.js'

/** A Linux machine with a forwarder by places, and packets with addresses as the target `nftables` has them. The forwarder reads its tables of
 *  neighbours, members, areas and filters from one file. */
export const geoTarget: Target = {
  kind: 'geo',
  capabilities: {
    ...linuxCapabilities,
    kinds: new Set([...linuxCapabilities.kinds, 'geo-node', 'geo-neighbour', 'geo-member', 'geo-area', 'geo-filter']),
  },
  lacks: lacksGroupRoutes,
  render: renderGeo,
  parse: parseGeo,
  files: (artifact) => splitFiles(artifact) ?? [],
  mainFile: placesFile,
}

function renderGeo(state: DeviceState, context: DeviceContext = emptyContext): string {
  return artifactText('geo', context, (out) => {
    const { name, text } = renderPlacesFile(state)
    out.file(name)
    out.add(text)
    writeNftables(out, state, context)
  })
}

function parseGeo(artifact: string): ParsedArtifact {
  const places = splitFiles(artifact)?.find(({ name }) => name === placesFile)?.text
  if (places === undefined) return { ok: false, message: `${placesFile}:1: the file is missing` }
  const packets = nftablesTarget.parse(artifact)
  if (!packets.ok) return packets
  try {
    const { device, entries } = readPlacesFile(places)
    if (device !== packets.state.device)
      return { ok: false, message: `${placesFile} is of ${device}, not of ${packets.state.device}` }
    return { ok: true, state: stateOf(device, [...entriesOf(packets.state).values(), ...entries]) }
  } catch (error) {
    if (error instanceof ArtifactError) return { ok: false, message: error.message }
    throw error
  }
}
