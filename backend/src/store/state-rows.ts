import type { DeviceState, NetworkState } from '@paranet/network'
import { contentHash, networkState, stateFingerprint } from '@paranet/network'
import type { EntityManager } from 'typeorm'
import { keepContents, readContents } from './contents.js'
import { type StateRow, states } from './entities.js'

/** A revision of what the devices run or should run: the hash over the fingerprints of all devices. */
export const stateRevision = (state: NetworkState): string =>
  contentHash(Object.fromEntries([...state].map(([device, its]) => [device, stateFingerprint(its)])))

/** Writes a line of the history of states, unless the latest is the same. */
export async function keepState(
  manager: EntityManager,
  network: string,
  kind: StateRow['kind'],
  state: NetworkState,
  { at, deployment }: { readonly at: number; readonly deployment?: string },
): Promise<string> {
  const revision = stateRevision(state)
  const last = await latestRow(manager, network, kind)
  if (last?.revision === revision && (last.deployment ?? undefined) === deployment) return revision
  const values = [...state.values()]
  const hashes = await keepContents(manager, values, values.map(stateFingerprint))
  const devices = JSON.stringify(Object.fromEntries([...state.keys()].map((device, place) => [device, hashes[place]])))
  await manager.getRepository(states).insert({ network, kind, revision, at, deployment: deployment ?? null, devices })
  return revision
}

/** What the devices should run since the last deployment; undefined before the first. */
export async function readDesired(manager: EntityManager, network: string): Promise<NetworkState | undefined> {
  const row = await latestRow(manager, network, 'desired')
  return row ? readStates(manager, JSON.parse(row.devices) as Record<string, string>) : undefined
}

/** States by their fingerprints: device → fingerprint. A device whose state is not kept is left out. */
export async function readStates(
  manager: EntityManager,
  fingerprints: Readonly<Record<string, string>>,
): Promise<NetworkState> {
  const found = await readContents<DeviceState>(manager, Object.values(fingerprints))
  return networkState(Object.values(fingerprints).flatMap((hash) => found.get(hash) ?? []))
}

async function latestRow(
  manager: EntityManager,
  network: string,
  kind: StateRow['kind'],
): Promise<StateRow | undefined> {
  const [row] = await manager.getRepository(states).find({ where: { network, kind }, order: { seq: 'DESC' }, take: 1 })
  return row
}
