import type { Prefix } from '@paranet/network'
import { prefixesOverlap, seededRandom } from '@paranet/network'
import { expect, test } from 'vitest'
import { BoxIndex } from './box-index.js'
import { partsOf } from './match-parts.js'

const prefixes = (
  '0.0.0.0/0 10.0.0.0/8 10.1.0.0/16 10.1.16.0/20 10.1.2.0/24 10.1.2.128/25 10.1.2.3/32 10.1.16.9/32 10.2.0.0/15 ' +
  '192.168.7.1/32 ::/0 2001:db8::/32 2001:db8:0:100::/56 2001:db8:0:101::/64 2001:db8:0:101::1/128 ' +
  '2001:db8:0:101:8000::/65 2001:db8:8000::/33'
).split(' ') as Prefix[]

test('what may meet a box is found, whatever the lengths of prefixes', () => {
  const random = seededRandom(3)
  for (let round = 0; round < 40; round++) {
    const dstOf = () => (random.next() < 0.1 ? undefined : random.pick(prefixes))
    const boxOf = () => {
      const dst = dstOf()
      return { dst, parts: partsOf(dst === undefined ? { protocol: 6 } : { dst }) }
    }
    const meets = (a: ReturnType<typeof boxOf>, b: ReturnType<typeof boxOf>) =>
      a.dst === undefined || b.dst === undefined || prefixesOverlap(a.dst, b.dst)
    const index = new BoxIndex<ReturnType<typeof boxOf>>()
    for (let i = 0; i < 30; i++) {
      const box = boxOf()
      const met = new Set<object>()
      index.some(box, (other) => (meets(box, other) && met.add(other), false))
      expect(met).toEqual(new Set(index.all.filter((other) => meets(box, other))))
      index.add(box)
    }
  }
})
