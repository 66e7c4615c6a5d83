import type { Packet } from '@paranet/network'
import type { ClassInput } from '@paranet/language'
import type { ClassEnd, ClassTrace } from '@paranet/verifier'
import { ApiClient, type ServerOptions } from '../api-client.js'
import { CliError, exitCodes } from '../errors.js'
import { classTreeLines } from '../output/class-tree.js'
import { colour, microseconds, type Output, print, printJson } from '../output/console-output.js'
import { packetText } from '../output/print-plan.js'
import type { OfflineOptions } from './trace-offline.js'

interface TraceOptions extends OfflineOptions {
  readonly tcp?: string
  readonly udp?: string
  readonly icmp?: boolean
  readonly place?: boolean
  readonly srcPort?: string
  /** All packets that are meant, not one of them. */
  readonly class?: boolean
  readonly established?: boolean
}

interface Trace {
  readonly packet: Packet
  readonly hops: readonly {
    readonly node: string
    readonly inInterface: string
    readonly outInterface?: string
    /** Where the device rewrote it. */
    readonly dscp?: number
    readonly translated?: { readonly src: string; readonly dst: string }
    readonly entries: readonly { readonly key: string; readonly owners: readonly string[] }[]
  }[]
  readonly end: { readonly kind: string; readonly node: string; readonly reason?: string }
  readonly latency: number
  readonly copies?: readonly (Omit<Trace, 'packet' | 'copies'> & {
    readonly node: string
    readonly interface: string
  })[]
}

/** Sends one packet through the network and prints its way with the entry and the intents at each hop; with `class` the tree of all ways of all packets
 *  that are meant. With files: in what they compile to, without a server. */
export async function trace(
  from: string,
  to: string,
  files: readonly string[],
  options: TraceOptions,
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const isOffline = files.length > 0 || options.topology !== undefined
  if (options.class) return traceWholeClass(from, to, files, options, output, server)
  if (isOffline && (to.startsWith('/') || options.place || isArea(to)))
    throw new CliError(exitCodes.usage, 'names and places are traced by a server only', { hint: 'leave the files out' })
  if (to.startsWith('/')) return traceName(from, to, output, server)
  const protocol = options.udp === undefined ? (options.icmp ? 'icmp' : 'tcp') : 'udp'
  const dstPort = port(options.tcp ?? options.udp)
  if (options.place || isArea(to)) return tracePlace(from, to, { protocol, dstPort }, output, server)
  const srcPort = port(options.srcPort)
  const asked = {
    from,
    to,
    protocol,
    ...(dstPort === undefined ? {} : { dstPort }),
    ...(srcPort === undefined ? {} : { srcPort }),
  } as const
  const found = isOffline
    ? (await import('./trace-offline.js')).tracePacketOffline(files, options, asked)
    : await new ApiClient(server).post<Trace>('trace', asked)
  printTrace(found, output)
  const isDelivered = isGot(found)
  printJson(output, { ok: isDelivered, ...found })
  return isDelivered ? exitCodes.ok : exitCodes.notHeld
}

