import type { Diagnostic } from '@paranet/language'
import type { DeviceState, NetworkState, TopologyIndex } from '@paranet/network'
import { canonicalJson } from '@paranet/network'
import { reportAt } from '../passes/report.js'
import { emulatedTarget } from './emulated/index.js'
import { parseArtifact, renderDevice, targetOf } from './registry.js'

/** The states that devices have by their configurations, as a proof should take them: what was meant, rendered for the device's target and read back.
 *  Where that is equal, the same object. Emulated devices take their state as it is. Reports `unsupported-by-target` for a configuration that
 *  cannot be read back; then the state stays as meant. */
export function asRead(
  index: TopologyIndex,
  state: NetworkState,
): { readonly state: NetworkState; readonly diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = []
  const changed = new Map<string, DeviceState>()
  for (const [device, meant] of state) {
    const node = index.nodes[index.nodeId.get(device) ?? -1]
    if (!node || node.target === emulatedTarget.kind || !targetOf(node)) continue
    const parsed = parseArtifact(node, renderDevice(node, meant, index))
    if (!parsed.ok)
      diagnostics.push(
        reportAt(undefined, 'unsupported-by-target', 'error', {
          message: `the configuration of ${device} for the target "${node.target}" cannot be read back: ${parsed.message}`,
        }),
      )
    else if (canonicalJson(parsed.state) !== canonicalJson(meant)) changed.set(device, parsed.state)
  }
  if (changed.size === 0) return { state, diagnostics }
  return { state: new Map([...state].map(([device, meant]) => [device, changed.get(device) ?? meant])), diagnostics }
}
