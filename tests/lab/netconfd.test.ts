import type { DeviceState, TopologyNode } from '@paranet/network'
import { parseArtifact, renderDevice } from '@paranet/compiler'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fittingState } from '../../compiler/src/testing/fitting-state.js'
import { deviceStates } from '../../compiler/src/testing/random-device-state.js'
import { compiledCase } from '../support/compiled-case.js'
import { missing } from './harness/commands.js'
import { NetconfServer } from './harness/netconf.js'

const lacking = missing('netconfd')
const { index, state } = compiledCase('campus')
const target = 'ietf'
const nodeOf = (name: string): TopologyNode => ({
  ...(index.nodes[index.nodeId.get(name) ?? 0] as TopologyNode),
  name,
  target,
})

describe.skipIf(lacking !== undefined)(
  `netconfd gives back what was loaded${lacking ? `: skipped: ${lacking}` : ''}`,
  () => {
    let server: NetconfServer
    beforeAll(async () => {
      server = new NetconfServer()
      await server.open()
    })
    afterAll(() => server?.[Symbol.asyncDispose]())

    const expectSame = async (own: DeviceState, withTopology: boolean) => {
      const node = nodeOf(own.device)
      const fitting = fittingState(node, own)
      const answer = await server.load(renderDevice(node, fitting, withTopology ? index : undefined))
      expect(parseArtifact(node, answer)).toEqual({ ok: true, state: fitting })
    }

    test('of the campus, each device after the other', async () => {
      for (const own of state.values()) await expectSame(own, true)
    })

    test('of 150 random states', async () => {
      for (const own of fc.sample(deviceStates, { numRuns: 150, seed: 7 })) await expectSame(own, false)
    })
  },
)
