import type { Coverage, EntryCoverage, EntryUse, LinkCoverage } from '@paranet/verifier'
import { colour } from './console-output.js'

const uses: readonly EntryUse[] = ['used', 'standby', 'idle', 'shadowed']

/** What intents use, for people: counts per device, entries that nothing gets to or nobody owns, links. `isVerbose`: idle entries and busy links too. */
export function coverageText({ entries, links, unusedDevices }: Coverage, isVerbose: boolean): string {
  const devices = [...new Set(entries.map(({ device }) => device))]
  const lines = [
    ...devices.map((device) => deviceLine(device, entries)),
    ...unusedDevices.map((device) => colour.yellow(`no packet of any intent comes to ${device}`)),
    ...entries.flatMap((entry) => entryLines(entry, isVerbose)),
    ...links.filter(({ intents }) => isVerbose || intents.length === 0).map(linkLine),
  ]
  return [...lines, countsOf(entries)].join('\n')
}

const deviceLine = (device: string, entries: readonly EntryCoverage[]): string =>
  `${device}: ${countsOf(entries.filter((entry) => entry.device === device))}`

function countsOf(entries: readonly EntryCoverage[]): string {
  const counts = uses.map((use) => `${entries.filter((entry) => entry.use === use).length} ${use}`)
  const unowned = entries.filter((entry) => entry.unowned).length
  return `${entries.length} entries, ${counts.join(', ')}${unowned === 0 ? '' : `, ${unowned} of nobody`}`
}

function entryLines({ device, key, use, shadowedBy = [], unowned }: EntryCoverage, isVerbose: boolean): string[] {
  const isShown = use === 'shadowed' || unowned || (isVerbose && use === 'idle')
  if (!isShown) return []
  const owner = unowned ? ', no intent owns it' : ''
  return [
    `${colour.yellow('!')} ${device}: ${key}  ${use}${owner}`,
    ...shadowedBy.map((other) => colour.dim(`    behind ${other}`)),
  ]
}

function linkLine({ link, intents, inFailures }: LinkCoverage): string {
  const count = (those: readonly string[]) => `${those.length} ${those.length === 1 ? 'intent' : 'intents'}`
  return `link ${link}: ${count(intents)}, ${count(inFailures)} more while one link is down`
}
