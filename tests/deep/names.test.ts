import { test } from 'vitest'
import { checkSeed, checkTampered } from '../names/check-names.js'

const first = Number(process.env['SEED'] ?? 20_000)
const networks = 600

test(`${networks} random networks of named content from seed ${first}: the verifier says what walking every Interest says`, {
  timeout: 600_000,
}, () => {
  console.log(`SEED=${first}`)
  for (let seed = first; seed < first + networks; seed++) {
    checkSeed(seed)
    checkTampered(seed)
  }
})
