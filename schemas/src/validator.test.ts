import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { schemas, validator } from './index.js'
import type { SchemaName } from './index.js'

const node = {
  name: 'r1',
  type: 'router',
  addresses: ['10.0.0.1'],
  prefixes: ['10.1.0.0/16', '2001:db8::/32'],
  target: 'emulated',
  driver: 'emulated',
  produces: [],
  labels: { building: 'a' },
  assigned: [],
}

test('the generated files are what the schemas say', () => {
  execFileSync(process.execPath, [fileURLToPath(new URL('../scripts/generate.mjs', import.meta.url)), '--check'])
})

test('a value that fits comes back', () => {
  expect(validator('node')(node)).toEqual({ ok: true, value: node })
})

const wrong: readonly [string, SchemaName, unknown, readonly { pointer: string; message: string }[]][] = [
  ['what is missing has a pointer', 'node-input', { name: 'r1' }, [{ pointer: '/type', message: 'is missing' }]],
  [
    'all errors are named at once',
    'node',
    { ...node, type: 'toaster', addresses: ['10.0.0.300'], colour: 'red' },
    [
      { pointer: '/colour', message: 'is not known here' },
      {
        pointer: '/type',
        message: 'must be one of router, switch, host, firewall, balancer, cache, ndn, geo, p4, server',
      },
      { pointer: '/addresses/0', message: 'must be an IPv4 or IPv6 address' },
    ],
  ],
  [
    'a prefix has a length that its family has',
    'node',
    { ...node, prefixes: ['10.0.0.0/33', '10.0.0.0'] },
    [
      { pointer: '/prefixes/0', message: 'must be a prefix such as 10.1.0.0/16' },
      { pointer: '/prefixes/1', message: 'must be a prefix such as 10.1.0.0/16' },
    ],
  ],
  [
    'a link has two ends',
    'link-input',
    { ends: [{ node: 'r1' }] },
    [{ pointer: '/ends', message: 'must NOT have fewer than 2 items' }],
  ],
  [
    'of a union, only the kind that is meant is checked',
    'fault',
    { kind: 'link-loss', link: 'r1--r2', fraction: 2 },
    [{ pointer: '/fraction', message: 'must be <= 1' }],
  ],
  ['an unknown kind', 'fault', { kind: 'meteor' }, [{ pointer: '/kind', message: 'names no kind that is known here' }]],
  [
    'names in pointers are escaped',
    'topology',
    { name: 'x', default: 'open', antiSpoofing: true, nodes: [], interfaces: [], links: [], groups: [], 'a/b': 1 },
    [{ pointer: '/a~1b', message: 'is not known here' }],
  ],
]

test.each(wrong)('%s', (_, name, value, errors) => {
  expect(validator(name)(value)).toEqual({ ok: false, errors })
})

test.each(Object.entries(schemas))('%s compiles', (name, schema) => {
  expect(schema.$id).toBe(`https://paranet.dev/schemas/${name}.json`)
  if ('title' in schema) expect(validator(name as SchemaName)(undefined).ok).toBe(false)
})
