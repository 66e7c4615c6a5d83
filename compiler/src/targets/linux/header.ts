import type { DeviceContext } from './device-context.js'
import { linuxNameOf } from './interface-names.js'

/** What the comments at the top of each file say: whose it is, what its interfaces are called in the network, and which gateways ParaNet
 *  assigned, so that next hops by them say no address. */
export interface Header {
  readonly device?: string
  /** Linux name → name in the network, where they differ. */
  readonly names: ReadonlyMap<string, string>
  /** `LINUXNAME ADDRESS` */
  readonly assigned: ReadonlySet<string>
}

/** The lines, each behind the comment sign of the file's language. */
export function renderHeader(sign: string, device: string, context: DeviceContext, names: readonly string[]): string[] {
  const lines = [`${sign} ParaNet configuration of ${JSON.stringify(device)}`]
  for (const name of names)
    if (linuxNameOf(name) !== name) lines.push(`${sign} interface ${linuxNameOf(name)} is ${JSON.stringify(name)}`)
  for (const { name, gateway } of context.interfaces)
    for (const address of [gateway[4], gateway[6]])
      if (address !== undefined) lines.push(`${sign} gateway ${address} on ${linuxNameOf(name)} is assigned`)
  return lines
}

/** Reads what `renderHeader` wrote, wherever in the file it stands. */
export function readHeader(text: string): Header {
  const device = /^[!#] ParaNet configuration of (".*")\s*$/m.exec(text)?.[1]
  const names = new Map([['lo', 'local']])
  for (const [, linux = '', name = ''] of text.matchAll(/^[!#] interface (\S+) is (".*")\s*$/gm)) {
    const read = readText(name)
    if (read !== undefined) names.set(linux, read)
  }
  const assigned = new Set<string>()
  for (const [, address = '', linux = ''] of text.matchAll(/^[!#] gateway (\S+) on (\S+) is assigned\s*$/gm))
    assigned.add(`${linux} ${address}`)
  const read = device === undefined ? undefined : readText(device)
  return { ...(read === undefined ? {} : { device: read }), names, assigned }
}

function readText(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json)
    return typeof value === 'string' ? value : undefined
  } catch {
    return undefined
  }
}
