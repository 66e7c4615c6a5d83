import type { Random } from '@paranet/network'

/** Bodies that no client should send: any JSON at all, and near misses of bodies that are right. */
export interface RandomJsonOptions {
  readonly random: Random
  /** Right bodies; near misses are made of them. */
  readonly samples: readonly unknown[]
}

const strangeTexts = [
  '',
  ' ',
  '__proto__',
  'constructor',
  'toString',
  '\u0000',
  '../../etc/passwd',
  '%ff',
  "'; DROP TABLE users; --",
  '\ud800',
  '𝒳'.repeat(300),
  'a'.repeat(5000),
  '10.0.0.1/33',
  '999.1.1.1',
  'fe80::1%eth0',
  '{"a":',
  'route x { from: y, to: z }',
  'network n { node a : router { } }',
  '{'.repeat(2000),
  '[{}]',
  'null',
  '\u202e',
]
const strangeNumbers = [0, -0, -1, 1.5, 1e308, -1e308, 2 ** 53, 2 ** 31, 4294967296, 65536, Number.MIN_VALUE, 255, 443]
const strangeNames = ['__proto__', 'constructor', 'name', 'type', 'id', 'ends', 'text', 'files', '', 'a/b~c']

/** Any JSON value, not too deep. */
export function randomJson(random: Random, depth = 0): unknown {
  const kind = random.below(depth > 4 ? 6 : 9)
  if (kind === 0) return null
  if (kind === 1) return random.next() < 0.5
  if (kind <= 3) return random.pick(strangeNumbers)
  if (kind <= 5) return random.pick(strangeTexts)
  if (kind === 6) return Array.from({ length: random.below(5) }, () => randomJson(random, depth + 1))
  return Object.fromEntries(
    Array.from({ length: random.below(5) }, () => [random.pick(strangeNames), randomJson(random, depth + 1)]),
  )
}

/** A body as text: valid JSON mostly, sometimes cut or garbled. */
export function randomBody({ random, samples }: RandomJsonOptions): string {
  const chosen =
    samples.length > 0 && random.next() < 0.6
      ? nearMiss(random, structuredClone(random.pick(samples)))
      : randomJson(random)
  const text = JSON.stringify(chosen)
  const garbling = random.below(20)
  if (garbling === 0) return text.slice(0, random.below(text.length + 1))
  if (garbling === 1) return `${text}${random.pick([',', '}', '\u0000', '//', text])}`
  return text
}

/** The value with one place of it changed: replaced, removed, or with a member more. */
export function nearMiss(random: Random, value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && random.next() < 0.8) {
    const place = random.below(value.length)
    const its = value.map((item, at) => (at === place ? nearMiss(random, item) : item))
    return random.next() < 0.2 ? its.slice(1) : its
  }
  if (typeof value === 'object' && value !== null && random.next() < 0.85) {
    const entries = Object.entries(value)
    const change = random.below(6)
    if (change === 0) return Object.fromEntries(entries.slice(1))
    if (change === 1) return Object.fromEntries([...entries, [random.pick(strangeNames), randomJson(random)]])
    const place = random.below(Math.max(1, entries.length))
    return Object.fromEntries(entries.map(([key, its], at) => [key, at === place ? nearMiss(random, its) : its]))
  }
  return randomJson(random)
}
