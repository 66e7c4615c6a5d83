import { chownSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RoutedNetwork } from '../../support/routed-network.js'
import { towards } from '../../support/routed-network.js'
import { run } from './commands.js'

let labs = 0

/** Routers with hand-written FRR configurations, a namespace each. Everything goes when it is disposed. */
export class RoutedLab {
  readonly #folder = mkdtempSync(join(tmpdir(), 'pn-routed-'))
  readonly #prefix = `pnr${process.pid.toString(36)}${(labs++).toString(36)}x`
  readonly #routers: string[] = []
  readonly #pidFiles: string[] = []

  constructor({ links, confs }: RoutedNetwork) {
    const [, , uid = '0', gid = '0'] = (/^frr:.*$/m.exec(readFileSync('/etc/passwd', 'utf8'))?.[0] ?? '').split(':')
    chownSync(this.#folder, Number(uid), Number(gid))
    for (const name of confs.keys()) this.#addRouter(name)
    for (const [a, b] of links) this.#addLink(a, b)
    for (const [name, conf] of confs) this.#start(name, conf, [Number(uid), Number(gid)])
  }

  /** `PREFIX → [INTERFACE via ADDRESS, …]` of the routes that daemons of the protocol have put into the kernel, sorted. */
  routes(router: string, protocol: 'ospf' | 'bgp'): Map<string, string[]> {
    const text = run('ip', ['-n', this.#prefix + router, '-4', '-j', 'route', 'show', 'proto', protocol])
    const hopOf = ({ dev, gateway, via }: KernelHop) => `${dev} via ${gateway ?? via?.host}`
    return new Map(
      (JSON.parse(text || '[]') as KernelRoute[]).map(({ dst, nexthops, ...one }) => [
        dst === 'default' ? '0.0.0.0/0' : dst.includes('/') ? dst : `${dst}/32`,
        (nexthops ?? [one]).map(hopOf).sort(),
      ]),
    )
  }

  /** What a daemon prints. */
  show(router: string, command: string): string {
    return run('vtysh', ['--vty_socket', join(this.#folder, router), '-c', command])
  }

  #addRouter(name: string): void {
    this.#routers.push(name)
    run('ip', ['netns', 'add', this.#prefix + name])
    run('ip', ['-n', this.#prefix + name, 'link', 'set', 'lo', 'up'])
    run('ip', ['netns', 'exec', this.#prefix + name, 'sysctl', '-qw', 'net.ipv4.ip_forward=1'])
  }

  #addLink(a: string, b: string): void {
    const [from, to] = [this.#prefix + a, this.#prefix + b]
    const ends = ['name', towards(a, b), 'netns', from, 'type', 'veth', 'peer', 'name', towards(b, a), 'netns', to]
    run('ip', ['link', 'add', ...ends])
    run('ip', ['-n', from, 'link', 'set', towards(a, b), 'up'])
    run('ip', ['-n', to, 'link', 'set', towards(b, a), 'up'])
  }

  #start(name: string, conf: string, [uid, gid]: readonly [number, number]): void {
    const folder = join(this.#folder, name)
    mkdirSync(folder)
    chownSync(folder, uid, gid)
    const file = join(folder, 'frr.conf')
    writeFileSync(file, conf)
    const daemons = ['zebra', 'staticd']
    if (/^router ospf$/m.test(conf)) daemons.push('ospfd')
    if (/^router bgp /m.test(conf)) daemons.push('bgpd')
    for (const daemon of daemons) {
      const pidFile = join(folder, `${daemon}.pid`)
      this.#pidFiles.push(pidFile)
      const sockets = ['--vty_socket', folder, '-z', join(folder, 'zserv.api'), '-i', pidFile, '-P', '0']
      const listening =
        daemon === 'zebra' ? ['-A', '127.0.0.1'] : daemon === 'bgpd' ? ['-l', '0.0.0.0', '-p', '179'] : []
      const command = [`/usr/lib/frr/${daemon}`, '-d', ...sockets, ...listening, '-f', '/dev/null']
      run('ip', ['netns', 'exec', this.#prefix + name, ...command])
    }
    run('vtysh', ['--vty_socket', folder, '-f', file])
  }

  [Symbol.dispose](): void {
    for (const file of this.#pidFiles) {
      const pid = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0
      try {
        if (pid > 1) process.kill(pid)
      } catch {
        // It has ended by itself.
      }
    }
    for (const name of this.#routers) run('ip', ['netns', 'del', this.#prefix + name])
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

interface KernelHop {
  readonly dev?: string
  readonly gateway?: string
  readonly via?: { readonly host: string }
}

interface KernelRoute extends KernelHop {
  readonly dst: string
  readonly nexthops?: readonly KernelHop[]
}
