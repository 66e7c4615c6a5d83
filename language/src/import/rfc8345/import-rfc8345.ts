import type { ImportResult } from '../import-result.js'
import { isNodeType, textList } from '../shared/attributes.js'
import { buildTopology } from '../shared/build-topology.js'
import type { Draft, DraftInterface, DraftNode, Fields } from '../shared/draft.js'
import { fieldsOf, isFields, itemsOf, textOf } from '../shared/draft.js'
import type { ImportReport } from '../shared/import-report.js'
import { linksOfNetwork } from './pair-links.js'
import { member, restOf, supporting } from './yang-json.js'

/** Reads a network of `ietf-networks` (RFC 8345) in JSON (RFC 7951), with the layer-3 topology of RFC 8346: router ids become addresses,
 *  prefixes prefixes, `metric1` the weight. The two directions of a link become one. Of several networks the first layer-3 one is read,
 *  else the uppermost; the others are listed as lost, and what a node or link rests on stays in its labels; a link's underlay links are its
 *  risks, since links that rest on one fail together. */
export function importRfc8345(document: unknown, report: ImportReport): ImportResult {
  const found = networksOf(document)
  const chosen = chooseNetwork(found.map(({ value }) => value))
  const network = found[chosen]
  if (!network) {
    report.error('malformed-json', 'no network in "ietf-network:networks"', '', 'a list "network" with a "network-id"')
    return report.result()
  }
  for (const [i, { value, pointer }] of found.entries())
    if (i !== chosen)
      report.lose(`the network "${textOf(value['network-id'])}"`, pointer, 'one network is read from a file')
  const root = fieldsOf(document)
  const holder = fieldsOf(member(root, 'networks', 'ietf-network:')?.value)
  for (const key of [...Object.keys(root), ...Object.keys(holder)])
    if (!/^(?:ietf-network:)?networks?$/.test(key))
      report.lose(`"${key.slice(0, 100)}"`, 'the file', 'it is no network')
  return buildTopology(draftOf(network, report), report)
}

/** Whether a JSON document holds networks of RFC 8345. */
export const isRfc8345 = (document: unknown): boolean => networksOf(document).length > 0

function networksOf(document: unknown): { value: Fields; pointer: string }[] {
  const root = fieldsOf(document)
  const inside = member(root, 'networks', 'ietf-network:')
  const holder = isFields(inside?.value)
    ? { value: inside.value, pointer: inside.pointer }
    : { value: root, pointer: '' }
  const list = member(holder.value, 'network', inside ? '' : 'ietf-network:')
  if (!list) return []
  return itemsOf(list.value).flatMap((value, i) =>
    isFields(value) && value['network-id'] !== undefined
      ? [{ value, pointer: `${holder.pointer}${list.pointer}/${i}` }]
      : [],
  )
}

const isLayer3 = (network: Fields): boolean =>
  Object.keys(fieldsOf(network['network-types'])).some((key) => key.endsWith('l3-unicast-topology'))

function chooseNetwork(networks: readonly Fields[]): number {
  const below = new Set(
    networks.flatMap((network) =>
      itemsOf(network['supporting-network']).map((one) => textOf(fieldsOf(one)['network-ref'])),
    ),
  )
  const isTop = (network: Fields) => !below.has(textOf(network['network-id']))
  const hasNodes = (network: Fields) => itemsOf(network['node']).length > 0
  const wishes = [
    (one: Fields) => isLayer3(one) && hasNodes(one) && isTop(one),
    (one: Fields) => isLayer3(one) && hasNodes(one),
    (one: Fields) => isTop(one) && hasNodes(one),
    () => true,
  ]
  return wishes.map((wish) => networks.findIndex(wish)).find((i) => i >= 0) ?? -1
}

function draftOf({ value: network, pointer }: { value: Fields; pointer: string }, report: ImportReport): Draft {
  const own = fieldsOf(network['paranet-topology:network-attributes'])
  const attributes = fieldsOf(member(network, 'l3-topology-attributes')?.value)
  for (const one of itemsOf(network['supporting-network']))
    report.lose('a supporting network', textOf(fieldsOf(one)['network-ref']), 'a topology has one layer')
  for (const key of Object.keys(network))
    if (
      !/^(network-id|network-types|supporting-network|node|server-provided|paranet-topology:.*)$|:?(link|l3-topology-attributes)$/.test(
        key,
      )
    )
      report.lose(`"${key.slice(0, 100)}"`, pointer, 'a network has no labels')
  loseTypes(fieldsOf(network['network-types']), pointer, report)
  for (const key of Object.keys(attributes))
    if (key !== 'name')
      report.lose(`"${key.slice(0, 100)}" of the layer-3 topology`, pointer, 'a network has no labels')
  const nodes = itemsOf(network['node']).flatMap((node, i) => nodeOf(node, `${pointer}/node/${i}`, report))
  return {
    names: [own['name'], network['network-id'], attributes['name']].map(textOf),
    given: own,
    nodes: nodes.map(({ node }) => node),
    interfaces: nodes.flatMap(({ interfaces }) => interfaces),
    links: linksOfNetwork(network, pointer, report),
  }
}

