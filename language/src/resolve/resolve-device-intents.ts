import type {
  BaselineIntent,
  DeviceSetting,
  DrainIntent,
  InterfaceAddress,
  IpAddress,
  PeerIntent,
  ProtectIntent,
  RoutePolicy,
} from '@paranet/network'
import {
  addressBits,
  formatAddress,
  hostOf,
  parseAddress,
  parseAddressNumber,
  prefixOf,
  prefixRange,
} from '@paranet/network'
import { didYouMean } from '../diagnostics/suggest.js'
import type { Entry, IntentStatement, Value } from '../parse/ast.js'
import { findEntry } from '../parse/ast.js'
import { itemsOf, kindName, nameOf, prefixOfValue, readLiteralOf, unquoted } from './read-value.js'
import type { FileReporter } from './report.js'
import { resolveSurvivals } from './resolve-constraints.js'
import { resolveDevices } from './resolve-treatment.js'
import type { Scope } from './scope.js'

/** What `protect`, `drain`, `baseline` and `peer` say. The routes of `protect` are still names: ids are known when all files are read. */
export type DeviceKeys =
  | Pick<ProtectIntent, 'kind' | 'routes' | 'survive'>
  | Pick<DrainIntent, 'kind' | 'at'>
  | Pick<BaselineIntent, 'kind' | 'at' | 'settings'>
  | Omit<PeerIntent, 'id' | 'name' | 'priority' | 'rank' | 'yields' | 'active' | 'labels' | 'source'>

/** The keys of each kind beside those of every intent. */
export const deviceKeys: Readonly<Record<DeviceKeys['kind'], readonly string[]>> = {
  protect: ['routes', 'survive'],
  drain: ['at'],
  baseline: ['at', 'ntp', 'dns', 'syslog', 'snmp'],
  peer: ['at', 'as', 'local_as', 'neighbour', 'import', 'export', 'max_prefixes'],
}

/** Reads what an intent says of devices. Undefined where something was reported. */
export function resolveDeviceIntent(
  statement: IntentStatement,
  kind: DeviceKeys['kind'],
  scope: Scope,
  reporter: FileReporter,
): DeviceKeys | undefined {
  const reader = new DeviceIntentReader(statement, scope, reporter)
  switch (kind) {
    case 'protect':
      return reader.protect()
    case 'drain':
      return reader.drain()
    case 'baseline':
      return reader.baseline()
    default:
      return reader.peer()
  }
}

const settingNames = ['ntp', 'dns', 'syslog', 'snmp'] as const
const snmpVersions = ['v2c', 'v3']
const largestAs = 2 ** 32 - 1
/** For private use: RFC 6996. */
const privateAs = 64_512

class DeviceIntentReader {
  readonly #statement: IntentStatement
  readonly #scope: Scope
  readonly #reporter: FileReporter

  constructor(statement: IntentStatement, scope: Scope, reporter: FileReporter) {
    this.#statement = statement
    this.#scope = scope
    this.#reporter = reporter
  }

