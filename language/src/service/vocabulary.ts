import { type IntentKeyword, intentKinds } from '../parse/ast.js'
import { driverNames, functionNames, routingNames, targetNames } from '../resolve/read-topology.js'
import { copyKeys } from '../resolve/resolve-copies.js'

/** What a key's value is made of: which names and words can be completed there, and which of them are references. */
export type ValueForm =
  | 'ends'
  | 'nodes'
  | 'avoid'
  | 'intents'
  | 'traffic'
  | 'region'
  | 'risk'
  | 'members'
  | 'interface'
  | 'session'
  | 'dscp'
  | 'bandwidth'
  | 'duration'
  | 'size'
  | 'percent'
  | 'number'
  | 'boolean'
  | 'count'
  | 'schedule'
  | 'action'
  | 'match'
  | 'words'
  | 'text'
  | 'other'

/** A key with the line that the manual says of it. */
export interface KeyEntry {
  readonly doc: string
  readonly form: ValueForm
  /** Words that are values of it. */
  readonly words?: readonly string[]
  readonly example: string
}

/** A kind of declaration, or a type of nodes. */
export interface WordEntry {
  readonly doc: string
  readonly example: string
}

export type Keys = Readonly<Record<string, KeyEntry>>

const key = (doc: string, form: ValueForm, example: string, words?: readonly string[]): KeyEntry => ({
  doc,
  form,
  example,
  ...(words ? { words } : {}),
})
const word = (doc: string, example: string): WordEntry => ({ doc, example })

/** Types of nodes. */
export const nodeTypes: Readonly<Record<string, WordEntry>> = {
  router: word('Forwards by routes.', 'node r1 : router { address: 10.0.0.1 }'),
  switch: word('Forwards by what is installed; it learns no addresses.', 'node s1 : switch { }'),
  host: word('An end: nothing passes through it.', 'node h1 : host { address: 10.1.0.10, gateway: r1 }'),
  server: word('An end that serves; with a `function` it forwards.', 'node web1 : server { address: 10.3.0.10 }'),
  firewall: word('Forwards and tracks connections.', 'node fw1 : firewall { function: firewall }'),
  balancer: word('Spreads flows over servers.', 'node lb1 : balancer { }'),
  cache: word('Holds copies of named data.', 'node c1 : cache { cache: 10GB }'),
  ndn: word('Forwards named data; a producer names what it serves.', 'node p1 : ndn { producer: /ndn/video }'),
  geo: word('Forwards by places.', 'node g1 : geo { location: (59.91, 10.75) }'),
  p4: word('Forwards by match-action tables.', 'node p1 : p4 { }'),
  ndn_producer: word('Older form of `ndn` with a producer.', 'node p1 : ndn_producer { }'),
  ndn_cache: word('Older form of `ndn` with a cache.', 'node c1 : ndn_cache { }'),
  ndn_consumer: word('Older form of `ndn` that asks for names.', 'node c1 : ndn_consumer { }'),
  geo_router: word('Older form of `geo`.', 'node g1 : geo_router { }'),
  geo_mobile: word('Older form of `geo`, for nodes that move.', 'node g1 : geo_mobile { }'),
}

/** Declarations that are no intents. */
export const declarations: Readonly<Record<string, WordEntry>> = {
  include: word(
    'Another file has to be there; names are seen in all files that are read together.',
    'include "sites.pn"',
  ),
  let: word('A name for a value: ends, a traffic class, a list.', 'let dc = 10.2.0.0/16, server-lan'),
  group: word(
    'A name for nodes: names, groups, and regular expressions over names.',
    'group edge { members: r1, /^ams-/ }',
  ),
  template: word('Declarations that are written out where they are used.', 'template guest-net(site) { … }'),
  use: word('Writes out a template; names in it are qualified by the arguments.', 'use guest-net(oslo)'),
  for: word('Writes out its body for each member of a group or list.', 'for x in edge { … }'),
  network: word('The nodes, links and interfaces of one network.', 'network campus { … }'),
  node: word('A device or an end.', 'node r1 : router { address: 10.0.0.1 }'),
  interface: word('A port of a node: addresses, segment, external or not.', 'interface r1.eth3 { external: true }'),
  link: word('Joins two nodes, or two ports.', 'link r1 -- r2 { bandwidth: 10Gbps, latency: 2ms }'),
}

