import type { IpAddress, Prefix } from '@paranet/network'
import { parseAddress, parsePrefix } from '@paranet/network'
import { refuseAt } from '../linux/artifact-error.js'
import type { StaticPath } from '../linux/static-paths.js'
import { renderNftables } from './render.js'

/** Lines around the routes, as `renderNftables` writes them. */
const frame = new Set(renderNftables({ device: '', routes: [], policyRoutes: [], filters: [] }).split('\n'))

/** The routes of `routes.sh`. Throws ArtifactError at a line that it would not hold. */
export function readRoutes(file: string, text: string): StaticPath[] {
  return text.split('\n').flatMap((raw, i) => {
    const line = raw.trim()
    if (line.startsWith('route add ')) return readRoute(file, i + 1, line)
    if (!line.startsWith('#') && !/^address replace \S+ dev \S+( nodad)?$/.test(line) && !frame.has(line))
      refuseAt(file, i + 1, `ParaNet does not judge this line: ${line.slice(0, 80)}`)
    return []
  })
}

function readRoute(file: string, at: number, line: string): StaticPath[] {
  const refuse = (text: string) => refuseAt(file, at, `${text}: ${line.slice(0, 120)}`)
  const words = line.split(/\s+/).slice(2)
  const isDrop = words[0] === 'blackhole'
  if (isDrop) words.shift()
  const prefix = parsePrefix(words.shift() ?? '') ?? refuse('no prefix')
  const base = { prefix, distance: 1, tag: 0 } as { prefix: Prefix; distance: number; tag: number; table?: number }
  const ways: { interface?: string; gateway?: IpAddress }[] = []
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === 'onlink') continue
    if (word === 'nexthop') ways.push({})
    else {
      const value = words.shift() ?? refuse(`"${word}" says nothing`)
      if (word === 'via' || word === 'dev') {
        if (ways.length === 0) ways.push({})
        const way = ways.at(-1) as (typeof ways)[number]
        if (word === 'dev') way.interface = value
        else way.gateway = parseAddress(value) ?? refuse(`"${value}" is no address`)
      } else if (word === 'metric' || word === 'table') {
        if (!/^\d+$/.test(value)) refuse(`"${value}" is no number`)
        base[word === 'metric' ? 'distance' : 'table'] = Number(value)
      } else if (word !== 'proto') refuse(`ParaNet does not read "${word}"`)
    }
  }
  if (isDrop) return [base]
  if (ways.length === 0) refuse('no next hop')
  return ways.map(({ interface: name, gateway }) => ({
    ...base,
    via: { interface: name ?? refuse('a next hop needs its interface'), ...(gateway === undefined ? {} : { gateway }) },
  }))
}
