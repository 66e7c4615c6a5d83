import { splitFiles } from '../linux/bundle.js'
import type { Target } from '../target.js'
import { lacksBesideOthers, p4Capabilities } from './capabilities.js'
import { parseP4 } from './parse.js'
import { p4File, renderP4 } from './render.js'

/** A switch with our v1model program (`program/paranet.p4`): what its tables, selector and meters hold. */
export const p4Target: Target = {
  kind: 'p4',
  capabilities: p4Capabilities,
  lacks: lacksBesideOthers,
  render: renderP4,
  parse: parseP4,
  files: (artifact) => splitFiles(artifact) ?? [],
  mainFile: p4File,
}
