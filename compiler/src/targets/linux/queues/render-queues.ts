import { linuxNameOf } from '../interface-names.js'
import type { DeviceContext } from '../device-context.js'
import type { DeviceQueue, Queue } from './device-queues.js'
import { defaultQueue, queueRoot } from './device-queues.js'

export const queuesFile = 'queues.sh'

/** bit/s of an interface of which the network does not say how fast it is: as fast as it goes. */
export const anyBandwidth = 100_000_000_000

/** bit/s of a class to which nothing is promised: HTB wants some. */
export const leastRate = 8000

/** `queues.sh`: HTB (tc-htb(8)) at the interfaces that have queues. Classes are lent what others leave; `min` is their own rate, `max` their ceiling.
 *  Takes our roots away from all other interfaces. Safe to run again. */
export function renderQueues(
  header: readonly string[],
  queues: Iterable<DeviceQueue>,
  context: DeviceContext,
  interfaces: readonly string[],
): string {
  const list = [...queues]
  const names = interfaces.map(linuxNameOf).filter((name) => name !== 'lo')
  const bandwidths = new Map(context.interfaces.map(({ name, bandwidth }) => [linuxNameOf(name), bandwidth]))
  // What is for the device itself leaves by no interface, and waits nowhere.
  const busy = [...new Set(list.map(({ linux }) => linux))].filter((linux) => linux !== 'lo')
  return [
    '#!/bin/sh',
    ...header,
    ...list.map(queueNote),
    '# Queues. Safe to run again.',
    'set -e',
    `for name in ${names.join(' ')}; do`.replace('  ', ' '),
    `  tc qdisc del dev $name root handle ${queueRoot}: 2>/dev/null || true`,
    'done',
    ...(busy.length === 0 ? [] : ["tc -batch - <<'END'"]),
    ...busy.flatMap((linux) => {
      const own = list.filter((one) => one.linux === linux)
      return rootLines(linux, bandwidths.get(linux) ?? anyBandwidth, own)
    }),
    ...(busy.length === 0 ? [] : ['END']),
    '',
  ].join('\n')
}

function rootLines(linux: string, bandwidth: number, queues: readonly DeviceQueue[]): string[] {
  const inside = `class add dev ${linux} parent ${queueRoot}:1 classid`
  return [
    `qdisc replace dev ${linux} root handle ${queueRoot}: htb default 2`,
    `class add dev ${linux} parent ${queueRoot}: classid ${queueRoot}:1 htb ${ratesOf(bandwidth, bandwidth)}`,
    `${inside} ${defaultQueue} htb ${ratesOf(Math.min(leastRate, bandwidth), bandwidth)}`,
    ...queues.map(({ id, queue }) => `${inside} ${id} htb ${ratesOf(rateOf(queue), queue.max ?? bandwidth)}`),
  ]
}

/** What a class has whatever else there is, as HTB is told: bit/s, at least a byte. */
export const rateOf = ({ min, max }: Queue): number => Math.max(8, min ?? Math.min(leastRate, max ?? leastRate))

/** Bursts of ten milliseconds: timers wake no oftener where a machine is busy. `quantum`: all get the same of what is lent. */
function ratesOf(rate: number, ceil: number): string {
  const burst = (bits: number) => Math.min(1_250_000, Math.max(3000, Math.ceil(bits / 800)))
  const most = Math.max(8, ceil)
  return `rate ${rate}bit ceil ${most}bit burst ${burst(rate)} cburst ${burst(most)} quantum 3000`
}

/** Says what the class of a number is called, and its exact rates. */
const queueNote = ({ linux, id, queue }: DeviceQueue): string =>
  `# queue ${linux} ${id} is ${JSON.stringify([queue.class, queue.min ?? null, queue.max ?? null])}`
