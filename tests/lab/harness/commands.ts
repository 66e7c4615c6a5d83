import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

/** Runs a command to its end, at most a minute. Throws with what it said where it fails. */
export function run(command: string, args: readonly string[], input = ''): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    input,
    encoding: 'utf8',
    timeout: 60_000,
    maxBuffer: 256 << 20,
  })
  if (status !== 0)
    throw new Error(
      `${command} ${args.join(' ').slice(0, 300)}: ${error?.message ?? ''} ${stderr.slice(0, 2000)} ${stdout.slice(0, 500)}`,
    )
  return stdout
}

const programs = {
  ip: ['/usr/sbin/ip', '/sbin/ip'],
  nft: ['/usr/sbin/nft'],
  tc: ['/usr/sbin/tc', '/sbin/tc'],
  zebra: ['/usr/lib/frr/zebra'],
  vtysh: ['/usr/bin/vtysh'],
  'ovs-ofctl': ['/usr/bin/ovs-ofctl'],
  'ovs-vswitchd': ['/usr/sbin/ovs-vswitchd'],
  'ovsdb-server': ['/usr/sbin/ovsdb-server'],
  yanglint: ['/usr/bin/yanglint'],
  netconfd: ['/usr/sbin/netconfd'],
  python3: ['/usr/bin/python3', '/usr/local/bin/python3'],
}

const isOnPath = (name: string): boolean =>
  (process.env.PATH ?? '').split(':').some((folder) => existsSync(join(folder, name)))

/** What a lab lacks here, as `needs …`; undefined where it has all. In CI nothing may be lacking. */
export function missing(...names: (keyof typeof programs)[]): string | undefined {
  const lacking: string[] = names.filter((name) => !programs[name].some((path) => existsSync(path)) && !isOnPath(name))
  if (process.getuid?.() !== 0) lacking.unshift('root')
  if (lacking.length === 0) return undefined
  if (process.env.CI) throw new Error(`the lab needs ${lacking.join(', ')}`)
  return `needs ${lacking.join(', ')}`
}
