import type { IpFamily, PeerEntry, Prefix, RoutePolicy } from '@paranet/network'
import { parseAddress, parseAddressNumber, parsePrefix, prefixRange } from '@paranet/network'
import { refuseAt } from '../linux/artifact-error.js'
import { linuxNameOf } from '../linux/interface-names.js'
import type { NumberedLine } from './numbered-line.js'

/** What begins the names of our prefix lists: no intent's list has a colon in its name. */
const listSign = 'paranet:'

/** Routes that are never used: what neighbours teach is known to the daemon, and packets leave by the routes of the state. */
const unused = 'distance bgp 255 255 255'

const familyOf = ({ neighbour }: Pick<PeerEntry, 'neighbour'>): IpFamily => parseAddressNumber(neighbour)?.family ?? 4

/** The sessions of a device as FRR's bgpd has them: prefix lists, and one instance whose number is that of the first; others say their own. */
export function bgpLines(peers: readonly PeerEntry[] = []): string[] {
  const [first] = peers
  if (!first) return []
  return [
    ...new Set(peers.flatMap((peer) => [...listLines(peer, 'in'), ...listLines(peer, 'out')])),
    '!',
    `router bgp ${first.localAs}`,
    ' no bgp default ipv4-unicast',
    ...peers.flatMap((peer) => sessionLines(peer, first.localAs)),
    ...([4, 6] as const).flatMap((family) =>
      familyLines(
        family,
        peers.filter((peer) => familyOf(peer) === family),
      ),
    ),
    'exit',
    '!',
  ]
}

type Direction = 'in' | 'out'

const policyOf = (peer: PeerEntry, direction: Direction): RoutePolicy =>
  direction === 'in' ? peer.import : peer.export

const listNameOf = (peer: PeerEntry, direction: Direction): string => {
  const policy = policyOf(peer, direction)
  return `${listSign}${typeof policy === 'string' ? policy : `${direction}:${peer.neighbour}`}`
}

const families = [
  { family: 4, word: 'ip', all: '0.0.0.0/0', longest: 32 },
  { family: 6, word: 'ipv6', all: '::/0', longest: 128 },
] as const

function listLines(peer: PeerEntry, direction: Direction): string[] {
  const policy = policyOf(peer, direction)
  const name = listNameOf(peer, direction)
  if (typeof policy === 'string')
    return families.map(({ word, all }) => `${word} prefix-list ${name} seq 5 ${ruleOfKind(policy, all)}`)
  // One numbering for both families: it keeps the order.
  return policy.map((prefix, i) => {
    const { word, longest } = families.find(({ family }) => family === prefixRange(prefix).family) ?? families[0]
    return `${word} prefix-list ${name} seq ${5 * (i + 1)} ${permitText(prefix, longest)}`
  })
}

const ruleOfKind = (kind: 'any' | 'none' | 'default', all: string): string =>
  kind === 'any' ? 'permit any' : kind === 'none' ? 'deny any' : `permit ${all}`

/** As it is printed: a prefix and all inside it. */
function permitText(prefix: Prefix, longest: number): string {
  const { length } = prefixRange(prefix)
  if (length === 0) return 'permit any'
  return length === longest ? `permit ${prefix}` : `permit ${prefix} le ${longest}`
}

const sessionLines = (peer: PeerEntry, instance: number): string[] => [
  ` neighbor ${peer.neighbour} remote-as ${peer.remoteAs}`,
  ...(peer.localAs === instance ? [] : [` neighbor ${peer.neighbour} local-as ${peer.localAs} no-prepend replace-as`]),
  ` neighbor ${peer.neighbour} update-source ${linuxNameOf(peer.interface)}`,
]

