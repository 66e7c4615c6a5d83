import type { DeviceState } from '@paranet/network'
import { indexTopology, seededRandom, sortedEntries, stateOfSorted } from '@paranet/network'
import { expect, test } from 'vitest'
import { compile } from '../compile.js'
import { fiveNodes, isolate, route } from '../testing/five-nodes.js'
import { ArtifactText } from './kept-text.js'
import { lackingOf } from './lacking.js'
import { renderDevice, targetKinds, targetOf } from './registry.js'

const traffic = (port: number) => [{ protocol: 6, dstPorts: [[port, port + 9] as const] }]
const { state } = compile({
  index: indexTopology(fiveNodes),
  intents: [
    ...[80, 443, 8080, 9000].map((port, rank) =>
      route(`r${port}`, { rank, traffic: traffic(port), reply: 'auto', via: [{ oneOf: ['fw'] }] }),
    ),
    isolate('z', { rank: 9, priority: 300, traffic: [{ dscp: [46] }] }),
  ],
})

test.each(targetKinds)('%s: what is made of the last artifact is what is made of nothing', (target) => {
  const random = seededRandom(7)
  const kept = indexTopology(fiveNodes)
  for (const [device, whole] of state) {
    const its = kept.nodes[kept.nodeId.get(device) ?? -1]
    if (!its) continue
    const node = { ...its, target }
    const able = targetOf(node)?.capabilities
    const fitting = sortedEntries(whole).filter(({ entry }) => able && lackingOf(able, node, entry) === undefined)
    let last: DeviceState | undefined
    for (let step = 0; step < 8; step++) {
      last = stateOfSorted(
        device,
        fitting.filter(() => random.next() < 0.9),
        last,
      )
      expect(renderDevice(node, last, kept)).toBe(renderDevice(node, last, indexTopology(fiveNodes)))
    }
  }
})

test('items that stay are not written again, wherever they move', () => {
  const items = Array.from({ length: 200 }, (_, i) => ({ text: `${i}`.repeat(1 + (i % 3)) }))
  const random = seededRandom(3)
  let last: ReturnType<ArtifactText['done']> | undefined
  let before: readonly { readonly text: string }[] = []
  for (let step = 0; step < 40; step++) {
    const now = items.filter(() => random.next() < 0.9)
    const written: object[] = []
    const out = new ArtifactText(last)
    out.add('>'.repeat(step % 4))
    out.items('list', now, ', ', (item, to) => {
      written.push(item)
      to.add(item.text)
    })
    last = out.done()
    expect(last.text).toBe('>'.repeat(step % 4) + now.map(({ text }) => text).join(', '))
    const known = before
    expect(written).toEqual(now.filter((item) => !known.includes(item)))
    before = now
  }
})
