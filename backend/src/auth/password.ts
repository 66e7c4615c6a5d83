import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'

/** Cost, block size and parallelism of new hashes (RFC 7914): 16 MiB and some 50 ms each. */
const cost = { N: 16_384, r: 8, p: 1 } as const
const keyLength = 32

/** `scrypt$N$r$p$salt$key`, the last two in base64. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16)
  const key = await derive(password, salt, cost)
  return ['scrypt', cost.N, cost.r, cost.p, salt.toString('base64'), key.toString('base64')].join('$')
}

/** Whether the password is the one that was hashed. Takes as long for a hash that is none. */
export async function checkPassword(password: string, hash: string): Promise<boolean> {
  const [, n, r, p, salt = '', key = ''] = hash.split('$')
  const expected = Buffer.from(key, 'base64')
  const isHash = expected.length === keyLength
  const parameters = isHash ? { N: Number(n), r: Number(r), p: Number(p) } : cost
  const given = await derive(password, Buffer.from(salt, 'base64'), parameters)
  return isHash && timingSafeEqual(given, expected)
}

/** A password that nobody chose: 120 bits. */
export const randomPassword = (): string => randomBytes(15).toString('base64url')

function derive(password: string, salt: Buffer, { N, r, p }: { N: number; r: number; p: number }): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, keyLength, { N, r, p, maxmem: 256 * N * r }, (error, key) => {
      if (error) reject(error)
      else resolve(key)
    })
  })
}
