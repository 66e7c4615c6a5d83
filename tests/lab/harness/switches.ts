import type { ParsedArtifact } from '@paranet/compiler'
import { bridgeOf, readSwitch } from '@paranet/compiler'
import type { IpAddress, TopologyIndex, TopologyNode } from '@paranet/network'
import { hostOf, isEndNode, parseAddressNumber } from '@paranet/network'
import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { join } from 'node:path'
import { run } from './commands.js'
import type { Shot } from './send.js'
import type { LabPort } from './lab.js'

/** What a switch needs of its lab. */
interface SwitchLab {
  readonly index: TopologyIndex
  namespaceOf(device: string): string
  socketFolder(device: string): string
  artifactOf(device: string): string
  exec(device: string, ...command: string[]): string
}

/** Starts Open vSwitch of a device with a userspace datapath, and loads what it got. The numbers of its processes are in `v.pid` and `db.pid`. */
export function startSwitch(lab: SwitchLab, node: TopologyNode, script: string): void {
  const folder = lab.socketFolder(node.name)
  mkdirSync(folder, { recursive: true })
  const at = (name: string) => join(folder, name)
  const database = `unix:${at('db.sock')}`
  const variables = ['OVS_RUNDIR', 'OVS_LOGDIR', 'OVS_DBDIR'].map((name) => `${name}=${folder}`)
  const exec = (...command: string[]) => lab.exec(node.name, 'env', ...variables, ...command)
  run('ovsdb-tool', ['create', at('conf.db'), '/usr/share/openvswitch/vswitch.ovsschema'])
  const daemon = (name: string) => [`--pidfile=${at(`${name}.pid`)}`, `--log-file=${at(`${name}.log`)}`, '--detach']
  exec('ovsdb-server', at('conf.db'), `--remote=punix:${at('db.sock')}`, ...daemon('db'))
  run('ovs-vsctl', [`--db=${database}`, '--no-wait', 'init'])
  exec('ovs-vswitchd', database, ...daemon('v'))
  // The kernel leaves the switch's ports alone.
  lab.exec(node.name, 'sysctl', '-qw', 'net.ipv6.conf.all.disable_ipv6=1', 'net.ipv4.conf.all.arp_ignore=1')
  loadSwitch(lab, node.name, script)
  giveLocal(lab, node, bridgeOf(node.name))
}

/** Loads what a device got, for the first time or again. */
export function loadSwitch(lab: SwitchLab, device: string, script: string): void {
  const folder = lab.socketFolder(device)
  const management = join(folder, `${bridgeOf(device)}.mgmt`)
  const variables = [`OVS_RUNDIR=${folder}`, `PARANET_DB=unix:${join(folder, 'db.sock')}`, `PARANET_MGMT=${management}`]
  lab.exec(device, 'env', ...variables, 'PARANET_DATAPATH=netdev', 'sh', script)
}

/** How many flows of neighbours a switch has learned. */
export function learnedNeighbours(lab: SwitchLab, device: string): number {
  const socket = join(lab.socketFolder(device), `${bridgeOf(device)}.mgmt`)
  return (
    run('ovs-ofctl', ['-O', 'OpenFlow14', 'dump-flows', socket, 'table=44']).match(/cookie=0x706172616e6575/g)
      ?.length ?? 0
  )
}

/** The device itself is behind the bridge's own port. */
function giveLocal(lab: SwitchLab, node: TopologyNode, bridge: string): void {
  const own = lab.index.topology.interfaces.filter((one) => one.node === node.name)
  const addresses = new Set([...node.addresses, ...own.flatMap((one) => one.addresses.map(hostOf))])
  lab.exec(node.name, 'sysctl', '-qw', `net.ipv6.conf.${bridge}.disable_ipv6=0`)
  const lines = [
    `link set ${bridge} arp off up`,
    ...[...addresses].map((one) => `address replace ${one}/${one.includes(':') ? '128 nodad' : '32'} dev ${bridge}`),
    `route replace default dev ${bridge}`,
    `-6 route replace default dev ${bridge}`,
  ]
  for (const line of lines)
    run('ip', [
      '-n',
      lab.namespaceOf(node.name),
      ...line.replace(' nodad', '').split(' '),
      ...(line.includes('nodad') ? ['nodad'] : []),
    ])
}

