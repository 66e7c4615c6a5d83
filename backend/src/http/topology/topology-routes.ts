import { contentHash, type TopologyLink, type TopologyNode } from '@paranet/network'
import type { ExportFormat, TopologyFormat } from '@paranet/language'
import type { Services } from '../../services.js'
import type { NetworkRow } from '../../store/entities.js'
import { planningMs } from '../deadline.js'
import { containing, equalTo, memoryList } from '../list.js'
import { ProblemError } from '../problem.js'
import {
  addLink,
  addNode,
  needLink,
  needNode,
  removeLink,
  removeNode,
  replaceLink,
  replaceNode,
} from '../../control/edit-topology.js'
import { param, route, tagged } from '../route.js'
import { bodySchema, listOf, objectOf, querySchema, shape, textUpTo, wireSchema } from '../schema.js'

const nodeInput = wireSchema('node-input')
const linkInput = wireSchema('link-input')
const importBody = bodySchema<{ text: string; file?: string }>(
  objectOf({ text: textUpTo(8_000_000), file: textUpTo(300) }, ['text']),
)
// Named here and not taken from the language, which is loaded by the first request that needs it.
const written: readonly ExportFormat[] = [
  'pn',
  'json',
  'graphml',
  'node-link',
  'rfc8345',
  'containerlab',
  'netbox',
  'csv',
]
const read: readonly TopologyFormat[] = [...written, 'sndlib']
const importQuery = querySchema<{ format?: 'auto' | TopologyFormat }>(
  objectOf({ format: { enum: ['auto', ...read] } }, []),
)
const exportQuery = querySchema<{ format?: ExportFormat }>(objectOf({ format: { enum: written } }, []))

const lostList = {
  type: 'array',
  description: 'What one side says and the other has no place for.',
  items: {
    title: 'Lost',
    ...objectOf({ what: { type: 'string' }, where: { type: 'string' }, why: { type: 'string' } }, [
      'what',
      'where',
      'why',
    ]),
  },
}

const count = { type: 'integer', minimum: 0 }
const imported = {
  title: 'ImportedTopology',
  ...objectOf(
    {
      revision: { type: 'string' },
      diagnostics: { type: 'array', items: shape('diagnostic') },
      nodes: count,
      links: count,
      format: { enum: read },
      lost: lostList,
    },
    ['revision', 'diagnostics', 'nodes', 'links', 'format', 'lost'],
  ),
}

const nodeList = memoryList<TopologyNode>({
  orders: { name: ({ name }) => name, type: ({ type }) => type, region: ({ region }) => region ?? '' },
  id: ({ name }) => name,
  filters: {
    q: containing(({ name, addresses, prefixes }) => [name, ...addresses, ...prefixes]),
    type: equalTo(({ type }) => type),
    region: equalTo(({ region }) => region),
    target: equalTo(({ target }) => target),
  },
})
const linkList = memoryList<TopologyLink>({
  orders: {
    id: ({ id }) => id,
    bandwidth: ({ bandwidth }) => bandwidth,
    latency: ({ latency }) => latency,
    weight: ({ weight }) => weight,
  },
  id: ({ id }) => id,
  filters: {
    q: containing(({ id, ends }) => [id, ...ends.map(({ node }) => node)]),
    node: {
      schema: { type: 'string', minLength: 1, maxLength: 300, description: 'One of its ends.' },
      accepts: ({ ends }, wanted) => ends.some(({ node }) => node === wanted),
    },
  },
})

const topologyRevision = ({ network }: { readonly network: NetworkRow }, { networks }: Services): string =>
  networks.topology(network.id).revision

const revisions = new WeakMap<TopologyNode | TopologyLink, string>()

/** Hash of a part; made once, since parts never change. */
function revisionOf(part: TopologyNode | TopologyLink): string {
  const known = revisions.get(part) ?? contentHash(part)
  revisions.set(part, known)
  return known
}

/** A part of a topology has a revision of its own, so that who changes it need not care for the others. */
const taggedPart = <Part extends TopologyNode | TopologyLink>(part: Part) => tagged(part, revisionOf(part))

export const getTopology = route({
  method: 'GET',
  path: '/topology',
  role: 'viewer',
  network: true,
  keptBy: topologyRevision,
  returns: 200,
  tagged: true,
  answer: objectOf({ revision: { type: 'string' }, topology: shape('topology') }, ['revision', 'topology']),
  summary: 'The whole topology with its revision',
  handle: async ({ network }, { networks }) => {
    const { revision, topology } = networks.topology(network.id)
    return tagged({ revision, topology }, revision)
  },
})

