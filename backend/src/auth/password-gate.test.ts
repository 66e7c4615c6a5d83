import { expect, test } from 'vitest'
import { hashPassword } from './password.js'
import { PasswordGate } from './password-gate.js'

test('a few passwords are worked on, a few wait, the rest are sent away at once; then there is room again', async () => {
  const gate = new PasswordGate()
  const hash = await hashPassword('right')
  let refused = 0
  const many = Array.from({ length: 60 }, (_, n) => gate.check(n % 2 === 0 ? 'right' : 'wrong', hash))
  const answers = await Promise.all(
    many.map((one) =>
      one.catch((error: unknown) => {
        refused++
        return error
      }),
    ),
  )
  expect(refused).toBe(60 - 18)
  expect(answers.slice(0, 18)).toEqual(Array.from({ length: 18 }, (_, n) => n % 2 === 0))
  expect(answers[18]).toMatchObject({ code: 'too-many-attempts', more: { retryAfter: 1 } })
  expect(await gate.check('right', hash)).toBe(true)
})

test('work that fails gives its place back', async () => {
  const gate = new PasswordGate()
  const broken = 'scrypt$3$8$1$AAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA='
  for (let n = 0; n < 5; n++) await expect(gate.check('x', broken)).rejects.toThrow()
  expect(await gate.check('x', '')).toBe(false)
})
