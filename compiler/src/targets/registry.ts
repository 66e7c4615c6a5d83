import type { DeviceState, Entry, TopologyIndex, TopologyNode } from '@paranet/network'
import { emulatedTarget } from './emulated/index.js'
import { frrTarget } from './frr/index.js'
import { geoTarget } from './geo/index.js'
import type { ArtifactFile } from './linux/bundle.js'
import { joinFiles } from './linux/bundle.js'
import type { DeviceContext } from './linux/device-context.js'
import { contextOf } from './linux/device-context.js'
import { ndnTarget } from './ndn/index.js'
import { ietfTarget } from './netconf/ietf/index.js'
import { openconfigTarget } from './netconf/openconfig/index.js'
import { nftablesTarget } from './nftables/index.js'
import { openflowTarget } from './openflow/index.js'
import { p4Target } from './p4/index.js'
import type { ParsedArtifact, Target } from './target.js'

const targets: readonly Target[] = [
  emulatedTarget,
  frrTarget,
  geoTarget,
  ndnTarget,
  nftablesTarget,
  ietfTarget,
  openconfigTarget,
  openflowTarget,
  p4Target,
]

/** Kinds of targets there are, sorted. */
export const targetKinds: readonly string[] = targets.map(({ kind }) => kind).sort()

/** Kinds of targets that take all of these entries, fail over by themselves and route by the interface where packets come in, sorted. */
export const kindsTaking = (entries: readonly Entry['kind'][]): readonly string[] =>
  targets
    .filter(
      ({ capabilities: can }) =>
        entries.every((entry) => can.kinds.has(entry)) && can.failoverGroups && can.inInterface && can.groups > 1,
    )
    .map(({ kind }) => kind)
    .sort()

/** Kinds whose translations leave out addresses whose interface is down, sorted. */
export const kindsWatchingMembers: readonly string[] = targets
  .filter(({ capabilities }) => capabilities.watchesMembers === true)
  .map(({ kind }) => kind)
  .sort()

/** The target of a node; undefined where its kind is unknown. */
export const targetOf = (node: Pick<TopologyNode, 'target'>): Target | undefined =>
  targets.find(({ kind }) => kind === node.target)

/** The configuration of one device in the format of its target, with the addresses of its interfaces where the topology is given. The compiler has
 *  reported nodes whose target is unknown; here they throw. */
export function renderDevice(
  node: TopologyNode,
  state: DeviceState,
  index?: TopologyIndex,
  owners?: DeviceContext['owners'],
): string {
  const target = targetOf(node)
  if (!target) throw new TypeError(`${node.name} has the unknown target ${node.target}`)
  return target.render(state, index && contextOf(index, node, owners))
}

/** An artifact as the files of a folder: `NAME.json`, or several in a folder of the device's. Names are safe in paths. */
export function artifactFiles(node: TopologyNode, artifact: string): ArtifactFile[] {
  const name = encodeURIComponent(node.name).replace(/^\.+$/, (dots) => '%2E'.repeat(dots.length))
  const files = targetOf(node)?.files?.(artifact)
  return files
    ? files.map((file) => ({ name: `${name}/${file.name}`, text: file.text }))
    : [{ name: `${name}.json`, text: artifact }]
}

/** Reads the files of a device's folder, in any order, by the target that such files are of. */
export function parseFiles(node: TopologyNode, files: readonly ArtifactFile[]): ParsedArtifact {
  const target = targets.find(({ mainFile }) => files.some(({ name }) => name === mainFile))
  if (!target) {
    const known = targets.flatMap(({ mainFile }) => mainFile ?? []).join(' or ')
    return { ok: false, message: `no target has such files; expected ${known} among them` }
  }
  return parseArtifact({ ...node, target: target.kind }, joinFiles(files))
}

/** Reads a configuration back in the format of the node's target. */
export function parseArtifact(node: TopologyNode, artifact: string): ParsedArtifact {
  const target = targetOf(node)
  if (!target) return { ok: false, message: `unknown target "${node.target}"` }
  const parsed = target.parse(artifact)
  if (parsed.ok && parsed.state.device !== node.name)
    return { ok: false, message: `it is of ${parsed.state.device}, not of ${node.name}` }
  return parsed
}
