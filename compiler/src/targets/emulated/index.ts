import type { Target } from '../target.js'
import { emulatedCapabilities } from './capabilities.js'
import { parseEmulated } from './parse.js'
import { renderEmulated } from './render.js'

export const emulatedTarget: Target = {
  kind: 'emulated',
  capabilities: emulatedCapabilities,
  render: renderEmulated,
  parse: parseEmulated,
}
