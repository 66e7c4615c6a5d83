import { expect, test } from 'vitest'
import { validator } from '@paranet/schemas'
import { CliError } from '../errors.js'
import { readFault } from './fault-words.js'

test.each([
  ['link a--b down', { kind: 'link-down', link: 'a--b' }],
  ['link a--b down --from a --for 30s', { kind: 'link-down', link: 'a--b', from: 'a', forMs: 30_000 }],
  ['link a--b delay 5ms', { kind: 'link-delay', link: 'a--b', microseconds: 5000 }],
  ['link a--b loss 10% --from b', { kind: 'link-loss', link: 'a--b', fraction: 0.1, from: 'b' }],
  ['link a--b flap 10s', { kind: 'link-flap', link: 'a--b', periodMs: 10_000, duty: 0.5 }],
  [
    'node r flap 1min --duty 90% --jitter 50% --seed 7',
    { kind: 'node-flap', node: 'r', periodMs: 60_000, duty: 0.9, jitter: 0.5, seed: 7 },
  ],
  ['node r refuse-commit', { kind: 'refuse-commit', node: 'r' }],
  ['node r slow', { kind: 'slow-device', node: 'r' }],
  ['node r slow 5s', { kind: 'slow-device', node: 'r', ms: 5000 }],
  ['node r partial-commit 3 --lies', { kind: 'partial-commit', node: 'r', entries: 3, lies: true }],
  ['node r clock-skew -90s', { kind: 'clock-skew', node: 'r', ms: -90_000 }],
])('fault %s', (words, fault) => {
  expect(readFault(words.split(' '))).toEqual(fault)
  expect(validator('fault')(fault)).toMatchObject({ ok: true })
})

test.each([
  '',
  'link',
  'link a--b',
  'link a--b burn',
  'link a--b down 5',
  'link a--b delay soon',
  'link a--b loss 110%',
  'node r constructor',
  'node r down --until tomorrow',
  'node r partial-commit few',
  'forget r',
])('"fault %s" is no fault', (words) => {
  expect(() => readFault(words.split(' '))).toThrow(CliError)
})
