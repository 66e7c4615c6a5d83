import type { DeviceState, IpAddress, NetworkState, OwnerLedger, TopologyIndex } from '@paranet/network'
import { hostOf, isEndNode } from '@paranet/network'
import type { ArtifactFile, ParsedArtifact } from '@paranet/compiler'
import { artifactFiles, linuxNameOf, readKernel, renderDevice, routerMac } from '@paranet/compiler'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync, chownSync, chmodSync, existsSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { run } from './commands.js'
import { observeSwitch, startSwitch } from './switches.js'

/** A port of the network as the lab has it: the namespace and interface of whoever is behind it, and the device's interface that it faces. */
export interface LabPort {
  readonly namespace: string
  readonly interface: string
  readonly mac: string
  readonly deviceMac: string
}

let labs = 0

/** A topology as network namespaces on this machine: a namespace per device, with FRR (zebra, staticd), iproute2 and nftables, or Open vSwitch as its
 *  target says; one per end; one behind each `lan` and each external interface. Everything goes when it is disposed. */
export class Lab {
  readonly index: TopologyIndex
  readonly folder: string
  readonly #prefix = `pnl${process.pid.toString(36)}${(labs++).toString(36)}x`
  readonly #pidFiles: string[] = []
  readonly #namespaces: string[] = []
  readonly #artifacts = new Map<string, string>()
  readonly #ports = new Map<string, LabPort>()

  constructor(index: TopologyIndex) {
    this.index = index
    this.folder = mkdtempSync(join(tmpdir(), 'paranet-lab-'))
    chmodSync(this.folder, 0o755)
  }

  /** Builds namespaces and links, and loads what the devices get. */
  up(state: NetworkState, ledger?: OwnerLedger): void {
    this.#build()
    for (const node of this.index.nodes)
      if (!isEndNode(node)) this.#load(node.name, state.get(node.name) as DeviceState, ledger?.get(node.name))
  }

  namespaceOf(node: string): string {
    return `${this.#prefix}${this.index.nodeId.get(node)}`
  }

  get namespaces(): readonly string[] {
    return this.#namespaces
  }

  portOf(device: string, name: string): LabPort | undefined {
    return this.#ports.get(`${device} ${name}`)
  }

  /** The node whose namespace it is; of those behind `lan` and external interfaces the name that `portOf` gave. */
  nodeOf(namespace: string): string | undefined {
    return this.index.nodes.find(({ name }) => this.namespaceOf(name) === namespace)?.name
  }

  /** What a device was given. */
  artifactOf(device: string): string {
    return this.#artifacts.get(device) ?? ''
  }

  exec(node: string, ...command: string[]): string {
    return run('ip', ['netns', 'exec', this.namespaceOf(node), ...command])
  }

  /** What `tc class show` prints of a device, by interface. */
  classes(device: string, ...options: string[]): Record<string, string> {
    const found = JSON.parse(run('ip', ['-n', this.namespaceOf(device), '-j', 'link'])) as { ifname: string }[]
    return Object.fromEntries(
      found.map(({ ifname }) => [ifname, this.exec(device, 'tc', ...options, 'class', 'show', 'dev', ifname)]),
    )
  }

