import type { Control, Expression, FieldName, Key, Program, Step, Table } from './program.js'

/** The port behind which the device itself is. */
export const cpuPort = 510

/** How many collectors of mirrors there are: as many tables, and a bit for each in the number of the session by which copies leave. */
export const collectorCount = 4

/** The table of a collector, by its place. */
export const copyTable = (place: number): string => (place === 0 ? 'copy' : `copy_${place + 1}`)

/** The action that asks for a copy to a collector. */
export const copyAction = (place: number): string => `copy_to_${place + 1}`

/** How many bits say which ports are up. */
export const portCount = 511

const field = (owner: string, name: string): Expression => ({ kind: 'field', field: [owner, name] })
const value = (number: number, width: number): Expression => ({ kind: 'value', value: number, width })
const is = (left: Expression, right: Expression): Expression => ({ kind: 'op', op: '==', left, right })
const isNot = (left: Expression, right: Expression): Expression => ({ kind: 'op', op: '!=', left, right })
const valid = (header: string): Expression => ({ kind: 'valid', header })
const set = (to: FieldName, what: string | Expression): Step => ({ kind: 'set', field: to, value: what })
const apply = (table: string): Control => ({ kind: 'apply', table })
const run = (action: string): Control => ({ kind: 'run', action })
const when = (condition: Expression, inside: readonly Control[], otherwise?: readonly Control[]): Control => ({
  kind: 'if',
  condition,
  inside,
  ...(otherwise ? { otherwise } : {}),
})

const key = (name: string, kind: Key['kind'], owner = 'meta'): Key => ({ name, kind, field: [owner, name] })

/** What a rule can ask of a packet, as it was parsed. */
const packetKeys: readonly Key[] = [
  key('is_ipv6', 'ternary'),
  key('src', 'ternary'),
  key('dst', 'ternary'),
  key('protocol', 'ternary'),
  key('has_ports', 'ternary'),
  key('src_port', 'range'),
  key('dst_port', 'range'),
  key('dscp', 'ternary'),
]

const inPort = (kind: Key['kind']): Key => ({ name: 'in_port', kind, field: ['sm', 'ingress_port'] })

const table = (
  name: string,
  says: string,
  keys: readonly Key[],
  actions: readonly string[],
  defaultAction: string,
  size = 16_384,
): Table => ({ name, says, keys, actions, defaultAction, size })

const ways = ['to_next_hops', 'deliver', 'deny']

const addressFields = (header: string, isIpv6: number): Step[] => [
  set(['meta', 'is_ipv6'], value(isIpv6, 1)),
  set(['meta', 'src'], field(header, 'src_addr')),
  set(['meta', 'dst'], field(header, 'dst_addr')),
  set(['meta', 'protocol'], field(header, isIpv6 === 1 ? 'next_header' : 'protocol')),
  set(['meta', 'dscp'], field(header, 'dscp')),
]

const ifExceeded = (deny: string): Control => when(is(field('meta', 'color'), value(2, 2)), [run(deny)])

const collectors = Array.from({ length: collectorCount }, (_, place) => place)

/** A hop less; the last is dropped. */
const aged = (header: string, hops: string): Control =>
  when(
    { kind: 'op', op: '<=', left: field(header, hops), right: value(1, 8) },
    [run('deny_out')],
    [run(`age_${header}`)],
  )

/** The protocols that have ports, all of them first in their headers. */
const portProtocols = [6, 17, 33, 132, 136]

