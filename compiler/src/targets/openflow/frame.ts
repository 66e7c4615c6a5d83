import type { IpAddress } from '@paranet/network'
import { hostOf } from '@paranet/network'
import type { ContextInterface, DeviceContext } from '../linux/device-context.js'
import { derivedMacTargets, routerMac } from '../switch/router-mac.js'
import type { DeviceNumbers } from '../switch/device-numbers.js'
import type { Flow } from './flow.js'
import type { TranslationWay } from './translations.js'
import { zonesOf } from './translations.js'
import { frameCookie, learnedCookie, localPort, nextTable, tables } from './layout.js'

/** What the flows around the entries depend on. */
export interface FrameInput {
  readonly device: string
  readonly context: DeviceContext
  readonly numbers: DeviceNumbers
  /** Whether an entry asks for `established`. */
  readonly isTracking: boolean
  /** Which addresses entries translate; where any, connections are tracked too. */
  readonly translated: ReadonlySet<TranslationWay['direction']>
  /** Groups that it sends on, sorted: their packets come in whoever they are addressed to on the link. */
  readonly multicasts: readonly IpAddress[]
}

/** The flows that are no entry's: frames for the router are let in, questions for its addresses answered, neighbours learned, packets that leave
 *  get a hop less and the addresses of the next link. */
export const frameFlows = (input: FrameInput): Flow[] => [
  ...admitFlows(input),
  ...answerFlows(input),
  ...(input.isTracking ? connectionFlows() : []),
  ...learnFlows(input),
  ...missFlows(),
  ...(input.translated.size === 0 ? plainFlows() : translationFlows(input)),
  ...leaveFlows(input),
  ...neighbourFlows(input),
  ...outputFlows(input),
]

const flow = (table: number, priority: number, match: string, ...actions: string[]): Flow => ({
  table,
  cookie: frameCookie,
  priority,
  match: match === '' ? [] : match.split(','),
  actions,
})

const goto = (table: number): string => `goto_table:${table}`

/** To the pipeline go frames for the router's address, and what the device itself sends. */
function admitFlows({ device, isTracking, multicasts }: FrameInput): Flow[] {
  const onward = isTracking ? `ct(table=${tables.connections},zone=${zonesOf(device).all})` : goto(tables.inFilter)
  return [
    flow(tables.admit, 40, 'arp,in_port=LOCAL', 'drop'),
    ...families.map((family) => flow(tables.admit, 30, `${family},in_port=LOCAL`, onward)),
    flow(tables.admit, 20, 'arp', goto(tables.answer)),
    ...[135, 136].map((type) => flow(tables.admit, 20, `icmp6,icmp_type=${type},icmp_code=0`, goto(tables.answer))),
    ...families.map((family) => flow(tables.admit, 10, `${family},dl_dst=${routerMac(device)}`, onward)),
    ...multicasts.map((group) =>
      flow(tables.admit, 10, group.includes(':') ? `ipv6,ipv6_dst=${group}` : `ip,nw_dst=${group}`, onward),
    ),
  ]
}

/** reg1 says whether the packet belongs to a connection that was seen opened. */
const connectionFlows = (): Flow[] => [
  ...['+est+trk', '+rel+trk'].map((state, i) =>
    flow(tables.connections, 2 - i, `ct_state=${state}`, 'set_field:0x1->reg1', goto(tables.inFilter)),
  ),
  flow(tables.connections, 0, '', goto(tables.inFilter)),
]

/** An address of the device, and where it is asked for: at any port, or at one. */
interface OwnAddress {
  readonly address: IpAddress
  readonly port?: number
}

function ownAddresses({ context, numbers }: FrameInput): OwnAddress[] {
  const own: OwnAddress[] = context.addresses.map((address) => ({ address }))
  for (const { name, addresses } of context.interfaces) {
    const port = numbers.ports.get(name)
    if (port !== undefined && port !== localPort)
      own.push(...addresses.map((address) => ({ address: hostOf(address), port })))
  }
  const seen = new Map(own.map((one) => [`${one.address} ${one.port ?? ''}`, one]))
  return [...seen.values()].filter(({ address, port }) => port === undefined || !seen.has(`${address} `))
}

/** Answers to ARP (RFC 826) and neighbour solicitations (RFC 4861) for the router's own addresses. Who asks is learned first. */
function answerFlows(input: FrameInput): Flow[] {
  const mac = routerMac(input.device)
  const learn = `resubmit(,${tables.learn})`
  const own = ownAddresses(input)
  const at = (port: number | undefined) => (port === undefined ? '' : `in_port=${port},`)
  return [
    ...own.map(({ address, port }) =>
      address.includes(':')
        ? flow(
            tables.answer,
            20,
            `icmp6,${at(port)}nd_target=${address},icmp_type=135,icmp_code=0`,
            learn,
            ...toNeighbour(mac, address),
          )
        : flow(tables.answer, 20, `arp,${at(port)}arp_tpa=${address},arp_op=1`, learn, ...toAsker(mac, address)),
    ),
    ...(own.some(({ address }) => address.includes(':'))
      ? [flow(tables.answerNeighbour, 10, 'icmp6,icmp_type=136,icmp_code=0', `set_field:${mac}->nd_tll`, 'IN_PORT')]
      : []),
    flow(tables.answer, 10, '', goto(tables.learn)),
  ]
}

