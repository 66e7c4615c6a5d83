import type { CacheIntent, ContentName, Intent, NamedDevice } from '@paranet/network'
import { isUnder, keeping, namedPacketBytes } from '@paranet/network'
import type { NameNetwork } from './name-network.js'

/** What is said of content stores: `reason` where it is violated, `lost` where a higher priority decides about some names. */
export interface StoreOutcome {
  readonly reason?: string
  readonly lost?: { readonly to: string; readonly interest: ContentName }
}

/** The devices of the intent keep Data of its names, for as long and with as much room as it asks, or never do: whichever state they run. `all`: those
 *  that may take names from it and share its room; of an assertion none. */
export function checkStores(network: NameNetwork, intent: CacheIntent, all: readonly Intent[]): StoreOutcome {
  const caches = all.flatMap((one) => (one.kind === 'cache' ? [one] : []))
  let lost: StoreOutcome['lost']
  for (const name of partsOf(network, intent, caches)) {
    for (const device of intent.at) {
      const rival = caches.find((one) => takes(one, intent, device, name))
      if (rival) {
        lost ??= { to: rival.id, interest: name }
        continue
      }
      const reason = wrongAt(network, intent, device, name, caches)
      if (reason !== undefined) return { reason: `${device} ${reason}`, ...(lost ? { lost } : {}) }
    }
  }
  return lost ? { lost } : {}
}

/** The intent's names, cut where entries or other intents speak of longer ones. */
function partsOf(network: NameNetwork, { names }: CacheIntent, caches: readonly CacheIntent[]): ContentName[] {
  const cuts = [...network.prefixes, ...caches.flatMap((one) => one.names)]
  return [...new Set([...names, ...cuts.filter((cut) => names.some((name) => isUnder(name, cut)))])].sort()
}

/** Whether another intent of higher priority says the opposite there. */
const takes = (other: CacheIntent, intent: CacheIntent, device: string, name: ContentName): boolean =>
  other.priority > intent.priority &&
  other.keep !== intent.keep &&
  other.at.includes(device) &&
  other.names.some((one) => isUnder(one, name))

function wrongAt(
  network: NameNetwork,
  intent: CacheIntent,
  device: string,
  name: ContentName,
  caches: readonly CacheIntent[],
): string | undefined {
  const states = network.devicesAt(device)
  if (states.length === 0) return intent.keep ? 'keeps nothing' : undefined
  return states.map((state) => wrongIn(state, intent, device, name, caches)).find((one) => one !== undefined)
}

function wrongIn(
  state: NamedDevice,
  intent: CacheIntent,
  device: string,
  name: ContentName,
  caches: readonly CacheIntent[],
): string | undefined {
  const kept = keeping(state, name)
  if (!intent.keep) return kept ? `keeps ${name}` : undefined
  const { store } = state
  if (!store || !kept) return `does not keep ${name}`
  if (intent.ttl !== undefined && (kept.ttl ?? Number.POSITIVE_INFINITY) > intent.ttl)
    return `keeps ${name} for longer than ${intent.ttl} ms`
  const policy = intent.policy ?? (caches.includes(intent) ? 'lru' : store.policy)
  if (store.policy !== policy) return `makes room by ${store.policy}`
  const sharing = caches.includes(intent) ? caches : [intent]
  const asked = sharing.reduce((sum, one) => sum + (one.keep && one.at.includes(device) ? (one.size ?? 0) : 0), 0)
  const packets = Math.max(1, Math.floor(asked / namedPacketBytes))
  return store.capacity < packets ? `has room for ${store.capacity} packets, and ${packets} are asked for` : undefined
}