function familyLines(family: IpFamily, peers: readonly PeerEntry[]): string[] {
  if (peers.length === 0) return []
  return [
    ' !',
    ` address-family ipv${family} unicast`,
    '  redistribute connected',
    '  redistribute static',
    `  ${unused}`,
    ...peers.flatMap((peer) => [
      `  neighbor ${peer.neighbour} activate`,
      ...(peer.export === 'default' ? [`  neighbor ${peer.neighbour} default-originate`] : []),
      ...(peer.maxPrefixes === undefined ? [] : [`  neighbor ${peer.neighbour} maximum-prefix ${peer.maxPrefixes}`]),
      `  neighbor ${peer.neighbour} prefix-list ${listNameOf(peer, 'in')} in`,
      `  neighbor ${peer.neighbour} prefix-list ${listNameOf(peer, 'out')} out`,
    ]),
    ' exit-address-family',
  ]
}

/** What is said of a neighbour while its lines are read. */
interface Session {
  readonly at: number
  remoteAs?: number
  localAs?: number
  source?: string
  maxPrefixes?: number
  in?: string
  out?: string
  isActive?: boolean
  tellsDefault?: boolean
}

/** The lines of `router bgp`, without its first and its last. */
export interface BgpBlock {
  readonly instance: number
  readonly lines: readonly NumberedLine[]
}

/** The sessions that a block says, with the rules of prefix lists that it names. Throws ArtifactError at a line that ParaNet would not write. */
export function readBgp(
  file: string,
  { instance, lines }: BgpBlock,
  listLinesRead: readonly NumberedLine[],
  nameOf: (linux: string) => string,
): PeerEntry[] {
  const lists = readLists(file, listLinesRead)
  const sessions = new Map<string, Session>()
  let block: { readonly family: IpFamily; readonly at: number; isUnused: boolean } | undefined
  const close = () => {
    if (block && !block.isUnused)
      refuseAt(
        file,
        block.at,
        `what neighbours teach would be used: add "${unused}", or routes of the state lose their say`,
      )
    block = undefined
  }
  for (const { at, line } of lines) {
    const family = /^address-family ipv([46]) unicast$/.exec(line)?.[1]
    if (family !== undefined) {
      close()
      block = { family: family === '4' ? 4 : 6, at, isUnused: false }
    } else if (line === 'exit-address-family') close()
    else if (block && line === unused) block.isUnused = true
    else if (!readNeighbour(file, at, line, sessions, block?.family) && !isHarmless(line, block !== undefined))
      refuseAt(file, at, `ParaNet does not judge this line of router bgp: ${line.slice(0, 80)}`)
  }
  close()
  return [...sessions].map(([neighbour, session]) => peerOf(file, neighbour, session, instance, lists, nameOf))
}

const isHarmless = (line: string, isInFamily: boolean): boolean =>
  line === '!' ||
  line === '' ||
  (isInFamily
    ? /^redistribute (connected|static)$/.test(line)
    : /^(no bgp default ipv4-unicast|bgp router-id \S+|bgp log-neighbor-changes)$/.test(line))

function readNeighbour(
  file: string,
  at: number,
  line: string,
  sessions: Map<string, Session>,
  family: IpFamily | undefined,
): boolean {
  const [, text = '', rest = ''] = /^neighbor (\S+) (.*)$/.exec(line) ?? []
  const neighbour = parseAddress(text)
  if (neighbour === undefined) return false
  const session = sessions.get(neighbour) ?? { at }
  sessions.set(neighbour, session)
  if (family !== undefined && familyOf({ neighbour }) !== family)
    refuseAt(file, at, `a session over IPv${family === 4 ? 6 : 4} tells of IPv${family}`)
  return family === undefined ? readCommon(session, rest) : readOfFamily(session, rest)
}

function readCommon(session: Session, rest: string): boolean {
  const [, word = '', value = ''] =
    /^(remote-as|update-source|local-as) (\S+)( no-prepend replace-as)?$/.exec(rest) ?? []
  if (word === 'update-source') session.source = value
  else if (/^\d{1,10}$/.test(value) && word === 'remote-as') session.remoteAs = Number(value)
  else if (/^\d{1,10}$/.test(value) && rest.endsWith('replace-as')) session.localAs = Number(value)
  else return false
  return true
}

