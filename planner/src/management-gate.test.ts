import type { Intent } from '@paranet/network'
import { managementId, systemNames } from '@paranet/network'
import { expect, test } from 'vitest'
import { managementVerdict } from './management-gate.js'
import type { Plan } from './plan.js'

const builtIn = { id: managementId('n'), name: systemNames[0] } as Intent
const written = { id: 'n/a.pn/system.management', name: systemNames[0] } as Intent
const other = { id: 'n/a.pn/web', name: 'web' } as Intent
const losing = (...loses: string[]): Plan['rollout'] => ({ kind: 'needs-disruption-window', loses })

/** Intents, a rollout, and whose way of the controller it takes. */
const cases: Readonly<Record<string, readonly [readonly Intent[], Plan['rollout'], string | undefined]>> = {
  'an order keeps everything': [[builtIn, other], { kind: 'ordered' }, undefined],
  'something else is lost': [[builtIn, other], losing(other.id), undefined],
  'management is lost on the way': [[other, builtIn], losing(other.id, builtIn.id), builtIn.id],
  'management as it is written is lost': [[written], losing(written.id), written.id],
}

test.each(Object.entries(cases))('%s', (_, [intents, rollout, lost]) =>
  expect(managementVerdict(intents, rollout)?.intent).toBe(lost),
)