const toAsker = (mac: string, address: IpAddress): string[] => [
  'move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]',
  `set_field:${mac}->eth_src`,
  'set_field:2->arp_op',
  'move:NXM_NX_ARP_SHA[]->NXM_NX_ARP_THA[]',
  'move:NXM_OF_ARP_SPA[]->NXM_OF_ARP_TPA[]',
  `set_field:${mac}->arp_sha`,
  `set_field:${address}->arp_spa`,
  'IN_PORT',
]

/** Router, solicited, override. Its link-layer address is set in a table of its own, where the message is an advertisement already. */
const toNeighbour = (mac: string, address: IpAddress): string[] => [
  'move:NXM_OF_ETH_SRC[]->NXM_OF_ETH_DST[]',
  `set_field:${mac}->eth_src`,
  'move:NXM_NX_IPV6_SRC[]->NXM_NX_IPV6_DST[]',
  `set_field:${address}->ipv6_src`,
  'set_field:136->icmpv6_type',
  'set_field:0->icmpv6_code',
  'set_field:2->nd_options_type',
  'set_field:3758096384->nd_reserved',
  goto(tables.answerNeighbour),
]

/** Who says where it is, is believed for its own address at its own port. Next hops with an address of their own, and the gateways of links, are
 *  found by the number of the next hop, or of the port. Neighbours whose address is known are not asked. */
function learnFlows({ context, numbers }: FrameInput): Flow[] {
  const { learn } = tables
  const fixed = context.interfaces.filter(isFixed).map(({ name }) => numbers.ports.get(name))
  const isOpen = (port: number) => port !== localPort && !fixed.includes(port)
  const byHop = [...numbers.hops].flatMap(([hop, { interface: name, address }]) => {
    const port = numbers.ports.get(name) ?? 0
    return isOpen(port)
      ? saidFlows(30, port, address, `priority=4,cookie=${learnedCookie},reg2=0x${hop.toString(16)}`)
      : []
  })
  const byGateway = context.interfaces.flatMap(({ name, gateway }) => {
    const port = numbers.ports.get(name) ?? localPort
    const addresses = isOpen(port) ? [gateway[4], gateway[6]] : []
    return addresses.flatMap((address) =>
      address === undefined ? [] : saidFlows(20, port, address, `priority=1,cookie=${learnedCookie},${inPortToReg}`),
    )
  })
  const seen = new Set<string>()
  return [
    ...fixed.map((port) => flow(learn, 40, `in_port=${port}`, 'drop')),
    ...[...byHop, ...byGateway].filter(({ match }) => !seen.has(match.join()) && seen.add(match.join())),
    flow(
      learn,
      10,
      'arp',
      learned(
        `priority=2,cookie=${learnedCookie},${inPortToReg},eth_type=0x800,NXM_OF_IP_DST[]=NXM_OF_ARP_SPA[]`,
        'NXM_NX_ARP_SHA',
      ),
    ),
    flow(
      learn,
      10,
      'icmp6,icmp_type=135,icmp_code=0',
      learned(
        `priority=2,cookie=${learnedCookie},${inPortToReg},eth_type=0x86dd,NXM_NX_IPV6_DST[]=NXM_NX_IPV6_SRC[]`,
        'NXM_OF_ETH_SRC',
      ),
    ),
    flow(
      learn,
      10,
      'icmp6,icmp_type=136,icmp_code=0',
      learned(
        `priority=2,cookie=${learnedCookie},${inPortToReg},eth_type=0x86dd,NXM_NX_IPV6_DST[]=NXM_NX_ND_TARGET[]`,
        'NXM_OF_ETH_SRC',
      ),
    ),
  ]
}

const inPortToReg = 'NXM_NX_REG0[0..15]=NXM_OF_IN_PORT[]'

const learned = (what: string, from: string): string =>
  `learn(table=${tables.neighbours},${what},load:${from}[]->NXM_OF_ETH_DST[])`

/** What an address says of itself at a port. */
function saidFlows(priority: number, port: number, address: IpAddress, what: string): Flow[] {
  if (!address.includes(':'))
    return [flow(tables.learn, priority, `arp,in_port=${port},arp_spa=${address}`, learned(what, 'NXM_NX_ARP_SHA'))]
  return [
    flow(
      tables.learn,
      priority,
      `icmp6,in_port=${port},ipv6_src=${address},icmp_type=135,icmp_code=0`,
      learned(what, 'NXM_OF_ETH_SRC'),
    ),
    flow(
      tables.learn,
      priority,
      `icmp6,in_port=${port},nd_target=${address},icmp_type=136,icmp_code=0`,
      learned(what, 'NXM_OF_ETH_SRC'),
    ),
  ]
}