/** The kinds of intents. */
export const intentWords: Readonly<Record<IntentKeyword, WordEntry>> = {
  route: word(
    'Its class must be delivered, within all that it asks of the way.',
    'route web { from: branch, to: dc, via: fw1 }',
  ),
  isolate: word('Never delivered, on any path, under any failure.', 'isolate guests { from: guests, to: dc }'),
  allow: word('May be delivered, on the default shortest path.', 'allow printing { from: guests, to: printers }'),
  qos: word(
    'The class goes into that queue, and no other class does.',
    'qos voice { from: phones, to: phones, class: ef, min: 50Mbps }',
  ),
  limit: word('The class is cut to a rate.', 'limit backup { from: backup, to: dc, rate: 500Mbps, burst: 1MB }'),
  mirror: word('Copies of the class go to a node.', 'mirror ids { from: any, to: dc, at: fw1, copy_to: ids1 }'),
  mark: word('The class gets a DSCP.', 'mark gold { from: gold, to: any, dscp: af41, at: edge }'),
  balance: word(
    'Flows are spread over several destinations.',
    'balance shop { from: any, to: one of web1, web2, weights: 2, 1 }',
  ),
  protect: word('Adds protection to intents that it names.', 'protect core { routes: web, video, survive: 1 node }'),
  multicast: word(
    'One source to many receivers.',
    'multicast iptv { source: headend, group: 239.1.1.1, receivers: edge }',
  ),
  cache: word('Named data is held at nodes.', 'cache videos { names: /ndn/video, at: c1, size: 10GB }'),
  geocast: word(
    'From a source to every node in an area.',
    'geocast alarm { source: hq, area: circle(59.91, 10.75, 5km) }',
  ),
  flow: word(
    'Device level: exactly that match gets exactly that action.',
    'flow pin { at: s1, match: { in_port: eth1 }, action: output eth2 }',
  ),
  policy: word(
    'Older form of cache, qos, limit and others.',
    'policy video { match: { prefix: /ndn/video }, action: { cache: true } }',
  ),
  nat: word(
    'Sources of the class are translated.',
    'nat web-out { from: branch, to: internet, source: 203.0.113.16/28 }',
  ),
  peer: word('A routing session with another network.', 'peer isp1 { at: r1.eth3, as: 64500 }'),
  drain: word('Maintenance: nothing flows through the node, proved first.', 'drain r2 { }'),
  baseline: word('What every device named has: time, logs, monitoring.', 'baseline std { at: all, ntp: 10.0.0.123 }'),
  assert: word('Proved with every plan, installs nothing.', 'assert no-leak { isolate { from: guests, to: dc } }'),
}

const classKeys: Keys = {
  from: key(
    'Where packets enter: nodes, groups, prefixes, `any`, `internet`, lists, `x except y`.',
    'ends',
    'from: branch',
  ),
  to: key('Where packets must arrive, or must not.', 'ends', 'to: dc'),
  traffic: key('The class: a protocol, ports, a DSCP; `or` joins.', 'traffic', 'traffic: tcp dst-port 443'),
}
const pathKeys: Keys = {
  via: key('Waypoints, in order (`then`), or any one of several (`one of`).', 'nodes', 'via: fw1 then ids1', [
    'one of',
    'then',
  ]),
  avoid: key('Must not be passed: nodes, links, regions, shared risks.', 'avoid', 'avoid: r5, link r1--r2', [
    'link',
    'region',
    'risk',
  ]),
  prefer: key('Softly: passed where the rest is kept all the same.', 'avoid', 'prefer: r3', ['link', 'region']),
  max_hops: key('At most so many hops on every path.', 'number', 'max_hops: 5'),
  latency: key('A bound on the delay of every path, propagation alone.', 'duration', 'latency: <= 20ms'),
  bandwidth: key('Reserved in full, also in each counted failure.', 'bandwidth', 'bandwidth: 200Mbps'),
  each: key('Bandwidth per ordered pair of ends.', 'bandwidth', 'each: 200Mbps'),
  loss: key('A bound on what is lost.', 'percent', 'loss: <= 0.1%'),
  availability: key('The share of time in which it is delivered.', 'percent', 'availability: 99.95%'),
  survive: key('Holds in every such failure, by what lies on the devices.', 'count', 'survive: 1 link', [
    '1 link',
    '2 links',
    '1 core link',
    '1 node',
    '1 risk',
  ]),
  paths: key('Spread over several paths at once.', 'count', 'paths: 2 disjoint links', [
    '2 disjoint links',
    '2 disjoint nodes',
    '2 disjoint risks',
    '3 equal',
  ]),
  protocol: key('What kind of forwarding; default: from the ends.', 'words', 'protocol: ip', [
    'ip',
    'ndn',
    'geo',
    'p4',
  ]),
  fallback: key('What a geographic route does at a local minimum.', 'words', 'fallback: perimeter', [
    'perimeter',
    'none',
  ]),
  queueing: key('Whether delay in queues counts.', 'words', 'queueing: modelled', ['modelled']),
  symmetric: key('Answers pass the same devices in reverse.', 'boolean', 'symmetric: true'),
}
const labelKeys: Keys = {
  owner: key('A label: whose it is.', 'text', 'owner: "netops"'),
  reason: key('A label: why it is there.', 'text', 'reason: "CHG-1234"'),
  renamed_from: key('The name it had: its place among the others and its history stay.', 'text', 'renamed_from: web'),
}
const commonKeys: Keys = {
  priority: key('0–1000, default 100; higher wins where two speak of the same packets.', 'number', 'priority: 100'),
  yields: key('It may lose a part of its class to a higher priority.', 'boolean', 'yields: true'),
  active: key('When it holds: days, hours and zone, or dates.', 'schedule', 'active: Mon-Fri 08:00-18:00 Europe/Oslo'),
  ...labelKeys,
}
/** Those of some keys that are read. */
const of = (keys: Keys, names: readonly string[]): Keys =>
  Object.fromEntries(Object.entries(keys).filter(([name]) => names.includes(name)))
