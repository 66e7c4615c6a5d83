import type { Plan } from '@paranet/planner'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { moveLines } from './print-plan.js'

const move = (because: NonNullable<Plan['moves']>[number]['because']) =>
  moveLines({
    moves: [
      {
        intent: 'n/i.pn/zoo',
        from: [
          ['a', 'b', 'd'],
          ['e', 'd'],
        ],
        to: [
          ['a', 'c', 'd'],
          ['e', 'd'],
        ],
        because,
      },
    ],
  } as unknown as Plan).map(stripVTControlCharacters)

test.each([
  [{ kind: 'displaced', by: ['n/i.pn/king', 'n/i.pn/queen'] }, '↷ zoo moves, displaced by king, queen'],
  [{ kind: 'freed', by: ['n/i.pn/old'] }, '↷ zoo moves, to room that old left'],
  [{ kind: 'itself' }, '↷ zoo moves: it says something else'],
  [{ kind: 'topology' }, '↷ zoo moves: the network is another'],
  [{ kind: 'reoptimised' }, '↷ zoo moves to fit better'],
] as const)('%j', (because, head) => expect(move(because)).toEqual([head, '    - a → b → d', '    + a → c → d']))

test('a plan in which nobody moves says nothing of it', () => expect(moveLines({} as Plan)).toEqual([]))
