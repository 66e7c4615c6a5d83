import type { BgpConfig, BgpNeighbour, IpAddress, Prefix } from '@paranet/network'
import { parseAddress, parsePrefix } from '@paranet/network'
import { readRedistribution } from './read-routing.js'

type Writable<Value> = { -readonly [Key in keyof Value]: Value[Key] }

/** Reads the lines of one `router bgp`, IPv4 unicast. */
export class BgpReader {
  readonly #nameOf: (linux: string) => string
  readonly #neighbours = new Map<IpAddress, Partial<Writable<BgpNeighbour>> & { isActive?: boolean }>()
  #config: Writable<BgpConfig> | undefined
  #isDefaultActive = true
  #family = ''
  unread: string | undefined

  constructor(nameOf: (linux: string) => string) {
    this.#nameOf = nameOf
  }

  open(as: number): boolean {
    if (this.#config) return this.#config.as === as
    this.#config = {
      as,
      neighbours: [],
      networks: [],
      redistribute: [],
      requiresPolicy: true,
      maxPaths: { external: 64, internal: 64 },
      multipathRelax: false,
      comparesRouterId: false,
      alwaysComparesMed: false,
      distance: { external: 20, internal: 200 },
    }
    return true
  }

  config(): BgpConfig | undefined {
    if (!this.#config) return undefined
    const neighbours = [...this.#neighbours].flatMap(([address, said]): BgpNeighbour[] => {
      if (said.remoteAs === undefined) return []
      const { remoteAs, isActive = this.#isDefaultActive, isNextHopSelf = false, isReflectorClient = false } = said
      return [{ ...said, address, remoteAs, isActive, isNextHopSelf, isReflectorClient }]
    })
    return { ...this.#config, neighbours }
  }

  /** Whether the line was understood. */
  line(line: string): boolean {
    const config = this.#config
    if (!config) return false
    const family = /^address-family (.+)$/.exec(line)?.[1]
    if (family !== undefined || line === 'exit-address-family') {
      this.#family = family ?? ''
      return true
    }
    if (this.#family.startsWith('ipv6')) return true
    if (this.#family !== '' && this.#family !== 'ipv4 unicast') return false
    const [, address = '', rest = ''] = /^neighbor (\S+) (.*)$/.exec(line) ?? []
    const neighbour = parseAddress(address)
    if (neighbour !== undefined) return neighbour.includes(':') || this.#ofNeighbour(config, neighbour, rest)
    const [, prefixText, routeMap] = /^network (\S+)(?: route-map (\S+))?$/.exec(line) ?? []
    const prefix: Prefix | undefined = parsePrefix(prefixText ?? '')
    if (prefix !== undefined) {
      config.networks = [...config.networks, { prefix, ...(routeMap === undefined ? {} : { routeMap }) }]
      return true
    }
    const redistribution = readRedistribution(line)
    if (redistribution) config.redistribute = [...config.redistribute, redistribution]
    return redistribution !== undefined || this.#option(config, line)
  }

  #option(config: Writable<BgpConfig>, line: string): boolean {
    const routerId = parseAddress(/^bgp router-id (\S+)$/.exec(line)?.[1] ?? '')
    const [, internal, paths] = /^maximum-paths (ibgp )?(\d+)$/.exec(line) ?? []
    const [, ebgp, ibgp] = /^distance bgp (\d+) (\d+) \d+$/.exec(line) ?? []
    if (routerId !== undefined) config.routerId = routerId
    else if (paths !== undefined)
      config.maxPaths = { ...config.maxPaths, [internal ? 'internal' : 'external']: Number(paths) }
    else if (ebgp !== undefined) config.distance = { external: Number(ebgp), internal: Number(ibgp) }
    else if (line === 'no bgp default ipv4-unicast') this.#isDefaultActive = false
    else if (line === 'no bgp ebgp-requires-policy') config.requiresPolicy = false
    else if (line === 'bgp bestpath as-path multipath-relax') config.multipathRelax = true
    else if (line === 'bgp bestpath compare-routerid') config.comparesRouterId = true
    else if (line === 'bgp always-compare-med') config.alwaysComparesMed = true
    else return line === 'no bgp network import-check'
    return true
  }

  #ofNeighbour({ as }: BgpConfig, address: IpAddress, rest: string): boolean {
    const own = this.#neighbours.get(address) ?? {}
    this.#neighbours.set(address, own)
    const remote = /^remote-as (\d{1,10}|internal)$/.exec(rest)?.[1]
    const source = /^update-source (\S+)$/.exec(rest)?.[1]
    const [, kind, name, direction] = /^(prefix-list|route-map) (\S+) (in|out)$/.exec(rest) ?? []
    if (remote !== undefined) own.remoteAs = remote === 'internal' ? as : Number(remote)
    else if (source !== undefined) own.updateSource = this.#nameOf(source)
    else if (rest === 'activate') own.isActive = true
    else if (rest === 'next-hop-self') own.isNextHopSelf = true
    else if (rest === 'route-reflector-client') own.isReflectorClient = true
    else if (kind === 'prefix-list' && name !== undefined) own[direction === 'in' ? 'importList' : 'exportList'] = name
    else if (name !== undefined) own[direction === 'in' ? 'importMap' : 'exportMap'] = name
    else return /^(description|timers|advertisement-interval) /.test(rest)
    return true
  }
}