const reply: Keys = {
  reply: key('How answers come back; `none`: one way.', 'words', 'reply: auto', [
    'auto',
    'established',
    'stateless',
    'none',
  ]),
}
const protocol: Keys = { protocol: pathKeys['protocol'] as KeyEntry }
const at: Keys = { at: key('The devices where it is done; default: where the class enters.', 'nodes', 'at: edge') }
const source: Keys = { source: key('Where it comes from.', 'ends', 'source: headend') }

const ownKeys: Readonly<Record<IntentKeyword, Keys>> = {
  route: { ...classKeys, ...reply, ...pathKeys },
  isolate: { ...classKeys, ...reply, ...protocol },
  allow: { ...classKeys, ...reply, ...protocol },
  qos: {
    ...classKeys,
    class: key('The queue: a DSCP name or a number.', 'dscp', 'class: ef'),
    min: key('The rate that the queue is sure of.', 'bandwidth', 'min: 50Mbps'),
    max: key('The rate that it never passes.', 'bandwidth', 'max: 200Mbps'),
    ...at,
  },
  limit: {
    ...classKeys,
    rate: key('The rate that the class is cut to.', 'bandwidth', 'rate: 500Mbps'),
    burst: key('How much may come at once; default: a tenth of a second.', 'size', 'burst: 1MB'),
    ...at,
  },
  mirror: { ...classKeys, ...at, copy_to: key('The node that gets the copies.', 'nodes', 'copy_to: ids1') },
  mark: { ...classKeys, dscp: key('The code point that packets get.', 'dscp', 'dscp: af41'), ...at },
  balance: {
    ...classKeys,
    address: key('The address of the service; default: packets to any member.', 'other', 'address: 10.9.0.1'),
    weights: key('Shares, in the order of the destinations.', 'number', 'weights: 2, 1, 1'),
    ...at,
  },
  protect: {
    routes: key('The intents that are protected.', 'intents', 'routes: web, video'),
    survive: pathKeys['survive'] as KeyEntry,
  },
  multicast: {
    ...source,
    group: key('The group address.', 'other', 'group: 239.1.1.1'),
    receivers: key('Who gets the copies.', 'ends', 'receivers: edge'),
    traffic: classKeys['traffic'] as KeyEntry,
    ...of(pathKeys, copyKeys.multicast),
  },
  cache: {
    names: key('The names that are held.', 'other', 'names: /ndn/video'),
    ...at,
    size: key('How much is held.', 'size', 'size: 10GB'),
    policy: key('What goes when it is full.', 'words', 'policy: lru', ['lru', 'fifo']),
    ttl: key('How long it is held.', 'duration', 'ttl: 1h'),
    ...protocol,
  },
  geocast: {
    ...source,
    area: key('The area.', 'other', 'area: circle(59.91, 10.75, 5km)', ['circle', 'region']),
    traffic: classKeys['traffic'] as KeyEntry,
    ...protocol,
  },
  flow: {
    ...at,
    match: key('The packets: all fields must match.', 'match', 'match: { in_port: eth1, dst: 10.2.0.0/16 }', ['any']),
    action: key('What is done with them.', 'action', 'action: output eth2', ['output', 'to', 'queue', 'drop']),
  },
  policy: {
    ...at,
    match: key('The packets or names.', 'other', 'match: { prefix: /ndn/video }'),
    action: key('What is done.', 'other', 'action: { cache: true }'),
  },
  nat: { ...classKeys, source: key('The addresses that sources become.', 'other', 'source: 203.0.113.16/28'), ...at },
  peer: {
    at: key('The port of the session: an external one.', 'session', 'at: r1.eth3'),
    as: key('The number of the other network.', 'other', 'as: 64500'),
    local_as: key("The device's own number.", 'other', 'local_as: 65000'),
    neighbour: key('The address of the other side.', 'other', 'neighbour: 203.0.113.1'),
    import: key('What is taken from the other side.', 'words', 'import: default', ['default', 'any', 'none']),
    export: key('What the other side is told.', 'words', 'export: none', ['default', 'any', 'none']),
    max_prefixes: key('The most routes that are taken.', 'number', 'max_prefixes: 1000'),
  },
  drain: { at: key('The devices; default: the one that the intent is named after.', 'nodes', 'at: r2') },
  baseline: {
    at: key('The devices; `all`: every one.', 'nodes', 'at: all', ['all']),
    ntp: key('Time servers.', 'other', 'ntp: 10.0.0.123'),
    dns: key('Name servers.', 'other', 'dns: 10.0.0.53'),
    syslog: key('Log servers.', 'other', 'syslog: 10.0.0.5'),
    snmp: key('The version that is spoken.', 'words', 'snmp: v3', ['v2c', 'v3']),
  },
  assert: {},
}

