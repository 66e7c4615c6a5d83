import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** Where modules are looked for: a folder of published ones first, then what the tests write down, then Debian's. */
export const yangPath: readonly string[] = [
  ...(process.env.PARANET_YANG ? [process.env.PARANET_YANG] : []),
  fileURLToPath(new URL('../../data/yang', import.meta.url)),
  '/usr/share/yuma/modules/ietf',
]

const names: Readonly<Record<string, readonly string[]>> = {
  ietf: [
    'ietf-interfaces',
    'iana-if-type',
    'ietf-ip',
    'ietf-routing',
    'ietf-ipv4-unicast-routing',
    'ietf-ipv6-unicast-routing',
    'ietf-access-control-list',
  ],
  openconfig: [
    'iana-if-type',
    'openconfig-interfaces',
    'openconfig-if-ip',
    'openconfig-network-instance',
    'openconfig-local-routing',
    'openconfig-network-instance-types',
    'openconfig-policy-types',
    'openconfig-acl',
  ],
}

/** The files of the modules that documents of a target use. Throws where one is missing. */
export const modulesOf = (target: string): string[] => (names[target] ?? []).map(fileOf)

function fileOf(name: string): string {
  for (const folder of yangPath) {
    if (!existsSync(folder)) continue
    const file = readdirSync(folder).find((one) => one.replace(/(@.*)?\.yang$/, '') === name)
    if (file !== undefined) return join(folder, file)
  }
  throw new Error(`no YANG module ${name} in ${yangPath.join(', ')}`)
}
