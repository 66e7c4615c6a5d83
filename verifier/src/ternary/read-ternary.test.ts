import { expect, it } from 'vitest'
import { readTernary } from './read-ternary.js'

it('reads boxes, links and rules', () => {
  const { network, problems } = readTernary(`# two boxes
header vlan 12 dst 32 flags 4
box a 2
box b 3
link a 1 b 0
rule a 0 vlan=5 dst=10.1.0.0/16 flags=0b1xx0 -> 1 vlan=0x7
rule b * dst=0x0a000001/0xff0000ff -> 1,2
rule b * -> drop`)
  expect(problems).toEqual([])
  expect(network.links).toEqual([
    [
      { box: 0, port: 1 },
      { box: 1, port: 0 },
    ],
  ])
  expect(network.boxes.map(({ rules }) => rules)).toEqual([
    [
      {
        from: [0],
        match: [
          { value: 5, mask: 4095 },
          { value: 0x0a010000, mask: 0xffff0000 },
          { value: 8, mask: 9 },
        ],
        ports: [1],
        set: [{ value: 7, mask: 4095 }, undefined, undefined],
      },
    ],
    [
      { match: [undefined, { value: 0x0a000001, mask: 0xff0000ff }, undefined], ports: [1, 2] },
      { match: [undefined, undefined, undefined], ports: [] },
    ],
  ])
})

it('names each line that cannot be read', () => {
  const { problems } = readTernary(`header x 40
header x 8 y 8
box a
rule a * x=1 -> 0
box a 2
rule a * z=1 -> 0
rule a * x=300 -> 0
rule a * x=0b01 -> 0
rule a * x=1
route a`)
  expect(problems).toEqual([
    { line: 1, message: 'the bits of x: a number up to 32, not "40"' },
    { line: 3, message: 'the number of ports: a number up to 65535, not ""' },
    { line: 4, message: 'there is no box "a" above this line' },
    { line: 6, message: 'there is no field "z": the header has x, y' },
    { line: 7, message: 'x: "300" is no value up to 255, value/mask, prefix or 0b…' },
    { line: 8, message: 'x has 8 bits, not 2' },
    { line: 9, message: 'a rule is: rule BOX PORTS|* FIELD=MATCH… -> PORTS|drop FIELD=MATCH…' },
    { line: 10, message: '"route" starts no line: there are header, box, link and rule' },
  ])
})
