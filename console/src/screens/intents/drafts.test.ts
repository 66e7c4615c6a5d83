import { expect, test } from 'vitest'
import { applyEdits, remainingEdits } from './drafts.js'

const files = [
  { name: 'a.pn', text: 'A' },
  { name: 'b.pn', text: 'B' },
]

test('edits change, remove and add files, by name', () => {
  expect(applyEdits(files, { 'b.pn': null, 'a.pn': 'A2', 'aa.pn': '' })).toEqual([
    { name: 'a.pn', text: 'A2', base: 'A' },
    { name: 'aa.pn', text: '', base: undefined },
  ])
})

test('an edit that says what the server has is none', () => {
  expect(remainingEdits(files, { 'a.pn': 'A', 'b.pn': 'B2', 'c.pn': null, 'd.pn': '' })).toEqual({
    'b.pn': 'B2',
    'd.pn': '',
  })
})