  /** What a device's kernel does now, read from its lowest layer. */
  observe(device: string): ParsedArtifact {
    if (this.#isSwitch(device)) return observeSwitch(this, device)
    const json = (...command: string[]) => JSON.parse(this.exec(device, ...command)) as unknown[]
    const output = {
      routes4: json('ip', '-4', '-j', 'route', 'show', 'table', 'all'),
      routes6: json('ip', '-6', '-j', 'route', 'show', 'table', 'all'),
      rules: [...json('ip', '-4', '-j', 'rule'), ...json('ip', '-6', '-j', 'rule')],
      ruleset: json('nft', '-j', 'list', 'ruleset'),
      classes: this.classes(device),
    }
    return readKernel(device, output, this.artifactOf(device))
  }

  /** A device's files as its daemons print what they run, under the comments of what was loaded: those no daemon keeps. */
  printed(device: string): ArtifactFile[] {
    const node = this.index.nodes[this.index.nodeId.get(device) ?? -1]
    const files = node ? artifactFiles(node, this.artifactOf(device)) : []
    return files.map(({ name, text }) => {
      const file = name.slice(name.indexOf('/') + 1)
      const notes = text.split('\n').filter((line) => /^[!#]/.test(line))
      const own = this.#printedFile(device, file)
      return { name: file, text: own === undefined ? text : [...notes, own].join('\n') }
    })
  }

  #printedFile(device: string, file: string): string | undefined {
    if (file === 'nftables.nft') return this.exec(device, 'nft', 'list', 'ruleset')
    if (file === 'frr.conf')
      return run('vtysh', ['--vty_socket', this.socketFolder(device), '-c', 'show running-config'])
    return undefined
  }

  /** Gives addresses to whoever is behind a port, so that it answers for them. */
  own(port: LabPort, addresses: Iterable<IpAddress>): void {
    const lines = [...addresses].map(
      (one) =>
        `address replace ${one}/${one.includes(':') ? '128' : '32'} dev ${port.interface}${one.includes(':') ? ' nodad' : ''}`,
    )
    run('ip', ['-n', port.namespace, '-batch', '-'], `${lines.join('\n')}\n`)
  }

  #isSwitch(device: string): boolean {
    return this.index.nodes[this.index.nodeId.get(device) ?? -1]?.target === 'openflow'
  }

  /** Takes a link down, at one end; the other loses its carrier. */
  cut(link: string): void {
    const end = this.index.links[this.index.linkId.get(link) ?? -1]?.ends[0]
    if (end) run('ip', ['-n', this.namespaceOf(end.node), 'link', 'set', linuxNameOf(end.interface), 'down'])
  }

  /** Where the daemons of a device listen. */
  socketFolder(node: string): string {
    return join(this.folder, 'run', `${this.index.nodeId.get(node)}`)
  }

  [Symbol.dispose](): void {
    for (const file of this.#pidFiles) {
      const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
      if (pid > 1)
        try {
          process.kill(pid)
        } catch {
          // It has ended by itself.
        }
    }
    for (const name of this.#namespaces)
      try {
        run('ip', ['netns', 'del', name])
      } catch {
        // It never came to be.
      }
    rmSync(this.folder, { recursive: true, force: true })
  }

  #build(): void {
    const { index } = this
    for (const node of index.nodes) this.#add(this.namespaceOf(node.name))
    const lines: string[] = []
    const veth = (a: string, aName: string, b: string, bName: string) =>
      lines.push(`link add ${aName} netns ${a} type veth peer name ${bName} netns ${b}`)
    for (const { ends } of index.links)
      veth(
        this.namespaceOf(ends[0].node),
        linuxNameOf(ends[0].interface),
        this.namespaceOf(ends[1].node),
        linuxNameOf(ends[1].interface),
      )
    const behind = new Map<string, string>()
    for (const port of index.ports.filter(({ kind }) => kind === 'stub' || kind === 'external')) {
      const device = index.nodes[port.device]?.name ?? ''
      const name = `${this.namespaceOf(device)}_${behind.size}`
      behind.set(`${device} ${port.interface}`, name)
      this.#add(name)
      veth(this.namespaceOf(device), linuxNameOf(port.interface), name, 'eth0')
    }
    run('ip', ['-batch', '-'], `${lines.join('\n')}\n`)
    for (const name of this.#namespaces) this.#raise(name)
    const macs = new Map(this.#namespaces.map((name) => [name, macsOf(name)]))
    for (const port of index.ports) {
      const device = index.nodes[port.device]?.name ?? ''
      if (port.kind === 'local') continue
      const deviceMac = this.#isSwitch(device)
        ? routerMac(device)
        : (macs.get(this.namespaceOf(device))?.get(linuxNameOf(port.interface)) ?? '')
      const namespace =
        behind.get(`${device} ${port.interface}`) ?? this.namespaceOf(index.nodes[port.end ?? -1]?.name ?? '')
      const link = index.links[port.link ?? -1]?.ends.find(({ node }) => node !== device)
      const its = link ? linuxNameOf(link.interface) : 'eth0'
      this.#ports.set(`${device} ${port.interface}`, {
        namespace,
        interface: its,
        mac: macs.get(namespace)?.get(its) ?? '',
        deviceMac,
      })
    }
    this.#addressEnds()
  }

  /** Ends own their addresses on every link; who is behind an external interface owns the rest of its small network. */
  #addressEnds(): void {
    for (const port of this.index.ports) {
      const lab = this.portOf(this.index.nodes[port.device]?.name ?? '', port.interface)
      const end = this.index.nodes[port.end ?? -1]
      if (lab && end) this.own(lab, end.addresses)
    }
    for (const { node, name, external, addresses } of this.index.topology.interfaces) {
      const lab = this.portOf(node, name)
      if (!external || !lab) continue
      const other = (text: string) => text.replace(/(\d+)$/, (last) => `${Number(last) ^ 3}`)
      this.own(
        lab,
        addresses
          .map(hostOf)
          .filter((one) => !one.includes(':'))
          .map((one) => other(one) as IpAddress),
      )
    }
  }

