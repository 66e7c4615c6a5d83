import type { Topology } from './topology.js'

/** A closed network without anything in it. */
export const emptyTopology = (name: string): Topology => ({
  name,
  default: 'closed',
  antiSpoofing: true,
  nodes: [],
  interfaces: [],
  links: [],
  groups: [],
})
