import type { DeviceState, TopologyNode } from '@paranet/network'
import { canonicalState } from '@paranet/network'
import { artifactFiles, linuxNameOf, renderDevice } from '@paranet/compiler'
import { resolveNetwork } from '@paranet/language'
import fc from 'fast-check'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { readKernelQueues, readQueues } from '../../compiler/src/targets/linux/queues/read-queues.js'
import { fittingState } from '../../compiler/src/testing/fitting-state.js'
import {
  copyLists,
  deviceStates,
  groupRouteLists,
  translations,
} from '../../compiler/src/testing/random-device-state.js'
import { missing, run } from './harness/commands.js'
import { Interfaces } from './harness/interfaces.js'

const count = 1000
const lacking = missing('ip', 'nft', 'tc', 'vtysh', 'ovs-ofctl')
const folder = mkdtempSync(join(tmpdir(), 'paranet-random-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const { topology } = resolveNetwork([
  { name: 'one.pn', text: 'network one { node r1 : firewall { function: firewall } }' },
])
const translated = fc
  .tuple(deviceStates, translations, copyLists, groupRouteLists)
  .map(([state, rewriting, copies, groupRoutes]) =>
    canonicalState({ ...state, translations: rewriting, copies, groupRoutes }),
  )
const states = fc.sample(translated, { numRuns: count, seed: 11 })
const node = (state: DeviceState, target: string): TopologyNode => ({
  ...(topology?.nodes[0] as TopologyNode),
  name: state.device,
  target,
})
const filesOf = (state: DeviceState, target: string) => {
  const own = node(state, target)
  return new Map(
    artifactFiles(own, renderDevice(own, fittingState(own, state))).map(({ name, text }) => [
      name.slice(name.lastIndexOf('/') + 1),
      text,
    ]),
  )
}

/** Runs a script, then prints the classes of each interface below its name. */
const loadAndShow = 'sh "$0" || exit 1; for name; do echo "== $name"; tc class show dev "$name" || exit 1; done'

/** What a command says against files of states, at most some. */
function refused(target: string, file: string, command: (path: string) => readonly [string, readonly string[]]) {
  return states.flatMap((state, i) => {
    const path = join(folder, `${i}-${file}`)
    writeFileSync(path, filesOf(state, target).get(file) ?? '')
    const [name, args] = command(path)
    try {
      run(name, args)
      rmSync(path)
      return []
    } catch (error) {
      return [`${path}: ${String(error).slice(0, 500)}`]
    }
  })
}

describe.skipIf(lacking !== undefined)(`${count} random states${lacking ? `: ${lacking}` : ''}`, () => {
  test('vtysh takes frr.conf of each', () =>
    expect(refused('frr', 'frr.conf', (path) => ['vtysh', ['-C', '-f', path]])).toEqual([]))

  test('nft takes nftables.nft of each', () => {
    using interfaces = new Interfaces(
      states.flatMap(({ copies = [], groupRoutes = [] }) =>
        [...copies.map(({ to }) => to), ...groupRoutes.flatMap(({ out }) => out)].map(linuxNameOf),
      ),
    )
    const check = (path: string) => interfaces.command('nft', '-c', '-f', path)
    expect(refused('nftables', 'nftables.nft', check)).toEqual([])
  })

  test('ovs-ofctl takes flows.txt of each, with copies and multicast routes, and their groups', () => {
    const copying = fc.sample(fc.tuple(copyLists, groupRouteLists), { numRuns: count, seed: 12 })
    const files = states.map((state, i) => {
      const [copies, groupRoutes] = copying[i] ?? [[], []]
      return filesOf(canonicalState({ ...state, copies, groupRoutes }), 'openflow')
    })
    const linesOf = (name: string) =>
      files.flatMap((one) => (one.get(name) ?? '').split('\n').filter((line) => line !== '' && !line.startsWith('#')))
    const path = join(folder, 'flows.txt')
    const flows = linesOf('flows.txt')
    expect(flows.filter((line) => line.startsWith('table=29')).length).toBeGreaterThan(2 * count)
    writeFileSync(path, flows.join('\n'))
    const taken = run('ovs-ofctl', ['-O', 'OpenFlow14', 'parse-flows', path]).match(/^OFPT_FLOW_MOD/gm)?.length
    expect(taken).toBe(flows.length)
    const groups = [...new Set(linesOf('groups.txt').filter((line) => /type=all|nat\(/.test(line)))]
    expect(groups.length).toBeGreaterThan(100)
    for (const group of groups.slice(0, 300)) run('ovs-ofctl', ['-O', 'OpenFlow14', 'parse-group', group])
  })

  test('tc takes queues.sh of each, over what was there, and prints the classes that it says', () => {
    const namespace = `pnq${process.pid.toString(36)}`
    const names = [...new Set(states.flatMap(({ queues = [] }) => queues.map((one) => linuxNameOf(one.interface))))]
      .filter((name) => name !== 'lo')
      .sort()
    run('ip', ['netns', 'add', namespace])
    try {
      for (const [i, name] of names.entries())
        run('ip', ['-n', namespace, 'link', 'add', name, 'type', 'veth', 'peer', 'name', `peer${i}`])
      const path = join(folder, 'queues.sh')
      for (const state of states) {
        const text = filesOf(state, 'nftables').get('queues.sh') ?? ''
        writeFileSync(path, text)
        const queued = new Set((state.queues ?? []).map((one) => linuxNameOf(one.interface)))
        const busy = names.filter((name) => queued.has(name))
        const told = run('ip', ['netns', 'exec', namespace, 'sh', '-c', loadAndShow, path, ...busy])
        const [, ...shown] = told.split(/^== .*\n/m)
        const printed = Object.fromEntries(busy.map((name, i) => [name, shown[i] ?? '']))
        const sorted = (queues: ReturnType<typeof readQueues>) => [...queues].sort(([a], [b]) => (a < b ? -1 : 1))
        expect(sorted(readKernelQueues(text, printed))).toEqual(sorted(readQueues('queues.sh', text)))
      }
    } finally {
      run('ip', ['netns', 'del', namespace])
    }
  })
})
