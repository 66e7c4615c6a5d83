import type { TopologyGroup } from '@paranet/network'
import type { ImportResult } from '../import-result.js'
import { buildTopology } from '../shared/build-topology.js'
import { cleanName } from '../shared/clean-name.js'
import { fieldsOf, isFields, itemsOf, textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import { readCables } from './cables.js'
import { readDevices } from './devices.js'
import { readInterfaces } from './interfaces.js'
import { nameOf, netboxLists } from './netbox-lists.js'
import { readPrefixes } from './prefixes.js'

const read: ReadonlySet<string> = new Set([
  'devices',
  'interfaces',
  'cables',
  'sites',
  'device-roles',
  'device-types',
  'manufacturers',
  'ip-addresses',
  'prefixes',
  'paranet',
])

/** Reads lists of NetBox (https://netboxlabs.com/docs/netbox): devices become nodes by their role, cables links (their length is their
 *  latency), interfaces and their addresses interfaces, sites regions and places, tags groups. A subnet of a port without a cable is a prefix
 *  of its device. Panels are passed through where NetBox says what lies behind them (`connected_endpoints`). */
export function importNetbox(document: unknown, report: ImportReport): ImportResult {
  const lists = netboxLists(document)
  const devices = readDevices(lists, report)
  if (devices.size === 0) {
    report.error(
      'malformed-json',
      'no devices in the file',
      '',
      'a list of dcim/devices, as its REST interface gives it',
    )
    return report.result()
  }
  for (const [name, items] of lists)
    if (!read.has(name) && items.length > 0) report.lose(`${items.length} ${name}`, 'the file', 'a network has none')
  const interfaces = readInterfaces(lists, devices, report)
  const links = readCables(lists, devices, interfaces, report)
  const drafts = readPrefixes(lists, devices, interfaces, links, report)
  const own = isFields(document) ? fieldsOf(document['paranet']) : {}
  const { name, ...given } = own
  return buildTopology(
    {
      names: [textOf(name)],
      given: { groups: tagGroups(lists.get('devices') ?? []), ...given },
      ...drafts,
      links: links.map(({ draft }) => draft),
    },
    report,
  )
}

/** Groups of devices by their tags, in the order of the first use. */
function tagGroups(devices: readonly { readonly fields: Readonly<Record<string, unknown>> }[]): TopologyGroup[] {
  const members = new Map<string, string[]>()
  for (const { fields } of devices)
    for (const tag of itemsOf(fields['tags'])) {
      const name = cleanName(nameOf(tag))
      const its = members.get(name) ?? []
      members.set(name, its)
      const device = cleanName(nameOf(fields['name']))
      if (device !== '') its.push(device)
    }
  return [...members].flatMap(([name, its]) => (name === '' ? [] : [{ name, members: [...new Set(its)] }]))
}
