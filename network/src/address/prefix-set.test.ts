import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatPrefix, type IpAddress, type Prefix, prefixHolds } from './ip.js'
import { intersectPrefixes, prefixSet, subtractPrefixes } from './prefix-set.js'

const set = (...texts: string[]) => texts as Prefix[]

test('contained prefixes go and halves join', () => {
  expect(prefixSet(set('10.0.0.0/9', '10.128.0.0/9', '10.1.0.0/16'))).toEqual(['10.0.0.0/8'])
  expect(prefixSet(set('10.0.0.0/10', '10.64.0.0/10', '10.128.0.0/9'))).toEqual(['10.0.0.0/8'])
  expect(prefixSet(set('10.64.0.0/10', '10.128.0.0/10'))).toEqual(['10.64.0.0/10', '10.128.0.0/10'])
})

test('a hole costs one prefix per bit', () => {
  expect(subtractPrefixes(set('10.0.0.0/30'), set('10.0.0.1/32'))).toEqual(['10.0.0.0/32', '10.0.0.2/31'])
  expect(subtractPrefixes(set('10.0.0.0/30'), set('10.0.0.0/8'))).toEqual([])
})

test('intersection, difference and union agree with membership of every address of a small space', () => {
  const prefix = fc
    .tuple(fc.integer({ min: 0, max: 31 }), fc.integer({ min: 27, max: 32 }))
    .map(([host, length]) => formatPrefix(4, BigInt(host), length))
  const some = fc.array(prefix, { maxLength: 6 })
  fc.assert(
    fc.property(some, some, (a, b) => {
      const results = { union: prefixSet([...a, ...b]), both: intersectPrefixes(a, b), only: subtractPrefixes(a, b) }
      for (let host = 0; host < 40; host++) {
        const address = `0.0.0.${host}` as IpAddress
        const isIn = (prefixes: readonly Prefix[]) => prefixes.filter((one) => prefixHolds(one, address)).length
        const [inA, inB] = [isIn(a) > 0, isIn(b) > 0]
        expect([isIn(results.union), isIn(results.both), isIn(results.only)]).toEqual([
          inA || inB ? 1 : 0,
          inA && inB ? 1 : 0,
          inA && !inB ? 1 : 0,
        ])
      }
    }),
    { numRuns: 100 },
  )
})