const isArea = (text: string): boolean => /^(?:circle|region)\(/.test(text)

const isGot = (found: Trace): boolean => found.end.kind === 'delivered' || isReplicated(found)

function printTrace(found: Trace, output: Output): void {
  print(output, packetText(found.packet))
  printHops(found.hops, output)
  const { kind, node, reason } = found.end
  const text = `${kind} at ${node}${reason === undefined ? '' : `: ${reason}`}`
  print(output, isGot(found) ? colour.green(`${text}, ${microseconds(found.latency)}`) : colour.red(text))
  for (const copy of found.copies ?? []) {
    print(output, `copy from ${colour.bold(copy.node)} by ${copy.interface}`)
    printHops(copy.hops, output)
    const why = copy.end.reason === undefined ? '' : `: ${copy.end.reason}`
    print(output, `  ${copy.end.kind} at ${copy.end.node}${why}, ${microseconds(copy.latency)}`)
  }
}

async function traceWholeClass(
  from: string,
  to: string,
  files: readonly string[],
  options: TraceOptions,
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const asked = askedOf(from, to, options)
  const { namesIn, traceClassOffline } = await import('./trace-offline.js')
  const found =
    files.length > 0 || options.topology !== undefined
      ? traceClassOffline(files, options, asked)
      : await new ApiClient(server).post<ClassTrace>('trace/class', {
          ...asked,
          ...(options.down === undefined ? {} : { down: namesIn(options.down) }),
        })
  for (const line of classTreeLines(found)) print(output, line)
  if (found.entries.length === 0) print(output, colour.red('no packet of these enters anywhere'))
  if (!found.isWhole) print(output, colour.yellow(`this is not all: ${found.reason ?? ''}`))
  const ends = endsOf(found)
  const ok = found.isWhole && ends.length > 0 && ends.every(({ kind }) => kind === 'delivered' || kind === 'received')
  printJson(output, { ok, ...found })
  return ok ? exitCodes.ok : exitCodes.notHeld
}

function askedOf(from: string, to: string, options: TraceOptions): ClassInput {
  const protocol = options.udp === undefined ? (options.icmp ? 'icmp' : 'tcp') : 'udp'
  const dstPort = port(options.tcp ?? options.udp)
  const srcPort = port(options.srcPort)
  const isAny = dstPort === undefined && srcPort === undefined && !options.icmp
  return {
    from,
    to,
    ...(isAny ? {} : { protocol }),
    ...(dstPort === undefined ? {} : { dstPort }),
    ...(srcPort === undefined ? {} : { srcPort }),
    ...(options.established ? { established: true } : {}),
  }
}

/** Where packets of the class end. */
const endsOf = ({ entries, nodes }: ClassTrace): ClassEnd[] =>
  [
    ...entries.map(({ to }) => to),
    ...nodes.flatMap(({ parts }) =>
      parts.flatMap(({ branches, copies = [] }) => [...branches, ...copies].map(({ to }) => to)),
    ),
  ].filter(({ kind }) => kind !== 'device')

interface PlaceTrace extends Pick<Trace, 'hops' | 'end'> {
  readonly deliveries: readonly { readonly node: string; readonly latency: number }[]
}

/** Sends one packet to the place of a node, or to an area, and says who got it. */
async function tracePlace(
  from: string,
  to: string,
  { protocol, dstPort }: { readonly protocol: string; readonly dstPort: number | undefined },
  output: Output,
  server: ServerOptions,
): Promise<number> {
  const body = { from, to, protocol, ...(dstPort === undefined ? {} : { dstPort }) }
  const found = await new ApiClient(server).post<PlaceTrace>('trace/places', body)
  printHops(found.hops, output)
  const isGot = found.end.kind !== 'lost' && found.deliveries.length > 0
  for (const { node, latency } of found.deliveries)
    print(output, colour.green(`delivered at ${node}, ${microseconds(latency)}`))
  if (!isGot) print(output, colour.red(`lost at ${found.end.node}: ${found.end.reason ?? 'nobody gets it'}`))
  printJson(output, { ok: isGot, ...found })
  return isGot ? exitCodes.ok : exitCodes.notHeld
}

interface InterestTrace extends Pick<Trace, 'hops' | 'end' | 'latency'> {
  readonly name: string
  readonly kept: readonly string[]
}

/** Sends one Interest, and says who answered and who kept the Data. */
async function traceName(from: string, name: string, output: Output, server: ServerOptions): Promise<number> {
  const found = await new ApiClient(server).post<InterestTrace>('trace/names', { from, name })
  print(output, `Interest ${found.name}`)
  printHops(found.hops, output)
  const { kind, node, reason } = found.end
  const isAnswered = kind !== 'lost'
  const words = kind === 'kept' ? `answered from the content store of ${node}` : `answered by ${node}`
  const text = isAnswered
    ? colour.green(`${words}, ${microseconds(found.latency)}`)
    : colour.red(`lost at ${node}: ${reason ?? 'unknown'}`)
  print(output, text)
  if (found.kept.length > 0) print(output, `kept by ${found.kept.join(', ')}`)
  printJson(output, { ok: isAnswered, ...found })
  return isAnswered ? exitCodes.ok : exitCodes.notHeld
}

/** Whether the packet goes on as copies, and none of them is lost. */
const isReplicated = ({ end, copies = [] }: Trace): boolean =>
  end.kind === 'replicated' && copies.every((copy) => copy.end.kind === 'received' || copy.end.kind === 'replicated')

function printHops(hops: Trace['hops'], output: Output): void {
  for (const hop of hops) {
    print(
      output,
      `  ${colour.bold(hop.node)}  ${hop.inInterface}${hop.outInterface === undefined ? '' : ` → ${hop.outInterface}`}`,
    )
    if (hop.dscp !== undefined) print(output, `    goes on with DSCP ${hop.dscp}`)
    if (hop.translated) print(output, `    goes on as ${hop.translated.src} → ${hop.translated.dst}`)
    for (const { key, owners } of hop.entries)
      print(output, colour.dim(`    ${key}  (${owners.join(', ') || 'no owner'})`))
  }
}

function port(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  const number = Number(text)
  if (!Number.isInteger(number) || number < 0 || number > 65535)
    throw new CliError(exitCodes.usage, `not a port: ${text}`, { hint: '0 to 65535' })
  return number
}
