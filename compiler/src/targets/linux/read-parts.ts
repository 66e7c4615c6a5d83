import type { DeviceState, Entry, PeerEntry } from '@paranet/network'
import { stateOf } from '@paranet/network'
import type { ParsedArtifact } from '../target.js'
import { ArtifactError, refuseAt } from './artifact-error.js'
import type { ArtifactFile } from './bundle.js'
import { splitFiles } from './bundle.js'
import { emptyContext } from './device-context.js'
import type { Header } from './header.js'
import { readHeader } from './header.js'
import { readRules } from './ip-rules.js'
import { readBuckets } from './nft/buckets.js'
import { copyLines } from './nft/copies.js'
import { entriesOfChains } from './nft/entries-of-chains.js'
import { frameText } from './nft/frame-text.js'
import { isGroupChain } from './nft/group-copies.js'
import { readNftText } from './nft/read-nft-text.js'
import { renderNft } from './nft/render-nft.js'
import { policyTables } from './policy-tables.js'
import { readQueues } from './queues/read-queues.js'
import { queuesFile } from './queues/render-queues.js'
import { readServices } from './services.js'
import type { StaticPath } from './static-paths.js'
import { actionOfMark, readPaths } from './static-paths.js'
import { sysctlText } from './sysctl.js'

/** How a target writes its static routes. */
export interface RouteFile {
  readonly name: string
  read(file: string, text: string): StaticPath[]
  /** Sessions with neighbours that the file says, where the target has them. */
  readPeers?(file: string, text: string, nameOf: (linux: string) => string): PeerEntry[]
}

/** Reads the files of a Linux device back to its state. A route file, `rules.sh`, `queues.sh`, `nftables.nft` and `sysctl.conf` must be there, and nothing in
 *  them may be what ParaNet cannot judge. */
export function readLinuxArtifact(artifact: string, routeFile: RouteFile): ParsedArtifact {
  try {
    const files = splitFiles(artifact)
    if (!files) return { ok: false, message: `expected files that begin with "==> ${routeFile.name} <=="` }
    return { ok: true, state: readState(files, routeFile) }
  } catch (error) {
    if (error instanceof ArtifactError) return { ok: false, message: error.message }
    throw error
  }
}

function readState(files: readonly ArtifactFile[], routeFile: RouteFile) {
  const textOf = (name: string) =>
    files.find((file) => file.name === name)?.text ?? refuseAt(name, 1, 'the file is missing')
  const routesText = textOf(routeFile.name)
  const header = readHeader(routesText)
  if (header.device === undefined) refuseAt(routeFile.name, 1, 'no line says whose configuration it is')
  checkSysctl(textOf('sysctl.conf'))
  const paths = routeFile.read(routeFile.name, routesText)
  const { routes, tables, leaks } = readPaths(paths, header)
  for (const { prefix, shorter } of leaks)
    refuseAt(
      routeFile.name,
      1,
      `when all next hops of ${prefix} are down, ${shorter} gets its packets: add a blackhole of distance 254`,
    )
  const marks = readRules('rules.sh', textOf('rules.sh'))
  const nftText = textOf('nftables.nft')
  const ruleset = readNftText('nftables.nft', nftText)
  const buckets = readBuckets(nftText, ruleset.limits)
  const queues = readQueues(queuesFile, textOf(queuesFile))
  const queueAt = (place: string) => queues.get(place) ?? refuseAt(queuesFile, 1, `the queue ${place} is missing`)
  const actionOf = (mark: number) =>
    actionOfMark(marks, tables, mark) ?? refuseAt('rules.sh', 1, `no rule says where the mark ${mark} leads`)
  const peers = routeFile.readPeers?.(routeFile.name, routesText, nameIn(header)) ?? []
  const settings = readServices(files).map((one) => ({ kind: 'setting' as const, ...one }))
  const entries: Entry[] = [
    ...settings,
    ...peers.map((one) => ({ kind: 'peer' as const, ...one })),
    ...routes,
    ...entriesOfChains(ruleset.chains, nameIn(header), actionOf, buckets, queueAt, ruleset.frame),
  ]
  const state = stateOf(header.device, entries)
  checkFrame(ruleset.frame, state, nameIn(header))
  const lines = new Set(
    textOf('rules.sh')
      .split('\n')
      .map((line) => line.trimEnd()),
  )
  const missing = copyLines(state).find((line) => !lines.has(line))
  if (missing !== undefined) refuseAt('rules.sh', 1, `"${missing}" is missing`)
  return state
}

/** What calls the chains of the state must be as ParaNet writes it: otherwise the rules would say one thing and the kernel do another. */
function checkFrame(frame: ReadonlyMap<string, string>, state: DeviceState, nameOf: (linux: string) => string): void {
  const elements = / = \{ (.*) \}$/.exec(frame.get('set interfaces') ?? '')?.[1] ?? ''
  const names = elements.split(' , ').filter((word) => word !== '')
  const few = onePerChain(state)
  const text = renderNft([], few, emptyContext, policyTables(few), names.map(nameOf))
  const expected = readNftText('nftables.nft', text).frame
  for (const name of new Set([...expected.keys(), ...frame.keys()]))
    if (frameText(expected.get(name) ?? '') !== frameText(frame.get(name) ?? '') && !isSame(name, frame, expected))
      refuseAt(
        'nftables.nft',
        1,
        `${name} is not as the rules need it: expected { ${expected.get(name) ?? 'nothing'} }`,
      )
}

const nameIn = (header: Header) => (linux: string) => header.names.get(linux) ?? linux

/** A state with the same chains and few rules: the frame depends on no more. */
const onePerChain = (state: DeviceState): DeviceState => ({
  ...state,
  policyRoutes: onePer(state.policyRoutes, ({ inInterface }) => `${inInterface}`),
  filters: onePer(state.filters, (one) => `${one.direction} ${one.interface}`),
  ...(state.queues ? { queues: onePer(state.queues, ({ inInterface }) => `${inInterface}`) } : {}),
  ...(state.translations ? { translations: onePer(state.translations, (one) => one.direction) } : {}),
  ...(state.copies ? { copies: onePer(state.copies, (one) => `${one.interface} ${one.to}`) } : {}),
  ...(state.marks ? { marks: onePer(state.marks, (one) => `${one.interface}`) } : {}),
})

const onePer = <T>(list: readonly T[], keyOf: (one: T) => string): T[] => [
  ...new Map(list.map((one) => [keyOf(one), one])).values(),
]

/** A chain of a bucket is named after its rate as it was; what it does is the same after an edit. So are those of groups numbered after where copies went. */
const isSame = (name: string, frame: ReadonlyMap<string, string>, expected: ReadonlyMap<string, string>): boolean => {
  if (isGroupChain(name)) return frame.has(name) && expected.has(name)
  const [, chain] = /^chain (police_[0-9a-f]{8})$/.exec(name) ?? []
  const words = frame.get(name)
  return chain !== undefined && (words === undefined || words === `limit name ${chain} drop`)
}

function checkSysctl(text: string): void {
  const missing = sysctlText
    .split('\n')
    .find((line) => !line.startsWith('#') && !text.split('\n').some((own) => own.trim() === line))
  if (missing !== undefined) refuseAt('sysctl.conf', 1, `"${missing}" is missing`)
}