function loseTypes(types: Fields, pointer: string, report: ImportReport): void {
  for (const type of Object.keys(types))
    if (!type.endsWith('l3-unicast-topology'))
      report.lose(
        `the network type "${type.slice(0, 100)}"`,
        `${pointer}/network-types`,
        'it augments what is read here',
      )
}

function nodeOf(
  given: unknown,
  pointer: string,
  report: ImportReport,
): { node: DraftNode; interfaces: DraftInterface[] }[] {
  const node = fieldsOf(given)
  const id = textOf(node['node-id'])
  if (id === '') {
    report.error('malformed-json', 'a node has a "node-id"', pointer)
    return []
  }
  const layer3 = fieldsOf(member(node, 'l3-node-attributes')?.value)
  const own = fieldsOf(node['paranet-topology:node-attributes'])
  const points = member(node, 'termination-point')
  return [
    {
      node: {
        id,
        names: [own['name'], layer3['name'], id].map(textOf),
        ...placeOfOwn(own),
        given: Object.keys(own).length > 0 ? withoutName(own) : givenOfNode(node, layer3, id, report),
        spot: pointer,
      },
      interfaces: itemsOf(points?.value).flatMap((point, i) =>
        interfaceOf(point, id, `${pointer}${points?.pointer ?? ''}/${i}`, report),
      ),
    },
  ]
}

const withoutName = ({ name: _, location: __, ...rest }: Fields): Fields => rest

function placeOfOwn({ location }: Fields): Pick<DraftNode, 'location'> {
  const { lat, lon } = fieldsOf(location)
  return typeof lat === 'number' && typeof lon === 'number' ? { location: { lat, lon } } : {}
}

function givenOfNode(node: Fields, layer3: Fields, id: string, report: ImportReport): Fields {
  const prefixes = itemsOf(layer3['prefix']).map(fieldsOf)
  for (const { prefix, flag } of prefixes)
    if (textList(flag)) report.lose(`the flags of ${textOf(prefix)}`, id, 'a prefix has no flags')
  for (const { prefix, metric } of prefixes)
    if (textOf(metric) !== '' && Number(metric) !== 0)
      report.lose(`the metric ${textOf(metric)} of ${textOf(prefix)}`, id, 'a prefix has no metric')
  const known = new Set(['name', 'router-id', 'prefix', 'flag'])
  const addresses = textList(layer3['router-id'])
  return {
    ...(addresses ? { addresses } : {}),
    ...(prefixes.length > 0 ? { prefixes: prefixes.map(({ prefix }) => textOf(prefix)) } : {}),
    ...(isNodeType(node['type']) ? { type: node['type'] } : {}),
    labels: {
      ...restOf(layer3, known, id, report),
      ...restOf(node, nodeMembers, id, report),
      ...flagLabel(layer3),
      ...(textOf(layer3['name']) !== '' && textOf(layer3['name']) !== id ? { 'node-id': id } : {}),
      ...supporting(node, 'supporting-node', ['network-ref', 'node-ref']),
    },
  }
}

const nodeMembers: ReadonlySet<string> = new Set([
  'node-id',
  'supporting-node',
  'termination-point',
  'l3-node-attributes',
])

const flagLabel = ({ flag }: Fields): Record<string, string> => {
  const flags = textList(flag) ?? []
  return flags.length > 0 ? { flag: flags.join(', ') } : {}
}

/** A termination point as an interface, where it says more than its name. */
function interfaceOf(given: unknown, node: string, pointer: string, report: ImportReport): DraftInterface[] {
  const point = fieldsOf(given)
  const name = textOf(point['tp-id'])
  const own = point['paranet-topology:termination-point-attributes']
  if (isFields(own)) return [{ node, name, given: own, spot: pointer }]
  const attributes = member(point, 'l3-termination-point-attributes')
  const layer3 = fieldsOf(attributes?.value)
  const where = `${node} ${name}`
  const addresses = (textList(layer3['ip-address']) ?? []).map((address) =>
    address.includes('/') ? address : `${address}/${address.includes(':') ? 128 : 32}`,
  )
  const labels = {
    ...restOf(layer3, new Set(['ip-address']), where, report),
    ...restOf(
      point,
      new Set(['tp-id', 'supporting-termination-point', 'l3-termination-point-attributes']),
      where,
      report,
    ),
    ...supporting(point, 'supporting-termination-point', ['network-ref', 'node-ref', 'tp-ref']),
  }
  const isPlain = addresses.length === 0 && Object.keys(labels).length === 0
  return isPlain ? [] : [{ node, name, given: { addresses, labels }, spot: pointer }]
}
