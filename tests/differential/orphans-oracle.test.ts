import { verify } from '@paranet/verifier'
import { expect, test } from 'vitest'
import { breachesOf } from '../oracle/index.js'
import { isIn, packetsOf } from '../support/compare-difference.js'
import { randomCase, samplePackets } from '../support/random-case.js'

/** `SEED=1000` looks at other networks. */
const first = Number(process.env['SEED'] ?? 1)

test('packets that nobody asks for are in a class of them, and those of a class are asked for by nobody', () => {
  let [inClasses, classes] = [0, 0]
  for (let seed = first; seed < first + 10; seed++) {
    const its = randomCase(seed, seed % 2 === 0 ? 'noisy' : 'filtered')
    const { topology, index, intents, states } = its
    const verdict = verify({ index, intents, state: states }).verdicts.find(
      ({ intent, property }) => intent === 'system' && property === 'only-what-is-asked',
    )
    const { orphans = [], moreOrphans, packet } = verdict ?? {}
    const isBroken = (entering: Parameters<typeof breachesOf>[1]) =>
      breachesOf({ topology, intents, states }, entering).some(
        ({ intent, property }) => intent === 'system' && property === 'only-what-is-asked',
      )
    for (const entering of samplePackets(its, 60)) {
      const { at } = entering
      const isWhole =
        verdict?.verdict !== 'unknown' &&
        moreOrphans === undefined &&
        orphans.every(({ more, ingress }) => more === undefined || !ingress.some(({ node }) => node === at.node))
      if (!isWhole || !isBroken(entering)) continue
      inClasses++
      expect(
        orphans.some((one) => isIn(one, at, entering.packet)),
        `seed ${seed} ${JSON.stringify(entering)}`,
      ).toBe(true)
    }
    for (const one of packet ? orphans : []) {
      classes++
      for (const entering of packetsOf({ ...one, packet: packet as NonNullable<typeof packet> }).slice(1))
        if (isIn(one, entering.at, entering.packet))
          expect(isBroken(entering), `seed ${seed} ${one.words} ${JSON.stringify(entering)}`).toBe(true)
    }
  }
  expect(Math.min(inClasses, classes)).toBeGreaterThan(0)
})
