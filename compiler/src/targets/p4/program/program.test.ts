import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { paranetProgram } from './paranet-program.js'
import { programFiles } from './program-files.js'

const committed = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8')

interface JsonTable {
  readonly name: string
  readonly key: readonly {
    readonly match_type: string
    readonly name: string
    readonly target: readonly [string, string]
  }[]
  readonly actions: readonly string[]
  readonly max_size: number
  readonly base_default_next: string | null
}

interface PipelineJson {
  readonly header_types: readonly {
    readonly name: string
    readonly fields: readonly (readonly [string, number, boolean])[]
  }[]
  readonly headers: readonly { readonly name: string; readonly header_type: string }[]
  readonly actions: readonly {
    readonly name: string
    readonly id: number
    readonly runtime_data: readonly { readonly name: string; readonly bitwidth: number }[]
  }[]
  readonly pipelines: readonly {
    readonly init_table: string
    readonly tables: readonly JsonTable[]
    readonly conditionals: readonly {
      readonly name: string
      readonly true_next: string | null
      readonly false_next: string | null
    }[]
  }[]
}

const json = JSON.parse(committed('paranet.json')) as PipelineJson
const tables = json.pipelines.flatMap((one) => one.tables).filter(({ key }) => key.length > 0)

/** The blocks of a P4Info of one kind, each with its name. */
function blocks(kind: string): Map<string, string> {
  const found = committed('paranet.p4info.txt').matchAll(new RegExp(`^${kind} \\{\\n(.*?)^\\}`, 'gms'))
  return new Map([...found].map(([, body = '']) => [/name: "([^"]+)"/.exec(body)?.[1] ?? '', body]))
}

const idOf = (block: string | undefined): string => /id: (\d+)/.exec(block ?? '')?.[1] ?? ''

test.each([...programFiles(paranetProgram)])('%s is what the script writes', (name, text) => {
  expect(committed(name)).toBe(text)
})

describe('P4Info and pipeline agree', () => {
  test('on tables: keys, their kinds and widths, actions, sizes', () => {
    const infos = blocks('tables')
    expect([...infos.keys()].sort()).toEqual(tables.map(({ name }) => name).sort())
    const actionIds = new Map([...blocks('actions')].map(([name, block]) => [idOf(block), name]))
    for (const table of tables) {
      const block = infos.get(table.name) ?? ''
      const keys = [
        ...block.matchAll(/match_fields \{\s+id: (\d+)\s+name: "(\w+)"\s+bitwidth: (\d+)\s+match_type: (\w+)/g),
      ]
      expect(keys.map(([, id, name, width, kind]) => [Number(id), name, Number(width), kind])).toEqual(
        table.key.map((key, i) => [i + 1, key.name, widthOf(key.target), key.match_type.toUpperCase()]),
      )
      const refs = [...block.matchAll(/action_refs \{\s+id: (\d+)/g)].map(([, id = '']) => actionIds.get(id))
      expect(refs).toEqual(table.actions)
      expect(block).toContain(`size: ${table.max_size}`)
    }
  })

  test('on actions: parameters and widths', () => {
    const infos = blocks('actions')
    expect([...infos.keys()]).toEqual(json.actions.map(({ name }) => name))
    for (const { name, runtime_data: data } of json.actions) {
      const found = [...(infos.get(name) ?? '').matchAll(/params \{\s+id: (\d+)\s+name: "(\w+)"\s+bitwidth: (\d+)/g)]
      expect(found.map(([, id, param, width]) => [Number(id), param, Number(width)])).toEqual(
        data.map((one, i) => [i + 1, one.name, one.bitwidth]),
      )
    }
  })

  test('ids are of their kinds, and no two are the same', () => {
    const all = ['tables', 'actions', 'action_profiles', 'direct_counters', 'meters', 'registers'].flatMap((kind) =>
      [...blocks(kind).values()].map((block) => Number(idOf(block))),
    )
    expect(new Set(all).size).toBe(all.length)
    const first = (kind: string) => new Set([...blocks(kind).values()].map((block) => Number(idOf(block)) >>> 24))
    expect([first('tables'), first('actions'), first('meters')]).toEqual([new Set([2]), new Set([1]), new Set([0x14])])
  })

  test('the source has the same tables and actions', () => {
    const source = committed('paranet.p4')
    const named = (word: string) =>
      [...source.matchAll(new RegExp(`^  ${word} (\\w+)[ (]`, 'gm'))].map(([, name]) => name)
    const bare = (kind: string) => [...blocks(kind).keys()].map((name) => name.slice(name.indexOf('.') + 1))
    expect(named('table')).toEqual(bare('tables'))
    expect(named('action')).toEqual(bare('actions'))
  })
})

test.each([0, 1])('every table and conditional of pipeline %i leads to one that there is, and none back', (place) => {
  const pipeline = json.pipelines[place]
  const next = new Map<string, readonly (string | null)[]>([
    ...(pipeline?.tables ?? []).map((one) => [one.name, [one.base_default_next]] as const),
    ...(pipeline?.conditionals ?? []).map((one) => [one.name, [one.true_next, one.false_next]] as const),
  ])
  const reached = new Set<string>()
  const visit = (name: string | null, way: readonly string[]): void => {
    if (name === null) return
    expect(next.has(name), name).toBe(true)
    expect(way).not.toContain(name)
    if (reached.has(name)) return
    reached.add(name)
    for (const one of next.get(name) ?? []) visit(one, [...way, name])
  }
  visit(pipeline?.init_table ?? null, [])
  expect([...next.keys()].filter((name) => !reached.has(name))).toEqual([])
})

function widthOf([header, field]: readonly [string, string]): number {
  const type = json.headers.find(({ name }) => name === header)?.header_type
  const found = json.header_types.find(({ name }) => name === type)?.fields.find(([name]) => name === field)
  return found?.[1] ?? 0
}