function readOfFamily(session: Session, rest: string): boolean {
  const [, name, direction] = /^prefix-list (\S+) (in|out)$/.exec(rest) ?? []
  const most = /^maximum-prefix (\d{1,10})$/.exec(rest)?.[1]
  if (direction === 'in' && name !== undefined) session.in = name
  else if (direction === 'out' && name !== undefined) session.out = name
  else if (most !== undefined) session.maxPrefixes = Number(most)
  else if (rest === 'activate') session.isActive = true
  else if (rest === 'default-originate') session.tellsDefault = true
  else return false
  return true
}

function peerOf(
  file: string,
  text: string,
  session: Session,
  instance: number,
  lists: Lists,
  nameOf: (linux: string) => string,
): PeerEntry {
  const refuse = (what: string) => refuseAt(file, session.at, `the session with ${text} ${what}`)
  const { remoteAs, source, maxPrefixes, localAs = instance } = session
  if (!session.isActive) refuse('is not active in the family of its addresses')
  const policy = (name: string | undefined) =>
    name === undefined ? refuse('needs prefix lists for both directions') : policyNamed(name, lists, refuse)
  const out = policy(session.out)
  if ((out === 'default') !== (session.tellsDefault ?? false))
    refuse('tells the default route where "default" is asked, and only there')
  return {
    interface: source === undefined ? refuse('needs an update-source') : nameOf(source),
    neighbour: parseAddress(text) ?? refuse('is with no address'),
    localAs,
    remoteAs: remoteAs ?? refuse('needs a remote-as'),
    import: policy(session.in),
    export: out,
    ...(maxPrefixes === undefined ? {} : { maxPrefixes }),
  }
}

/** Rules of prefix lists, by name and family, with their numbers: `deny any`, `permit 10.0.0.0/8 le 32`. */
type Lists = ReadonlyMap<string, readonly { readonly seq: number; readonly rule: string }[]>

function readLists(file: string, lines: readonly NumberedLine[]): Lists {
  const lists = new Map<string, { seq: number; rule: string }[]>()
  for (const { at, line } of lines) {
    const [, word, name, seq, rule] = /^(ip|ipv6) prefix-list (\S+) seq (\d+) ((?:permit|deny) .*)$/.exec(line) ?? []
    if (word === undefined || name === undefined || rule === undefined)
      return refuseAt(file, at, `ParaNet does not judge this list: ${line.slice(0, 80)}`)
    lists.set(`${word} ${name}`, [...(lists.get(`${word} ${name}`) ?? []), { seq: Number(seq), rule }])
  }
  return lists
}

function policyNamed(name: string, lists: Lists, refuse: (what: string) => never): RoutePolicy {
  const kind = (['any', 'none', 'default'] as const).find((one) => name === `${listSign}${one}`)
  const rules = families.map(({ word, all, longest, family }) => ({
    all,
    longest,
    family,
    own: lists.get(`${word} ${name}`) ?? [],
  }))
  if (kind) {
    if (rules.some(({ own, all }) => own.length !== 1 || own[0]?.rule !== ruleOfKind(kind, all)))
      refuse(`has the list ${name}, which does not do what its name says`)
    return kind
  }
  return rules
    .flatMap(({ own, ...its }) => own.map(({ seq, rule }) => ({ seq, rule, prefix: prefixOfRule(rule, its) })))
    .sort((a, b) => a.seq - b.seq)
    .map(({ prefix, rule }) => prefix ?? refuse(`has a rule that ParaNet does not judge: ${rule.slice(0, 60)}`))
}

interface Family {
  readonly family: IpFamily
  readonly all: string
  readonly longest: number
}

function prefixOfRule(rule: string, { all, longest, family }: Family): Prefix | undefined {
  if (rule === 'permit any') return all as Prefix
  const [, text = '', le] = /^permit (\S+?)(?: le (\d+))?$/.exec(rule) ?? []
  const prefix = parsePrefix(text)
  if (prefix === undefined) return undefined
  const { length, family: its } = prefixRange(prefix)
  const isAllInside = length === longest ? le === undefined : le === `${longest}`
  return its === family && isAllInside ? prefix : undefined
}

/** Whether a line is of one of our prefix lists. */
export const isPeerList = (line: string): boolean =>
  /^(ip|ipv6) prefix-list paranet:(any|none|default|in:|out:)/.test(line)
