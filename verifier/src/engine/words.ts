import type { Leaf, LeafDropReason } from './explore.js'
import type { NetworkModel } from './network-model.js'

const dropWords: Readonly<Record<LeafDropReason, string>> = {
  'in-filter': 'denies it where it comes in',
  'forward-filter': 'denies it in its forward filter',
  'out-filter': 'denies it where it would go out',
  'no-route': 'has no route for it',
  'drop-route': 'has a route that drops it',
  'reverse-path': 'takes packets of this group by another interface only',
  'no-live-next-hop': 'has no next hop that is up',
  'not-connected': 'sends it to an interface that leads nowhere',
  'link-down': 'cannot be reached: the link is down',
  'node-down': 'is down',
}

/** How a leaf ends, in words. */
export function endInWords(model: NetworkModel, leaf: Leaf): string {
  const name = model.index.nodes[leaf.node]?.name ?? ''
  if (leaf.end === 'delivered') return `${name} gets it`
  if (leaf.end === 'received') return `a copy of it is handed to ${name}`
  if (leaf.end === 'misdelivered') return `it is handed to ${name}, which does not own its destination`
  if (leaf.end === 'looped') return `it comes back to ${name} and loops`
  return `${name} ${dropWords[leaf.reason ?? 'no-route']}`
}
