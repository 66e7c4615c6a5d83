import { type Fields, isFields, itemsOf, textOf } from '../shared/draft.js'
import { escaped } from '../shared/json-places.js'

/** An object of NetBox with its place in the document. */
export interface NetboxItem {
  readonly fields: Fields
  readonly pointer: string
}

export type NetboxLists = ReadonlyMap<string, readonly NetboxItem[]>

/** The lists of a NetBox document by the last word of their REST path (`devices`, `ip-addresses`): an object of lists by path or name
 *  (`dcim/devices`, `ip_addresses`), each an array or a page with `results`; or one page, told by the `url` of its items. */
export function netboxLists(document: unknown): NetboxLists {
  const lists = new Map<string, NetboxItem[]>()
  const add = (name: string, value: unknown, pointer: string) => {
    const items = Array.isArray(value) ? value : isFields(value) ? itemsOf(value['results']) : []
    const base = Array.isArray(value) ? pointer : `${pointer}/results`
    const known = lists.get(name) ?? []
    lists.set(name, known)
    for (const [i, fields] of items.entries()) if (isFields(fields)) known.push({ fields, pointer: `${base}/${i}` })
  }
  if (!isFields(document)) return lists
  const page = pageName(document)
  if (page !== undefined) add(page, document, '')
  else for (const [key, value] of Object.entries(document)) add(listName(key), value, `/${escaped(key)}`)
  return lists
}

/** Whether a JSON document holds lists of NetBox. */
export function isNetbox(document: unknown): boolean {
  if (!isFields(document)) return false
  if (pageName(document) !== undefined) return true
  const names = Object.keys(document).map(listName)
  return names.includes('devices') && names.some((name) => others.has(name)) && !('topology' in document)
}

const others: ReadonlySet<string> = new Set([
  'interfaces',
  'cables',
  'sites',
  'ip-addresses',
  'prefixes',
  'device-roles',
])

const listName = (key: string): string =>
  key
    .toLowerCase()
    .replace(/\/$/, '')
    .replace(/^.*[/.]/, '')
    .replaceAll('_', '-')

/** The list that a single page is of. */
function pageName(document: Fields): string | undefined {
  const [first] = itemsOf(document['results'])
  const url = isFields(first) ? textOf(first['url']) : ''
  return /\/api\/[\w-]+\/([\w-]+)\/\d+\/?$/.exec(url)?.[1]
}

/** The text of a reference or a choice: NetBox writes `{ name, slug }`, `{ value, label }`, or in its bulk import the name alone. */
export function nameOf(value: unknown): string {
  if (!isFields(value)) return textOf(value)
  return (
    [value['name'], value['value'], value['model'], value['prefix'], value['display'], value['slug']]
      .map(textOf)
      .find((text) => text !== '') ?? ''
  )
}

/** The machine name of a reference or choice, where it has one. */
export const slugOf = (value: unknown): string =>
  isFields(value) ? textOf(value['slug'] ?? value['value']) || nameOf(value) : textOf(value)

/** The attributes that an export of ours wrote into the custom field `paranet`. */
export function ownOf(fields: Fields): Fields | undefined {
  const custom = isFields(fields['custom_fields']) ? fields['custom_fields']['paranet'] : undefined
  const value = fields['cf_paranet'] ?? custom
  if (typeof value !== 'string') return isFields(value) ? value : undefined
  try {
    const parsed: unknown = JSON.parse(value)
    return isFields(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

/** Keys that keep the books of NetBox and say nothing of the network. */
const bookkeeping =
  /^(?:id|url|display|display_url|created|last_updated|custom_fields|cf_paranet|tags|owner|_.*|.*_count|count_.*)$/

/** What of an object is not handled elsewhere: simple values, choices and references as labels, lists and objects told to `onLoss`. */
export function restLabels(
  fields: Fields,
  handled: ReadonlySet<string>,
  onLoss: (key: string) => void,
): Record<string, string> {
  const entries = Object.entries(fields).filter(([key]) => !handled.has(key) && !bookkeeping.test(key))
  const custom = isFields(fields['custom_fields']) ? Object.entries(fields['custom_fields']) : []
  const labels: Record<string, string> = {}
  for (const [key, value] of [...entries, ...custom.filter(([key]) => key !== 'paranet')]) {
    if (value === null || value === '' || value === undefined) continue
    if (Array.isArray(value) ? value.length === 0 : isFields(value) && Object.keys(value).length === 0) continue
    const text = typeof value === 'boolean' ? String(value) : nameOf(value)
    if (text === '') onLoss(key)
    else labels[key] = text
  }
  return labels
}
