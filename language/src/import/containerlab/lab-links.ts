import { cleanName } from '../shared/clean-name.js'
import type { DraftEnd, DraftInterface, DraftLink, Fields } from '../shared/draft.js'
import { fieldsOf, isFields, textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import { ownOfTexts, splitByPrefix } from '../shared/own-texts.js'
import { labelText } from './label-text.js'
import type { YamlFile } from './read-yaml.js'

interface LabLinks {
  readonly links: DraftLink[]
  readonly interfaces: DraftInterface[]
}

/** Words before the colon of an endpoint that name no node. */
const outside: ReadonlySet<string> = new Set(['host', 'mgmt-net', 'macvlan', 'dummy', 'vxlan', 'vxlan-stitch'])

interface End extends DraftEnd {
  readonly given: Fields
}

/** The links of a lab, short (`["a:eth1", "b:eth1"]`) and extended. An endpoint outside of the lab (`host`, `mgmt-net`, `macvlan`, `vxlan`,
 *  `dummy`) leaves an interface at the node inside, which keeps the rest in a label; of these a `macvlan` is external. */
export function linksOfLab(
  given: readonly unknown[],
  nodes: ReadonlySet<string>,
  yaml: YamlFile,
  report: ImportReport,
): LabLinks {
  const links: DraftLink[] = []
  const interfaces: DraftInterface[] = []
  for (const [i, one] of given.entries()) {
    const fields = fieldsOf(one)
    const path = ['topology', 'links', i]
    const ends = endsOf(fields, path, yaml)
    const inside = ends.filter(({ id }) => nodes.has(id) || !outside.has(id))
    const [a, b] = inside
    if (ends.length === 2 && a && b) {
      const link = linkOf(fields, a, b, yaml.spanOf(path))
      links.push(link)
      interfaces.push(
        ...inside.flatMap((end, side) => interfaceOf({ ...end, ...link.ends[side === 0 ? 0 : 1] }, fields)),
      )
    } else if (a && inside.length === 1 && (ends.length === 2 || fields['type'] !== undefined))
      interfaces.push(outsideInterface(a, ends, fields))
    else
      report.error(
        'malformed-yaml',
        'a link has two endpoints, or one and a type',
        yaml.spanOf(path),
        '- endpoints: ["r1:eth1", "r2:eth1"]',
      )
  }
  return { links, interfaces }
}

function endsOf(link: Fields, path: readonly (string | number)[], yaml: YamlFile): End[] {
  const single = link['endpoint']
  const listed = Array.isArray(link['endpoints'])
    ? (link['endpoints'] as unknown[])
    : single === undefined
      ? []
      : [single]
  return listed.map((end, i) => {
    const spot = yaml.spanOf(single === undefined ? [...path, 'endpoints', i] : [...path, 'endpoint'])
    if (isFields(end)) return { id: textOf(end['node']), interface: textOf(end['interface']), spot, given: end }
    const text = textOf(end)
    const colon = text.indexOf(':')
    return colon < 0
      ? { id: text, spot, given: {} }
      : { id: text.slice(0, colon), interface: text.slice(colon + 1), spot, given: {} }
  })
}

function linkOf(fields: Fields, a: End, b: End, spot: DraftLink['spot']): DraftLink {
  const { endpoints: _, endpoint: __, type, mtu: ___, labels, ...rest } = fields
  const { own: texts, others } = splitByPrefix(labels, 'paranet-')
  const own = ownOfTexts(texts)
  const { source_interface, target_interface, ...attributes } = own
  const kept = Object.entries({ ...rest, ...(type === undefined || type === 'veth' ? {} : { type }) })
  return {
    ends: [
      { ...withoutGiven(a), interface: textOf(source_interface) || a.interface },
      { ...withoutGiven(b), interface: textOf(target_interface) || b.interface },
    ],
    given: {
      ...attributes,
      labels: {
        ...Object.fromEntries(Object.entries(others).map(([key, value]) => [key, labelText(value)])),
        ...Object.fromEntries(kept.map(([key, value]) => [`clab-${key}`, labelText(value)])),
      },
    },
    spot,
  }
}

const withoutGiven = ({ given: _, ...end }: End): DraftEnd => end

/** The interface at an end of a link, where the file says more than its name. */
function interfaceOf(end: End, { mtu }: Fields): DraftInterface[] {
  const { node: _, interface: __, ipv4, ipv6, ...rest } = end.given
  const addresses = [ipv4, ipv6].map(textOf).filter((text) => text !== '')
  if (addresses.length === 0 && Object.keys(rest).length === 0 && mtu === undefined) return []
  const labels = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, labelText(value)]))
  return [
    { node: end.id, name: cleanName(end.interface ?? ''), given: { addresses, mtu, labels }, spot: end.spot ?? '' },
  ]
}

function outsideInterface(inside: End, ends: readonly End[], fields: Fields): DraftInterface {
  const { endpoints: _, endpoint: __, mtu, ...rest } = fields
  const other = ends.find((end) => end !== inside)
  const kept = {
    ...rest,
    ...(fields['type'] === undefined && other ? { type: other.id } : {}),
    ...(other?.interface === undefined ? {} : { 'host-interface': other.interface }),
  }
  const [own] = interfaceOf(inside, { mtu })
  const ownFields = fieldsOf(own?.given)
  return {
    node: inside.id,
    name: cleanName(inside.interface ?? ''),
    given: {
      ...ownFields,
      external: kept['type'] === 'macvlan',
      labels: { ...fieldsOf(ownFields['labels']), 'clab-link': JSON.stringify(kept) },
    },
    spot: inside.spot ?? '',
  }
}
