import { expect, test } from 'vitest'
import { packet } from '../testing/line-network.js'
import { ConnectionTable } from './connection-table.js'

const asks = (srcPort: number) => ({ ...packet, srcPort })
const answers = (dstPort: number) => ({ ...packet, src: packet.dst, dst: packet.src, srcPort: packet.dstPort, dstPort })

test('who was asked may answer, and only so', () => {
  const table = new ConnectionTable()
  expect(table.passed(asks(1))).toBe(true)
  expect(table.passed(asks(1))).toBe(false)
  expect(table.isAnswer(answers(1))).toBe(true)
  expect(table.isAnswer(answers(2))).toBe(false)
  expect(table.isAnswer({ ...answers(1), protocol: 17 })).toBe(false)
  expect(table.isAnswer(asks(1))).toBe(false)
})

test('the longest unused goes first; answers keep a connection in use', () => {
  const table = new ConnectionTable(2)
  table.passed(asks(1))
  table.passed(asks(2))
  table.passed(answers(1))
  table.passed(asks(3))
  expect([1, 2, 3].map((port) => table.isAnswer(answers(port)))).toEqual([true, false, true])
})
