import type { IpAddress, PeerEntry, Prefix } from '@paranet/network'
import { parseAddress, parsePrefix } from '@paranet/network'
import { refuseAt } from '../linux/artifact-error.js'
import type { StaticPath } from '../linux/static-paths.js'
import type { BgpBlock } from './bgp.js'
import { isPeerList, readBgp } from './bgp.js'
import type { NumberedLine } from './numbered-line.js'
import { checkOspf, isOspfLine } from './ospf.js'
import { againSign } from './render.js'

/** Lines that change nothing about what is forwarded where. */
const harmless = [
  /^(!|#|$)/,
  /^(frr (version|defaults)|hostname|domainname|service|log|debug|banner|end|exit|exit-vrf|line vty|agentx)\b/,
  /^(password|enable password|username|vty)\b/,
  /^interface \S+$/,
  /^(no )?(ip|ipv6) (prefix-list|address|forwarding|nht)\b/,
  /^(description|exec-timeout|bandwidth|multicast)\b/,
  /^(Building|Current) configuration/,
]

/** The static routes of an FRR configuration: what `renderFrr` wrote, what a person made of it, or what `show running-config` prints. Throws
 *  ArtifactError at a line that might change the way of packets and that ParaNet cannot judge. */
export function readFrrConf(file: string, text: string): StaticPath[] {
  const paths: StaticPath[] = []
  for (const { at, line: raw } of splitConf(file, text).rest) {
    const line = raw.replace(againSign, '')
    if (/^(ip|ipv6) route /.test(line)) paths.push(readRoute(file, at, line))
    else if (!harmless.some((pattern) => pattern.test(line)))
      refuseAt(file, at, `ParaNet does not judge this line: ${line.slice(0, 80)}`)
  }
  return paths
}

/** The sessions of an FRR configuration. Throws ArtifactError as `readFrrConf` does. */
export function readFrrPeers(file: string, text: string, nameOf: (linux: string) => string): PeerEntry[] {
  const { bgp, lists } = splitConf(file, text)
  return bgp ? readBgp(file, bgp, lists, nameOf) : []
}

interface Conf {
  readonly bgp?: BgpBlock
  /** Prefix lists of sessions. */
  readonly lists: readonly NumberedLine[]
  readonly rest: readonly NumberedLine[]
}

/** The blocks that routing daemons have, and what stands outside of them. */
function splitConf(file: string, text: string): Conf {
  const lists: NumberedLine[] = []
  const rest: NumberedLine[] = []
  const blocks = new Map<string, NumberedLine[]>()
  let block: NumberedLine[] | undefined
  for (const [i, raw] of text.split('\n').entries()) {
    const numbered = { at: i + 1, line: raw.trim() }
    const [, opened] = /^router (bgp \d{1,10}|ospf)$/.exec(numbered.line) ?? []
    if (opened !== undefined) {
      if ([...blocks.keys()].some((one) => one.slice(0, 3) === opened.slice(0, 3)))
        refuseAt(file, i + 1, `a second router ${opened.slice(0, 4).trim()}`)
      block = []
      blocks.set(opened, block)
    } else if (block && numbered.line === 'exit') block = undefined
    else if (block) block.push(numbered)
    else if (isPeerList(numbered.line)) lists.push(numbered)
    else if (!isOspfLine(numbered.line)) rest.push(numbered)
  }
  checkOspf(file, blocks.get('ospf') ?? [])
  const [bgp] = [...blocks].filter(([name]) => name.startsWith('bgp'))
  return { lists, rest, ...(bgp ? { bgp: { instance: Number(bgp[0].slice(4)), lines: bgp[1] } } : {}) }
}

function readRoute(file: string, at: number, line: string): StaticPath {
  const words = line.split(/\s+/)
  const refuse = (text: string) => refuseAt(file, at, `${text}: ${line.slice(0, 120)}`)
  const prefix = parsePrefix(words[2] ?? '') ?? refuse(`"${words[2] ?? ''}" is no prefix`)
  const isDrop = /^(blackhole|reject|null0)$/i.test(words[3] ?? '')
  const gateway = isDrop ? undefined : parseAddress(words[3] ?? '')
  let next = isDrop || gateway !== undefined ? 4 : 3
  const hasInterface =
    !isDrop &&
    words[next] !== undefined &&
    !/^(\d+|tag|table|onlink|label|vrf|nexthop-vrf|color|bfd)$/.test(words[next] ?? '')
  const name = hasInterface ? words[next++] : undefined
  if (!isDrop && name === undefined) refuse('a next hop needs its interface')
  const options = readOptions(words.slice(next), refuse)
  return pathOf(prefix, name, gateway, options)
}

interface Options {
  distance: number
  tag: number
  table?: number
}

function readOptions(words: readonly string[], refuse: (text: string) => never): Options {
  const options: Options = { distance: 1, tag: 0 }
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? ''
    if (word === 'onlink') continue
    const value = word === 'tag' || word === 'table' ? words[++i] : word
    if (!/^\d+$/.test(value ?? '')) refuse(`ParaNet does not read "${word}"`)
    if (word === 'tag') options.tag = Number(value)
    else if (word === 'table') options.table = Number(value)
    else options.distance = Number(value)
  }
  if (options.table === 254) delete options.table
  if (options.distance < 1 || options.distance > 255) refuse('a distance is 1 to 255')
  return options
}

const pathOf = (
  prefix: Prefix,
  name: string | undefined,
  gateway: IpAddress | undefined,
  { distance, tag, table }: Options,
): StaticPath => ({
  prefix,
  ...(table === undefined ? {} : { table }),
  distance,
  tag,
  ...(name === undefined ? {} : { via: { interface: name, ...(gateway === undefined ? {} : { gateway }) } }),
})
