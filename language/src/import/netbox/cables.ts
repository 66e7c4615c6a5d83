import type { DraftLink, Fields } from '../shared/draft.js'
import { fieldsOf, isFields, itemsOf, textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import type { Devices } from './devices.js'
import { endpointsOf, type Port, portOfEndpoint, type Ports } from './interfaces.js'
import { type NetboxItem, type NetboxLists, ownOf, restLabels, slugOf } from './netbox-lists.js'

/** A link and the ports that it joins. */
export interface CableLink {
  readonly ports: readonly [Port, Port]
  readonly draft: DraftLink
}

const handled: ReadonlySet<string> = new Set([
  'a_terminations',
  'b_terminations',
  'termination_a',
  'termination_b',
  'termination_a_id',
  'termination_b_id',
  'termination_a_type',
  'termination_b_type',
  'side_a_device',
  'side_a_type',
  'side_a_name',
  'side_b_device',
  'side_b_type',
  'side_b_name',
  'length',
  'length_unit',
])

/** The links that cables between interfaces make, then those that NetBox traced through panels. Cables to anything else are lost. */
export function readCables(lists: NetboxLists, devices: Devices, ports: Ports, report: ImportReport): CableLink[] {
  const used = new Set<Port>()
  const links = (lists.get('cables') ?? []).flatMap((cable) => linksOfCable(cable, devices, ports, used, report))
  return [...links, ...tracedLinks(devices, ports, used)]
}

interface Termination {
  readonly type: string
  readonly port: Port | undefined
}

function linksOfCable(
  { fields, pointer }: NetboxItem,
  devices: Devices,
  ports: Ports,
  used: Set<Port>,
  report: ImportReport,
): CableLink[] {
  const where = textOf(fields['label']) || textOf(fields['display']) || pointer
  const status = slugOf(fields['status'])
  const [as, bs] = (['a', 'b'] as const).map((side) => terminations(fields, side, devices, ports)) as [
    Termination[],
    Termination[],
  ]
  const other = [...as, ...bs].find(({ type }) => type !== 'dcim.interface')
  if (other || as.length === 0 || as.length !== bs.length || status === 'planned' || status === 'decommissioning') {
    const why = other
      ? `it ends at a ${other.type || 'thing that is not named'}, which is no interface`
      : status === 'planned' || status === 'decommissioning'
        ? `its status is ${status}`
        : 'it has not one end on each side'
    report.lose('a cable', where, why)
    return []
  }
  return as.flatMap(({ port: a }, i) => {
    const b = bs[i]?.port
    if (!a || !b) {
      report.lose('a cable', where, 'one of its interfaces is not in the list')
      return []
    }
    used.add(a).add(b)
    return [linkBetween(a, b, givenOf(fields, where, [a, b], report), pointer)]
  })
}

/** The ends on one side: of version 3.3 and later, of earlier ones, or of the bulk import. */
function terminations(fields: Fields, side: 'a' | 'b', devices: Devices, ports: Ports): Termination[] {
  const named = textOf(fields[`side_${side}_name`])
  if (named !== '') {
    const port = ports.byName(devices.find(fields[`side_${side}_device`]), named)
    return [{ type: textOf(fields[`side_${side}_type`]) || 'dcim.interface', port }]
  }
  const listed = itemsOf(fields[`${side}_terminations`])
  const old = {
    object_type: fields[`termination_${side}_type`],
    object_id: fields[`termination_${side}_id`],
    object: fields[`termination_${side}`],
  }
  return (listed.length > 0 || old.object_type === undefined ? listed : [old]).map((one) => {
    const { object_type, object_id, object } = fieldsOf(one)
    const port = ports.byId(object_id) ?? portOfEndpoint(object, devices, ports)
    return { type: textOf(object_type), port }
  })
}

const kilometres: Readonly<Record<string, number>> = {
  km: 1,
  m: 1e-3,
  cm: 1e-5,
  mi: 1.609344,
  ft: 0.0003048,
  in: 0.0000254,
}

function givenOf(fields: Fields, where: string, ends: readonly [Port, Port], report: ImportReport): Fields {
  const own = ownOf(fields)
  if (own) return own
  const length = Number(textOf(fields['length']) || Number.NaN)
  const factor = kilometres[slugOf(fields['length_unit'])]
  const isMeasured = Number.isFinite(length) && factor !== undefined
  const labels = restLabels(fields, handled, (key) => report.lose(`"${key}"`, where, 'a label is a text'))
  if (itemsOf(fields['tags']).length > 0) report.lose('tags', where, 'groups are of nodes')
  return {
    ...bandwidthOf(ends),
    ...(isMeasured ? { dist: length * factor } : {}),
    labels: { ...labels, ...(isMeasured ? { length: `${length} ${slugOf(fields['length_unit'])}` } : {}) },
  }
}

/** That of the slower end. */
function bandwidthOf(ends: readonly [Port, Port]): { readonly bandwidth?: number } {
  const known = ends.flatMap(({ bandwidth }) => (bandwidth === undefined ? [] : [bandwidth]))
  return known.length > 0 ? { bandwidth: Math.min(...known) } : {}
}

const linkBetween = (a: Port, b: Port, given: Fields, pointer: string): CableLink => ({
  ports: [a, b],
  draft: {
    ends: [
      { id: a.device.id, interface: a.name, spot: pointer },
      { id: b.device.id, interface: b.name, spot: pointer },
    ],
    given,
    spot: pointer,
  },
})

function tracedLinks(devices: Devices, ports: Ports, used: Set<Port>): CableLink[] {
  return ports.all.flatMap((port) => {
    if (used.has(port)) return []
    const other = endpointsOf(port)
      .filter(isFields)
      .map((endpoint) => portOfEndpoint(endpoint, devices, ports))
      .find((one) => one !== undefined && !used.has(one))
    if (!other || other === port) return []
    used.add(port).add(other)
    const given = { ...bandwidthOf([port, other]), labels: { traced: 'true' } }
    return [linkBetween(port, other, given, port.pointer)]
  })
}