const segmentKey: Keys = {
  segment: key(
    'The segment (VRF, tenant) that it speaks of; default: the one where its ends lie.',
    'other',
    'segment: red',
  ),
}
/** What these say holds in all segments. */
const ofWholeDevices: ReadonlySet<IntentKeyword> = new Set(['protect', 'drain', 'baseline', 'assert'])

/** Keys of an intent of this kind, the common ones after its own. What an assertion asserts has its own. */
export const keysOfIntent: Readonly<Record<IntentKeyword, Keys>> = Object.fromEntries(
  intentKinds.map((kind) => [
    kind,
    kind === 'assert'
      ? labelKeys
      : { ...ownKeys[kind], ...(ofWholeDevices.has(kind) ? {} : segmentKey), ...commonKeys },
  ]),
) as Record<IntentKeyword, Keys>

const matchKeys: Keys = {
  in_port: key('The interface that the packet came in by.', 'interface', 'in_port: eth1'),
  src: key('The source prefix.', 'other', 'src: 10.1.0.0/16'),
  dst: key('The destination prefix.', 'other', 'dst: 10.2.0.0/16'),
  proto: key('The IP protocol.', 'words', 'proto: tcp', ['tcp', 'udp', 'icmp', 'sctp']),
  src_port: key('Source ports.', 'number', 'src_port: 8000-8080'),
  dst_port: key('Destination ports.', 'number', 'dst_port: 443'),
  dscp: key('The code point.', 'dscp', 'dscp: ef'),
}