/** Whether the neighbour's Ethernet address follows from its name. */
const isFixed = ({ neighbour }: ContextInterface): boolean =>
  neighbour !== undefined && derivedMacTargets.has(neighbour.target)

const missFlows = (): Flow[] => [...nextTable].map(([table, next]) => flow(table, 0, '', goto(next)))

/** Nothing is translated. */
const plainFlows = (): Flow[] => [
  flow(tables.arrive, 0, '', goto(tables.forwardFilter)),
  flow(tables.depart, 0, '', goto(tables.outFilter)),
]

/** Packets of connections that were translated: those that go the way of what opened them get the same addresses, answers get theirs back, destinations
 *  before the forward filter and sources before the out filter. What opens a connection meets the entries. Open vSwitch's userspace datapath looks a
 *  packet up seven times and no more, so that answers, which are known by `reg1`, are asked for as answers alone. */
function translationFlows({ device, translated }: FrameInput): Flow[] {
  const zones = zonesOf(device)
  const { arrive, answersIn, openedIn, translateIn, forwardFilter } = tables
  const { depart, answersOut, openedOut, translateOut, outFilter } = tables
  const has = (direction: TranslationWay['direction']) => translated.has(direction)
  return [
    ...askFlows(arrive, 20, 'reg1=0x1,', has('source') ? [answersIn, zones.source] : [forwardFilter]),
    ...askFlows(arrive, 10, '', has('destination') ? [openedIn, zones.destination] : [forwardFilter]),
    ...backFlows(answersIn, '+rpl', zones.source, forwardFilter, forwardFilter),
    ...backFlows(openedIn, '-rpl', zones.destination, forwardFilter, translateIn),
    ...askFlows(depart, 20, 'reg1=0x1,', has('destination') ? [answersOut, zones.destination] : [outFilter]),
    ...askFlows(depart, 10, '', has('source') ? [openedOut, zones.source] : [outFilter]),
    ...backFlows(answersOut, '+rpl', zones.destination, outFilter, outFilter),
    ...backFlows(openedOut, '-rpl', zones.source, outFilter, translateOut),
  ]
}

const families = ['ip', 'ipv6']

/** Asks a zone for the connection of packets that match; without a zone they go on. */
const askFlows = (
  table: number,
  priority: number,
  match: string,
  [next, zone]: readonly [next: number, zone?: number],
): Flow[] =>
  families.map((family) =>
    flow(table, priority, `${match}${family}`, zone === undefined ? goto(next) : `ct(table=${next},zone=${zone})`),
  )

/** Gives packets of connections that go this way the addresses of their connections; others go on elsewhere. */
const backFlows = (table: number, way: '+rpl' | '-rpl', zone: number, next: number, otherwise: number): Flow[] => [
  ...families.flatMap((family) =>
    ['+est', '+rel'].map((state, i) =>
      flow(table, 20 - i, `ct_state=${state}${way}+trk,${family}`, `ct(table=${next},zone=${zone},nat)`),
    ),
  ),
  flow(table, 0, '', goto(otherwise)),
]

/** A hop less, but for what the device itself sends or takes. */
function leaveFlows({ device }: FrameInput): Flow[] {
  const mac = routerMac(device)
  const onward = [`set_field:${mac}->eth_src`, `resubmit(,${tables.neighbours})`, goto(tables.output)]
  return [
    flow(tables.leave, 30, `reg0=0x${localPort.toString(16)}`, `set_field:${mac}->eth_dst`, goto(tables.output)),
    flow(tables.leave, 20, 'in_port=LOCAL', ...onward),
    ...['ip', 'ipv6'].map((family) => flow(tables.leave, 10, family, 'dec_ttl', ...onward)),
  ]
}

/** Where the neighbour is not known yet, all of the link get the packet. */
function neighbourFlows({ context, numbers }: FrameInput): Flow[] {
  const known = context.interfaces.filter(isFixed).flatMap(({ name, neighbour }) => {
    const port = numbers.ports.get(name)
    return port === undefined || !neighbour
      ? []
      : [flow(tables.neighbours, 3, `reg0=0x${port.toString(16)}`, `set_field:${routerMac(neighbour.device)}->eth_dst`)]
  })
  return [...known, flow(tables.neighbours, 0, '', 'set_field:ff:ff:ff:ff:ff:ff->eth_dst')]
}

/** A packet may leave where it came in: Open vSwitch would not let it, so the port where it came in is forgotten. */
function outputFlows({ device, isTracking }: FrameInput): Flow[] {
  const commit = isTracking ? [`ct(commit,zone=${zonesOf(device).all})`] : []
  return ['ip', 'ipv6'].map((family) =>
    flow(tables.output, 10, family, ...commit, 'load:0xffff->NXM_OF_IN_PORT[]', 'output:NXM_NX_REG0[0..15]'),
  )
}
