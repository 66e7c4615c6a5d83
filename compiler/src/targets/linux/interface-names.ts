import { localInterface } from '@paranet/network'
import { createHash } from 'node:crypto'

/** Words that the commands of FRR, iproute2 or nftables take for something else where an interface is expected. */
const reserved = new Set([
  'lo',
  'all',
  'any',
  'default',
  'blackhole',
  'reject',
  'null0',
  'label',
  'nexthop-vrf',
  'onlink',
  'table',
  'tag',
  'vrf',
  'color',
  'dev',
  'via',
  'bfd',
])

/** The Linux name of an interface: `local` is `lo`; a name that Linux and all commands take stays; of any other its first letters and a hash
 *  of the whole, so that the same name is the same everywhere. At most 15 characters. */
export function linuxNameOf(name: string): string {
  let known = linuxNames.get(name)
  if (known === undefined) {
    if (linuxNames.size >= mostNames) linuxNames.clear()
    linuxNames.set(name, (known = makeLinuxName(name)))
  }
  return known
}

/** The same names are asked for again and again. */
const linuxNames = new Map<string, string>()
const mostNames = 100_000

function makeLinuxName(name: string): string {
  if (name === localInterface) return 'lo'
  if (/^[A-Za-z][A-Za-z0-9_.-]{0,14}$/.test(name) && !reserved.has(name.toLowerCase()) && !isHashed(name)) return name
  const letters = name.replace(/[^A-Za-z0-9]/g, '').slice(0, 5)
  return `${/^[A-Za-z]/.test(letters) ? letters : `i${letters.slice(0, 4)}`}_${hash(name)}`
}

/** A name that looks like one of ours is hashed too, so that no two names meet. */
const isHashed = (name: string): boolean => /_[0-9a-f]{8}$/.test(name)

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8)