  #add(name: string): void {
    run('ip', ['netns', 'add', name])
    this.#namespaces.push(name)
    const settings = [
      'ipv6.conf.all.accept_dad',
      'ipv6.conf.default.accept_dad',
      'ipv4.conf.all.rp_filter',
      'ipv4.conf.default.rp_filter',
    ]
    run('ip', ['netns', 'exec', name, 'sysctl', '-qw', ...settings.map((key) => `net.${key}=0`)])
  }

  #raise(name: string): void {
    const found = JSON.parse(run('ip', ['-n', name, '-j', 'link'])) as { ifname: string }[]
    run('ip', ['-n', name, '-batch', '-'], found.map(({ ifname }) => `link set ${ifname} up\n`).join(''))
    // Whoever is behind a port answers for its addresses and says nothing to packets.
    if (!this.index.nodes.some((node) => !isEndNode(node) && this.namespaceOf(node.name) === name))
      run('ip', ['netns', 'exec', name, 'nft', '-f', '-'], quiet)
  }

  #load(device: string, state: DeviceState, owners?: ReturnType<OwnerLedger['get']>): void {
    const node = this.index.nodes[this.index.nodeId.get(device) ?? -1]
    if (!node) return
    const artifact = renderDevice(node, state, this.index, owners)
    this.#artifacts.set(device, artifact)
    const files = artifactFiles(node, artifact)
    for (const { name, text } of files) {
      const path = join(this.folder, name)
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, text, { mode: 0o755 })
    }
    const path = (name: string) => join(this.folder, encodeURIComponent(device), name)
    if (node.target === 'openflow') {
      this.#pidFiles.push(...['v.pid', 'db.pid'].map((name) => join(this.socketFolder(device), name)))
      startSwitch(this, node, path('switch.sh'))
      return
    }
    this.exec(device, 'sysctl', '-qp', path('sysctl.conf'))
    this.exec(device, 'sh', path('rules.sh'))
    this.exec(device, 'sh', path('queues.sh'))
    this.exec(device, 'nft', '-f', path('nftables.nft'))
    if (node.target === 'frr') this.#startFrr(device, path('frr.conf'))
    else this.exec(device, 'sh', path('routes.sh'))
  }

  #startFrr(device: string, configuration: string): void {
    this.startFrr(this.namespaceOf(device), this.socketFolder(device), configuration)
  }

  /** Starts FRR's daemons in a namespace, listening in a folder, with what a file says. */
  startFrr(namespace: string, folder: string, configuration: string): void {
    const text = readFileSync(configuration, 'utf8')
    mkdirSync(folder, { recursive: true })
    const [, , uid, gid] = (/^frr:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0] ?? '').split(':')
    chownSync(folder, Number(uid), Number(gid))
    for (const [daemon, more] of [
      ['zebra', ['-A', '127.0.0.1']],
      ['staticd', []],
      ...(/^router bgp /m.test(text) ? [['bgpd', []] as const] : []),
      ...(/^router ospf$/m.test(text) ? [['ospfd', []] as const] : []),
    ] as const) {
      const pidFile = join(folder, `${daemon}.pid`)
      this.#pidFiles.push(pidFile)
      const sockets = ['--vty_socket', folder, '-z', join(folder, 'zserv.api'), '-i', pidFile]
      run('ip', [
        'netns',
        'exec',
        namespace,
        `/usr/lib/frr/${daemon}`,
        '-d',
        ...sockets,
        ...more,
        '-P',
        '0',
        '-f',
        '/dev/null',
      ])
    }
    run('vtysh', ['--vty_socket', folder, '-f', configuration])
  }
}

const quiet = `table inet quiet { chain input { type filter hook input priority 0; policy drop; icmpv6 type 133-137 accept\n}\n}\n`

const macsOf = (namespace: string): Map<string, string> =>
  new Map(
    (JSON.parse(run('ip', ['-n', namespace, '-j', 'link'])) as { ifname: string; address: string }[]).map((one) => [
      one.ifname,
      one.address,
    ]),
  )
