import { localInterface, stubInterface } from '@paranet/network'
import type { DeviceContext } from '../linux/device-context.js'
import { linuxNameOf } from '../linux/interface-names.js'
import { routerMac } from '../switch/router-mac.js'
import type { DeviceNumbers, Queue } from '../switch/device-numbers.js'
import { frameCookie, localPort, tables } from './layout.js'

export const switchFile = 'switch.sh'
export const metersFile = 'meters.txt'
export const groupsFile = 'groups.txt'
export const flowsFile = 'flows.txt'

/** The bridge of a device, as Linux names it. */
export const bridgeOf = (device: string): string => linuxNameOf(`br-${device}`)

/** `switch.sh`: the bridge, its ports with their numbers and queues by ovs-vsctl(8), then meters, and groups and flows as one bundle. Safe to run
 *  again. Port names are those that Linux takes. */
export function renderSwitch(
  device: string,
  notes: readonly string[],
  numbers: DeviceNumbers,
  context: DeviceContext,
): string {
  const known = new Set(context.interfaces.map(({ name }) => name))
  const ports = [...numbers.ports].filter(([name]) => name !== localInterface)
  const real = ports.filter(([name]) => known.size === 0 || name === stubInterface || known.has(name))
  return [
    '#!/bin/sh',
    ...notes,
    '# The bridge, its ports and queues, then meters, groups and flows. Safe to run again.',
    '# PARANET_DB: the database of Open vSwitch; PARANET_MGMT: how ovs-ofctl reaches the bridge; PARANET_DATAPATH: system or netdev.',
    'set -e',
    'cd "$(dirname "$0")"',
    `bridge=${bridgeOf(device)}`,
    'vsctl() { ovs-vsctl ${PARANET_DB:+--db="$PARANET_DB"} "$@"; }',
    'ofctl() { ovs-ofctl -O OpenFlow14 "$@"; }',
    'target=${PARANET_MGMT:-$bridge}',
    'vsctl --may-exist add-br "$bridge" -- set bridge "$bridge" datapath_type="${PARANET_DATAPATH:-system}" fail_mode=secure protocols=OpenFlow13,OpenFlow14 ' +
      `other-config:hwaddr=${routerMac(device)} other-config:disable-in-band=true`,
    ...real.map(
      ([name, port]) =>
        `vsctl --may-exist add-port "$bridge" ${linuxNameOf(name)} -- set interface ${linuxNameOf(name)} ofport_request=${port}`,
    ),
    ...qosLines(numbers, context),
    'while read -r meter; do',
    '  ofctl mod-meter "$target" "$meter" 2>/dev/null || ofctl add-meter "$target" "$meter"',
    `done <${metersFile}`,
    '{',
    '  # What was learned of neighbours stays.',
    `  for table in $(seq 0 253); do [ "$table" = ${tables.neighbours} ] || echo "flow delete table=$table"; done`,
    `  echo 'flow delete table=${tables.neighbours},cookie=${frameCookie}/-1'`,
    "  echo 'group delete'",
    `  sed 's/^/group add /' ${groupsFile}`,
    `  sed '/^#/d; s/^/flow add /' ${flowsFile}`,
    '} | ofctl --bundle bundle "$target" -',
    '',
  ].join('\n')
}

/** A queue set (linux-htb) for each port that has queues; those of all others of the bridge are taken away. */
export function qosLines({ ports, queues }: DeviceNumbers, context: DeviceContext): string[] {
  const names = new Map([...ports].map(([name, port]) => [port, name]))
  const bandwidths = new Map(context.interfaces.map(({ name, bandwidth }) => [name, bandwidth]))
  const byPort = new Map<number, [string, Queue][]>()
  for (const [place, queue] of queues) {
    const [port = '', id = ''] = place.split(' ')
    byPort.set(Number(port), [...(byPort.get(Number(port)) ?? []), [id, queue]])
  }
  return [...byPort]
    .filter(([port]) => port !== localPort)
    .map(([port, own]) => {
      const name = names.get(port) ?? ''
      const bandwidth = bandwidths.get(name)
      const list = own.map(([id]) => `queues:${id}=@q${id}`).join(' ')
      const made = own.map(([id, queue]) => `-- --id=@q${id} create queue ${ratesOf(queue, bandwidth)}`).join(' ')
      const most = bandwidth === undefined ? '' : `other-config:max-rate=${bandwidth} `
      return `vsctl set port ${linuxNameOf(name)} qos=@qos -- --id=@qos create qos type=linux-htb ${most}${list} ${made}`
    })
}

/** bit/s; Open vSwitch wants a lowest rate. */
function ratesOf({ min, max }: Queue, bandwidth: number | undefined): string {
  const most = max ?? bandwidth
  return [
    `other-config:min-rate=${Math.max(8000, min ?? 0)}`,
    ...(most === undefined ? [] : [`other-config:max-rate=${Math.max(8000, most)}`]),
  ].join(' ')
}
