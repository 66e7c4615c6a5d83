import type { DeviceState, Prefix, RouteAction } from '@paranet/network'
import { canonicalState, hostOf, localInterface, prefixRange, routeKey } from '@paranet/network'
import type { ArtifactText } from '../kept-text.js'
import type { DeviceContext } from './device-context.js'
import { renderHeader } from './header.js'
import { linuxNameOf } from './interface-names.js'
import { renderRules } from './ip-rules.js'
import { copyLines } from './nft/copies.js'
import { writeNft } from './nft/render-nft.js'
import type { PolicyTable } from './policy-tables.js'
import { policyTables } from './policy-tables.js'
import { queuesOf } from './queues/device-queues.js'
import { queuesFile, renderQueues } from './queues/render-queues.js'
import { renderServices } from './services.js'
import { isToItself } from './policy-tables.js'
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
  readonly state: DeviceState
  readonly context: DeviceContext
  readonly interfaces: readonly AddressedInterface[]
  readonly tables: readonly PolicyTable[]
  /** Prefixes of routes by who needs them, both sorted; a name is as short as the last part of the id. Empty where nothing is known of owners. */
  readonly needs: ReadonlyMap<string, readonly Prefix[]>
  header(sign: string): string[]
}

/** Writes the files of a Linux device: how its target writes addresses and routes, and what all have in common. */
export function writeLinuxFiles(
  out: ArtifactText,
  given: DeviceState,
  context: DeviceContext,
  writeRoutes: (out: ArtifactText, parts: RouteParts) => void,
): void {
  const state = canonicalState(given)
  const tables = policyTables(state)
  const names = interfacesOf(state, context)
  const header = (sign: string) => renderHeader(sign, state.device, context, names)
  const head = [`# ParaNet configuration of ${JSON.stringify(state.device)}`]
  writeRoutes(out, {
    state,
    context,
    interfaces: addressed(state, context, names),
    tables: [...tables.values()],
    needs: needsOf(state, context),
    header,
  })
  out.file('rules.sh')
  out.add(renderRules(head, tables.values(), copyLines(state)))
  out.file(queuesFile)
  out.add(renderQueues(head, queuesOf(state).values(), context, names))
  out.file('nftables.nft')
  writeNft(out, head, state, context, tables, names)
  out.file('sysctl.conf')
  out.add(sysctlText)
  for (const { name, text } of renderServices(head, state.settings)) {
    out.file(name)
    out.add(text)
  }
}

function needsOf({ routes }: DeviceState, { owners }: DeviceContext): Map<string, Prefix[]> {
  const needs = new Map<string, Prefix[]>()
  if (!owners) return needs
  for (const { prefix } of routes)
    for (const name of new Set((owners.get(routeKey({ prefix })) ?? []).map((id) => id.slice(id.lastIndexOf('/') + 1))))
      needs.set(name, [...(needs.get(name) ?? []), prefix])
  return new Map([...needs].sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** All interfaces that the topology or the state speaks of, sorted. */
export function interfacesOf(state: DeviceState, context: DeviceContext): string[] {
  const names = new Set<string | undefined>(context.interfaces.map(({ name }) => name))
  const actions = new Set<RouteAction>()
  for (const { action } of state.routes) actions.add(action)
  for (const { action, inInterface } of state.policyRoutes) {
    actions.add(action)
    names.add(inInterface)
  }
  for (const action of actions)
    if (action.kind === 'forward') for (const group of action.groups) for (const hop of group) names.add(hop.interface)
    else if (action.kind === 'deliver') names.add(action.interface)
  for (const entry of state.filters) names.add(entry.interface)
  for (const entries of [state.peers, state.marks, state.policers, state.translations, state.queues, state.copies])
    for (const entry of entries ?? []) names.add(entry.interface)
  for (const entry of state.queues ?? []) names.add(entry.inInterface)
  for (const entry of state.copies ?? []) names.add(entry.to)
  for (const { inInterface, out } of state.groupRoutes ?? []) for (const name of [inInterface, ...out]) names.add(name)
  return [...names].filter((name) => name !== undefined).sort()
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