/** What a switch runs now, as it prints it. */
export function observeSwitch(lab: SwitchLab, device: string): ParsedArtifact {
  const socket = join(lab.socketFolder(device), `${bridgeOf(device)}.mgmt`)
  const dump = (what: string) => run('ovs-ofctl', ['-O', 'OpenFlow14', `dump-${what}`, socket])
  return readSwitch(lab.artifactOf(device), { flows: dump('flows'), groups: dump('groups'), meters: dump('meters') })
}

const script = fileURLToPath(new URL('./packets.py', import.meta.url))

/** Whoever is behind the ports says which addresses are its own, as hosts do when they come up. */
export function announce(
  lab: SwitchLab & {
    readonly namespaces: readonly string[]
    portOf(device: string, name: string): LabPort | undefined
  },
  shots: readonly Shot[],
): void {
  const addresses = [...new Set(shots.flatMap(({ packet }) => [packet.src, packet.dst]))]
  const packets = lab.index.ports.flatMap((port) => {
    const its = lab.portOf(lab.index.nodes[port.device]?.name ?? '', port.interface)
    if (!its) return []
    const shown = JSON.parse(run('ip', ['-n', its.namespace, '-j', 'address', 'show', 'dev', its.interface])) as {
      addr_info: { local: string }[]
    }[]
    const own = new Set(shown.flatMap(({ addr_info }) => addr_info.map(({ local }) => local)))
    return addresses
      .filter((address) => own.has(address))
      .map((address) => ({ namespace: its.namespace, interface: its.interface, hex: announcement(its.mac, address) }))
  })
  const order = {
    namespaces: lab.namespaces,
    sockets: [],
    packets: packets.map((one, id) => ({ id, ...one })),
    seconds: 0.3,
  }
  run('python3', [script], JSON.stringify(order))
}

/** A gratuitous ARP request (RFC 5227), or an unsolicited neighbour advertisement (RFC 4861), in its frame. */
function announcement(mac: string, address: IpAddress): string {
  const own = mac.replaceAll(':', '')
  const number = parseAddressNumber(address)
  const hex = (number?.value ?? 0n).toString(16)
  if (number?.family === 4) {
    const bytes = hex.padStart(8, '0')
    return `ffffffffffff${own}0806000108000604${'0001'}${own}${bytes}000000000000${bytes}`
  }
  const bytes = hex.padStart(32, '0')
  const group = `ff02${'0'.repeat(27)}1`
  const message = `88000000${'20000000'}${bytes}0201${own}`
  const sum = checksumOf(`${bytes}${group}000000200000003a${message}`)
  return `333300000001${own}86dd6000000000203aff${bytes}${group}${message.slice(0, 4)}${sum}${message.slice(8)}`
}

function checksumOf(hex: string): string {
  let sum = 0
  for (const word of hex.match(/.{4}/g) ?? []) sum += Number.parseInt(word, 16)
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16)
  return (~sum & 0xffff).toString(16).padStart(4, '0')
}

/** The Ethernet addresses that an end finds for its gateway, asking as its kernel does: by the gateway's addresses of the families that the end has. */
export function resolvedGateways(
  lab: SwitchLab & { portOf(device: string, name: string): LabPort | undefined },
  end: string,
): { readonly gateway: string; readonly mac: string | undefined }[] {
  const { index } = lab
  const port = index.ports.find((one) => one.end !== undefined && index.nodes[one.end]?.name === end)
  const device = index.nodes[port?.device ?? -1]
  const its = port && lab.portOf(device?.name ?? '', port.interface)
  const families = new Set(index.nodes[port?.end ?? -1]?.addresses.map((address) => address.includes(':')))
  if (!its) return []
  return (device?.addresses ?? [])
    .filter((address) => families.has(address.includes(':')))
    .map((gateway) => {
      const family = gateway.includes(':') ? '-6' : '-4'
      run('ip', ['-n', its.namespace, family, 'route', 'replace', gateway, 'dev', its.interface])
      const socket = `socket.socket(socket.AF_INET${family === '-6' ? '6' : ''}, socket.SOCK_DGRAM)`
      const say = `import socket, time; ${socket}.sendto(b"x", ("${gateway}", 9)); time.sleep(0.5)`
      run('ip', ['netns', 'exec', its.namespace, 'python3', '-c', say])
      const found = JSON.parse(run('ip', ['-n', its.namespace, '-j', 'neigh', 'show', gateway])) as {
        lladdr?: string
      }[]
      return { gateway, mac: found[0]?.lladdr }
    })
}

/** All nodes that forward become switches. */
export const asSwitch = (node: TopologyNode): TopologyNode => (isEndNode(node) ? node : { ...node, target: 'openflow' })
