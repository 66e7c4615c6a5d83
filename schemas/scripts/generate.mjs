// Writes src/generated from json/: the wire types, and the schemas as a module, so that no file is read at run time.
// `node schemas/scripts/generate.mjs` after every change of a schema; `--check` says whether that was forgotten.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { compile } from 'json-schema-to-typescript'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const banner = '// Made from schemas/json by schemas/scripts/generate.mjs: change the schemas, not this file.\n\n'

/** File name without `.json` → content, in the order of names. */
const files = Object.fromEntries(
  readdirSync(here('../json'))
    .sort()
    .map((file) => [file.replace(/\.json$/, ''), JSON.parse(readFileSync(here(`../json/${file}`), 'utf8'))]),
)
const schemas = Object.fromEntries(Object.entries(files).filter(([, content]) => '$id' in content))

/** `node.json#/$defs/x` and `#/$defs/x` as places in one document that holds all schemas. */
const rewriteRef = (name, target) => {
  const [file, path = ''] = target.split('#')
  return `#/definitions/${file === '' ? name : file.replace(/\.json$/, '')}${path}`
}

/** What json-schema-to-typescript reads wrongly, said in its words: tuples in the older form, and lists without a least length. */
function rewrite(name, value, isMap = false) {
  if (Array.isArray(value)) return value.map((item) => rewrite(name, item))
  if (typeof value !== 'object' || value === null) return value
  if (isMap) return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rewrite(name, item)]))
  const {
    $schema: _schema,
    $id: _id,
    $ref,
    prefixItems,
    minItems,
    maxItems,
    discriminator: _,
    description,
    ...rest
  } = value
  if ($ref !== undefined) return { $ref: rewriteRef(name, $ref) }
  if (rest.oneOf)
    return { ...(rest.title ? { title: rest.title } : {}), oneOf: rewrite(name, rest.oneOf), ...kept(name, rest) }
  const own = Object.fromEntries(
    Object.entries(rest).map(([key, item]) => [key, rewrite(name, item, key === 'properties' || key === '$defs')]),
  )
  if (prefixItems) Object.assign(own, { items: rewrite(name, prefixItems), additionalItems: false, minItems, maxItems })
  return description === undefined ? own : { ...own, description }
}

const kept = (name, { $defs }) => ($defs ? { $defs: rewrite(name, $defs, true) } : {})

async function wireTypes() {
  const definitions = Object.fromEntries(Object.entries(schemas).map(([name, schema]) => [name, rewrite(name, schema)]))
  const whole = Object.keys(schemas).filter((name) => 'title' in schemas[name])
  const all = {
    title: 'WireTypes',
    type: 'object',
    properties: Object.fromEntries(whole.map((name) => [name, { $ref: `#/definitions/${name}` }])),
    required: whole,
    additionalProperties: false,
    definitions,
  }
  const text = await compile(all, 'WireTypes', {
    bannerComment: '',
    additionalProperties: false,
    unreachableDefinitions: false,
    style: { semi: false, singleQuote: true, printWidth: 120 },
  })
  return banner + text
}

const outputs = {
  'wire-types.ts': await wireTypes(),
  'schemas.ts': `${banner}export const schemas = ${JSON.stringify(schemas, null, 2)}\n`,
  'deployment-transitions.ts': `${banner}export const transitions = ${JSON.stringify(files['deployment-transitions'], null, 2)} as const\n`,
}

const stale = Object.entries(outputs).filter(([file, text]) => readOr(here(`../src/generated/${file}`)) !== text)
if (process.argv.includes('--check')) {
  for (const [file] of stale) process.stderr.write(`schemas/src/generated/${file} is not what the schemas say\n`)
  process.exitCode = stale.length === 0 ? 0 : 1
} else for (const [file, text] of stale) writeFileSync(here(`../src/generated/${file}`), text)

function readOr(path) {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