  protect(): DeviceKeys | undefined {
    const routes = this.#asked('routes', 'routes: web, video')
    const survive = this.#asked('survive', 'survive: 1 node')
    const names = routes && itemsOf(routes.value).map((item) => this.#routeName(item))
    const survived = survive && resolveSurvivals(survive.value, this.#scope, this.#reporter)
    if (!survived || !names?.every((name) => name !== undefined)) return undefined
    return { kind: 'protect', routes: names, survive: survived }
  }

  #routeName(value: Value): string | undefined {
    const name = nameOf(value)
    if (name !== undefined || value.kind === 'invalid') return name
    return this.#reporter.report('wrong-kind', value.span, `${kindName(value)} is no name of a route`)
  }

  /** `drain r2 { }` names the device; `at` names it where the intent has a name of its own. */
  drain(): DeviceKeys | undefined {
    const at = this.#entry('at')
    if (at) {
      const devices = resolveDevices(at.value, this.#scope, this.#reporter)
      return devices && { kind: 'drain', at: devices }
    }
    const { name, keyword } = this.#statement
    if (!name)
      return this.#reporter.report('missing-key', keyword.span, 'this drain names no device', {
        hint: 'for example `drain r2 { }`, or `at: r2, r3`',
      })
    const devices = resolveDevices({ kind: 'reference', name: name.text, span: name.span }, this.#scope, this.#reporter)
    return devices && { kind: 'drain', at: devices }
  }

  baseline(): DeviceKeys | undefined {
    const at = this.#asked('at', 'at: all')
    const devices = at && resolveDevices(at.value, this.#scope, this.#reporter)
    const read = settingNames.flatMap((setting) => {
      const entry = this.#entry(setting)
      return entry ? itemsOf(entry.value).map((value) => this.#setting(setting, value)) : []
    })
    if (!devices || !read.every((one) => one !== undefined)) return undefined
    const byText = new Map(read.map((one) => [`${one.setting} ${one.value}`, one]))
    if (byText.size > 0)
      return {
        kind: 'baseline',
        at: devices,
        settings: [...byText.keys()].sort().map((key) => byText.get(key) as DeviceSetting),
      }
    return this.#reporter.report('missing-key', this.#place(), 'this baseline sets nothing', {
      hint: 'for example `ntp: 10.0.0.123, syslog: 10.0.0.5, snmp: v3`',
    })
  }

  #setting(setting: DeviceSetting['setting'], value: Value): DeviceSetting | undefined {
    if (value.kind === 'invalid') return undefined
    if (setting !== 'snmp') {
      const address = this.#address(value, setting)
      return address && { setting, value: address }
    }
    const version = nameOf(value) ?? ''
    if (snmpVersions.includes(version)) return { setting, value: version }
    return this.#reporter.report('wrong-kind', value.span, `${kindName(value)} is no version of SNMP`, {
      hint: didYouMean(version, snmpVersions) ?? `one of ${snmpVersions.join(', ')}`,
    })
  }

  #address(value: Value, key: string): IpAddress | undefined {
    const its = unquoted(value)
    const read = its.kind === 'address' ? parseAddress(its.address) : undefined
    const host = nameOf(value)
    const named = host === undefined ? undefined : this.#scope.index.nodes[this.#scope.index.nodeId.get(host) ?? -1]
    const found = read ?? named?.addresses[0]
    if (found !== undefined) return found
    return this.#reporter.report('wrong-kind', value.span, `${kindName(value)} is no address of a server`, {
      hint: `for example \`${key}: 10.0.0.5\`, or a node that has an address`,
    })
  }

  peer(): DeviceKeys | undefined {
    const at = this.#asked('at', 'at: r1.eth3')
    const place = at && this.#interface(at.value)
    const declared = place && this.#declared(place)
    const remoteAs = this.#as('as', declared?.peerAs, 'as: 64500')
    const localAs = this.#as(
      'local_as',
      place && (this.#ownAs(place.node) ?? this.#assumedAs(place.node)),
      'local_as: 65000',
    )
    const neighbour = place && this.#neighbour(place)
    const taken = this.#policy('import', 'any')
    const told = this.#policy('export', 'none')
    const most = this.#maxPrefixes()
    if (!place || !remoteAs || !localAs || !neighbour || !taken || !told || most === undefined) return undefined
    const limited = most === 'no limit' ? {} : { maxPrefixes: most }
    return { kind: 'peer', at: place, neighbour, localAs, remoteAs, import: taken, export: told, ...limited }
  }

  #interface(value: Value): PeerIntent['at'] | undefined {
    const written = nameOf(value) ?? ''
    const found = this.#scope.index.topology.interfaces.find(({ node, name }) => `${node}.${name}` === written)
    if (found?.external) return { node: found.node, interface: found.name }
    const external = this.#scope.index.topology.interfaces.filter((one) => one.external)
    const names = external.map(({ node, name }) => `${node}.${name}`)
    if (value.kind === 'invalid') return undefined
    return this.#reporter.report(
      'unknown-interface',
      value.span,
      found ? `${written} does not lead out of the network` : `there is no interface "${written}"`,
      {
        hint:
          didYouMean(written, names) ??
          (names.length > 0
            ? `external interfaces are: ${names.slice(0, 6).join(', ')}`
            : 'declare one with `external: true`'),
      },
    )
  }

  #declared({ node, interface: name }: PeerIntent['at']) {
    return this.#scope.index.topology.interfaces.find((one) => one.node === node && one.name === name)
  }

  #ownAs(node: string): number | undefined {
    const label = this.#scope.index.nodes[this.#scope.index.nodeId.get(node) ?? -1]?.labels.as
    const number = Number(label?.replace(/^AS/i, ''))
    return Number.isInteger(number) && number >= 1 && number <= largestAs ? number : undefined
  }

  /** Nobody has said it: the first number for private use (RFC 6996), where the intent has none either. */
  #assumedAs(node: string): number {
    if (!this.#entry('local_as'))
      this.#reporter.report('assumed-as', this.#place(), `${node} has no AS number: ${privateAs} is assumed`, {
        severity: 'warning',
        hint: `say \`local_as: 65000\`, or \`as: 65000\` at ${node}`,
      })
    return privateAs
  }

  #as(key: string, absent: number | undefined, example: string): number | undefined {
    const entry = this.#entry(key)
    if (!entry && absent !== undefined) return absent
    if (!entry)
      return this.#reporter.report('missing-key', this.#place(), `this peer has no "${key}"`, {
        hint: `for example \`${example}\`, or \`peer_as\` at the interface`,
      })
    const its = unquoted(entry.value)
    const number = its.kind === 'asn' ? its.asn : its.kind === 'number' ? its.value : undefined
    if (number !== undefined && Number.isInteger(number) && number >= 1 && number <= largestAs) return number
    if (its.kind === 'invalid') return undefined
    return this.#reporter.report('wrong-kind', entry.value.span, `${kindName(its)} is no AS number`, {
      hint: `for example \`${example}\``,
    })
  }

  /** As written, or the other end of the interface's own subnet where that has just two. */
  #neighbour(place: PeerIntent['at']): IpAddress | undefined {
    const entry = this.#entry('neighbour')
    if (entry) return this.#address(entry.value, 'neighbour')
    const others = (this.#declared(place)?.addresses ?? []).flatMap((own) => otherEnd(own) ?? [])
    if (others[0] !== undefined) return others[0]
    return this.#reporter.report('missing-key', this.#place(), 'the address of the neighbour is not known', {
      hint: 'say `neighbour: 203.0.113.1`, or give the interface a /30 or /31 address',
    })
  }

  #policy(key: 'import' | 'export', absent: RoutePolicy): RoutePolicy | undefined {
    const entry = this.#entry(key)
    if (!entry) return absent
    const word = nameOf(entry.value)
    if (word === 'default' || word === 'any' || word === 'none') return word
    const prefixes = itemsOf(entry.value).map((item) => prefixOfValue(unquoted(item)))
    if (prefixes.every((one) => one !== undefined)) return [...new Set(prefixes)].sort()
    return this.#reporter.report('wrong-kind', entry.value.span, `${kindName(entry.value)} says no routes`, {
      hint: `\`${key}: default\`, \`any\`, \`none\` or prefixes: \`${key}: 198.51.100.0/24\``,
    })
  }

  #maxPrefixes(): number | 'no limit' | undefined {
    const entry = this.#entry('max_prefixes')
    if (!entry) return 'no limit'
    const read = readLiteralOf(entry.value, 'number', 'max_prefixes', '1000', this.#reporter)
    if (!read) return undefined
    if (Number.isInteger(read.value) && read.value >= 1 && read.value < 2 ** 32) return read.value
    return this.#reporter.report('out-of-range', entry.value.span, `${read.raw} is no number of prefixes`)
  }

  #asked(key: string, example: string): Entry | undefined {
    const entry = this.#entry(key)
    if (entry) return entry
    return this.#reporter.report('missing-key', this.#place(), `${this.#statement.intent} has no "${key}"`, {
      hint: `for example \`${example}\``,
    })
  }

  #entry(key: string): Entry | undefined {
    return findEntry(this.#statement.body, key)
  }

  #place() {
    return (this.#statement.name ?? this.#statement.keyword).span
  }
}

/** The one other address of the subnet of an interface that has two: of a /31, /30, /127, /126. */
function otherEnd(own: InterfaceAddress): IpAddress | undefined {
  const { family, first, last, length } = prefixRange(prefixOf(own))
  const address = parseAddressNumber(hostOf(own))?.value
  const spare = addressBits(family) - length
  if (spare !== 1 && spare !== 2) return undefined
  const [low, high] = spare === 1 ? [first, last] : [first + 1n, last - 1n]
  const other = address === low ? high : address === high ? low : undefined
  return other === undefined ? undefined : formatAddress({ family, value: other })
}
