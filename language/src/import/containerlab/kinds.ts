import type { NodeType } from '@paranet/network'

/** What a kind of containerlab is to a network. */
export interface KindMeaning {
  readonly type: NodeType
  readonly function?: string
  readonly target?: string
}

/** Kinds by the words in their names (https://containerlab.dev/manual/kinds), the first that fits. */
const kinds: readonly (readonly [RegExp, KindMeaning])[] = [
  [/^ovs-bridge$/, { type: 'switch', target: 'openflow' }],
  [/bridge$/, { type: 'switch' }],
  [/^(?:frr|quagga)/, { type: 'router', target: 'frr' }],
  [
    /asav|ftdv|firepower|fortigate|panos|paloalto|vsrx|srx|checkpoint|huawei_usg/,
    { type: 'firewall', function: 'firewall' },
  ],
  [/bigip|f5/, { type: 'balancer' }],
  [/cat9kv|n9kv|qfx|vjunosswitch|aoscx|iol.?l2|ex\d|os10|dell_ftos/, { type: 'switch' }],
  [/^(?:linux|host|ext-container|generic_vm|openbsd|freebsd|k8s-kind|ixia|keysight|ostinato|node)/, { type: 'host' }],
]

const routerImages = /\b(?:frr|frrouting|quagga)\b/

/** The meaning of a kind; a Linux container is a router where its image is one of a routing suite; an unknown kind is a router. */
export function meaningOf(kind: string, image: string): KindMeaning {
  if (kind === 'linux' && routerImages.test(image)) return { type: 'router', target: 'frr' }
  return kinds.find(([pattern]) => pattern.test(kind))?.[1] ?? { type: 'router' }
}