export const listNodes = route({
  method: 'GET',
  path: '/topology/nodes',
  role: 'viewer',
  network: true,
  keptBy: topologyRevision,
  returns: 200,
  tagged: true,
  answer: listOf(shape('node')),
  summary: 'All nodes',
  query: nodeList.query,
  handle: async ({ network, query }, { networks }) => {
    const { revision, topology } = networks.topology(network.id)
    return tagged(nodeList.page(topology.nodes, query), revision)
  },
})

export const getNode = route({
  method: 'GET',
  path: '/topology/nodes/:name',
  role: 'viewer',
  network: true,
  returns: 200,
  tagged: true,
  answer: 'node',
  summary: 'One node',
  example: { params: { name: 'r1' } },
  handle: async (request, { networks }) => {
    const { topology } = networks.topology(request.network.id)
    return taggedPart(needNode(topology, param(request, 'name')))
  },
})

export const createNode = route({
  method: 'POST',
  path: '/topology/nodes',
  role: 'operator',
  scope: 'topology',
  network: true,
  body: nodeInput,
  heeds: ['if-match', 'idempotency-key'],
  returns: 201,
  tagged: true,
  answer: 'node',
  summary: 'A new node; name and type suffice',
  problems: ['already-exists', 'deployment-running'],
  example: { body: { name: 'r4', type: 'router', addresses: ['10.0.0.5'], prefixes: ['10.4.0.0/16'] } },
  timeLimitMs: planningMs,
  handle: async ({ body, network, actor, precondition }, { topologies }) => {
    const live = await topologies.edit(network, (topology) => addNode(topology, body), {
      actor: actor.name,
      precondition,
    })
    return taggedPart(needNode(live.topology, body.name))
  },
})

export const putNode = route({
  method: 'PUT',
  path: '/topology/nodes/:name',
  role: 'operator',
  scope: 'topology',
  network: true,
  body: nodeInput,
  heeds: ['if-match'],
  returns: 200,
  tagged: true,
  answer: 'node',
  summary: 'Other values for a node',
  problems: ['needed-by-intents', 'deployment-running'],
  example: {
    params: { name: 'r3' },
    body: { name: 'r3', type: 'router', addresses: ['10.0.0.3'], location: { lat: 50.1, lon: 8.7 } },
  },
  timeLimitMs: planningMs,
  handle: async (request, { topologies }) => {
    const { body, network, actor, precondition } = request
    const name = param(request, 'name')
    const live = await topologies.edit(network, (topology) => replaceNode(topology, name, body), {
      actor: actor.name,
      precondition,
      part: (topology) => needNode(topology, name),
    })
    return taggedPart(needNode(live.topology, name))
  },
})

export const deleteNode = route({
  method: 'DELETE',
  path: '/topology/nodes/:name',
  role: 'operator',
  scope: 'topology',
  network: true,
  heeds: ['if-match'],
  returns: 204,
  summary: 'A node without links that no committed intent needs',
  problems: ['node-has-links', 'needed-by-intents', 'deployment-running'],
  example: { params: { name: 'r4' } },
  timeLimitMs: planningMs,
  handle: async (request, { topologies }) => {
    const { network, actor, precondition } = request
    const name = param(request, 'name')
    await topologies.edit(network, (topology) => removeNode(topology, name), {
      actor: actor.name,
      precondition,
      part: (topology) => needNode(topology, name),
    })
  },
})

export const listLinks = route({
  method: 'GET',
  path: '/topology/links',
  role: 'viewer',
  network: true,
  keptBy: topologyRevision,
  returns: 200,
  tagged: true,
  answer: listOf(shape('link')),
  summary: 'All links',
  query: linkList.query,
  handle: async ({ network, query }, { networks }) => {
    const { revision, topology } = networks.topology(network.id)
    return tagged(linkList.page(topology.links, query), revision)
  },
})

export const getLink = route({
  method: 'GET',
  path: '/topology/links/:id',
  role: 'viewer',
  network: true,
  returns: 200,
  tagged: true,
  answer: 'link',
  summary: 'One link',
  example: { params: { id: 'r1--r3' } },
  handle: async (request, { networks }) => {
    const { topology } = networks.topology(request.network.id)
    return taggedPart(needLink(topology, param(request, 'id')))
  },
})