/** A router with a table for each stage of the lookup on device state. */
export const paranetProgram: Program = {
  name: 'paranet',
  headers: [
    {
      name: 'ethernet',
      fields: [
        ['dst_addr', 48],
        ['src_addr', 48],
        ['ether_type', 16],
      ],
    },
    {
      name: 'ipv4',
      fields: [
        ['version', 4],
        ['ihl', 4],
        ['dscp', 6],
        ['ecn', 2],
        ['total_length', 16],
        ['identification', 16],
        ['flags', 3],
        ['fragment', 13],
        ['ttl', 8],
        ['protocol', 8],
        ['checksum', 16],
        ['src_addr', 32],
        ['dst_addr', 32],
      ],
    },
    {
      name: 'ipv6',
      fields: [
        ['version', 4],
        ['dscp', 6],
        ['ecn', 2],
        ['flow_label', 20],
        ['payload_length', 16],
        ['next_header', 8],
        ['hop_limit', 8],
        ['src_addr', 128],
        ['dst_addr', 128],
      ],
    },
    {
      name: 'ports',
      fields: [
        ['src_port', 16],
        ['dst_port', 16],
      ],
    },
  ],
  metadata: {
    name: 'meta',
    fields: [
      ['is_ipv6', 1],
      ['has_ports', 1],
      ['is_routed', 1],
      ['color', 2],
      ['collectors', collectorCount],
      ['dscp', 6],
      ['protocol', 8],
      ['out_port', 9],
      ['hop', 16],
      ['src_port', 16],
      ['dst_port', 16],
      ['next_hops', 32],
      ['src', 128],
      ['dst', 128],
      ['live', portCount],
    ],
  },
  parser: [
    {
      name: 'start',
      header: 'ethernet',
      select: ['ether_type'],
      next: [
        { values: [0x0800], state: 'parse_ipv4' },
        { values: [0x86dd], state: 'parse_ipv6' },
      ],
    },
    {
      name: 'parse_ipv4',
      header: 'ipv4',
      select: ['ihl', 'fragment', 'protocol'],
      next: portProtocols.map((protocol) => ({ values: [5, 0, protocol], state: 'parse_ports' })),
    },
    {
      name: 'parse_ipv6',
      header: 'ipv6',
      select: ['next_header'],
      next: portProtocols.map((protocol) => ({ values: [protocol], state: 'parse_ports' })),
    },
    { name: 'parse_ports', header: 'ports', select: [], next: [] },
  ],
  actions: [
    { name: 'permit', says: 'Goes on.', parameters: [], steps: [] },
    { name: 'deny', says: 'Drops the packet.', parameters: [], steps: [{ kind: 'drop' }] },
    {
      name: 'punt',
      says: 'Hands the frame to the device itself.',
      parameters: [],
      steps: [set(['sm', 'egress_spec'], value(cpuPort, 9))],
    },
    { name: 'read_ipv4', says: 'What rules ask of an IPv4 packet.', parameters: [], steps: addressFields('ipv4', 0) },
    { name: 'read_ipv6', says: 'What rules ask of an IPv6 packet.', parameters: [], steps: addressFields('ipv6', 1) },
    {
      name: 'read_ports',
      says: 'What rules ask of ports.',
      parameters: [],
      steps: [
        set(['meta', 'has_ports'], value(1, 1)),
        set(['meta', 'src_port'], field('ports', 'src_port')),
        set(['meta', 'dst_port'], field('ports', 'dst_port')),
      ],
    },
    {
      name: 'police',
      says: 'Takes the packet out of a token bucket; red is above its rate.',
      parameters: [{ name: 'bucket', width: 32 }],
      steps: [{ kind: 'meter', meter: 'buckets', index: 'bucket', result: ['meta', 'color'] }],
    },
    {
      name: 'set_dscp',
      says: 'Rewrites the DSCP; later rules see it so.',
      parameters: [{ name: 'dscp', width: 6 }],
      steps: [set(['meta', 'dscp'], 'dscp')],
    },
    ...collectors.map((place) => ({
      name: copyAction(place),
      says: 'Asks for a copy to this collector.',
      parameters: [],
      steps: [
        set(['meta', 'collectors'], {
          kind: 'op' as const,
          op: '|' as const,
          left: field('meta', 'collectors'),
          right: value(1 << place, collectorCount),
        }),
      ],
    })),
    {
      name: 'send_copies',
      says: 'Copies of the frame leave by the session of the collectors, whatever becomes of the packet.',
      parameters: [],
      steps: [{ kind: 'clone', session: field('meta', 'collectors') }],
    },
    {
      name: 'to_group',
      says: 'Out at every port of a group.',
      parameters: [{ name: 'group', width: 16 }],
      steps: [set(['sm', 'mcast_grp'], 'group')],
    },
    {
      name: 'to_next_hops',
      says: 'To one of an ordered list of groups of next hops.',
      parameters: [{ name: 'next_hops', width: 32 }],
      steps: [set(['meta', 'is_routed'], value(1, 1)), set(['meta', 'next_hops'], 'next_hops')],
    },
    {
      name: 'deliver',
      says: 'Out at a port, to who is attached there.',
      parameters: [{ name: 'port', width: 9 }],
      steps: [set(['meta', 'is_routed'], value(1, 1)), set(['meta', 'out_port'], 'port')],
    },
    {
      name: 'read_live',
      says: 'Which ports are up, as the device itself last said.',
      parameters: [],
      steps: [{ kind: 'read', register: 'live_ports', result: ['meta', 'live'] }],
    },
    {
      name: 'leave_by',
      says: 'To one next hop; 0 is the destination itself.',
      parameters: [
        { name: 'port', width: 9 },
        { name: 'hop', width: 16 },
      ],
      steps: [set(['meta', 'out_port'], 'port'), set(['meta', 'hop'], 'hop')],
    },
    { name: 'leave', says: 'Out.', parameters: [], steps: [set(['sm', 'egress_spec'], field('meta', 'out_port'))] },
    {
      name: 'write_ipv4',
      says: 'Puts the DSCP back.',
      parameters: [],
      steps: [set(['ipv4', 'dscp'], field('meta', 'dscp'))],
      control: 'egress',
    },
    {
      name: 'write_ipv6',
      says: 'Puts the DSCP back.',
      parameters: [],
      steps: [set(['ipv6', 'dscp'], field('meta', 'dscp'))],
      control: 'egress',
    },
    {
      name: 'age_ipv4',
      says: 'A hop less.',
      parameters: [],
      steps: [set(['ipv4', 'ttl'], { kind: 'op', op: '-', left: field('ipv4', 'ttl'), right: value(1, 8) })],
      control: 'egress',
    },
    {
      name: 'age_ipv6',
      says: 'A hop less.',
      parameters: [],
      steps: [
        set(['ipv6', 'hop_limit'], { kind: 'op', op: '-', left: field('ipv6', 'hop_limit'), right: value(1, 8) }),
      ],
      control: 'egress',
    },
    {
      name: 'to_neighbour',
      says: 'The Ethernet addresses of the next link.',
      parameters: [
        { name: 'src', width: 48 },
        { name: 'dst', width: 48 },
      ],
      steps: [set(['ethernet', 'src_addr'], 'src'), set(['ethernet', 'dst_addr'], 'dst')],
      control: 'egress',
    },
    {
      name: 'find_port',
      says: 'Where the packet leaves.',
      parameters: [],
      steps: [set(['meta', 'out_port'], field('sm', 'egress_port'))],
      control: 'egress',
    },
    { name: 'permit_out', says: 'Goes on.', parameters: [], steps: [], control: 'egress' },
    { name: 'deny_out', says: 'Drops the packet.', parameters: [], steps: [{ kind: 'drop' }], control: 'egress' },
    {
      name: 'police_out',
      says: 'Takes the packet out of a token bucket; red is above its rate.',
      parameters: [{ name: 'bucket', width: 32 }],
      steps: [{ kind: 'meter', meter: 'out_buckets', index: 'bucket', result: ['meta', 'color'] }],
      control: 'egress',
    },
    {
      name: 'copy_ipv4',
      says: 'A copy has the DSCP that rules saw.',
      parameters: [],
      steps: [set(['ipv4', 'dscp'], field('meta', 'dscp'))],
      control: 'egress',
    },
    {
      name: 'copy_ipv6',
      says: 'A copy has the DSCP that rules saw.',
      parameters: [],
      steps: [set(['ipv6', 'dscp'], field('meta', 'dscp'))],
      control: 'egress',
    },
  ],
  tables: [
    table(
      'admit',
      'Frames for the router, and packets to groups.',
      [key('dst_addr', 'ternary', 'ethernet'), key('is_ipv6', 'ternary'), key('dst', 'ternary')],
      ['permit', 'deny'],
      'deny',
      4096,
    ),
    table(
      'in_filter',
      'Filters where packets come in.',
      [inPort('exact'), ...packetKeys],
      ['permit', 'deny'],
      'permit',
    ),
    table(
      'in_policer',
      'Rates where packets come in.',
      [inPort('ternary'), ...packetKeys],
      ['police', 'permit'],
      'permit',
      4096,
    ),
    table('mark', 'Rewrites of the DSCP.', [inPort('ternary'), ...packetKeys], ['set_dscp', 'permit'], 'permit', 4096),
    table('forward_filter', 'Filters of all packets.', packetKeys, ['permit', 'deny'], 'permit'),
    ...collectors.map((place) =>
      table(
        copyTable(place),
        'Copies to a collector of mirrors.',
        [inPort('ternary'), ...packetKeys],
        [copyAction(place), 'permit'],
        'permit',
        4096,
      ),
    ),
    table(
      'group_route',
      'Multicast routes: the longest source, and where packets come in.',
      [inPort('ternary'), key('is_ipv6', 'ternary'), key('src', 'ternary'), key('dst', 'ternary')],
      ['to_group', 'deny', 'permit'],
      'permit',
      4096,
    ),
    table(
      'policy_route',
      'Routes by more than the destination.',
      [inPort('ternary'), ...packetKeys],
      [...ways, 'permit'],
      'permit',
    ),
    table('route_ipv4', 'Routes; none: dropped.', [key('dst_addr', 'lpm', 'ipv4')], ways, 'deny', 65_536),
    table('route_ipv6', 'Routes; none: dropped.', [key('dst_addr', 'lpm', 'ipv6')], ways, 'deny', 65_536),
    {
      name: 'next_hops',
      says: 'The first group with a port that is up.',
      keys: [key('next_hops', 'exact'), key('live', 'ternary')],
      actions: ['leave_by'],
      size: 16_384,
      selector: 'equal_hops',
    },
    {
      ...table(
        'out_filter',
        'Filters where packets leave.',
        [key('out_port', 'exact'), ...packetKeys],
        ['permit_out', 'deny_out'],
        'permit_out',
      ),
      control: 'egress',
    },
    {
      ...table(
        'out_policer',
        'Rates where packets leave.',
        [key('out_port', 'ternary'), ...packetKeys],
        ['police_out', 'permit_out'],
        'permit_out',
        4096,
      ),
      control: 'egress',
    },
    {
      ...table(
        'neighbour',
        'Who is next on a link. The device adds those that it finds by ARP and neighbour discovery.',
        [key('out_port', 'exact'), key('hop', 'ternary'), key('is_ipv6', 'ternary'), key('dst', 'ternary')],
        ['to_neighbour'],
        'to_neighbour',
      ),
      control: 'egress',
    },
  ],
  control: [
    when(
      valid('ipv4'),
      [run('read_ipv4')],
      [
        when(
          valid('ipv6'),
          [run('read_ipv6')],
          [when(is(field('sm', 'ingress_port'), value(cpuPort, 9)), [run('deny')], [run('punt')])],
        ),
      ],
    ),
    when({ kind: 'op', op: 'or', left: valid('ipv4'), right: valid('ipv6') }, [
      when(valid('ports'), [run('read_ports')]),
      when(isNot(field('sm', 'ingress_port'), value(cpuPort, 9)), [apply('admit')]),
      apply('in_filter'),
      apply('in_policer'),
      ifExceeded('deny'),
      apply('mark'),
      apply('forward_filter'),
      ...collectors.map((place) => apply(copyTable(place))),
      when(isNot(field('meta', 'collectors'), value(0, collectorCount)), [run('send_copies')]),
      apply('group_route'),
      when(is(field('sm', 'mcast_grp'), value(0, 16)), [
        apply('policy_route'),
        when(is(field('meta', 'is_routed'), value(0, 1)), [
          when(is(field('meta', 'is_ipv6'), value(0, 1)), [apply('route_ipv4')], [apply('route_ipv6')]),
        ]),
        when(isNot(field('meta', 'next_hops'), value(0, 32)), [
          run('read_live'),
          apply('next_hops'),
          when(is(field('meta', 'out_port'), value(0, 9)), [run('deny')]),
        ]),
        run('leave'),
      ]),
    ]),
  ],
  egress: [
    when(
      is(field('sm', 'instance_type'), value(1, 32)),
      [when(valid('ipv4'), [run('copy_ipv4')]), when(valid('ipv6'), [run('copy_ipv6')])],
      [
        when({ kind: 'op', op: 'or', left: valid('ipv4'), right: valid('ipv6') }, [
          run('find_port'),
          apply('out_filter'),
          apply('out_policer'),
          ifExceeded('deny_out'),
          when(is(field('meta', 'is_ipv6'), value(0, 1)), [run('write_ipv4')], [run('write_ipv6')]),
          when(isNot(field('meta', 'out_port'), value(cpuPort, 9)), [
            when(isNot(field('sm', 'ingress_port'), value(cpuPort, 9)), [
              when(is(field('meta', 'is_ipv6'), value(0, 1)), [aged('ipv4', 'ttl')], [aged('ipv6', 'hop_limit')]),
            ]),
            apply('neighbour'),
          ]),
        ]),
      ],
    ),
  ],
  preserved: ['dscp'],
  meters: [
    { name: 'buckets', size: 4096 },
    { name: 'out_buckets', size: 4096, control: 'egress' },
  ],
  registers: [{ name: 'live_ports', width: portCount, size: 1 }],
  selectors: [
    {
      name: 'equal_hops',
      size: 16_384,
      fields: (['src', 'dst', 'protocol', 'src_port', 'dst_port'] as const).map((name) => ['meta', name] as const),
    },
  ],
  checksums: [{ header: 'ipv4', field: 'checksum' }],
}
