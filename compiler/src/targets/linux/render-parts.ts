import type { DeviceState, PeerEntry, Prefix } from '@paranet/network'
import { canonicalState, hostOf, localInterface, prefixRange, routeKey } from '@paranet/network'
import type { ArtifactFile } from './bundle.js'
import type { DeviceContext } from './device-context.js'
import { renderHeader } from './header.js'
import { linuxNameOf } from './interface-names.js'
import { renderRules } from './ip-rules.js'
import { copyLines } from './nft/copies.js'
import { renderNft } from './nft/render-nft.js'
import { policyTables } from './policy-tables.js'
import { queuesOf } from './queues/device-queues.js'
import { queuesFile, renderQueues } from './queues/render-queues.js'
import { renderServices } from './services.js'
import type { StaticPath } from './static-paths.js'
import { isToItself } from './policy-tables.js'
import { pathsOf } from './static-paths.js'
import { sysctlText } from './sysctl.js'

/** An interface with the addresses that the device needs there. `name` is what the network calls it. */
export interface AddressedInterface {
  readonly name: string
  readonly linux: string
  /** With their lengths. */
  readonly addresses: readonly string[]
}

/** What the route file of a target is made of. */
export interface RouteParts {
  readonly device: string
  readonly interfaces: readonly AddressedInterface[]
  readonly paths: readonly StaticPath[]
  /** Prefixes of routes by who needs them, both sorted; a name is as short as the last part of the id. Empty where nothing is known of owners. */
  readonly needs: ReadonlyMap<string, readonly Prefix[]>
  readonly peers: readonly PeerEntry[]
  readonly ospf: DeviceContext['ospf']
  header(sign: string): string[]
}

/** The files of a Linux device: how its target writes addresses and routes, and what all have in common. */
export function renderLinuxFiles(
  given: DeviceState,
  context: DeviceContext,
  routeFile: (parts: RouteParts) => ArtifactFile,
): ArtifactFile[] {
  const state = canonicalState(given)
  const tables = policyTables(state)
  const names = interfacesOf(state, context)
  const header = (sign: string) => renderHeader(sign, state.device, context, names)
  const route = routeFile({
    device: state.device,
    interfaces: addressed(state, context, names),
    paths: pathsOf(state, context, tables.values()),
    needs: needsOf(state, context),
    peers: state.peers ?? [],
    ospf: context.ospf,
    header,
  })
  return [
    route,
    {
      name: 'rules.sh',
      text: renderRules(header('#').slice(0, 1), tables.values(), copyLines(state)),
    },
    { name: queuesFile, text: renderQueues(header('#').slice(0, 1), queuesOf(state).values(), context, names) },
    { name: 'nftables.nft', text: renderNft(header('#').slice(0, 1), state, context, tables, names) },
    { name: 'sysctl.conf', text: sysctlText },
    ...renderServices(header('#').slice(0, 1), state.settings),
  ]
}

function needsOf({ routes }: DeviceState, { owners }: DeviceContext): Map<string, Prefix[]> {
  const needs = new Map<string, Prefix[]>()
  for (const { prefix } of routes)
    for (const name of new Set(
      (owners?.get(routeKey({ prefix })) ?? []).map((id) => id.slice(id.lastIndexOf('/') + 1)),
    ))
      needs.set(name, [...(needs.get(name) ?? []), prefix])
  return new Map([...needs].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** All interfaces that the topology or the state speaks of, sorted. */
export function interfacesOf(state: DeviceState, context: DeviceContext): string[] {
  const actions = [...state.routes, ...state.policyRoutes].map(({ action }) => action)
  const names = [
    ...context.interfaces.map(({ name }) => name),
    ...actions.flatMap((action) =>
      action.kind === 'forward'
        ? action.groups.flat().map((hop) => hop.interface)
        : action.kind === 'deliver'
          ? [action.interface]
          : [],
    ),
    ...state.policyRoutes.map(({ inInterface }) => inInterface),
    ...state.filters.map((entry) => entry.interface),
    ...(state.peers ?? []).map((entry) => entry.interface),
    ...(state.marks ?? []).map((entry) => entry.interface),
    ...(state.policers ?? []).map((entry) => entry.interface),
    ...(state.translations ?? []).map((entry) => entry.interface),
    ...(state.queues ?? []).flatMap((entry) => [entry.interface, entry.inInterface]),
    ...(state.copies ?? []).flatMap((entry) => [entry.interface, entry.to]),
    ...(state.groupRoutes ?? []).flatMap((entry) => [entry.inInterface, ...entry.out]),
  ]
  return [...new Set(names.filter((name) => name !== undefined))].sort()
}

/** Interfaces with their addresses, the device itself first. */
export function addressed(state: DeviceState, context: DeviceContext, names: readonly string[]): AddressedInterface[] {
  const its = new Map(context.interfaces.map(({ name, addresses }) => [name, addresses]))
  const onLinks = new Set(context.interfaces.flatMap(({ addresses }) => addresses.map(hostOf)))
  const delivered = state.routes
    .filter(({ action, prefix }) => isToItself(action) && isHost(prefix))
    .map(({ prefix }) => prefix.slice(0, prefix.lastIndexOf('/')))
  const own = [...new Set<string>([...context.addresses, ...delivered])]
    .filter((one) => !onLinks.has(one as never))
    .sort()
  const loopback = own.map((one) => `${one}/${one.includes(':') ? 128 : 32}`)
  return [...new Set([localInterface, ...names])].map((name) => ({
    name,
    linux: linuxNameOf(name),
    addresses: name === localInterface ? loopback : (its.get(name) ?? []),
  }))
}

const isHost = (prefix: Parameters<typeof prefixRange>[0]): boolean => {
  const { family, length } = prefixRange(prefix)
  return length === (family === 4 ? 32 : 128)
}