export const createLink = route({
  method: 'POST',
  path: '/topology/links',
  role: 'operator',
  scope: 'topology',
  network: true,
  body: linkInput,
  heeds: ['if-match', 'idempotency-key'],
  returns: 201,
  tagged: true,
  answer: 'link',
  summary: 'A new link; its two nodes suffice',
  problems: ['already-exists', 'deployment-running'],
  example: { body: { ends: [{ node: 'r1' }, { node: 'r2' }], bandwidth: 1_000_000_000, latency: 5000 } },
  timeLimitMs: planningMs,
  handle: async ({ body, network, actor, precondition }, { topologies }) => {
    let id = ''
    const edit = (topology: Parameters<typeof addLink>[0]) => {
      const added = addLink(topology, body)
      id = added.id
      return added.topology
    }
    const live = await topologies.edit(network, edit, { actor: actor.name, precondition })
    return taggedPart(needLink(live.topology, id))
  },
})

export const putLink = route({
  method: 'PUT',
  path: '/topology/links/:id',
  role: 'operator',
  scope: 'topology',
  network: true,
  body: linkInput,
  heeds: ['if-match'],
  returns: 200,
  tagged: true,
  answer: 'link',
  summary: 'Other values for a link',
  problems: ['needed-by-intents', 'deployment-running'],
  example: {
    params: { id: 'r1--r3' },
    body: { ends: [{ node: 'r1' }, { node: 'r3' }], bandwidth: 40_000_000_000, latency: 800 },
  },
  timeLimitMs: planningMs,
  handle: async (request, { topologies }) => {
    const { body, network, actor, precondition } = request
    const id = param(request, 'id')
    const live = await topologies.edit(network, (topology) => replaceLink(topology, id, body), {
      actor: actor.name,
      precondition,
      part: (topology) => needLink(topology, id),
    })
    return taggedPart(needLink(live.topology, id))
  },
})

export const deleteLink = route({
  method: 'DELETE',
  path: '/topology/links/:id',
  role: 'operator',
  scope: 'topology',
  network: true,
  heeds: ['if-match'],
  returns: 204,
  summary: 'A link that no committed intent needs',
  problems: ['needed-by-intents', 'deployment-running'],
  example: { params: { id: 'r1--r2' } },
  timeLimitMs: planningMs,
  handle: async (request, { topologies }) => {
    const { network, actor, precondition } = request
    const id = param(request, 'id')
    await topologies.edit(network, (topology) => removeLink(topology, id), {
      actor: actor.name,
      precondition,
      part: (topology) => needLink(topology, id),
    })
  },
})

export const importTopology = route({
  method: 'POST',
  path: '/topology/import',
  role: 'operator',
  scope: 'topology',
  network: true,
  query: importQuery,
  body: importBody,
  heeds: ['if-match', 'idempotency-key'],
  returns: 200,
  tagged: true,
  answer: imported,
  summary:
    'Replace the topology by a text: the language, our own JSON, GraphML, node-link JSON, RFC 8345, containerlab, NetBox, SNDlib, or CSV',
  problems: ['needed-by-intents', 'deployment-running'],
  example: {
    query: { format: 'pn' },
    body: { text: 'network small { node r1 : router { address: 10.0.0.1 } }', file: 'small.pn' },
  },
  timeLimitMs: planningMs,
  handle: async ({ body, query, network, actor, precondition }, { topologies, traffic, watch }) => {
    const language = await import('@paranet/language')
    const { topology, diagnostics, demands, lost, format } = language.importTopology(body.text, {
      file: body.file ?? 'topology',
      format: query.format ?? 'auto',
    })
    if (!topology) {
      const errors = diagnostics.map(({ span, message }) => ({
        pointer: '/text',
        message: `${span.line}:${span.column} ${message}`,
      }))
      throw new ProblemError('invalid', 'the text holds no network, or one with errors', { errors, diagnostics })
    }
    const live = await topologies.edit(network, () => topology, { actor: actor.name, precondition })
    if (demands && live.isEmulated) {
      await traffic.put(network.id, { demands, scale: 1 }, actor.name)
      await watch.setTraffic(network.id)
    }
    const { nodes, links } = live.topology
    return tagged(
      { revision: live.revision, diagnostics, nodes: nodes.length, links: links.length, format, lost: [...lost] },
      live.revision,
    )
  },
})

export const exportTopology = route({
  method: 'GET',
  path: '/topology/export',
  role: 'viewer',
  network: true,
  query: exportQuery,
  returns: 200,
  tagged: true,
  answer: objectOf({ text: { type: 'string' }, lost: lostList }, ['text', 'lost']),
  summary: 'The topology as a text, and what the format has no place for',
  example: { query: { format: 'pn' } },
  handle: async ({ network, query }, { networks, traffic }) => {
    const { topology } = networks.topology(network.id)
    const { exportTopology: write } = await import('@paranet/language')
    const { demands } = await traffic.get(network.id)
    const { text, lost } = write(topology, query.format ?? 'pn', demands)
    return tagged({ text, lost: [...lost] }, contentHash(text))
  },
})
