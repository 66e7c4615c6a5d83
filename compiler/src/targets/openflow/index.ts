import { splitFiles } from '../linux/bundle.js'
import type { Target } from '../target.js'
import { lacksCopies } from '../lacks-copies.js'
import { openflowCapabilities } from './capabilities.js'
import { copyTables } from './layout.js'
import { parseOpenflow } from './read-switch.js'
import { renderOpenflow } from './render.js'
import { switchFile } from './switch-file.js'

/** A switch that OpenFlow 1.3 or 1.4 controls (Open vSwitch): a pipeline with a table for each stage of the lookup, groups and meters. */
export const openflowTarget: Target = {
  kind: 'openflow',
  capabilities: openflowCapabilities,
  render: renderOpenflow,
  parse: parseOpenflow,
  files: (artifact) => splitFiles(artifact) ?? [],
  mainFile: switchFile,
  lacks: (state) => lacksCopies(state, copyTables.length),
}
