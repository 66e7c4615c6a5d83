import type {
  ContentName,
  ContentStoreEntry,
  DeviceState,
  Entry,
  NameFilterEntry,
  NameHopGroup,
  NameStrategy,
} from '@paranet/network'
import { closedFilter, emptyDeviceState, localInterface } from '@paranet/network'
import { refuseAt } from '../linux/artifact-error.js'
import { readNameUri } from './name-uri.js'
import { commandsFile, conf, confFile, storePolicies } from './render-names.js'

/** Reads the files of a device's forwarder for names back to entries. Throws ArtifactError at a line that ParaNet cannot judge. */
export function readNameFiles(
  commandsText: string,
  confText: string,
): { readonly device: string; readonly entries: Entry[] } {
  const device = quoted(/^# ParaNet names of (".*"): nfdc/.exec(commandsText)?.[1])
  if (device === undefined) refuseAt(commandsFile, 1, 'no line says whose configuration it is')
  const reader = new CommandReader(facesOf(commandsText))
  for (const [i, line] of commandsText.split('\n').entries()) reader.read(i + 1, line.trim())
  const store = reader.store && { ...reader.store, policy: policyOf(confText) }
  const nameFilters = closedIn(commandsText)
  const filters = nameFilters.map((one): Entry => ({ kind: 'name-filter', ...one }))
  const entries: Entry[] = [
    ...reader.entries(),
    ...filters,
    ...(store ? [{ kind: 'content-store' as const, ...store }] : []),
  ]
  checkConf(confText, {
    ...emptyDeviceState(device),
    nameFilters,
    ...(store ? { contentStores: [store] } : {}),
  })
  return { device, entries }
}

function quoted(json: string | undefined): string | undefined {
  try {
    const value: unknown = json === undefined ? undefined : JSON.parse(json)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}

/** `# face URI is "interface"` */
function facesOf(text: string): Map<string, string> {
  const faces = new Map<string, string>()
  for (const [, uri = '', json] of text.matchAll(/^# face (\S+) is (".*")\s*$/gm)) {
    const name = quoted(json)
    if (name !== undefined) faces.set(uri, name)
  }
  return faces
}

/** `# closed LINUXNAME is "interface"`; `nfd.conf` has to close the same. */
const closedIn = (text: string): NameFilterEntry[] =>
  [...text.matchAll(/^# closed \S+ is (".*")\s*$/gm)].flatMap(([, json]) => {
    const name = quoted(json)
    return name === undefined ? [] : [{ interface: name, ...closedFilter, action: 'deny' as const }]
  })

class CommandReader {
  store: Omit<ContentStoreEntry, 'policy'> | undefined
  readonly #faces: ReadonlyMap<string, string>
  readonly #routes = new Map<ContentName, Map<number, Set<string>>>()
  readonly #strategies = new Map<ContentName, NameStrategy>()

  constructor(faces: ReadonlyMap<string, string>) {
    this.#faces = faces
  }

  entries(): Entry[] {
    const routes = [...this.#routes].map(([name, byCost]): Entry => {
      const groups = [...byCost]
        .sort(([a], [b]) => a - b)
        .map(([cost, interfaces]): NameHopGroup => ({ cost, interfaces: [...interfaces].sort() }))
      return { kind: 'name-route', name, groups }
    })
    const strategies = [...this.#strategies].map(
      ([name, strategy]): Entry => ({ kind: 'name-strategy', name, strategy }),
    )
    return [...routes, ...strategies]
  }

  read(at: number, line: string): void {
    const [application, name = '', cost = ''] = /^# application (\S+) cost (\d+)$/.exec(line) ?? []
    if (application !== undefined) return this.#add(at, name, localInterface, cost)
    if (line === '' || line.startsWith('#')) return undefined
    const words = line.split(/\s+/)
    const command = words.slice(0, 2).join(' ')
    const options = new Map<string, string>()
    for (let i = 2; i < words.length; i += 2) options.set(words[i] ?? '', words[i + 1] ?? '')
    const value = (key: string) =>
      options.get(key) ?? refuseAt(commandsFile, at, `"${key}" is missing: ${line.slice(0, 120)}`)
    if (command === 'face create') return undefined
    if (command === 'route add')
      return this.#add(at, value('prefix'), this.#face(at, value('nexthop')), options.get('cost') ?? '0')
    if (command === 'strategy set') return this.#strategy(at, value('prefix'), value('strategy'))
    if (command === 'cs config') return this.#config(at, value)
    return refuseAt(commandsFile, at, `ParaNet does not judge this line: ${line.slice(0, 120)}`)
  }

  #face(at: number, uri: string): string {
    return this.#faces.get(uri) ?? refuseAt(commandsFile, at, `no line says which interface the face ${uri} belongs to`)
  }

  #add(at: number, uri: string, face: string, cost: string): void {
    if (!/^\d{1,9}$/.test(cost)) refuseAt(commandsFile, at, `"${cost}" is no cost`)
    const name = this.#name(at, uri)
    const byCost = this.#routes.get(name) ?? new Map<number, Set<string>>()
    const interfaces = byCost.get(Number(cost)) ?? new Set()
    this.#routes.set(name, byCost.set(Number(cost), interfaces.add(face)))
  }

  #strategy(at: number, uri: string, strategy: string): void {
    const word = /^\/localhost\/nfd\/strategy\/([a-z-]+)(?:\/v=\d+)?$/.exec(strategy)?.[1]
    if (word !== 'best-route' && word !== 'asf' && word !== 'multicast')
      return refuseAt(commandsFile, at, `ParaNet does not know the strategy ${strategy}`)
    this.#strategies.set(this.#name(at, uri), word)
  }

  #config(at: number, value: (key: string) => string): void {
    const capacity = value('capacity')
    if (!/^\d{1,15}$/.test(capacity)) refuseAt(commandsFile, at, `"${capacity}" is no number of packets`)
    const isOn = value('admit') === 'on' && value('serve') === 'on'
    this.store = isOn && Number(capacity) > 0 ? { capacity: Number(capacity), keeps: 'all' } : undefined
  }

  #name(at: number, uri: string): ContentName {
    return readNameUri(uri) ?? refuseAt(commandsFile, at, `"${uri}" is no name`)
  }
}

function policyOf(text: string): ContentStoreEntry['policy'] {
  const written = /^\s*cs_policy\s+(\S+)/m.exec(text)?.[1]
  if (written === storePolicies.lru) return 'lru'
  return written === storePolicies.fifo ? 'fifo' : refuseAt(confFile, 1, `ParaNet does not know the policy ${written}`)
}

/** Where the file says something else than the commands, it is not known what the device would do. */
function checkConf(text: string, state: DeviceState): void {
  const plain = (all: string) =>
    all
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '' && !line.startsWith(';'))
  const [own, expected] = [plain(text), plain(conf(state))]
  const wrong = expected.findIndex((line, i) => line !== own[i])
  if (wrong >= 0 || own.length !== expected.length)
    refuseAt(
      confFile,
      1,
      `expected "${expected[wrong < 0 ? expected.length - 1 : wrong]}", found "${own[wrong] ?? own.at(-1) ?? ''}"`,
    )
}