const networkKeys: Keys = {
  description: key('A text.', 'text', 'description: "Two sites"'),
  default: key(
    '`closed`: only what intents ask for is reachable; `open`: shortest paths everywhere.',
    'words',
    'default: closed',
    ['closed', 'open'],
  ),
  anti_spoofing: key('Sources that do not belong to a port are dropped there.', 'boolean', 'anti_spoofing: true'),
  management: key(
    'Where the controller is: the built-in intents `system.…` keep its way to the devices.',
    'ends',
    'management: 10.0.0.0/24',
  ),
  headroom: key("The share of every link's bandwidth that may be promised.", 'percent', 'headroom: 80%'),
}
const nodeKeys: Keys = {
  address: key('Its own addresses.', 'other', 'address: 10.0.0.1'),
  addresses: key('The same as `address`.', 'other', 'addresses: 10.0.0.1'),
  prefixes: key('Prefixes attached to it.', 'other', 'prefixes: 10.1.0.0/16'),
  prefix: key('The same as `prefixes`; of nodes of names, what they produce.', 'other', 'prefix: 10.1.0.0/16'),
  availability: key('The share of time that it is up.', 'percent', 'availability: 99.99%'),
  gateway: key('The node that a host sends by.', 'nodes', 'gateway: r1'),
  location: key('Where it stands: latitude and longitude.', 'other', 'location: (59.91, 10.75)'),
  region: key('The region it lies in.', 'region', 'region: north'),
  segment: key(
    'The VRF or tenant of its addresses and interfaces; default: `main`, of a host that of its link.',
    'other',
    'segment: red',
  ),
  function: key('What it does to connections.', 'words', 'function: firewall', functionNames),
  target: key('Which configuration it takes.', 'words', 'target: frr', targetNames),
  driver: key('How it is reached.', 'words', 'driver: emulated', driverNames),
  cache: key('Room for named data.', 'size', 'cache: 10GB'),
  strategy: key('How Interests are forwarded.', 'words', 'strategy: best-route', ['best-route', 'asf', 'multicast']),
  producer: key('Names that it serves.', 'other', 'producer: /ndn/video'),
  as: key('The number of the autonomous system that its sessions speak for.', 'number', 'as: 65000'),
  learning: key(
    'Whether a switch learns addresses: `false`, since nobody could say where it sends packets.',
    'boolean',
    'learning: false',
  ),
  routing: key('What routers tell each other.', 'words', 'routing: ospf', routingNames),
  ospf_area: key('The area of a router that speaks OSPF.', 'number', 'ospf_area: 7'),
}
const interfaceKeys: Keys = {
  address: key('Its addresses, with length.', 'other', 'address: 203.0.113.2/30'),
  mtu: key('The longest packet.', 'number', 'mtu: 1500'),
  external: key('Whether it leads out of the network.', 'boolean', 'external: true'),
  peer_as: key('The number of the network behind it.', 'other', 'peer_as: 64500'),
  segment: key('The VRF or tenant; default: that of its link or node, else `main`.', 'other', 'segment: red'),
  prefixes: key('Prefixes attached behind it, in its segment.', 'other', 'prefixes: 10.1.0.0/16'),
}
const linkKeys: Keys = {
  endpoints: key('The older form of `a -- b`.', 'nodes', 'endpoints: [r1, fw1]'),
  bandwidth: key('In each direction.', 'bandwidth', 'bandwidth: 10Gbps'),
  latency: key('Propagation.', 'duration', 'latency: 2ms'),
  weight: key('What the shortest path counts.', 'number', 'weight: 10'),
  loss: key('The share of packets that it loses.', 'percent', 'loss: 0.1%'),
  availability: key('The share of time that it is up.', 'percent', 'availability: 99.9%'),
  headroom: key("The share of its bandwidth that may be promised, over the network's.", 'percent', 'headroom: 80%'),
  risk: key('Shared-risk groups: links that fail together.', 'risk', 'risk: conduit-7'),
  segment: key(
    'The VRF or tenant of both its interfaces; default: that of a node at its ends, else `main`.',
    'other',
    'segment: red',
  ),
  subnet: key('The addresses of both ends, or `unnumbered`.', 'other', 'subnet: 10.9.0.0/31', ['unnumbered']),
}
const groupKeys: Keys = {
  members: key('Nodes, groups, and regular expressions over node names.', 'members', 'members: r1, r2, /^ams-/'),
}

const ofDeclaration: Readonly<Record<string, Keys>> = {
  network: networkKeys,
  node: nodeKeys,
  interface: interfaceKeys,
  link: linkKeys,
  group: groupKeys,
}

/** Keys that mean something in a block: `opener` is the word of the declaration, or the key that the block is the value of. */
export function keysOf(opener: string): Keys {
  if (opener === 'match') return matchKeys
  if (Object.hasOwn(ofDeclaration, opener)) return ofDeclaration[opener] as Keys
  return Object.hasOwn(keysOfIntent, opener) ? keysOfIntent[opener as IntentKeyword] : {}
}

/** What is known of a key in a block, if anything: other keys are labels. */
export function keyEntry(opener: string, name: string): KeyEntry | undefined {
  const keys = keysOf(opener)
  return Object.hasOwn(keys, name) ? keys[name] : undefined
}

/** What a word that begins a declaration means. */
export function wordEntry(name: string): WordEntry | undefined {
  if (Object.hasOwn(declarations, name)) return declarations[name]
  return Object.hasOwn(intentWords, name) ? intentWords[name as IntentKeyword] : undefined
}
