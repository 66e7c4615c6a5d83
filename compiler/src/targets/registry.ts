import type { DeviceState, TopologyNode } from '@paranet/network'
import { emulatedTarget } from './emulated/index.js'
import type { ParsedArtifact, Target } from './target.js'

const targets: readonly Target[] = [emulatedTarget]

/** Kinds of targets there are, sorted. */
export const targetKinds: readonly string[] = targets.map(({ kind }) => kind).sort()

/** The target of a node; undefined where its kind is unknown. */
export const targetOf = (node: Pick<TopologyNode, 'target'>): Target | undefined =>
  targets.find(({ kind }) => kind === node.target)

/** The configuration of one device in the format of its target. The compiler has reported nodes whose target is unknown; here they throw. */
export function renderDevice(node: TopologyNode, state: DeviceState): string {
  const target = targetOf(node)
  if (!target) throw new TypeError(`${node.name} has the unknown target ${node.target}`)
  return target.render(state)
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
