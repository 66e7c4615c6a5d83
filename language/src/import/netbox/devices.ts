import type { NodeType, Place } from '@paranet/network'
import { parseAddress } from '@paranet/network'
import { type Fields, fieldsOf, isFields, itemsOf, placeOf, textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import { nameOf, type NetboxItem, type NetboxLists, ownOf, restLabels, slugOf } from './netbox-lists.js'
import { isPassive, typeOfWords } from './roles.js'

/** A device that becomes a node. */
export interface Device {
  readonly id: string
  readonly name: string
  readonly type: NodeType
  readonly labels: Readonly<Record<string, string>>
  readonly region: string
  readonly location: Place | undefined
  /** What an export of ours wrote of it. */
  readonly own: Fields | undefined
  /** Of its primary addresses, without lengths. */
  readonly primary: readonly string[]
  readonly pointer: string
}

/** Devices by `#ID` and by name. */
export class Devices {
  readonly #byKey = new Map<string, Device>()
  readonly all: Device[] = []
  /** Panels and the like: no nodes, but known. */
  readonly passive = new Set<string>()

  get size(): number {
    return this.all.length
  }

  add(device: Device, keys: readonly string[]): void {
    this.all.push(device)
    for (const key of keys) if (key !== '' && !this.#byKey.has(key)) this.#byKey.set(key, device)
  }

  /** The device that a reference names: `{ id, name }`, a number, or a name. */
  find(reference: unknown): Device | undefined {
    return keysOf(reference)
      .map((key) => this.#byKey.get(key))
      .find((device) => device !== undefined)
  }

  isPassive(reference: unknown): boolean {
    return keysOf(reference).some((key) => this.passive.has(key))
  }
}

/** The names under which a reference may be known: its id, else its name. */
export function keysOf(reference: unknown): string[] {
  if (typeof reference === 'number') return [`#${reference}`]
  if (!isFields(reference)) return textOf(reference) === '' ? [] : [textOf(reference)]
  const { id, name } = reference
  return [...(typeof id === 'number' ? [`#${id}`] : []), ...(typeof name === 'string' ? [name] : [])]
}

const handled: ReadonlySet<string> = new Set([
  'name',
  'site',
  'latitude',
  'longitude',
  'primary_ip',
  'primary_ip4',
  'primary_ip6',
  'device_role',
])

/** The devices of the lists, in their order. Panels, power units and shelves are no nodes. */
export function readDevices(lists: NetboxLists, report: ImportReport): Devices {
  const sites = sitesOf(lists.get('sites') ?? [], report)
  const devices = new Devices()
  for (const { fields, pointer } of lists.get('devices') ?? []) {
    const { id, name } = fields
    const number = typeof id === 'number' ? `#${id}` : ''
    const its = textOf(name) || (number === '' ? '' : `device-${textOf(id)}`)
    const role = slugOf(fields['role'] ?? fields['device_role'])
    const own = ownOf(fields)
    if (!own && isPassive(role)) {
      devices.passive.add(number).add(its)
      report.lose(`the device "${its}"`, pointer, `a ${role} forwards no packets`)
      continue
    }
    const model = slugOf(fields['device_type'])
    const type = typeOfWords(role, nameOf(fields['role'] ?? fields['device_role']), model)
    if (type === undefined && !own)
      report.warn('unknown-type', `the role "${role}" of "${its}" means no node type: it is read as a router`, pointer)
    const site = siteOf(fields['site'], sites)
    const onLoss = (key: string) => report.lose(`"${key}"`, its, 'a label is a text')
    const labels = { role, ...restLabels(fields, handled, onLoss) }
    devices.add(
      {
        id: number || its,
        name: its,
        type: type ?? 'router',
        labels: Object.fromEntries(Object.entries(labels).filter(([, text]) => text !== '')),
        region: site?.name ?? nameOf(fields['site']),
        location: placeOf(fields['latitude'] ?? '', fields['longitude'] ?? '') ?? site?.location,
        own,
        primary: [fields['primary_ip4'] ?? fields['primary_ip'], fields['primary_ip6']]
          .map((ip) => (isFields(ip) ? textOf(ip['address']) : textOf(ip)).replace(/\/.*$/, ''))
          .filter((address) => isAddress(address, its, report)),
        pointer,
      },
      [number, its],
    )
  }
  return devices
}

/** Whether an address can be read; what cannot is lost. */
function isAddress(text: string, where: string, report: ImportReport): boolean {
  if (text === '' || parseAddress(text)) return text !== ''
  report.lose(`the primary address "${text.slice(0, 60)}"`, where, 'it is no address')
  return false
}

interface Site {
  readonly name: string
  readonly location: Place | undefined
}

function sitesOf(items: readonly NetboxItem[], report: ImportReport): ReadonlyMap<string, Site> {
  const sites = new Map<string, Site>()
  for (const { fields } of items) {
    const { id, name, slug, latitude, longitude } = fields
    const site = { name: nameOf(name), location: placeOf(latitude ?? '', longitude ?? '') }
    for (const key of [typeof id === 'number' ? `#${id}` : '', textOf(name), textOf(slug)])
      if (key !== '') sites.set(key, site)
    const tags = itemsOf(fields['tags']).length > 0 ? ['tags'] : []
    const rest = tags.concat(
      Object.keys(restLabels(fields, new Set(['name', 'slug', 'latitude', 'longitude', 'status']), () => undefined)),
    )
    if (rest.length > 0) report.lose(rest.join(', '), `site ${site.name}`, 'a region is a name')
  }
  return sites
}

const siteOf = (reference: unknown, sites: ReadonlyMap<string, Site>): Site | undefined =>
  [...keysOf(reference), textOf(fieldsOf(reference)['slug'])]
    .map((key) => sites.get(key))
    .find((site) => site !== undefined)
