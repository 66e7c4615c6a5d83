/** What a column holds: a field by our name for it, or a label; `factor` turns its numbers into bit/s, µs or km. */
export interface Column {
  readonly field: string
  readonly isLabel: boolean
  readonly factor: number
}

/** Names that people give to columns, in lower case and without signs between words. */
const fieldNames: Readonly<Record<string, readonly string[]>> = {
  name: ['name', 'node', 'hostname', 'device', 'nodename', 'devicename', 'router', 'switch', 'system'],
  type: ['type', 'kind', 'role', 'nodetype', 'devicetype'],
  addresses: ['addresses', 'address', 'loopback', 'loopbacks', 'ip', 'ipaddress', 'routerid', 'primaryip'],
  prefixes: ['prefixes', 'prefix', 'subnet', 'subnets', 'network', 'networks', 'lan'],
  lat: ['lat', 'latitude'],
  lon: ['lon', 'lng', 'long', 'longitude'],
  region: ['region', 'site', 'area'],
  segment: ['segment', 'vrf'],
  gateway: ['gateway', 'defaultgateway'],
  function: ['function'],
  target: ['configtarget'],
  driver: ['driver'],
  produces: ['produces', 'producer'],
  contentStore: ['contentstore'],
  strategy: ['strategy'],
  availability: ['availability'],
  assigned: ['assigned'],
  source: [
    'source',
    'src',
    'from',
    'a',
    'nodea',
    'anode',
    'node1',
    'end1',
    'sourcenode',
    'devicea',
    'localdevice',
    'sidea',
  ],
  destination: [
    'target',
    'destination',
    'dst',
    'dest',
    'to',
    'b',
    'z',
    'nodeb',
    'nodez',
    'bnode',
    'znode',
    'node2',
    'end2',
    'targetnode',
    'destinationnode',
    'deviceb',
    'devicez',
    'remotedevice',
    'sideb',
  ],
  source_interface: [
    'sourceinterface',
    'sourceport',
    'srcport',
    'srcinterface',
    'interfacea',
    'porta',
    'aport',
    'ainterface',
    'localport',
    'localinterface',
    'frominterface',
    'fromport',
    'interface1',
    'port1',
  ],
  target_interface: [
    'targetinterface',
    'targetport',
    'dstport',
    'dstinterface',
    'destinationinterface',
    'destinationport',
    'interfaceb',
    'interfacez',
    'portb',
    'portz',
    'bport',
    'zport',
    'binterface',
    'zinterface',
    'remoteport',
    'remoteinterface',
    'tointerface',
    'toport',
    'interface2',
    'port2',
  ],
  bandwidth: ['bandwidth', 'capacity', 'speed', 'rate', 'linkspeed'],
  latency_us: ['latency', 'delay', 'propagationdelay'],
  dist: ['distance', 'length', 'dist'],
  weight: ['weight', 'metric', 'cost', 'igpmetric'],
  risks: ['risk', 'risks', 'srlg', 'srlgs', 'conduit'],
  loss: ['loss'],
  headroom: ['headroom'],
  key: ['id', 'key', 'link', 'linkid', 'linkname', 'cable'],
  demand: ['demand', 'traffic', 'volume', 'demandvalue'],
}

const fields = new Map(Object.entries(fieldNames).flatMap(([field, names]) => names.map((name) => [name, field])))

/** Factors of units in the head of a column: to bit/s, to µs, to km. */
const units: Readonly<Record<string, number>> = {
  bps: 1,
  kbps: 1e3,
  mbps: 1e6,
  gbps: 1e9,
  tbps: 1e12,
  us: 1,
  µs: 1,
  ms: 1e3,
  s: 1e6,
  km: 1,
  m: 1e-3,
}

/** What the head of a column says: `Capacity (Gbps)`, `latency_ms`, `label.colour`. What it does not know is a label of that name. */
export function columnOf(head: string): Column {
  const plain = (text: string) => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '')
  if (head.startsWith('label.')) return { field: head.slice('label.'.length), isLabel: true, factor: 1 }
  const whole = fields.get(plain(head))
  if (whole !== undefined) return { field: whole, isLabel: false, factor: 1 }
  const [, base = '', unit = ''] = /^(.*?)[\s_([-]+([a-zµ]+)[)\]]?$/iu.exec(head) ?? []
  const factor = units[unit.toLowerCase().replace(/^([kmgt]?)b(?:it)?\/?s$/, '$1bps')]
  const field = factor === undefined ? undefined : fields.get(plain(base))
  return field === undefined
    ? { field: head, isLabel: true, factor: 1 }
    : { field, isLabel: false, factor: factor ?? 1 }
}

/** What rows of these columns are, if anything that a network has. */
export function tableKind(columns: readonly Column[]): 'nodes' | 'links' | 'demands' | undefined {
  const has = (field: string) => columns.some((column) => !column.isLabel && column.field === field)
  if (has('source') && has('destination')) return has('demand') ? 'demands' : 'links'
  return has('name') || (has('key') && (has('lat') || has('type') || has('addresses'))) ? 'nodes' : undefined
}

const quantity = /^([\d.]+(?:e[+-]?\d+)?)\s*(?:([kmgt]?)(?:b(?:it)?(?:ps|\/s)?)?|(us|µs|ms|s)|(km|m))$/i

/** A number with or without a unit: `10Gbps`, `10G`, `2.5 ms`, `120 km`; without one the column's factor counts. */
export function quantityOf(text: string, { field, factor }: Column): number | undefined {
  const [, digits = '', scale = '', time = '', length = ''] = quantity.exec(text.trim()) ?? []
  const number = digits === '' ? Number.NaN : Number(digits)
  if (!Number.isFinite(number)) return undefined
  const isBare = /^[\d.e+-]+$/i.test(text.trim())
  if (isBare) return number * factor
  if (field === 'latency_us') return time === '' ? undefined : number * (units[time.toLowerCase()] ?? 1)
  if (field === 'dist') return length !== '' || scale !== '' ? number * (/km$/i.test(text) ? 1 : 1e-3) : undefined
  return time !== '' || length === 'km'
    ? undefined
    : number * ({ k: 1e3, m: 1e6, g: 1e9, t: 1e12 }[scale.toLowerCase()] ?? 1)
}
